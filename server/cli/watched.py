"""Tell the service manager how the server is, by the protocol of sd_notify(3).

It asks itself, as a kiosk would: it is ready once it answers at its port, and alive while it goes
on doing so, with TLS, event loop and all. An answer that says it is too busy is an answer.
"""

import http.client
import os
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from server.settings import Settings
from server.tls import ANYWHERE

PATH = "/healthz"
BEFORE_READY = 0.25
"""Seconds between two questions until there is an answer."""
PATIENCE = 20.0
"""Seconds that an answer may take."""
SHARE = 3
"""Questions in each span within which the manager wants to hear something."""


@contextmanager
def by_the_manager(
    settings: Settings, variables: Mapping[str, str] | None = None
) -> Iterator[None]:
    """While this lasts the manager is told, if there is one that wants to know."""
    found = os.environ if variables is None else variables
    address = found.get("NOTIFY_SOCKET", "")
    if not address:
        yield
        return
    ended = threading.Event()
    telling = threading.Thread(
        target=_tell, args=(settings, address, _span(found), ended), name="watched", daemon=True
    )
    telling.start()
    try:
        yield
    finally:
        ended.set()
        _send(address, "STOPPING=1")


def _span(variables: Mapping[str, str]) -> float | None:
    """Seconds within which the manager wants to hear something; None where it doesn't watch."""
    microseconds, process = variables.get("WATCHDOG_USEC", ""), variables.get("WATCHDOG_PID", "")
    ours = process in {"", str(os.getpid())}
    return int(microseconds) / 1e6 if microseconds.isdigit() and ours else None


def _tell(settings: Settings, address: str, span: float | None, ended: threading.Event) -> None:
    while not _answers(settings):
        if ended.wait(BEFORE_READY):
            return
    _send(address, "READY=1\nSTATUS=The server answers.")
    while span is not None and not ended.wait(span / SHARE):
        if _answers(settings):
            _send(address, "WATCHDOG=1")


def _answers(settings: Settings) -> bool:
    host = ANYWHERE.get(settings.host, settings.host)
    asked: http.client.HTTPConnection
    if settings.plain_http:
        asked = http.client.HTTPConnection(host, settings.port, timeout=PATIENCE)
    else:  # it is this very machine: what it shows is not what is asked
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        asked = http.client.HTTPSConnection(host, settings.port, timeout=PATIENCE, context=trusting)
    try:
        asked.request("GET", PATH)
        asked.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
    return True


def _send(address: str, text: str) -> None:
    place = "\0" + address[1:] if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.settimeout(1.0)
        told.connect(place)
        told.send(text.encode())
