"""The brake on guessing: each try that fails makes the next one wait longer.

It counts in the database, so several workers brake as one, and it counts before the password is
looked at, so tries at the same moment all count.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.database import now
from server.problems import TooMany
from server.staff.tables import Tries

FORGOTTEN = timedelta(hours=1)
"""Tries older than this no longer count."""
AHEAD = timedelta(minutes=1)
"""Nor do tries from further ahead than this, for the clock went back since. Two that are counted at
the same moment, or by machines that share a database, may differ by less."""


@dataclass(frozen=True)
class Patience:
    """How many tries are free, and how long the wait may grow."""

    free: int
    longest: timedelta


NAME = Patience(free=5, longest=timedelta(minutes=5))
"""Short enough that nobody can keep a colleague out for long by guessing wrongly."""
ADDRESS = Patience(free=30, longest=timedelta(minutes=15))
"""A centre may be behind one address."""


def key(kind: str, value: str) -> str:
    """What is counted, without keeping what was typed."""
    return f"{kind}:{hashlib.sha256(value.encode()).hexdigest()}"


def count(session: Session, name: str, patience: Patience) -> None:
    """Count one more try.

    Raises:
        TooMany: it came before the wait was over; says how long to wait. It then does not count.
    """
    at = now()
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(Tries)
        .values(key=name, count=0, last_at=at, wait_until=at)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    tries = session.get_one(Tries, name, with_for_update=True, populate_existing=True)
    back = tries.last_at > at + AHEAD or tries.wait_until > at + patience.longest + AHEAD
    if back or at - tries.last_at > FORGOTTEN:
        tries.count, tries.wait_until = 0, at
    if tries.wait_until > at:
        seconds = int((tries.wait_until - at).total_seconds()) + 1
        raise TooMany(
            f"That was tried too often. Please wait {told(seconds)}, then try again.",
            headers={"Retry-After": str(seconds)},
        )
    tries.count += 1
    tries.last_at = at
    over = tries.count - patience.free
    if over >= 0:
        tries.wait_until = at + min(timedelta(seconds=2.0 ** min(over, 20)), patience.longest)
    session.flush()


def told(seconds: int) -> str:
    """A time to wait, in words."""
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def release(session: Session, name: str) -> None:
    """It was the right person after all."""
    at = now()
    old = (Tries.last_at < at - 2 * FORGOTTEN) | (Tries.last_at > at + AHEAD)
    session.execute(delete(Tries).where((Tries.key == name) | old))


def forgive(session: Session, name: str) -> None:
    """Take one try back, where several people share what is counted."""
    tries = session.get(Tries, name, with_for_update=True, populate_existing=True)
    if tries is not None:
        tries.count = max(0, tries.count - 1)
        tries.wait_until = now()
