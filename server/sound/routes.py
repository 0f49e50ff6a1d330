"""Pages to hear every line, choose voices, record and upload."""

import re
from pathlib import PurePath
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from device.coach.cast import CAST
from server.content import blobs, drafts
from server.content.drafts import field_wrong
from server.content.tables import Blob
from server.content.typed import Kind, Typed, TypedSeeker
from server.database import Db, Whole
from server.jobs import queue
from server.pages import Form, go, pages_router, render
from server.pages.forms import text
from server.problems import Invalid, NotFound
from server.sound import lines, speech, takes, voices
from server.sound.lines import Place
from server.staff.access import Editor

router: APIRouter = pages_router()

KEPT = "private, max-age=31536000, immutable"
"""The address names the content; only staff may keep it."""
WORDS_MOST = 2000
NAME_MOST = 80
_UNSEEN = re.compile(r"[^\w .,()'+&-]")


@router.get("/scenarios/{scenario_id}/sound")
def hear(request: Request, who: Editor, scenario_id: int, db: Db) -> Response:
    record, draft = drafts.find(db, scenario_id)
    said = lines.of_draft(drafts.typed(draft))
    spoken = speech.known(db, said)
    return render(
        request,
        "sound/hear.html.jinja",
        record=record,
        said=said,
        spoken=spoken,
        takes=takes.known(db, said),
        missing=sum(
            line.can_be_spoken and not line.recording and line.key not in spoken for line in said
        ),
        plain={row.engine for row in spoken.values()} & {"pyttsx3"},
        job=queue.latest(db, speech.key(scenario_id)),
        called=voices.called,
    )


@router.post("/scenarios/{scenario_id}/sound/speak")
def speak(request: Request, who: Editor, scenario_id: int, form: Form, db: Db) -> Response:
    record, _ = drafts.find(db, scenario_id)
    job = speech.ask(db, who, record, anew=form.get("anew") == "yes")
    db.flush()
    return go(request, f"/jobs/{job.id}")


def _place(kind: str, part: str, name: str) -> Place:
    found: Kind | None = next((each for each in get_args(Kind) if each == kind), None)
    if found is None:
        raise NotFound("There is no such line. Go back to the list of lines.")
    return Place(found, part, name)


def _of_query(kind: str, id: str, name: str) -> Place:
    return _place(kind, id, name)


@router.get("/scenarios/{scenario_id}/sound/line")
def line_page(
    request: Request,
    who: Editor,
    scenario_id: int,
    place: Annotated[Place, Depends(_of_query)],
    db: Db,
    *,
    before: str | None = None,
) -> Response:
    return _line_page(request, db, scenario_id, place, before=before)


def _line_page(
    request: Request,
    db: Session,
    scenario_id: int,
    place: Place,
    *,
    before: str | None = None,
    wrong: Invalid | None = None,
) -> Response:
    record, _ = drafts.find(db, scenario_id)
    line = takes.find(db, scenario_id, place)
    was = db.get(Blob, before) if before else None
    return render(
        request,
        "sound/line.html.jinja",
        status=422 if wrong else 200,
        record=record,
        line=line,
        spoken=speech.known(db, [line]).get(line.key),
        take=takes.known(db, [line]).get(line.recording),
        before=before if before == "" or was is not None else None,
        called=voices.called,
        wrong={one.where: one.what for one in wrong.wrong or []} if wrong else {},
    )


def _asked_for(form: FormData) -> Place:
    return _place(text(form, "kind"), text(form, "id"), text(form, "name"))


@router.post("/recordings/{scenario_id}")
def record(
    request: Request, who: Editor, scenario_id: int, form: Form, database: Whole
) -> Response:
    place, words = _asked_for(form), text(form, "words", WORDS_MOST)
    with database.read() as session:
        line = takes.find(session, scenario_id, place)
    try:
        sent = form.get(takes.FIELD)
        if not isinstance(sent, UploadFile) or not sent.size:
            raise field_wrong(takes.FIELD, "Record the line first, or choose a sound file.")
        takes.replace(
            database,
            request.app.state.settings,
            who,
            scenario_id,
            place,
            words=words,
            sent=sent.file,
            name=_called(sent.filename),
        )
    except Invalid as problem:
        with database.read() as session:
            return _line_page(request, session, scenario_id, place, wrong=problem)
    note = "The recording is in place. Listen to it below; it can be taken back."
    return go(request, f"{_address(scenario_id, place)}&before={line.recording}", note)


def _called(name: str | None) -> str:
    """What to call a file: its name without its folder and what can't be read."""
    plain = _UNSEEN.sub("", PurePath((name or "").replace("\\", "/")).name)[:NAME_MOST].strip()
    return plain or "The recording"


def _address(scenario_id: int, place: Place) -> str:
    query = urlencode({"kind": place.kind, "id": place.id, "name": place.name})
    return f"/scenarios/{scenario_id}/sound/line?{query}"


@router.post("/scenarios/{scenario_id}/sound/put")
def put(request: Request, who: Editor, scenario_id: int, form: Form, db: Db) -> Response:
    place, sha256 = _asked_for(form), text(form, "sha256")
    takes.put(db, who, scenario_id, place, words=text(form, "words", WORDS_MOST), sha256=sha256)
    note = "The earlier recording is back." if sha256 else "The voice says this line again."
    return go(request, _address(scenario_id, place), note)


@router.get("/scenarios/{scenario_id}/sound/voice")
def voice_page(request: Request, who: Editor, scenario_id: int, seeker: str, db: Db) -> Response:
    record, draft = drafts.find(db, scenario_id)
    return render(
        request,
        "sound/voice.html.jinja",
        record=record,
        seeker=_seeker(drafts.typed(draft), seeker),
        cast=voices.cast(db),
        job=queue.latest(db, voices.KEY),
    )


def _seeker(typed: Typed, seeker_id: str) -> TypedSeeker:
    for row in typed.seekers:
        if row.id == seeker_id:
            return row
    raise NotFound("This seeker is not in the scenario any more. Go back to the scenario.")


@router.post("/scenarios/{scenario_id}/sound/voice")
def choose(request: Request, who: Editor, scenario_id: int, form: Form, db: Db) -> Response:
    _, draft = drafts.find(db, scenario_id, lock=True)
    row = _seeker(drafts.typed(draft), text(form, "seeker"))
    voice = text(form, "voice")
    if voice not in CAST:
        raise Invalid("Choose one of the voices in the list.")
    drafts.save(
        db, who, scenario_id, "seekers", row.model_copy(update={"voice": voice}), seen=row.seal
    )
    name = row.name.strip() or "The seeker"
    return go(
        request, f"/scenarios/{scenario_id}/sound", f"{name} has the voice of {CAST[voice].name}."
    )


@router.get("/cast")
def cast(request: Request, who: Editor, db: Db) -> Response:
    return render(
        request,
        "sound/cast.html.jinja",
        cast=voices.cast(db),
        sentence=voices.SENTENCE,
        job=queue.latest(db, voices.KEY),
    )


@router.post("/cast/speak")
def cast_speaks(request: Request, who: Editor, form: Form, db: Db) -> Response:
    job = voices.ask(db, who, anew=form.get("anew") == "yes")
    db.flush()
    return go(request, f"/jobs/{job.id}")


@router.get("/sound/{sha256}")
def play(request: Request, who: Editor, sha256: str, db: Db) -> Response:
    """A sound to be played, whole or in part (Range)."""
    kept = db.get(Blob, sha256)
    store = blobs.of(request.app.state.settings)
    if kept is None or not kept.media_type.startswith("audio/") or not store.has(sha256):
        raise NotFound("This sound is not kept here any more. Have the lines spoken again.")
    headers = {"Cache-Control": KEPT, "ETag": f'"{sha256}"'}
    return FileResponse(store.path(sha256), media_type=kept.media_type, headers=headers)
