"""What kiosks fetch: the signed list of scenarios, and the bytes that it names."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.content import blobs, published
from server.database import Database, Whole
from server.devices import ranges
from server.devices.api import answer, problem
from server.devices.caller import Kiosk
from server.devices.feed import Envelope, Feeder, Gone
from server.devices.health import LARGEST
from server.problems import NotFound, Problem
from server.together import Together

LOG = logging.getLogger("server.content")

router = APIRouter(tags=["Content"])

FOR_EVER = "private, max-age=31536000, immutable"
"""What is behind a hash never changes."""
SHA = r"^[0-9a-f]{64}$"


Feeds = Together[tuple[int, int], Envelope | Gone]
MOST_AT_ONCE = 200
"""Kiosks that are told together what changed."""


def feeds(database: Database, feeder: Feeder) -> Feeds:
    """Tells what changed, once to all who ask the same at one moment."""
    return Together(feeder.give_all, most=MOST_AT_ONCE)


class NotThatPart(Problem, ValueError):
    """The part asked for is not there."""

    status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    kind, title = "range-not-satisfiable", "That part is not there"


BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
ABOUT: dict[str, Any] = {
    "ETag": {"description": "The SHA-256 in quotes.", "schema": {"type": "string"}},
    "Accept-Ranges": {"description": "Always `bytes`.", "schema": {"type": "string"}},
}
BLOB_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "All of it.", "content": BINARY, "headers": ABOUT},
    206: {
        "description": "The part asked for with `Range`.",
        "content": BINARY,
        "headers": {
            **ABOUT,
            "Content-Range": {"description": "Which part.", "schema": {"type": "string"}},
        },
    },
    304: {"description": "The kiosk has it already (`If-None-Match`).", "headers": ABOUT},
    404: problem("There is no such content, or no published scenario needs it."),
    416: problem("That part is not there."),
}


@router.get(
    "/content",
    response_model=Envelope,
    responses={410: problem("`since` is too old, or from before the server was put back.")},
    summary="What changed among the scenarios",
)
async def content(
    request: Request,
    kiosk: Kiosk,
    since: Annotated[
        int,
        Query(
            ge=0, le=LARGEST, description="The `sequence` of the last manifest; 0 for everything."
        ),
    ] = 0,
    known: Annotated[
        int, Query(ge=0, le=LARGEST, description="The highest `version` the kiosk has seen.")
    ] = 0,
) -> Response:
    feeds: Feeds = request.app.state.feeds
    given = await feeds.ask((since, known))
    if isinstance(given, Gone):
        raise given
    return answer(given)


@router.get(
    "/blobs/{sha256}",
    response_class=Response,
    responses=BLOB_RESPONSES,
    summary="A scenario or a sound, by the SHA-256 of its bytes",
)
def blob(
    request: Request,
    kiosk: Kiosk,
    database: Whole,
    *,
    sha256: Annotated[str, Path(pattern=SHA)],
    range: Annotated[
        str | None,
        Header(
            max_length=200,
            description="One part, such as `bytes=1000-`, to go on where it broke off.",
        ),
    ] = None,
    if_none_match: Annotated[str | None, Header(max_length=2000)] = None,
) -> Response:
    told = {"ETag": f'"{sha256}"', "Cache-Control": FOR_EVER, "Accept-Ranges": "bytes"}
    with database.read() as session:
        found = published.blob(session, sha256)
        document = published.document(session, sha256) if found is None else None
    if found is None and document is None:
        raise NotFound("No published scenario needs anything with this hash.")
    if if_none_match is not None and ranges.matches(if_none_match, sha256):
        return Response(status_code=304, headers=told)
    if document is not None:
        size, media_type = len(document), "application/json"
    else:
        assert found is not None
        size, media_type = found.size, found.media_type
    part = _wanted(range, size)
    status = 200
    if part is not None:
        status, told["Content-Range"] = 206, part.told(size)
    start, end = (part.start, part.end) if part else (0, size)
    if document is not None:
        return Response(document[start:end], status, told, media_type)
    told["Content-Length"] = str(end - start)
    try:
        file = blobs.of(request.app.state.settings).open(sha256)
    except FileNotFoundError:
        LOG.warning("The blob %s is missing; publish what needs it again", sha256)
        raise NotFound("The server has lost these bytes. Staff can publish them again.") from None
    return StreamingResponse(_read(file, start, end), status, told, media_type)


def _read(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (chunk := file.read(min(blobs.CHUNK, end - start))):
            start += len(chunk)
            yield chunk


def _wanted(wanted: str | None, size: int) -> ranges.Part | None:
    try:
        return ranges.parse(wanted, size)
    except ranges.OutOfReach:
        raise NotThatPart(
            f"There are {size} bytes. Ask for a part of them, or for all.",
            headers={"Content-Range": f"bytes */{size}"},
        ) from None
