"""How many requests a kiosk may make: counted across processes, and nearly for nothing.

Each process counts a kiosk's requests by itself and adds every tenth time what it counted to the
database, where all processes' counts meet, unless those ten were few for the time they took. So a
kiosk that behaves costs no write at all, and one that doesn't is held back by all processes as by
one, at most ten requests late in each.
"""

import time
import uuid
from threading import Lock

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite

from server.database import Database
from server.devices.tables import DevicePace
from server.problems import TooMany

A_SECOND = 20.0
"""Requests a kiosk may make for long: it fetches a new scenario's sounds at that pace."""
AT_ONCE = 300.0
"""Requests it may make at once after a rest: two scenarios with all their sounds, and results."""
TOLD_EVERY = 10
"""Requests between two looks at the database."""
PROCESSES = 20
"""More than ever serve together. A kiosk that uses less of one process than a twentieth of its
allowance can't be beyond it, so the database need not hear of it."""
MOST_KEPT = 20_000
"""Kiosks that a process remembers; then it starts over, which forgives each at most ten."""


class Pace:
    """Counts for one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[uuid.UUID, tuple[int, float]] = {}
        """How many requests, and since when."""
        self._closed: dict[uuid.UUID, float] = {}
        self._lock = Lock()

    def count(self, device: uuid.UUID) -> None:
        """One more request; for whoever may wait for the database.

        Raises:
            TooMany: it has used up its allowance; says when to come again.
        """
        if self.due(device):
            self.tell(device)

    def due(self, device: uuid.UUID) -> bool:
        """One more request; whether the database must be told (`tell`). Waits for nothing.

        Raises:
            TooMany: as `count` does.
        """
        moment = time.monotonic()
        with self._lock:
            if len(self._counts) > MOST_KEPT:
                self._counts.clear()
            wait = self._closed.get(device, 0.0) - moment
            before, since = self._counts.get(device, (0, moment))
            counted = before + 1
            if wait <= 0:
                self._closed.pop(device, None)
                if counted < TOLD_EVERY:
                    self._counts[device] = counted, since
                else:
                    self._counts.pop(device, None)
        if wait > 0:
            raise _too_many(wait)
        return counted == TOLD_EVERY and moment - since < TOLD_EVERY * PROCESSES / A_SECOND

    def tell(self, device: uuid.UUID) -> None:
        """Add what was counted to what all processes count.

        Raises:
            TooMany: as `count` does.
        """
        wait = self._add(device, TOLD_EVERY)
        if wait > 0:
            with self._lock:
                self._closed[device] = time.monotonic() + wait
            raise _too_many(wait)

    def _add(self, device: uuid.UUID, counted: int) -> float:
        """Add to what all processes have counted; gives the seconds to wait, 0 or less for none."""
        moment = time.time()
        cost = counted / A_SECOND
        insert = sqlite.insert if self._database.sqlite else postgresql.insert
        full = AT_ONCE / A_SECOND
        paid = DevicePace.paid_until
        rested = case((paid < moment, moment), (paid > moment + full, moment + full), else_=paid)
        adding = (
            insert(DevicePace)
            .values(device_id=device, paid_until=moment + cost)
            .on_conflict_do_update(index_elements=["device_id"], set_={"paid_until": rested + cost})
            .returning(paid)
        )
        with self._database.write() as session:
            until = session.scalar(adding)
        assert until is not None
        return until - moment - full


def _too_many(wait: float) -> TooMany:
    seconds = int(wait) + 1
    return TooMany(
        f"This kiosk asks too often. Come again in {seconds} seconds.",
        headers={"Retry-After": str(seconds)},
    )
