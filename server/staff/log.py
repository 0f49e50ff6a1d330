"""Who did what, when: kept with the change itself, in one transaction."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.pages.paging import Paging
from server.pages.visitor import Visitor
from server.staff.tables import LogEntry

SERVER = "The server"


def record(session: Session, who: Visitor | None, did: str, what: str) -> None:
    """Write it down.

    `did` is a short code such as `scenario.published`; `what` a sentence's rest for people, such as
    “published ‘Rent day’, version 3”. Without `who` it was the server itself.
    """
    session.add(
        LogEntry(
            staff_id=who.staff if who else None, who=who.name if who else SERVER, did=did, what=what
        )
    )


def entries(session: Session, page: int) -> tuple[list[LogEntry], Paging]:
    """One page of the log, newest first."""
    paging = Paging.of(page, session.scalar(select(func.count()).select_from(LogEntry)) or 0)
    order = select(LogEntry).order_by(LogEntry.id.desc())
    return list(session.scalars(order.offset(paging.offset).limit(paging.size))), paging


def forget(session: Session, before: datetime) -> int:
    """Delete what is older; gives how many lines that were."""
    gone = session.execute(delete(LogEntry).where(LogEntry.at < before).returning(LogEntry.id))
    return len(gone.all())
