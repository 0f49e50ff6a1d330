"""Whose results every kiosk must delete, in the order in which it was asked for.

No clock decides what is old: a practice says which erasure its kiosk knew of when it began. One
that knows of the erasure was made afterwards, and is a new start by the same person; any other is
refused for ever.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.devices.tables import Erasure


def add(session: Session, trainee: str, person: str) -> int:
    """Everything of this person goes; gives the erasure's number.

    `trainee` is the hashed code as kiosks know it, `person` the hash it is kept under here.
    """
    row = Erasure(trainee=trainee, person=person)
    session.add(row)
    session.flush()
    return row.number


def newest(session: Session) -> int:
    """The last number; 0 before the first."""
    return session.scalar(select(func.max(Erasure.number))) or 0


def after(session: Session, number: int, limit: int) -> Sequence[Erasure]:
    """Those that came later, in order."""
    later = select(Erasure).where(Erasure.number > number)
    return session.scalars(later.order_by(Erasure.number).limit(limit)).all()


def of(session: Session, people: Collection[str]) -> dict[str, int]:
    """The latest erasure of each of these people, by the hash kept here."""
    if not people:
        return {}
    latest = select(Erasure.person, func.max(Erasure.number)).where(Erasure.person.in_(people))
    found = session.execute(latest.group_by(Erasure.person))
    return {person: number for person, number in found}  # noqa: C416 - dict() would lose the types
