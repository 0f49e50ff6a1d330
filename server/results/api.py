"""Where kiosks bring their results."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from device.coach.scenario import Sha256
from server.database import Database, Whole
from server.devices import pins
from server.devices.api import answer
from server.devices.caller import Kiosk
from server.results import contract, erasing, receive
from server.results.receive import Parcel, Taken
from server.signing import Keys
from server.together import Together

router = APIRouter(tags=["Results"])

EXAMPLE: dict[str, Any] = {
    "boot": "3f0b8a52-7a5c-4c7e-9d0e-0f6f2f6f8a11",
    "sent": {"monotonic": 5710.8, "wall": 1783858000.0, "quality": "synced"},
    "items": [
        {
            "id": "0198f2d0-4c3e-7b1a-9f00-3a5d6c7e8f90",
            "device": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
            "boot": "3f0b8a52-7a5c-4c7e-9d0e-0f6f2f6f8a11",
            "sequence": 41,
            "began": {"monotonic": 5310.2, "wall": 1783857600.0, "quality": "synced"},
            "seconds": 312.4,
            "scenario": {
                "id": "welcome-back-cake",
                "version": 3,
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            },
            "path": ["t1", "t2"],
            "end": "finished",
            "ending": "goodbye",
            "replies": [
                {
                    "turn": "t1",
                    "attempt": 1,
                    "at": 41.7,
                    "words": 14,
                    "confidence": 0.93,
                    "timing": {"gap": 1.4, "overlap": 0, "duration": 6.2},
                    "findings": [
                        {"skill": "reflects_feeling", "confidence": 0.83, "source": "model"},
                        {"skill": "thoughtful_pause", "confidence": 0.95, "source": "voice"},
                    ],
                    "outcome": "opens_up",
                    "openness": 0.6,
                    "praised": "reflects_feeling",
                }
            ],
        }
    ],
}


@router.post(
    "/results",
    response_model=contract.BatchAnswer,
    summary="Bring practices, at most 50 at a time",
    description="Each is answered on its own, in the order sent, and one that is wrong spoils no"
    " other. All that is answered `created` is on the server's disk when the answer goes out."
    " Sending again what was answered, or what was not because the network broke off, does no"
    " harm.",
    openapi_extra={"requestBody": {"content": {"application/json": {"example": EXAMPLE}}}},
)
async def bring(request: Request, kiosk: Kiosk, batch: contract.Batch) -> Response:
    intake: Intake = request.app.state.intake
    items, received = await intake.ask(Parcel(kiosk, batch))
    return answer(contract.BatchAnswer(items=items, received=received.timestamp()))


class ErasureRequest(BaseModel):
    """Somebody at a kiosk wants to be forgotten."""

    trainee: Sha256 = Field(description="The hashed code, as in their practices.")


class Erased(BaseModel):
    """All of it is deleted here, and will be on every kiosk."""

    number: int = Field(ge=1, description="As in `GET /erasures`.")


@router.post(
    "/erasures",
    status_code=201,
    summary="Delete all results of somebody who asked for it at a kiosk",
    description="They said their words there, and that they want to be forgotten. What other"
    " kiosks still bring of them is refused from now on, and `GET /erasures` tells every kiosk to"
    " delete what it has. Sending it again does no harm.",
)
def erase(request: Request, kiosk: Kiosk, wanted: ErasureRequest, database: Whole) -> Erased:
    keys = pins.keys(request.app.state.settings.server_folder)
    with database.write() as session:
        done = erasing.person(session, keys, None, wanted.trainee, kiosk=kiosk.name)
    return Erased(number=done.number)


Intake = Together[Parcel, Taken]


def intake(database: Database, keys: Keys) -> Intake:
    """Takes in what several kiosks bring at one moment."""

    def take(parcels: Sequence[Parcel]) -> list[Taken]:
        return receive.take_all(database, keys, parcels)

    return Together(
        take,
        most=receive.MOST_AT_ONCE,
        weight=lambda parcel: len(parcel.batch.items),
    )
