"""Whose results every kiosk must delete, in the order in which it was asked for.

No clock decides what is old: a practice says which erasure its kiosk knew of when it began. One
that knows of the erasure was made afterwards, and is a new start by the same person; any other is
refused for ever.

So a number must never be given twice, even by a database that was put back by hand and knows
nothing of those it has given since. A number is therefore no lower than the seconds of a calendar
that only goes on: whatever a kiosk has heard of before is lower than what is given now.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from server.database import now
from server.devices.lasting import Line
from server.devices.tables import Erasure

TURN = 0x77656C6C
"""Names a lock of PostgreSQL's: whoever takes practices of people in holds it with others, whoever
erases holds it alone. So no practice slips in beside its person's erasure."""

BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
"""Before there was any server of ours."""
HIGHEST_BY_CLOCK = 2**30
"""Of 2**31 - 1: reached in 2059, or by a clock that is wrong; from there on they are counted."""


def alone(session: Session) -> None:
    """Wait until nobody takes practices of people in, and keep it so till the end of the
    transaction. On SQLite one writes at a time anyway.
    """
    _lock(session, func.pg_advisory_xact_lock)


def _lock(session: Session, how: Callable[[int], ColumnElement[object]]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(how(TURN)))


def add(session: Session, trainee: str, person: str) -> int:
    """Everything of this person goes; gives the erasure's number.

    `trainee` is the hashed code as kiosks know it, `person` the hash it is kept under here.
    """
    alone(session)
    row = Erasure(trainee=trainee, person=person)
    _give_number(session, row)
    return row.number


def _give_number(session: Session, row: Erasure) -> None:
    """Add it under a number that no kiosk can have heard of."""
    before = newest(session)
    session.add(row)
    session.flush()  # the next one as this database counts, past those that a restore leaves out
    left_out = row.number - before - 1
    by_clock = min(int((now() - BEGINNING).total_seconds()), HIGHEST_BY_CLOCK) + left_out
    if row.number < by_clock:
        row.number = by_clock
        session.flush()
        _count_on(session)


def _count_on(session: Session) -> None:
    """Let the database go on after the highest number; a restore then leaps from there."""
    if session.get_bind().dialect.name == "postgresql":
        numbers = "pg_get_serial_sequence('device_erasure', 'number')"
        command = f"SELECT setval({numbers}, greatest(nextval({numbers}), :newest))"
    else:
        command = "UPDATE sqlite_sequence SET seq = max(seq, :newest) WHERE name = 'device_erasure'"
    session.execute(text(command), {"newest": newest(session)})


NEWEST = func.coalesce(select(func.max(Erasure.number)).scalar_subquery(), 0)
"""The last number, within another statement; 0 before the first."""


def newest(session: Session) -> int:
    """The last number; 0 before the first."""
    return session.scalar(select(NEWEST)) or 0


def after(session: Session, number: int, limit: int) -> Sequence[Erasure]:
    """Those that came later, in order."""
    later = select(Erasure).where(Erasure.number > number)
    return session.scalars(later.order_by(Erasure.number).limit(limit)).all()


def of(session: Session, people: Collection[str]) -> dict[str, int]:
    """The latest erasure of each of these people, by the hash kept here; whoever asks may then add
    practices of theirs until the end of the transaction.
    """
    if not people:
        return {}
    _lock(session, func.pg_advisory_xact_lock_shared)
    latest = select(Erasure.person, func.max(Erasure.number)).where(Erasure.person.in_(people))
    found = session.execute(latest.group_by(Erasure.person))
    return {person: number for person, number in found}  # noqa: C416 - dict() would lose the types


def latest(session: Session) -> dict[str, int]:
    """The latest erasure of everybody, by the hash kept here."""
    everybody = select(Erasure.person, func.max(Erasure.number)).group_by(Erasure.person)
    return {person: number for person, number in session.execute(everybody)}  # noqa: C416 - typed


def merged(session: Session, lines: Sequence[Line]) -> list[Line]:
    """Take in what the file beside the database knows and the database doesn't, as after a restore;
    gives those, each with the number it has now.

    It keeps its number unless a later one was given already, which kiosks may have heard of: then
    they would never ask for it.
    """
    alone(session)
    there = latest(session)
    added: list[Line] = []
    for line in sorted(lines, key=lambda line: line.number):
        if there.get(line.person, 0) >= line.number:
            continue
        row = Erasure(trainee=line.trainee, person=line.person)
        if line.number > newest(session):
            row.number = line.number
            session.add(row)
            session.flush()
        else:
            _give_number(session, row)
        there[line.person] = row.number
        added.append(line.model_copy(update={"number": row.number}))
    if added:
        _count_on(session)
    return added
