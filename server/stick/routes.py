"""Pages for memory sticks, under Kiosks."""

import json

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.database import Database, Whole
from server.devices import pins
from server.devices.feed import Envelope, Feeder
from server.pages import Form, pages_router, render
from server.pages.forms import text
from server.signing import Keys, signed_by
from server.staff.access import Admin
from server.stick import letter, tour, zipped
from server.stick.give import Giver, answers
from server.stick.take import Came
from server.stick.tour import Files
from server.stick.zipped import MOST_BYTES, Room, ZipError

router: APIRouter = pages_router()

NOTHING = (
    "None of these files was written by a kiosk. Choose those in the folder “wellheard” of the"
    " stick whose names begin with “from-kiosk-”, or a zip of that folder."
)


@router.get("/kiosks/stick")
def stick_page(request: Request, who: Admin) -> Response:
    return _page(request, None, [], {})


def _page(
    request: Request,
    came: list[Came] | None,
    answered: list[tuple[str, str]],
    wrong: dict[str, str],
    status: int = 200,
) -> Response:
    return render(
        request,
        "stick/stick.html.jinja",
        status=status,
        came=came,
        answered=json.dumps(answered) if answered else "",
        wrong=wrong,
    )


def _keys(request: Request) -> Keys:
    return pins.keys(request.app.state.settings.server_folder)


@router.post("/kiosks/stick")
def bring(request: Request, who: Admin, form: Form, database: Whole) -> Response:
    given = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    room = Room()
    try:
        files = [pair for one in given for pair in _files(one, room)]
    except ZipError as error:
        return _page(request, None, [], {"files": str(error)}, 422)
    if not files:
        why = NOTHING if given else "Choose the files, or a zip of them."
        return _page(request, None, [], {"files": why}, 422)
    keys = _keys(request)
    came = tour.take_all(database, keys, who, files)
    return _page(request, came, answers(database, keys, came), {})


def _files(given: UploadFile, room: Room) -> Files:
    name = (given.filename or "").replace("\\", "/").rpartition("/")[2][:200]
    if name.lower().endswith(".zip"):
        return zipped.unfolded(given.file, name, room)
    return [(name, zipped.lines(given.file))] if letter.FROM.fullmatch(name) else []


@router.post("/kiosks/stick/download")
def fill(request: Request, who: Admin, form: Form, database: Whole) -> Response:
    answered = _answered(_keys(request), text(form, "answered", MOST_BYTES))
    folder = request.app.state.settings.server_folder
    giver = _giver(request, database)
    made = zipped.folded(giver.pieces(answered, everything=True), folder)
    tour.note_filled(database, who, len(answered))
    told = {"Content-Disposition": 'attachment; filename="wellheard-stick.zip"'}
    return StreamingResponse(zipped.sent(made), media_type="application/zip", headers=told)


def _giver(request: Request, database: Database) -> Giver:
    feeder: Feeder = request.app.state.feeder
    return Giver(database, _keys(request), feeder, request.app.state.settings, [])


def _answered(keys: Keys, carried: str) -> list[tuple[str, str]]:
    """The answers that the page carried along; what we didn't sign is dropped."""
    found = []
    try:
        pairs = json.loads(carried) if carried else []
    except ValueError:
        pairs = []
    for pair in pairs if isinstance(pairs, list) else []:
        match pair:
            case [str(name), str(told)] if letter.FOR.fullmatch(name) and _ours(keys, told):
                found.append((name, told))
    return found


def _ours(keys: Keys, told: str) -> bool:
    try:
        envelope = Envelope.model_validate_json(told)
    except ValidationError:
        return False
    return signed_by(keys.public, envelope.signed, envelope.signature)
