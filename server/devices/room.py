"""What the room of kiosks brings along."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, FastAPI

from server.database import Database
from server.devices import api, api_content, caller, docs, history, kiosks, pins, routes
from server.devices.feed import Feeder
from server.devices.pace import Pace
from server.roles import Role
from server.room import Entry, Room


@contextmanager
def running(app: FastAPI) -> Iterator[None]:
    """Count kiosks' requests, and have the keys made before the first kiosk asks."""
    database: Database = app.state.database
    history.begin(database)
    app.state.pace = Pace(database)
    number = kiosks.Number()
    secrets = pins.keys(app.state.settings.server_folder)
    assert secrets.public
    assert secrets.salt
    app.state.feeder = Feeder(database, secrets)
    with (
        api_content.feeds(database, app.state.feeder) as app.state.feeds,
        caller.callers(database) as app.state.callers,
        api.desk(database, number) as app.state.desk,
        api.looking(database, number) as app.state.looking,
    ):
        yield


pages = APIRouter()
pages.include_router(docs.router)  # before `/kiosks/{device}`, which would take its address
pages.include_router(routes.router)

ROOM = Room(
    name="devices",
    pages=pages,
    api=(api.router, api_content.router),
    entries=(Entry("Kiosks", "/kiosks", Role.ADMIN),),
    lifespan=running,
    together=("/api/v1/health", "/api/v1/wishes", "/api/v1/content"),
    body_limits={"/api/v1/enrol": 4_000, "/api/v1/health": 20_000, "/api/v1/token": 1_000},
)
