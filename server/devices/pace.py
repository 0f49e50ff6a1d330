"""How many requests a kiosk may make: counted across processes, and nearly for nothing.

Each process counts a kiosk's requests by itself and adds every tenth time what it counted to the
database, where all processes' counts meet. So a kiosk that behaves costs no write at all, and one
that doesn't is held back by all processes as by one, at most ten requests late in each.
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
MOST_KEPT = 20_000
"""Kiosks that a process remembers; then it starts over, which forgives each at most ten."""


class Pace:
    """Counts for one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[uuid.UUID, int] = {}
        self._closed: dict[uuid.UUID, float] = {}
        self._lock = Lock()

    def count(self, device: uuid.UUID) -> None:
        """One more request.

        Raises:
            TooMany: it has used up its allowance; says when to come again.
        """
        with self._lock:
            if len(self._counts) > MOST_KEPT:
                self._counts.clear()
            wait = self._closed.get(device, 0.0) - time.monotonic()
            counted = self._counts.get(device, 0) + 1
            if wait <= 0:
                self._closed.pop(device, None)
                self._counts[device] = counted % TOLD_EVERY
        if wait <= 0 and counted == TOLD_EVERY:
            wait = self._add(device, counted)
            if wait > 0:
                with self._lock:
                    self._closed[device] = time.monotonic() + wait
        if wait > 0:
            seconds = int(wait) + 1
            raise TooMany(
                f"This kiosk asks too often. Come again in {seconds} seconds.",
                headers={"Retry-After": str(seconds)},
            )

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
