"""What kiosks talk to, about themselves: letting in, tokens, health, wishes, erasures."""

import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from server.database import Database, Whole, now
from server.devices import enrolment, erasures, health, history, kiosks, pins, tokens
from server.devices.caller import ASK, Caller, Kiosk, UnknownToken, bearer
from server.devices.tables import Device
from server.problems import MEDIA_TYPE, ProblemDocument
from server.staff import brake
from server.together import Together

router = APIRouter(tags=["Kiosks"])

ASKING = brake.Patience(free=30, longest=brake.ADDRESS.longest)
"""Codes that one address may ask for before it has to wait."""
POLL_SECONDS = 3
"""How often a kiosk that waits looks whether it was let in."""
REPORTS_A_SECOND = 20
"""How many kiosks a second shall tell how they are, all together."""
SOONEST, LATEST = 60, 900
"""Seconds between two reports of one kiosk."""
MOST_ERASURES = 1000
MOST_AT_ONCE = 100
"""Kiosks that are told in one transaction."""

Key32 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""32 bytes as base64url without padding."""


def problem(words: str, *headers: str) -> dict[str, Any]:
    """How a route says that it may answer with a problem document."""
    told: dict[str, Any] = {
        "model": ProblemDocument,
        "description": words,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
    if headers:
        told["headers"] = {name: HEADERS[name] for name in headers}
    return told


HEADERS: dict[str, dict[str, Any]] = {
    "Retry-After": {
        "description": "Seconds to wait before the next try.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWW-Authenticate": {"description": "Always `Bearer`.", "schema": {"type": "string"}},
}


class EnrolRequest(BaseModel):
    """A kiosk that wants in."""

    public_key: Key32 = Field(
        description="The public half of the kiosk's own Ed25519 key, as base64url: proves what"
        " comes from it by memory stick.",
        examples=["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"],
    )
    model: str = Field(
        default="",
        pattern=r"^[ -~]{0,80}$",
        description="Of the machine.",
        examples=["Raspberry Pi 5 Model B Rev 1.0"],
    )


class EnrolStarted(BaseModel):
    """The kiosk shows and speaks `code`, keeps `token` where only it can read it, and looks at
    `GET /enrol/{enrolment}` until it is let in.
    """

    enrolment: uuid.UUID
    code: str = Field(pattern=r"^[0-9]{6}$", examples=["482193"])
    token: str = Field(
        description="The kiosk's bearer token. Told only here; worth nothing until staff have let"
        " the kiosk in.",
        examples=["whk_Xx0…"],
    )
    good_for: int = Field(description="Seconds until the code is no longer good.", examples=[900])
    poll_seconds: int = Field(description="How often to look.", examples=[POLL_SECONDS])


class EnrolState(StrEnum):
    """How it went."""

    WAITING = "waiting"
    LET_IN = "let_in"


class Pins(BaseModel):
    """Who the kiosk is, and whom it believes from now on."""

    device: uuid.UUID = Field(description="The kiosk's number; it goes into every practice.")
    name: str
    place: str
    signing_key: Key32 = Field(description="Ed25519; every envelope must be signed with it.")
    certificate: str | None = Field(
        description="PEM. The server's certificate must be signed by it. Null where the system's"
        " own authorities count, or what people compared: where something in front of the server"
        " does TLS, or its certificate came without the root above it."
    )
    fingerprint: str | None = Field(
        description="SHA-256 of the highest certificate that the server shows, for people to"
        " compare.",
        examples=["9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15"],
    )
    code_salt: Key32 = Field(
        description="A trainee's chosen code is hashed with it: scrypt (n=16384, r=8, p=1, 32"
        " bytes) of the words in lower case with single spaces between, as hex."
    )


class EnrolAnswer(BaseModel):
    """Whether staff have let the kiosk in yet."""

    state: EnrolState
    poll_seconds: int = POLL_SECONDS
    pins: Pins | None = Field(default=None, description="Only when it was let in.")


class NewToken(BaseModel):
    """A token that works from now on. The old one works until this one is first used, so it can be
    written down safely first.
    """

    token: str = Field(examples=["whk_Xx0…"])


class Wishes(BaseModel):
    """What the centre would like of this kiosk."""

    now: float = Field(description="The server's clock, Unix seconds.", examples=[1783857600.0])
    every_seconds: int = Field(
        ge=1, description="How often to tell how it is: rarer the more kiosks there are."
    )
    slot_seconds: int = Field(
        ge=0, description="This kiosk's own moment within that time, so that not all come at once."
    )
    called: int = Field(
        ge=0,
        description="How often staff have asked it to come at once. If this is more than the last"
        " it followed, it syncs now.",
    )
    erasures: int = Field(
        ge=0, description="The newest number in `GET /erasures`; fetch them if it knows fewer."
    )
    change_token: bool = Field(description="Whether it is time for `POST /token`.")
    history: str = Field(
        max_length=36,
        description="Random, and another one after the server was put back from a backup. Then the"
        " kiosk sends again what it still has, and asks for all erasures.",
        examples=["1f0c2a8e-5d0b-4b57-9d5e-0d7a3f3f9c11"],
    )
    sequence: int = Field(
        ge=0,
        description="The highest sequence number among the practices that this kiosk has brought"
        " and that could be read. If the kiosk had an answer for a higher one, the server lost it.",
    )


class ErasureItem(BaseModel):
    """Somebody's results are to be deleted everywhere."""

    number: int = Field(ge=1)
    trainee: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="The hashed code, as in their practices. Practices that know of this number or"
        " a later one are new ones and stay.",
    )


class Erasures(BaseModel):
    """Those after the number that was asked for, in order."""

    items: list[ErasureItem]
    newest: int = Field(ge=0)


@router.post(
    "/enrol",
    status_code=201,
    responses={429: problem("Too many kiosks ask.", "Retry-After")},
    summary="Ask to be let in",
)
def enrol(request: Request, wanted: EnrolRequest, database: Whole) -> EnrolStarted:
    address = request.client.host if request.client else "?"
    with database.write() as session:
        brake.count(session, brake.key("enrol", address), ASKING)
    with database.write() as session:
        row, token = enrolment.ask(session, wanted.public_key, wanted.model)
    return EnrolStarted(
        enrolment=row.id,
        code=row.code,
        token=token,
        good_for=int(enrolment.GOOD_FOR.total_seconds()),
        poll_seconds=POLL_SECONDS,
    )


@router.get(
    "/enrol/{enrolment_id}",
    responses={404: problem("Nobody asked with this number and token, or too long ago.")},
    summary="Look whether staff have let the kiosk in",
)
def enrolled(
    request: Request,
    enrolment_id: Annotated[uuid.UUID, Path(description="As `POST /enrol` told.")],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    database: Whole,
) -> EnrolAnswer:
    if given is None:
        raise UnknownToken("Send the token that `POST /enrol` gave.", headers=ASK)
    with database.read() as session:
        _, device = enrolment.find(session, enrolment_id, given.credentials)
        if device is None:
            return EnrolAnswer(state=EnrolState.WAITING)
        return EnrolAnswer(state=EnrolState.LET_IN, pins=_pins(request, session, device))


@router.get("/pins", summary="Whom to believe, and what staff call this kiosk")
def pinned(request: Request, kiosk: Kiosk, database: Whole) -> Pins:
    with database.read() as session:
        return _pins(request, session, session.get_one(Device, kiosk.id))


def _pins(request: Request, session: Session, device: Device) -> Pins:
    settings = request.app.state.settings
    secrets, above = pins.keys(settings.server_folder), pins.authority(settings)
    return Pins(
        device=device.id,
        name=device.name,
        place=kiosks.find(session, device.id).place.name,
        signing_key=secrets.public,
        certificate=above.pem if above else None,
        fingerprint=above.fingerprint if above else None,
        code_salt=secrets.salt,
    )


@router.post("/token", status_code=201, summary="Change the token")
def change_token(kiosk: Kiosk, database: Whole) -> NewToken:
    with database.write() as session:
        return NewToken(token=tokens.successor(session, kiosk.id))


@router.post(
    "/health",
    response_model=Wishes,
    summary="Tell how the kiosk is, and hear what the centre would like",
)
async def tell(request: Request, kiosk: Kiosk, report: health.HealthReport) -> Response:
    desk: Desk = request.app.state.desk
    return answer(await desk.ask(Called(kiosk, report)))


@router.get("/wishes", response_model=Wishes, summary="Hear what the centre would like")
async def wishes(request: Request, kiosk: Kiosk) -> Response:
    looking: Desk = request.app.state.looking
    return answer(await looking.ask(Called(kiosk)))


def answer(told: BaseModel) -> Response:
    """As JSON, which FastAPI would check once more before it is sent."""
    return Response(told.model_dump_json(), media_type="application/json")


@dataclass(frozen=True)
class Called:
    """A kiosk that would like to know what is wished."""

    kiosk: Caller
    report: health.HealthReport | None = None
    """How it is, if it told."""


Desk = Together[Called, Wishes]


def desk(database: Database, number: kiosks.Number) -> Desk:
    """Takes down how kiosks are, and tells what is wished of them."""

    def take_down(called: Sequence[Called]) -> list[Wishes]:
        moment = now()
        reports = [(one.kiosk.id, one.report) for one in called if one.report is not None]
        with database.write() as session:
            health.keep(session, reports, moment)
            return _wishes(session, number, [one.kiosk for one in called])

    return Together(take_down, most=MOST_AT_ONCE)


def looking(database: Database, number: kiosks.Number) -> Desk:
    """Tells what is wished of kiosks, and writes nothing."""

    def look(called: Sequence[Called]) -> list[Wishes]:
        with database.read() as session:
            return _wishes(session, number, [one.kiosk for one in called])

    return Together(look, most=MOST_AT_ONCE)


_WISHED = select(Device.id, Device.called, Device.sequence, erasures.NEWEST, history.PRESENT).where(
    Device.id.in_(bindparam("ids", expanding=True))
)


def _wishes(session: Session, number: kiosks.Number, who: Sequence[Caller]) -> list[Wishes]:
    """In one statement: this is what kiosks ask most often."""
    every = min(max(SOONEST, number.of(session) // REPORTS_A_SECOND), LATEST)
    rows = session.execute(_WISHED, {"ids": list({one.id for one in who})})
    there = {device: about for device, *about in rows}
    told = []
    for kiosk in who:
        called, sequence, newest, course = there[kiosk.id]
        told.append(
            Wishes(
                now=now().timestamp(),
                every_seconds=every,
                slot_seconds=zlib.crc32(kiosk.id.bytes) % every,
                called=called,
                erasures=newest,
                change_token=tokens.is_old(kiosk.token_made_at),
                history=course,
                sequence=sequence,
            )
        )
    return told


@router.get("/erasures", summary="Whose results to delete")
def whom_to_erase(
    kiosk: Kiosk,
    database: Whole,
    since: Annotated[
        int, Query(ge=0, le=2**31 - 1, description="The last number the kiosk knows.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ERASURES)] = MOST_ERASURES,
) -> Erasures:
    with database.read() as session:
        found = erasures.after(session, since, limit)
        newest = erasures.newest(session)
    return Erasures(
        items=[ErasureItem(number=row.number, trainee=row.trainee) for row in found],
        newest=newest,
    )
