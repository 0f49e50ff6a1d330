"""Which kiosk asks: what a route of the API puts in its parameters.

`kiosk: Kiosk` lets in whoever shows a token that works, and counts the request. It looks in a short
transaction, together with all who come at that moment, so a route's own begins later.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import bindparam, select
from starlette.requests import Request

from server.database import Database
from server.devices import tokens
from server.devices.pace import Pace
from server.devices.tables import Device, DeviceToken, Place
from server.problems import Problem, Unauthorised
from server.together import Together

ASK = {"WWW-Authenticate": "Bearer"}
LONGEST = 200
"""Characters; ours have 47."""
MOST = 200
"""Tokens looked up at once."""

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


_LOOKED = (
    select(
        DeviceToken.hash,
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
    .where(DeviceToken.hash.in_(bindparam("names", expanding=True)))
)
"""Made once: to write a statement takes longer than to run it."""

Found = tuple[Caller, datetime | None, bool]
"""A kiosk, when it was shut out, and whether this token was shown before."""
Callers = Together[str, Found | None]


def callers(database: Database) -> Callers:
    """Looks tokens' hashes up, for all who ask at one moment."""

    def look(names: Sequence[str]) -> list[Found | None]:
        with database.read() as session:
            rows = session.execute(_LOOKED, {"names": list(names)}).all()
        there: dict[str, Found] = {
            row.hash: (
                Caller(row[1], row[2], row[3], row[4], row.enrolled_at, row.hash, row.made_at),
                row.revoked_at,
                row.used,
            )
            for row in rows
        }
        return [there.get(name) for name in names]

    return Together(look, most=MOST)


async def known(request: Request, given: HTTPAuthorizationCredentials | None) -> Caller:
    """The kiosk with this token.

    Raises:
        UnknownToken: there is no such token.
        Revoked: there was, and staff have ended it.
    """
    if given is None or len(given.credentials) > LONGEST:
        raise UnknownToken("Send the kiosk's token: Authorization: Bearer …", headers=ASK)
    looking: Callers = request.app.state.callers
    found = await looking.ask(tokens.hashed(given.credentials))
    if found is None:
        raise UnknownToken(
            "The server does not know this token. Enrol the kiosk again: wellheard enrol ADDRESS",
            headers=ASK,
        )
    caller, revoked_at, used = found
    if revoked_at is not None:
        raise Revoked(
            "Staff have ended this kiosk's access. What it has kept stays on it. To let it in"
            " again, enrol it: wellheard enrol ADDRESS",
            headers=ASK,
        )
    if not used:
        await run_in_threadpool(_first_shown, request.app.state.database, caller)
    return caller


def _first_shown(database: Database, caller: Caller) -> None:
    with database.write() as session:
        tokens.first_shown(session, caller.id, caller.token)


async def _calling(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    found = await known(request, given)
    pace: Pace = request.app.state.pace
    if pace.due(found.id):
        await run_in_threadpool(pace.tell, found.id)
    return found


Kiosk = Annotated[Caller, Depends(_calling)]
