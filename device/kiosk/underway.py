"""A practice that is under way, written down after every reply, so that a power cut loses none.

What is written is what would be sent if it ended now: figures, and no word that was said. It is let
go when the practice is kept, or must not be; what is found at the next start is kept then.
"""

import contextlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from device import disk
from device.attempt import Attempt, Begun, Body, Person, body
from device.coach.scenario import Scenario
from device.coach.talk.act import Why
from device.event import Ended, Event
from device.store import AlreadyKept, Store

FILE = "underway.json"
"""In the kiosk's data folder."""
LARGEST = 2_000_000
"""Bytes; a practice of 500 replies takes a fifth of it."""

_log = logging.getLogger(__name__)


class Underway:
    """The practice that is going on."""

    def __init__(
        self,
        data: Path,
        device: UUID,
        begun: Begun,
        scenario: Scenario,
        *,
        erasures: int,
        person: Person | None = None,
    ) -> None:
        """
        Args:
            data: the kiosk's data folder.
            device: the kiosk's number.
            erasures: the newest erasure that the kiosk knew as the practice began.
        """
        self._file = data / FILE
        self._device = device
        self._begun = begun
        self._scenario = scenario
        self._erasures = erasures
        self._person = person

    def write(self, events: Sequence[Event]) -> None:
        """Write down what there is; a disk that takes nothing is told where it matters."""
        end = Ended(events[-1].at, Why.STOPPED, None)
        attempt = Attempt(self._begun, self._scenario, (*events, end))
        told = body(attempt, self._device, 0, erasures=self._erasures, person=self._person)
        try:
            disk.write(self._file, json.dumps(told).encode())
        except OSError as error:
            _log.warning("underway: it can't be written down: %s", error.strerror)

    def forget(self) -> None:
        """It is kept elsewhere, or must not be kept. That of another practice stays: one that was
        left to itself may end when the next is under way.
        """
        try:
            written = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            written = {"id": str(self._begun.id)}
        if written.get("id") == str(self._begun.id):
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)


def recover(data: Path, store: Store, device: UUID) -> bool:
    """Keep what was under way when the machine went off; gives whether there was something.

    Raises:
        StoreError: the store takes nothing; it is tried again at the next start.
    """
    file = data / FILE
    if not file.exists():
        return False
    try:
        found = _read(file, device)
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("underway: what was written down can't be used: %s", error)
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
        return False
    with contextlib.suppress(AlreadyKept):  # the power went between keeping it and letting it go
        store.add(lambda sequence: {**found, "sequence": sequence})
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
    return True


def _read(file: Path, device: UUID) -> Body:
    if file.stat().st_size > LARGEST:
        raise ValueError("it is too large")
    found: Body = json.loads(file.read_bytes())
    UUID(str(found["id"]))
    if found["device"] != str(device):
        raise ValueError("it is of another kiosk")
    return found
