"""Deleting results: one person's everywhere, or all that are older than the centre keeps."""

from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.database import now
from server.devices import erasures
from server.pages.visitor import Visitor
from server.results import totals
from server.results.tables import Attempt, AttemptErased, AttemptTotal
from server.signing import Keys
from server.staff import log


def person(session: Session, keys: Keys, who: Visitor | None, trainee: str) -> int:
    """Delete all of one person's practices, here and, as soon as they call, on every kiosk.

    What a kiosk still has is refused from now on; gives how many were here.
    """
    name = keys.person(trainee)
    erasures.add(session, trainee, name)
    found = session.execute(
        select(
            Attempt.id,
            Attempt.scenario,
            Attempt.place_id,
            Attempt.day,
            Attempt.heard,
            Attempt.told,
            Attempt.disputed,
        ).where(Attempt.person == name)
    ).all()
    gists = [
        totals.Gist(scenario, place_id, day, *map(totals.unpacked, lists))
        for _, scenario, place_id, day, *lists in found
    ]
    if found:
        moment = now()
        session.execute(insert(AttemptErased), [{"id": row.id, "at": moment} for row in found])
        session.execute(delete(Attempt).where(Attempt.person == name))
        totals.add(session, gists, sign=-1)
        _sweep(session, {gist.day for gist in gists})
    many = "1 practice" if len(found) == 1 else f"{len(found)} practices"
    log.record(session, who, "results.erased", f"deleted one person’s results ({many})")
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
    """Delete the practices from before this day; gives how many. The totals, which tell of nobody,
    stay; and what a kiosk sends once more is a new arrival, so kiosks keep theirs for 30 days only.
    """
    gone = session.execute(delete(Attempt).where(Attempt.day < before).returning(Attempt.number))
    return len(gone.all())
