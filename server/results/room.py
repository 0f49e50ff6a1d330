"""What the room of results brings along."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from fastapi import FastAPI

from server.centre import facts
from server.database import Database, now
from server.devices import pins
from server.results import again, api, erasing, routes
from server.roles import Role
from server.room import Entry, Room

BATCH = 1_000_000
"""Bytes of practices that are brought at once; kiosks put together some 200 kB, and halve what is
refused as too large."""


def forget(app: FastAPI) -> str:
    """Delete what is older than the centre keeps results."""
    database: Database = app.state.database
    with database.read() as session:
        centre = facts.read(session)
    if centre.keep_results_days is None:
        return "results are kept for ever"
    before = now().astimezone(centre.zone).date() - timedelta(days=centre.keep_results_days)
    gone, some = 0, erasing.AT_ONCE
    while some == erasing.AT_ONCE:  # others write in between
        with database.write() as session:
            some = erasing.older(session, before)
        gone += some
    return f"{gone} practices from before {before.isoformat()} deleted"


@contextmanager
def running(app: FastAPI) -> Iterator[None]:
    """Bring the erasures together before the first request, then take results in."""
    again.catch_up(app.state.database, app.state.settings)
    keys = pins.keys(app.state.settings.server_folder)
    with api.intake(app.state.database, keys) as app.state.intake:
        yield


ROOM = Room(
    name="results",
    pages=routes.router,
    api=(api.router,),
    entries=(Entry("Results", "/results", Role.PUBLISHER),),
    lifespan=running,
    together=("/api/v1/results",),
    body_limits={"/api/v1/results": BATCH},
    nightly={"results": forget},
)
