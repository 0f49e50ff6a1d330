"""The steps of a sync, and what came of each.

Each is on its own: whatever goes wrong in one, a fault in the program too, is told and keeps back
no other.
"""

import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from device.errors import WellheardError
from device.health import Trouble
from device.store import StoreError, StoreFull
from device.sync.client import BrokeOff, Refused, Revoked, Unknown
from device.sync.content import NO_ROOM, ContentBroken, NoRoom
from device.sync.identity import NotEnrolled
from device.sync.protocol import NotGenuine
from device.sync.trust import NotReached, NotTrusted

NO_DISK = (ConnectionError, TimeoutError, ssl.SSLError, socket.gaierror)
"""System errors that have nothing to do with a disk."""

_log = logging.getLogger(__name__)


class Step(StrEnum):
    """What is done, in this order."""

    IDENTITY = "identity"
    """Know who the kiosk is."""
    HEALTH = "health"
    """Tell how it is, and hear what the centre would like."""
    ERASURES = "erasures"
    """Delete what the centre was asked to delete."""
    TOKEN = "token"  # noqa: S105 - a step's name
    """Change the token when it is time."""
    RESULTS = "results"
    """Bring practices."""
    CONTENT = "content"
    """Fetch scenarios."""


class Kind(StrEnum):
    """What sort of trouble it was."""

    AWAY = "away"
    """The server is not reached."""
    UNTRUSTED = "untrusted"
    """Somebody else answers in its place."""
    NOT_ENROLLED = "not_enrolled"
    """The kiosk belongs to no server yet."""
    UNKNOWN = "unknown"
    """The server does not know this kiosk."""
    REVOKED = "revoked"
    """Staff have shut this kiosk out."""
    REFUSED = "refused"
    BROKEN = "broken"
    """What came is not right."""
    FULL = "full"
    """The disk is."""
    DISK = "disk"
    """The disk can't be read or written."""
    STORE = "store"
    """The store of practices fails."""
    FAULT = "fault"
    """A mistake in the program."""


@dataclass(frozen=True)
class Outcome:
    """What came of a step."""

    step: Step
    did: str = ""
    """In a sentence."""
    figures: dict[str, Any] = field(default_factory=dict)
    kind: Kind | None = None
    """What sort of trouble; None where all went well."""
    why: str = ""
    """Why it failed, in a sentence."""
    retry_after: float | None = None
    """Seconds that the server asks to be left alone."""
    more: bool = False
    """There is more to do at once."""

    @property
    def ok(self) -> bool:
        """Whether it went well."""
        return self.kind is None

    @property
    def as_data(self) -> dict[str, Any]:
        """Ready for JSON."""
        told: dict[str, Any] = {"step": self.step.value, "ok": self.ok}
        if self.kind is not None:
            told |= {"kind": self.kind.value, "why": self.why}
        if self.did:
            told["did"] = self.did
        return told | self.figures

    @property
    def trouble(self) -> Trouble | None:
        """What staff should see of it."""
        if self.kind is Kind.FULL:
            return Trouble.DISK_FULL
        if self.kind is Kind.STORE:
            return Trouble.STORE_BROKEN
        if self.kind is Kind.BROKEN and self.step is Step.CONTENT:
            return Trouble.CONTENT_BROKEN
        return None


def attempt(step: Step, work: Callable[[], Outcome]) -> Outcome:
    """Do a step; whatever goes wrong is what came of it."""
    try:
        return work()
    except WellheardError as error:
        after = error.retry_after if isinstance(error, Refused) else None
        return Outcome(step, kind=_kind(error), why=str(error), retry_after=after)
    except Exception as error:
        if isinstance(error, OSError) and not isinstance(error, NO_DISK):
            kind, why = _disk(error)
            return Outcome(step, kind=kind, why=why)
        _log.exception("sync: %s failed", step.value)
        return Outcome(
            step,
            kind=Kind.FAULT,
            why=f"Something is wrong in the program ({type(error).__name__}). It is tried again;"
            " if it goes on, tell whoever looks after the kiosk.",
        )


def _disk(error: OSError) -> tuple[Kind, str]:
    """What sort of trouble with the disk it is, where, and what to do."""
    where = "The disk" if error.filename is None else str(error.filename)
    if error.errno in NO_ROOM:
        return Kind.FULL, (
            "The disk is full. Nothing that is on it was lost. Make room on the memory card, or put"
            " in a larger one."
        )
    return Kind.DISK, (
        f"{where} can't be read or written ({(error.strerror or str(error)).lower()}). Look at who"
        " may write there: it must be the kiosk's account. If that is right, the memory card may"
        " be failing; have it replaced."
    )


_KINDS: tuple[tuple[type[WellheardError], Kind], ...] = (
    (NotEnrolled, Kind.NOT_ENROLLED),
    (NotTrusted, Kind.UNTRUSTED),
    (NotReached, Kind.AWAY),
    (BrokeOff, Kind.AWAY),
    (Revoked, Kind.REVOKED),
    (Unknown, Kind.UNKNOWN),
    (Refused, Kind.REFUSED),
    (NoRoom, Kind.FULL),
    (StoreFull, Kind.FULL),
    (StoreError, Kind.STORE),
    (NotGenuine, Kind.BROKEN),
    (ContentBroken, Kind.BROKEN),
)


def _kind(error: WellheardError) -> Kind:
    return next((kind for sort, kind in _KINDS if isinstance(error, sort)), Kind.BROKEN)
