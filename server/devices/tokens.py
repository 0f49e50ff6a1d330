"""Bearer tokens: random, kept as hashes, and changed without ever leaving a kiosk outside.

A new token and the one before it both work until the new one is first shown; so a kiosk that loses
power between being given a token and writing it down still gets in with the old one.
"""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server.database import now
from server.devices.tables import DeviceToken

START = "whk_"
"""So that a token which strayed into a file or a log can be found by searching."""
OLD = timedelta(days=90)
"""A kiosk is asked to change a token that is older."""


def fresh() -> str:
    """A new token: 256 random bits, in 47 characters."""
    return START + secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """As it is kept; the token has 256 random bits, so a plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def successor(session: Session, device: uuid.UUID) -> str:
    """A new token for a kiosk; an earlier one that was never shown is forgotten."""
    session.execute(delete(DeviceToken).where(DeviceToken.device_id == device, ~DeviceToken.used))
    token = fresh()
    session.add(DeviceToken(hash=hashed(token), device_id=device))
    return token


def first_shown(session: Session, device: uuid.UUID, name: str) -> None:
    """The kiosk has this token safely: those before it no longer work."""
    session.execute(update(DeviceToken).where(DeviceToken.hash == name).values(used=True))
    session.execute(
        delete(DeviceToken).where(DeviceToken.device_id == device, DeviceToken.hash != name)
    )


def end_all(session: Session, device: uuid.UUID) -> None:
    """No token of this kiosk works any more."""
    session.execute(delete(DeviceToken).where(DeviceToken.device_id == device))


def made_at(session: Session, name: str) -> datetime | None:
    """When a token was made."""
    return session.scalar(select(DeviceToken.made_at).where(DeviceToken.hash == name))


def is_old(made: datetime) -> bool:
    """Whether it is time for another."""
    return now() - made > OLD
