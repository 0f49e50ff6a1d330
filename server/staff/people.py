"""Who is on the staff: adding, one-time links, passwords, roles, disabling."""

import hashlib
import secrets
import unicodedata
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.database import Database, now
from server.pages.visitor import Visitor
from server.problems import Conflict, Invalid, NotFound, Wrong
from server.roles import Role
from server.staff import brake, log, passwords, sessions
from server.staff.tables import OneTimeLink, Staff, StaffSession

LINK = timedelta(days=3)
"""How long a one-time link is good."""
NAME_MOST = 80
LINK_GONE = (
    "This link has been used, or is too old. Ask an administrator for a new one; on the server"
    " itself, `wellheard server user reset NAME` makes one."
)

FIRST_GONE = (
    "This link has been used, or is too old. On the server itself, `wellheard server init` makes a"
    " new one."
)
"""While there is nobody to ask."""


def key(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()[:160]


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_MOST or not name.isprintable():
        raise wrong("name", f"Give a name of 1 to {NAME_MOST} characters.")
    return name


def wrong(field: str, words: str) -> Invalid:
    """One wrong field, as an error to raise."""
    return Invalid(words, wrong=[Wrong(where=field, what=words)])


def everyone(session: Session) -> list[Staff]:
    """By name."""
    return list(session.scalars(select(Staff).order_by(Staff.key)))


def find(session: Session, staff_id: int) -> Staff:
    """One of them.

    Raises:
        NotFound: nobody has this number.
    """
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("There is nobody with this number on the staff.")
    return staff


def named(session: Session, name: str) -> Staff | None:
    """The one with this name."""
    return session.scalar(select(Staff).where(Staff.key == key(name)))


def add(session: Session, who: Visitor | None, name: str, role: Role) -> Staff:
    """Somebody new, without a password yet.

    Raises:
        Invalid: the name is taken or can't be one.
    """
    name = _name(name)
    if named(session, name) is not None:
        raise wrong("name", f"There is a “{name}” already. Add a second name or a letter.")
    staff = Staff(name=name, key=key(name), role=role.value)
    session.add(staff)
    session.flush()
    log.record(session, who, "staff.added", f"added {name} as {role.label.lower()}")
    return staff


def link(session: Session, who: Visitor | None, staff: Staff | None) -> str:
    """The secret part of a new one-time link; older ones for the same person no longer work."""
    secret = secrets.token_urlsafe(32)
    same = OneTimeLink.staff_id == staff.id if staff else OneTimeLink.staff_id.is_(None)
    session.execute(delete(OneTimeLink).where(same | (OneTimeLink.expires_at < now())))
    session.add(
        OneTimeLink(
            hash=_hash(secret), staff_id=staff.id if staff else None, expires_at=now() + LINK
        )
    )
    if staff is not None:
        log.record(session, who, "staff.link", f"made a one-time link for {staff.name}")
    return secret


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def first_link_waits(session: Session) -> bool:
    """Whether there is a first link that somebody may still use; the next one ends it."""
    waiting = select(func.count()).select_from(OneTimeLink)
    return bool(
        session.scalar(
            waiting.where(OneTimeLink.staff_id.is_(None), OneTimeLink.expires_at > now())
        )
    )


def first_link(session: Session) -> str | None:
    """A link for the very first administrator; None once anybody has a password."""
    if has_staff(session):
        return None
    return link(session, None, None)


def has_staff(session: Session) -> bool:
    """Whether anybody can sign in yet."""
    able = select(func.count()).select_from(Staff).where(Staff.password.is_not(None))
    return bool(session.scalar(able))


def behind_link(
    session: Session, secret: str, *, lock: bool = False
) -> tuple[OneTimeLink, Staff | None]:
    """The link that this secret opens, and whose it is; `lock` it to use it up.

    Raises:
        NotFound: it was used, is too old, or never was.
    """
    found = session.get(OneTimeLink, _hash(secret), with_for_update=lock)
    if found is None or found.expires_at < now():
        raise NotFound(LINK_GONE if has_staff(session) else FIRST_GONE)
    if found.staff_id is None:
        if has_staff(session):
            raise NotFound(LINK_GONE)
        return found, None
    staff = find(session, found.staff_id)
    if staff.disabled:
        raise NotFound(LINK_GONE)
    return found, staff


def use_link(session: Session, secret: str, name: str, password: str, kept: str) -> Staff:
    """Set a password by a one-time link; `kept` is its hash, made before the transaction began.

    Raises:
        NotFound: the link no longer works.
        Invalid: the name or the password won't do.
    """
    used, staff = behind_link(session, secret, lock=True)
    if staff is None:
        check_password(password, name)
        staff = add(session, None, name, Role.ADMIN)
    else:
        check_password(password, staff.name)
    session.delete(used)
    staff.password = kept
    sessions.end_all(session, staff.id)
    brake.release(session, brake.key("name", staff.key))
    log.record(session, as_visitor(staff), "staff.password", "set a password by a one-time link")
    return staff


def check_password(password: str, name: str) -> None:
    """See that it will do.

    Raises:
        Invalid: says why not.
    """
    words = tuple(dict.fromkeys((" ".join(name.split()), *name.split())))
    fault = passwords.fault(password, words)
    if fault is not None:
        raise wrong("password", fault)


def as_visitor(staff: Staff) -> Visitor:
    """For the log, where nobody has a session yet."""
    return Visitor(staff.id, staff.name, Role(staff.role), "")


def change(session: Session, who: Visitor, staff_id: int, role: Role, disabled: bool) -> Staff:
    """Give somebody another role, or keep them out, or let them in again.

    Raises:
        Conflict: nobody would be left who can administer.
    """
    staff = find(session, staff_id)
    admins = (
        select(func.count())
        .select_from(Staff)
        .where(
            Staff.role == Role.ADMIN.value,
            ~Staff.disabled,
            Staff.password.is_not(None),
            Staff.id != staff.id,
        )
    )
    if (disabled or role is not Role.ADMIN) and not session.scalar(admins):
        raise Conflict(
            f"{staff.name} is the only administrator. Make somebody else one first, and see that"
            " they have signed in."
        )
    if staff.role != role.value:
        log.record(session, who, "staff.role", f"made {staff.name} {role.label.lower()}")
    if staff.disabled != disabled:
        did = "disabled" if disabled else "enabled"
        log.record(session, who, f"staff.{did}", f"{did} {staff.name}")
    staff.role, staff.disabled = role.value, disabled
    if disabled:
        sessions.end_all(session, staff.id)
        session.execute(delete(OneTimeLink).where(OneTimeLink.staff_id == staff.id))
    return staff


def sign_in(database: Database, name: str, password: str, address: str) -> str | None:
    """The new session's cookie value; None if name and password don't fit.

    Takes as long, and says the same, whether there is such a name or not.

    Raises:
        TooMany: this name, or this address, has been tried too often.
    """
    by_name = brake.key("name", key(name))
    by_address = brake.key("address", address)
    with database.write() as session:
        brake.count(session, by_address, brake.ADDRESS)
        brake.count(session, by_name, brake.NAME)
        staff = named(session, name)
        kept = staff.password if staff is not None and not staff.disabled else None
    if not passwords.right(password, kept) or staff is None:
        return None
    with database.write() as session:
        fresh = session.get(Staff, staff.id)
        if fresh is None or fresh.disabled or fresh.password != kept:
            return None
        brake.release(session, by_name)
        brake.forgive(session, by_address)
        log.record(session, as_visitor(fresh), "staff.signed_in", "signed in")
        return sessions.begin(session, fresh)


def change_password(database: Database, who: Visitor, old: str, new: str) -> None:
    """Somebody changes their own; every other browser of theirs is signed out.

    Raises:
        Invalid: the old one is wrong, or the new one won't do.
        TooMany: the old one was guessed at too often.
    """
    guess = brake.key("own", str(who.staff))
    with database.write() as session:
        brake.count(session, guess, brake.NAME)
        kept = find(session, who.staff).password
    if not passwords.right(old, kept):
        raise wrong("old", "That is not your present password.")
    check_password(new, who.name)
    fresh = passwords.hashed(new)
    with database.write() as session:
        brake.release(session, guess)
        find(session, who.staff).password = fresh
        sessions.end_all(session, who.staff, but=who.session)
        log.record(session, who, "staff.password", "changed their password")


def browsers(session: Session, who: Visitor) -> int:
    """In how many browsers somebody is signed in."""
    mine = select(func.count()).select_from(StaffSession)
    return session.scalar(mine.where(StaffSession.staff_id == who.staff)) or 0
