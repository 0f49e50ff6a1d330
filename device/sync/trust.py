"""TLS: whom a kiosk believes to be its server, at first contact and ever after.

At first contact a kiosk knows nobody. It looks at what the server shows, without sending anything,
and people compare the authority's fingerprint with the one on the staff page. From then on nothing
counts but that authority. The calendar does not count: a kiosk without a clock chip may be in
1970, and time is never a reason to lose touch. Revoking is done on the server, not by dates.
"""

import hashlib
import socket
import ssl
from dataclasses import dataclass
from typing import Any

from device.errors import WellheardError

CONNECT_SECONDS = 10.0
NO_CHECK_TIME = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python has no name for."""


class NotTrusted(WellheardError, ConnectionError):
    """Whoever answers is not the centre's server."""


class NotReached(WellheardError, ConnectionError):
    """Nobody answers."""


@dataclass(frozen=True)
class Shown:
    """What a server showed when nobody was trusted yet."""

    authority: str
    """PEM: the certificate above all others that it showed."""
    fingerprint: str
    """SHA-256 of it, as pairs in hex with colons between."""
    all: dict[str, str]
    """Every certificate it showed, PEM by fingerprint."""


def pinned(certificate: str) -> ssl.SSLContext:
    """Trust what this certificate signed, and nothing else, whatever the date.

    Raises:
        NotTrusted: it is no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cadata=certificate)
    except (ssl.SSLError, ValueError) as error:
        raise NotTrusted(
            "The certificate to pin can't be read. Let the kiosk in anew: wellheard enrol ADDRESS"
        ) from error
    # What the server shows above itself may be signed by somebody else yet: it need not be.
    flags = ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN | NO_CHECK_TIME
    # Python 3.13 refuses authorities that were made less strictly than it would like.
    context.verify_flags = (context.verify_flags & ~ssl.VerifyFlags.VERIFY_X509_STRICT) | flags
    return context


def of_the_system() -> ssl.SSLContext:
    """Trust what this machine trusts."""
    return ssl.create_default_context()


def look(host: str, port: int) -> Shown:
    """See what a server shows, and say nothing to it.

    Raises:
        NotReached: nobody is there, or it does no TLS.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), CONNECT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            chain = _chain(secured)
    except ssl.SSLError as error:
        raise NotReached(
            f"What answers at {host}:{port} does not speak TLS. Is the address right? It is on the"
            " server's screen when it starts. If it begins with http:// there, type it so."
        ) from error
    except OSError as error:
        raise NotReached(away(host, port, error)) from error
    pems = {fingerprint(each): ssl.DER_cert_to_PEM_cert(each) for each in chain}
    top = fingerprint(chain[-1])
    return Shown(pems[top], top, pems)


def is_known_to_the_system(host: str, port: int) -> bool:
    """Whether this machine trusts what the server shows, without being told."""
    return _believes(of_the_system(), host, port)


def vouches(certificate: str, host: str, port: int) -> bool:
    """Whether what the server shows is signed by this certificate.

    Raises:
        NotTrusted: it is no certificate.
    """
    return _believes(pinned(certificate), host, port)


def _believes(context: ssl.SSLContext, host: str, port: int) -> bool:
    try:
        with (
            socket.create_connection((host, port), CONNECT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host),
        ):
            return True
    except (OSError, ValueError):
        return False


def away(host: str, port: int, error: OSError) -> str:
    """Why a server is not reached, and what to do."""
    why = error.strerror or str(error) or "no answer"
    if isinstance(error, TimeoutError):
        why = "no answer"
    return (
        f"The server at {host}:{port} is not reached ({why.lower()}). Is it on, is the address"
        " right, and are both in the same network?"
    )


def fingerprint(der: bytes) -> str:
    """SHA-256, as pairs in hex with colons between."""
    return hashlib.sha256(der).digest().hex(":").upper()


def of_pem(certificate: str) -> str:
    """The fingerprint of a certificate in PEM.

    Raises:
        NotTrusted: it is no certificate.
    """
    try:
        return fingerprint(ssl.PEM_cert_to_DER_cert(certificate))
    except ValueError as error:
        raise NotTrusted("The server's certificate can't be read.") from error


def plain(written: str) -> str:
    """A fingerprint as people type it, without what is between the pairs."""
    return "".join(one for one in written.lower() if one in "0123456789abcdef")


def _chain(secured: ssl.SSLSocket) -> list[bytes]:
    """What the other side showed, its own certificate first."""
    public: Any = getattr(secured, "get_unverified_chain", None)
    if public is not None:
        return list(public())
    # Before Python 3.13 it is there as well, under another name.
    inner: Any = secured._sslobj  # type: ignore[attr-defined]
    return [ssl.PEM_cert_to_DER_cert(each.public_bytes()) for each in inner.get_unverified_chain()]
