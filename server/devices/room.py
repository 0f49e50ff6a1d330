"""What the room of kiosks brings along."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, FastAPI

from server.devices import api, pins, routes
from server.devices.pace import Pace
from server.roles import Role
from server.room import Entry, Room


@contextmanager
def running(app: FastAPI) -> Iterator[None]:
    """Count kiosks' requests, and have the keys made before the first kiosk asks."""
    app.state.pace = Pace(app.state.database)
    secrets = pins.keys(app.state.settings.server_folder)
    assert secrets.public
    assert secrets.salt
    yield


together = APIRouter()
together.include_router(api.router)

ROOM = Room(
    name="devices",
    pages=routes.router,
    api=together,
    entries=(Entry("Kiosks", "/kiosks", Role.ADMIN),),
    lifespan=running,
)
