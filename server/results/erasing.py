"""Deleting results: one person's everywhere, or all that are older than the centre keeps."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.database import now
from server.devices import erasures, lasting
from server.devices.lasting import Line
from server.pages.visitor import Visitor
from server.results import totals
from server.results.tables import Attempt, AttemptErased, AttemptTotal
from server.signing import Keys
from server.staff import log

AT_ONCE = 500
"""Practices named in one statement; SQLite takes some thousands of values."""


@dataclass(frozen=True)
class Gone:
    """What came of it."""

    number: int
    """The erasure's."""
    practices: int
    """How many were here."""


def person(
    session: Session, keys: Keys, who: Visitor | None, trainee: str, *, kiosk: str = ""
) -> Gone:
    """Delete all of one person's practices, here and, as soon as they call, on every kiosk.

    What a kiosk still has is refused from now on.

    Args:
        who: of the staff; None where the person asked for it themselves, at a kiosk.
        kiosk: that one's name.
    """
    name = keys.person(trainee)
    number = erasures.add(session, trainee, name)
    gone = delete_of(session, name)
    many = "1 practice" if gone == 1 else f"{gone} practices"
    asked = f", as they asked at “{kiosk}”" if kiosk else ""
    log.record(session, who, "results.erased", f"deleted one person’s results{asked} ({many})")
    session.flush()  # last of all the line that outlasts a restore: what can fail has been done
    lasting.note(keys.folder, [Line(number=number, trainee=trainee, person=name)])
    return Gone(number, gone)


def delete_of(session: Session, person: str, before: int | None = None) -> int:
    """Delete the practices kept under this hash, and refuse them for ever; gives how many.

    Args:
        before: only those made without knowing of this erasure's number.
    """
    found = session.execute(
        select(
            Attempt.id,
            Attempt.record,
            Attempt.scenario,
            Attempt.place_id,
            Attempt.day,
            Attempt.heard,
            Attempt.told,
            Attempt.disputed,
        ).where(Attempt.person == person)
    ).all()
    if before is not None:
        found = [row for row in found if json.loads(row.record).get("erasures", 0) < before]
    if not found:
        return 0
    gists = [
        totals.Gist(scenario, place_id, day, *map(totals.unpacked, lists))
        for _, _, scenario, place_id, day, *lists in found
    ]
    moment = now()
    session.execute(
        insert(AttemptErased), [{"id": row.id, "at": moment, "aged": False} for row in found]
    )
    ids = [row.id for row in found]
    for start in range(0, len(ids), AT_ONCE):
        session.execute(delete(Attempt).where(Attempt.id.in_(ids[start : start + AT_ONCE])))
    totals.add(session, gists, sign=-1)
    _sweep(session, {gist.day for gist in gists})
    return len(found)


def _sweep(session: Session, days: set[date]) -> None:
    """Totals of nothing tell that something was there."""
    session.execute(
        delete(AttemptTotal).where(
            AttemptTotal.day.in_(days),
            AttemptTotal.practices <= 0,
            AttemptTotal.told <= 0,
            AttemptTotal.disputed <= 0,
        )
    )


def older(session: Session, before: date) -> int:
    """Delete some of the practices from before this day, `AT_ONCE` while there are that many; gives
    how many. The totals, which tell of nobody, stay; so do the ids, lest an old memory stick bring
    them again.
    """
    erasures.alone(session)
    old = select(Attempt.number).where(Attempt.day < before).limit(AT_ONCE)
    gone = session.scalars(
        delete(Attempt).where(Attempt.number.in_(old)).returning(Attempt.id)
    ).all()
    moment = now()
    if gone:
        aged = [{"id": identity, "at": moment, "aged": True} for identity in gone]
        session.execute(insert(AttemptErased), aged)
    return len(gone)
