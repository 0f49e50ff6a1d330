"""The numbers of changes, in the order of their commits.

Whoever takes a number holds the row until the change is committed, so a kiosk that has seen a
number has seen all before it.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.content.tables import Sequence

ONLY = 1
LEAP = 1_000_000
"""Far more than a centre publishes between two backups."""


def take(session: Session) -> int:
    """The next number."""
    step = update(Sequence).where(Sequence.id == ONLY).values(last=Sequence.last + 1)
    return session.execute(step.returning(Sequence.last)).scalar_one()


def head(session: Session) -> int:
    """The last number that was given; 0 before the first."""
    return session.scalar(select(Sequence.last).where(Sequence.id == ONLY)) or 0


def floor(session: Session) -> int:
    """A kiosk whose last number is below this starts over."""
    return session.scalar(select(Sequence.floor).where(Sequence.id == ONLY)) or 0


def leap(session: Session) -> None:
    """Let every kiosk start over with the whole list.

    For a database that was restored: kiosks may have numbers from after the backup was made, and
    a number may never stand for two changes.
    """
    far = Sequence.last + LEAP
    session.execute(update(Sequence).where(Sequence.id == ONLY).values(last=far, floor=far))
