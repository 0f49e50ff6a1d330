"""The certificate that is shown, and a newer one taken up without a restart.

A server runs for months, and a certificate that was given is replaced every two of them; our own is
made anew when it nears its end. Each process looks every minute, and shows what it finds to whoever
connects from then on.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from uvicorn import Config

from server import certificate
from server.certificate import CertificateError
from server.database import now
from server.settings import Settings

LOG = logging.getLogger("server.tls")

ENDS_SOON = timedelta(days=30)
"""By then a given certificate is to be renewed; our own has been made anew long before."""
RETRY = timedelta(hours=1)
"""After our own could not be made anew."""
ANSWERS = 5.0
"""Seconds that a server gets to say what it shows."""
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not listened on
"""Where to ask a server that listens everywhere."""


class Shown:
    """What this process shows."""

    def __init__(self, context: ssl.SSLContext, chain: Path, key: Path) -> None:
        """Made within the loop that serves, with what the context holds already."""
        self._context = context
        self._files = chain, key
        self._seen = self._stamp()
        self._loop = asyncio.get_running_loop()
        self._renew_at = now()
        self.ends = ends(chain)
        self.wrong = ""
        """Why what is in the files now can't be shown."""

    def look(self, settings: Settings) -> None:
        """Take up what is in the files, if it is another; our own is made anew when it is time."""
        moment = now()
        if (
            settings.certificate is None
            and self.ends - moment < certificate.RENEW
            and moment >= self._renew_at
        ):
            self._renew_at = moment + RETRY
            try:
                certificate.of(settings)
            except CertificateError as error:
                LOG.warning("No new certificate can be made: %s", error)
        self._take_up()

    def _take_up(self) -> None:
        try:
            seen = self._stamp()
            if seen == self._seen:
                self.wrong = ""
                return
            certificate.given(*self._files)  # while it is being replaced the two may not fit
            new_ends = ends(self._files[0])
        except (OSError, ValueError) as error:
            if not self.wrong:
                LOG.warning("The certificate was changed, and can't be used: %s", error)
            self.wrong = str(error)
            return
        # In the loop, for there connections begin, and none may see one half of it.
        self._loop.call_soon_threadsafe(self._context.load_cert_chain, *self._files)
        self._seen, self.ends, self.wrong = seen, new_ends, ""
        LOG.info("certificate", extra={"about": {"until": f"{new_ends:%Y-%m-%d}"}})

    def _stamp(self) -> list[tuple[int, int, int]]:
        """Another one whenever a file, or what a link leads to, was replaced."""
        found = [file.stat() for file in self._files]
        return [(one.st_ino, one.st_size, one.st_mtime_ns) for one in found]

    def warnings(self) -> tuple[str, ...]:
        """What administrators must be told; nothing, if all is well."""
        left = self.ends - now()
        told = []
        if self.wrong:
            told.append(
                "The server’s certificate was changed, and the new one can’t be used. The old one"
                f" is shown until it is mended. {self.wrong}"
            )
        if left <= ENDS_SOON:
            ended = "has ended" if left <= timedelta() else "ends soon"
            told.append(
                f"The server’s certificate {ended}: it is good until {self.ends:%Y-%m-%d}. Whoever"
                " looks after the server sees what to do with: wellheard server check"
            )
        return tuple(told)


_here: list[Shown] = []
"""Empty without TLS, else one: workers are made by uvicorn, and have nothing else in common."""


def show(config: Config, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """For uvicorn, in each process: TLS as it would make it, but remembered."""
    context = make()
    assert config.ssl_certfile is not None
    assert config.ssl_keyfile is not None
    _here[:] = [Shown(context, Path(config.ssl_certfile), Path(config.ssl_keyfile))]
    return context


def look(settings: Settings) -> tuple[str, ...]:
    """See that the right certificate is shown; gives what administrators must be told."""
    for shown in _here:
        shown.look(settings)
    return tuple(told for shown in _here for told in shown.warnings())


def ends(chain: Path) -> datetime:
    """When the server's certificate in a file ends.

    Raises:
        OSError, ValueError: it can't be read.
    """
    return x509.load_pem_x509_certificates(chain.read_bytes())[0].not_valid_after_utc


def served(settings: Settings) -> x509.Certificate | None:
    """What is shown at the server's port at this moment; none where nothing answers."""
    place = ANYWHERE.get(settings.host, settings.host), settings.port
    try:
        pem = ssl.get_server_certificate(place, timeout=ANSWERS)
    except (OSError, ValueError):
        return None
    return x509.load_pem_x509_certificate(pem.encode("ascii"))
