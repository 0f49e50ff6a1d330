"""What kiosks fetch: which version there is for them, and its bytes."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Header, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from server.devices import ranges
from server.devices.caller import Kiosk
from server.problems import NotFound, Problem
from server.updates import shelf
from server.updates.shelf import Offer

router = APIRouter(tags=["Updates"], include_in_schema=False)

CHUNK = 1 << 18
Machine = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,20}$")]


class NotThatPart(Problem, ValueError):
    """The part asked for is not there."""

    status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    kind, title = "range-not-satisfiable", "That part is not there"


@router.get("/updates/{machine}")
def offer(request: Request, kiosk: Kiosk, machine: Machine) -> Response:
    """The newest version for that sort of machine, such as `aarch64`."""
    found = _find(request, machine, None)
    return JSONResponse({"version": found.version, "size": found.size, "mark": found.mark})


@router.get("/updates/{machine}/{version}")
def update(
    request: Request,
    kiosk: Kiosk,
    machine: Machine,
    version: Annotated[str, Path(pattern=r"^[0-9.]{5,14}$")],
    *,
    range: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """All of it, or from a place on; the answer's `ETag` is the offer's mark."""
    found = _find(request, machine, version)
    try:
        part = ranges.parse(range, found.size)
    except ranges.OutOfReach:
        raise NotThatPart(
            f"There are {found.size} bytes. Ask for a part of them, or for all.",
            headers={"Content-Range": f"bytes */{found.size}"},
        ) from None
    start, end = (part.start, part.end) if part else (0, found.size)
    told = {
        "ETag": f'"{found.mark}"',
        "Accept-Ranges": "bytes",
        "Content-Length": str(end - start),
    }
    if part is not None:
        told["Content-Range"] = part.told(found.size)
    try:
        file = found.file.open("rb")
    except OSError:
        raise NotFound("That version was just taken away.") from None
    status = 200 if part is None else 206
    return StreamingResponse(_read(file, start, end), status, told, "application/octet-stream")


def _find(request: Request, machine: str, version: str | None) -> Offer:
    found = shelf.newest(shelf.folder(request.app.state.settings), machine, version)
    if found is None:
        raise NotFound("There is no such version here.")
    return found


def _read(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (chunk := file.read(min(CHUNK, end - start))):
            start += len(chunk)
            yield chunk
