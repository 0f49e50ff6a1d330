"""What the room of kiosks brings along."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, FastAPI

from server.devices import api, api_content, docs, history, kiosks, pins, routes
from server.devices.feed import Feeder
from server.devices.pace import Pace
from server.roles import Role
from server.room import Entry, Room


@contextmanager
def running(app: FastAPI) -> Iterator[None]:
    """Count kiosks' requests, and have the keys made before the first kiosk asks."""
    history.begin(app.state.database)
    app.state.pace = Pace(app.state.database)
    app.state.number_of_kiosks = kiosks.Number()
    secrets = pins.keys(app.state.settings.server_folder)
    assert secrets.public
    assert secrets.salt
    app.state.feeder = Feeder(app.state.database, secrets)
    yield


together = APIRouter()
together.include_router(api.router)
together.include_router(api_content.router)

pages = APIRouter()
pages.include_router(docs.router)  # before `/kiosks/{device}`, which would take its address
pages.include_router(routes.router)

ROOM = Room(
    name="devices",
    pages=pages,
    api=together,
    entries=(Entry("Kiosks", "/kiosks", Role.ADMIN),),
    lifespan=running,
    body_limits={"/api/v1/enrol": 4_000, "/api/v1/health": 20_000, "/api/v1/token": 1_000},
)
