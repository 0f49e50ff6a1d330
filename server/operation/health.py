"""Is the server alive, and can it do its work?"""

import shutil
from pathlib import Path

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server import migrations
from server.database import Database
from server.problems import RETRY_SECONDS
from server.settings import Settings

LITTLE = 500_000_000
"""Bytes free below which administrators are warned: a few nights' backups of a small centre."""
TOO_LITTLE = 50_000_000
"""Bytes free below which the server says that it is not ready: what a recording may need."""

router = APIRouter(include_in_schema=False)


def free(folder: Path) -> int | None:
    """Bytes of room on a folder's disk; none if it is not there."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process serves; says nothing of the database, so that nobody restarts it in vain."""
    return {"status": "alive"}


@router.get("/readyz")
def ready(request: Request) -> Response:
    """Whether requests should be sent here: each thing looked at is `good` or says what is not."""
    found = look(request.app.state.database, request.app.state.settings)
    fine = all(told == "good" for told in found.values())
    return JSONResponse(
        {"status": "ready" if fine else "not ready", **found},
        200 if fine else 503,
        headers=None if fine else {"Retry-After": str(RETRY_SECONDS)},
    )


def look(database: Database, settings: Settings) -> dict[str, str]:
    """What a request needs, and how it stands; without a word about the machine."""
    try:
        step = migrations.present(database)
        told = {"database": "good", "migrations": _step(step)}
    except (SQLAlchemyError, OSError):
        told = {"database": "can't be used", "migrations": "not known"}
    room = free(settings.server_folder)
    told["disk"] = "good" if room is not None and room >= TOO_LITTLE else "nearly full or away"
    return told


def _step(step: str | None) -> str:
    return "good" if step == migrations.head() else f"at {step}, not at {migrations.head()}"
