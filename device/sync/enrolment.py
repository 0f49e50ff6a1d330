"""Letting a kiosk in: it asks, shows a code, and waits until staff have typed it.

Nothing is written before staff have let it in, and then all of it at once; so it can be broken off
at any moment, and what the kiosk was before stays.
"""

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import httpx2

from device.errors import WellheardError
from device.sync import identity, trust
from device.sync.backoff import Backoff
from device.sync.client import BrokeOff, Client, Refused
from device.sync.identity import Identity
from device.sync.protocol import EnrolStarted, EnrolState, NotUnderstood, Pins

PORT = 8443
"""Where a server listens unless it was told otherwise."""
NAME = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
"""Of a machine: parts of letters, digits and hyphens, the last of which is no number."""
CARD = re.compile(r"[A-Za-z0-9_.-]+")
"""Of a network card, as after the % in fe80::1%eth0."""
LONGEST_NAME = 253
"""Letters of it, as the name service has it (RFC 1035)."""
MODEL = Path("/proc/device-tree/model")
"""What a Raspberry Pi says of itself."""


class EnrolError(WellheardError, ValueError):
    """The kiosk can't be let in this way."""


@dataclass(frozen=True)
class Told:
    """Whom the kiosk tells what, while it waits; each is called with what there is to tell."""

    seen: Callable[[str], None]
    """A fingerprint that nobody has vouched for: people compare it."""
    code: Callable[[EnrolStarted], None]
    """A code to show and to speak; again with another when it is no longer good."""
    waiting: Callable[[], None]
    """Each time it was looked whether staff have typed it."""
    trouble: Callable[[str], None]
    """The network fails; it goes on trying."""


def address(written: str, *, plain_http: bool = False) -> str:
    """The server's address as it is kept: `https://` and the usual port where they were left out.

    Raises:
        EnrolError: it is no address, or one that would let the token be overheard.
    """
    text = written.strip().rstrip("/")
    if "://" not in text:
        text = f"https://{text}"
    wrong = EnrolError(
        f"{written!r} is not a server's address. It looks like https://wellheard.local:8443"
        " and is on the server's screen when it starts."
    )
    try:
        parts = urlsplit(text)
        port, host = parts.port, _host(parts.hostname or "")
    except ValueError:
        raise wrong from None
    extra = parts.path or parts.query or parts.fragment or parts.username is not None
    if parts.scheme not in ("http", "https") or port == 0 or extra:
        raise wrong
    if parts.scheme == "http" and not (plain_http or _is_loopback(host)):
        raise EnrolError(
            f"{written!r} begins with http://, so what the kiosk sends could be overheard. Use the"
            " address with https://. If you accept that, add --plain-http."
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{port or (PORT if parts.scheme == 'https' else 80)}"


def _host(written: str) -> str:
    """A machine's name or number as every part of the program takes it.

    Raises:
        ValueError: it is neither.
    """
    number, percent, card = written.partition("%")
    if ":" in number:
        if percent and not CARD.fullmatch(card):
            raise ValueError
        return f"{ip_address(number)}{percent}{card}"
    with contextlib.suppress(ValueError):
        return str(ip_address(written))
    name = written.encode("idna").decode("ascii").lower().removesuffix(".")
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise ValueError
    _ = httpx2.URL(f"https://{name}").host  # it is stricter with letters beyond a to z
    return name


def enrol(
    url: str,
    folder: Path,
    told: Told,
    *,
    fingerprint: str | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Identity:
    """Ask to be let in, wait for it, and write down what came of it.

    Args:
        url: as `address` gives it.
        folder: where the identity is kept.
        fingerprint: of the authority that vouches for the server, where people know it.

    Raises:
        EnrolError: the server is not the one with that fingerprint, or contradicts itself.
        WellheardError: it can't be reached, or won't; or the identity can't be written.
    """
    identity.writable(folder)
    parts = urlsplit(url)
    authority = _authority(parts, fingerprint, told) if parts.scheme == "https" else None
    key = identity.new_key()
    context = trust.pinned(authority) if authority else None
    with Client(url, context=context) as client:
        started, pins = _let_in(client, identity.public_half(key), told, sleep)
    made = Identity(
        device=pins.device,
        name=pins.name,
        place=pins.place,
        url=url,
        token=started.token,
        key=key,
        signing_key=pins.signing_key,
        code_salt=pins.code_salt,
        certificate=_to_pin(parts, authority, pins),
    )
    identity.save(folder, made)
    return made


def _authority(parts: SplitResult, fingerprint: str | None, told: Told) -> str | None:
    """The certificate to trust from the first question on; None where the system's own will do."""
    host, port = parts.hostname or "", parts.port or PORT
    shown = trust.look(host, port)
    if fingerprint is not None:
        wanted = trust.plain(fingerprint)
        for each, pem in shown.all.items():
            if trust.plain(each) == wanted:
                return pem
        raise EnrolError(
            f"The server at {host}:{port} has another fingerprint: {shown.fingerprint}. Compare it"
            " with the one on the page Kiosks. If they differ, somebody may be in between: do not"
            " go on."
        )
    if trust.is_known_to_the_system(host, port):
        return None
    told.seen(shown.fingerprint)
    return shown.authority


def _let_in(
    client: Client, public: str, told: Told, sleep: Callable[[float], None]
) -> tuple[EnrolStarted, Pins]:
    """Ask, and ask anew whenever a code is no longer good, until somebody has typed one."""
    while True:
        try:
            started = client.enrol(public, _model())
        except Refused as error:
            if error.retry_after is None:
                raise
            told.trouble(str(error))
            sleep(error.retry_after)
            continue
        told.code(started)
        pins = _wait(client, started, told, sleep)
        if pins is not None:
            return started, pins


def _wait(
    client: Client, started: EnrolStarted, told: Told, sleep: Callable[[float], None]
) -> Pins | None:
    """Look until staff have let it in; None when the code is no longer good."""
    backoff = Backoff(longest=30.0)
    until = time.monotonic() + started.good_for
    wait = started.poll_seconds
    while True:
        sleep(wait)
        told.waiting()
        try:
            answer = client.enrolled(started)
        except (BrokeOff, NotUnderstood, trust.NotReached) as error:
            told.trouble(str(error))
            wait = backoff.failed()
        except Refused as error:
            if error.status == 404:
                return None
            if error.status < 500 and error.status != 429:
                raise
            told.trouble(str(error))
            wait = backoff.failed(error.retry_after)
        else:
            backoff.went_well()
            if answer.state is EnrolState.LET_IN and answer.pins is not None:
                return answer.pins
            wait = answer.poll_seconds
        if time.monotonic() > until + wait:  # one look later: it may have been typed at the last
            return None


def _to_pin(parts: SplitResult, authority: str | None, pins: Pins) -> str | None:
    """What the server's certificate must be signed by from now on; None where the system's own
    authorities vouch for it: then the next one may be signed by another.

    Raises:
        EnrolError: the server names another authority than the one it showed.
    """
    host, port = parts.hostname or "", parts.port or PORT
    if authority is None or trust.is_known_to_the_system(host, port):
        return None
    if pins.certificate is None:
        return authority  # something in front of the server does TLS
    if trust.of_pem(authority) != trust.of_pem(pins.certificate):
        shown = trust.look(host, port)
        if trust.of_pem(pins.certificate) not in shown.all:
            raise EnrolError(
                "The server showed one certificate and names another, so the kiosk does not trust"
                " it and was not let in. Somebody may be in between. Shut the new kiosk out on the"
                " page Kiosks, and ask whoever looks after the server."
            )
    return pins.certificate


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _model() -> str:
    try:
        raw = MODEL.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "".join(one for one in raw if " " <= one <= "~")[:80]
