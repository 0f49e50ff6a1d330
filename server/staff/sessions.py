"""Sessions: a random value in the browser, its hash in the database."""

import hashlib
import secrets
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from server.database import Database, now
from server.pages.visitor import Visitor
from server.roles import Role
from server.staff.tables import Staff, StaffSession

IDLE = timedelta(hours=2)
"""Without a page for so long, one is signed out: laptops in a centre are shared."""
WHOLE = timedelta(hours=12)
"""One is signed out after so long in any case: a working day."""
SEEN = timedelta(minutes=5)
"""How exactly it is kept when somebody was last seen, so that not every page writes. Whoever was
seen further ahead than this, before the clock went back, is signed out."""


def hashed(token: str) -> str:
    """As it is kept; the token has 256 random bits, so a plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, staff: Staff) -> str:
    """Sign somebody in; gives the cookie's value."""
    token = secrets.token_urlsafe(32)
    session.add(StaffSession(hash=hashed(token), staff_id=staff.id))
    staff.signed_in_at = now()
    session.execute(delete(StaffSession).where(_over()))
    return token


def _over() -> ColumnElement[bool]:
    moment = now()
    return or_(
        StaffSession.seen_at < moment - IDLE,
        StaffSession.created_at < moment - WHOLE,
        StaffSession.seen_at > moment + SEEN,
    )


def find(database: Database, token: str) -> Visitor | None:
    """Who is signed in with this cookie; in short transactions of its own."""
    name, moment = hashed(token), now()
    with database.read() as session:
        found = session.execute(
            select(StaffSession, Staff)
            .join(Staff, StaffSession.staff_id == Staff.id)
            .where(StaffSession.hash == name, ~Staff.disabled, ~_over())
        ).one_or_none()
    if found is None:
        return None
    kept, staff = found
    if moment - kept.seen_at > SEEN:
        with suppress(OperationalError), database.write() as session:  # a full disk can be read
            session.execute(
                update(StaffSession).where(StaffSession.hash == name).values(seen_at=moment)
            )
    return Visitor(staff.id, staff.name, Role(staff.role), name)


def end(session: Session, name: str) -> None:
    """Sign out of one browser."""
    session.execute(delete(StaffSession).where(StaffSession.hash == name))


def end_all(session: Session, staff_id: int, *, but: str | None = None) -> None:
    """Sign somebody out everywhere, or everywhere else."""
    ended = delete(StaffSession).where(StaffSession.staff_id == staff_id)
    session.execute(ended if but is None else ended.where(StaffSession.hash != but))
