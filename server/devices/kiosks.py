"""The kiosks as staff look after them: name, place, calling, shutting out."""

import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm import Session, joinedload

from server.database import now
from server.devices.tables import Device, Place
from server.pages.paging import Paging
from server.pages.visitor import Visitor
from server.problems import Invalid, NotFound, Wrong
from server.staff import log

NAME_MOST = 80
COUNTED_SECONDS = 60.0
"""How long a count of all kiosks is good enough."""


def listed(session: Session, page: int) -> tuple[list[Device], Paging]:
    """One page of all kiosks, by name; those that were shut out come last."""
    paging = Paging.of(page, session.scalar(select(func.count()).select_from(Device)) or 0)
    order = select(Device).options(joinedload(Device.place))
    order = order.order_by(Device.revoked_at.is_not(None), Device.name, Device.id)
    return list(session.scalars(order.offset(paging.offset).limit(paging.size))), paging


def find(session: Session, device: uuid.UUID) -> Device:
    """One of them.

    Raises:
        NotFound: there is none with this number.
    """
    whole = [joinedload(Device.place)]
    found = session.get(Device, device, options=whole, populate_existing=True)
    if found is None:
        raise NotFound("There is no kiosk with this number.")
    return found


def places(session: Session) -> list[Place]:
    """By name."""
    return list(session.scalars(select(Place).order_by(Place.name)))


def place(session: Session, name: str) -> Place:
    """The place with this name, new where there is none."""
    name = " ".join(name.split())
    found = session.scalar(select(Place).where(Place.name == name))
    if found is None:
        found = Place(name=name)
        session.add(found)
        session.flush()
    return found


def checked_name(
    session: Session, name: str, where: str, but: uuid.UUID | None = None
) -> dict[str, str]:
    """What is wrong with a name and a place, by field."""
    wrong: dict[str, str] = {}
    name, where = " ".join(name.split()), " ".join(where.split())
    for field, text, words in (
        ("name", name, "Give the kiosk a name"),
        ("place", where, "Say where it stands"),
    ):
        if not text or len(text) > NAME_MOST or not text.isprintable():
            wrong[field] = f"{words}, in 1 to {NAME_MOST} characters."
    same = select(Device.id).where(Device.name == name, Device.revoked_at.is_(None))
    if "name" not in wrong and any(one != but for one in session.scalars(same)):
        wrong["name"] = f"There is a kiosk “{name}” already. Add a word that tells them apart."
    return wrong


def change(session: Session, who: Visitor, device: uuid.UUID, name: str, where: str) -> Device:
    """Give it another name or place; results so far stay with the place they were made at.

    Raises:
        Invalid: `wrong` says which field can't be taken.
    """
    found = find(session, device)
    wrong = checked_name(session, name, where, but=found.id)
    if wrong:
        raise Invalid(
            "The kiosk was not changed yet.",
            wrong=[Wrong(where=field, what=what) for field, what in wrong.items()],
        )
    found.name = " ".join(name.split())
    found.place_id = place(session, where).id
    log.record(session, who, "device.changed", f"changed the kiosk “{found.name}”")
    return found


def call(session: Session, who: Visitor, device: uuid.UUID) -> Device:
    """Ask it to come at once: it does when it next tells how it is."""
    found = find(session, device)
    found.called += 1
    found.called_at = now()
    log.record(session, who, "device.called", f"asked the kiosk “{found.name}” to come")
    return found


def shut_out(session: Session, who: Visitor, device: uuid.UUID) -> Device:
    """End its access, at once. The row stays, for its results; so does the token's hash, so that
    the kiosk can be told why.
    """
    found = find(session, device)
    if found.revoked_at is None:
        found.revoked_at = now()
        log.record(session, who, "device.shut_out", f"shut out the kiosk “{found.name}”")
    return found


def forget_twin(session: Session, who: Visitor, device: uuid.UUID) -> Device:
    """Somebody has seen to it that only one machine uses this identity."""
    found = find(session, device)
    found.twin_at = found.twin_why = None
    log.record(session, who, "device.twin_seen_to", f"saw to the twin of “{found.name}”")
    return found


_BROUGHT = (
    update(Device)
    .where(Device.id == bindparam("device"))
    .values(
        seen_at=bindparam("at"),
        sequence=case(
            (Device.sequence < bindparam("highest"), bindparam("highest")), else_=Device.sequence
        ),
    )
)


def brought(session: Session, highest: Mapping[uuid.UUID, int], at: datetime) -> None:
    """These kiosks were just here, with practices up to these sequence numbers."""
    session.flush()
    rows = [{"device": one, "at": at, "highest": highest[one]} for one in sorted(highest)]
    session.connection().execute(_BROUGHT, rows)


class Number:
    """How many kiosks there are, as one process remembers it: it decides only how often they come,
    so a minute more or less does not matter, and ten thousand need not be counted for each.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: float | None = None
        self._many = 1

    def of(self, session: Session) -> int:
        """Those that are let in; 1 at the least."""
        if self._until is None or self._clock() >= self._until:
            counted = select(func.count()).select_from(Device).where(Device.revoked_at.is_(None))
            self._many = max(1, session.scalar(counted) or 0)
            self._until = self._clock() + COUNTED_SECONDS
        return self._many
