"""How a kiosk is let in.

The kiosk asks and is given a code of six digits and a token. The token is worth nothing yet. The
kiosk shows and speaks the code; somebody of the staff types it on the page Kiosks, with a name and
a place; from then on the token works. The kiosk sees that by asking again, and learns whom to trust
from then on: the certificate and the signing key to pin.

The token goes over the network once, in the answer to the first question, and to nobody else; if
that answer is lost, the kiosk just asks anew. Whoever types the code has heard it from the kiosk in
front of them, so the page does not show which codes wait.
"""

import secrets
import uuid
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from server.database import now
from server.devices import tokens
from server.devices.kiosks import checked_name, place
from server.devices.tables import Device, DeviceToken, Enrolment
from server.pages.visitor import Visitor
from server.problems import Invalid, NotFound, TooMany, Wrong
from server.staff import log

GOOD_FOR = timedelta(minutes=15)
"""How long a code is good: long enough to walk from the kiosk to the laptop."""
ANSWER_KEPT = timedelta(days=1)
"""How long a kiosk can still ask how it went."""
MOST_WAITING = 100
"""More at once is somebody playing."""
DIGITS = 6


def ask(session: Session, public_key: str, model: str) -> tuple[Enrolment, str]:
    """A kiosk wants in; gives its row and its token.

    Raises:
        TooMany: many wait already.
    """
    moment = now()
    session.execute(delete(Enrolment).where(Enrolment.asked_at < moment - ANSWER_KEPT))
    taken = set(session.scalars(select(Enrolment.code).where(_waiting())))
    if len(taken) >= MOST_WAITING:
        raise TooMany(
            "Many kiosks wait to be let in. Try again in a few minutes.",
            headers={"Retry-After": "300"},
        )
    code = next(code for code in iter(_code, None) if code not in taken)
    token = tokens.fresh()
    row = Enrolment(
        id=uuid.uuid4(),
        token_hash=tokens.hashed(token),
        code=code,
        public_key=public_key,
        model=model,
        asked_at=moment,
        device_id=None,
    )
    session.add(row)
    session.flush()
    return row, token


def _code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def _waiting() -> ColumnElement[bool]:
    return Enrolment.device_id.is_(None) & (Enrolment.asked_at > now() - GOOD_FOR)


def waiting(session: Session) -> int:
    """How many kiosks wait."""
    return session.scalar(select(func.count()).select_from(Enrolment).where(_waiting())) or 0


def find(session: Session, enrolment: uuid.UUID, token: str) -> tuple[Enrolment, Device | None]:
    """How it went, for the kiosk that asked.

    Raises:
        NotFound: nobody asked with this number and token, or too long ago.
    """
    row = session.get(Enrolment, enrolment)
    over = row is not None and row.device_id is None and now() - row.asked_at > GOOD_FOR
    if row is None or over or not secrets.compare_digest(row.token_hash, tokens.hashed(token)):
        raise NotFound("This code is not good any more. Ask for another.")
    device = session.get(Device, row.device_id) if row.device_id is not None else None
    return row, device


def let_in(session: Session, who: Visitor, code: str, name: str, where: str) -> Device:
    """Somebody typed the code that a kiosk showed.

    Raises:
        Invalid: `wrong` says which field can't be taken.
    """
    wrong: dict[str, str] = {}
    digits = "".join(one for one in code if one.isdigit())
    asked = select(Enrolment).where(Enrolment.code == digits, _waiting())
    row = session.scalar(asked.with_for_update()) if len(digits) == DIGITS else None
    if row is None:
        wrong["code"] = (
            "No kiosk waits with this code. A code is good for 15 minutes; let the kiosk make a"
            " new one if it is older."
        )
    wrong |= checked_name(session, name, where)
    if wrong:
        raise Invalid(
            "The kiosk was not let in yet.",
            wrong=[Wrong(where=field, what=what) for field, what in wrong.items()],
        )
    assert row is not None
    device = Device(
        id=uuid.uuid4(),
        name=" ".join(name.split()),
        place_id=place(session, where).id,
        public_key=row.public_key,
        model=row.model,
    )
    session.add(device)
    session.flush()
    session.add(DeviceToken(hash=row.token_hash, device_id=device.id))
    row.device_id = device.id
    session.flush()
    log.record(session, who, "device.let_in", f"let in the kiosk “{device.name}”")
    return device
