"""Which kiosk asks: what a route of the API puts in its parameters.

`kiosk: Kiosk` lets in whoever shows a token that works, and counts the request. It looks in a short
transaction of its own, so a route's own `Db` begins only with its first statement.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select
from starlette.requests import Request

from server.database import Database
from server.devices import tokens
from server.devices.pace import Pace
from server.devices.tables import Device, DeviceToken, Place
from server.problems import Problem, Unauthorised

ASK = {"WWW-Authenticate": "Bearer"}
LONGEST = 200
"""Characters; ours have 47."""

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="Kiosk token",
    description="The token that `POST /enrol` gave, once staff have let the kiosk in.",
)


class UnknownToken(Unauthorised):
    """The token is missing or not known here."""

    kind, title = "unknown-token", "This kiosk is not known"


class Revoked(Problem, PermissionError):
    """Staff have ended this kiosk's access."""

    status, kind, title = HTTPStatus.UNAUTHORIZED, "revoked", "This kiosk was shut out"


@dataclass(frozen=True)
class Caller:
    """A kiosk whose token works."""

    id: uuid.UUID
    name: str
    place_id: int
    place: str
    enrolled_at: datetime
    token: str
    """The hash of the token it showed."""
    token_made_at: datetime


def known(request: Request, given: HTTPAuthorizationCredentials | None) -> Caller:
    """The kiosk with this token.

    Raises:
        UnknownToken: there is no such token.
        Revoked: there was, and staff have ended it.
    """
    if given is None or len(given.credentials) > LONGEST:
        raise UnknownToken("Send the kiosk's token: Authorization: Bearer …", headers=ASK)
    database: Database = request.app.state.database
    name = tokens.hashed(given.credentials)
    looked = (
        select(
            Device.id,
            Device.name,
            Device.place_id,
            Place.name,
            Device.enrolled_at,
            Device.revoked_at,
            DeviceToken.made_at,
            DeviceToken.used,
        )
        .join(DeviceToken, DeviceToken.device_id == Device.id)
        .join(Place, Device.place_id == Place.id)
        .where(DeviceToken.hash == name)
    )
    with database.read() as session:
        found = session.execute(looked).one_or_none()
    if found is None:
        raise UnknownToken(
            "The server does not know this token. Enrol the kiosk again: wellheard enrol ADDRESS",
            headers=ASK,
        )
    device, kiosk, place_id, place, enrolled_at, revoked_at, made_at, used = found
    if revoked_at is not None:
        raise Revoked(
            "Staff have ended this kiosk's access. What it has kept stays on it. To let it in"
            " again, enrol it: wellheard enrol ADDRESS",
            headers=ASK,
        )
    if not used:
        with database.write() as session:
            tokens.first_shown(session, device, name)
    return Caller(device, kiosk, place_id, place, enrolled_at, name, made_at)


def _calling(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    found = known(request, given)
    pace: Pace = request.app.state.pace
    pace.count(found.id)
    return found


Kiosk = Annotated[Caller, Depends(_calling)]
