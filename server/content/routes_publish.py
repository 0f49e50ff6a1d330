"""Pages: publishing, approving, the history, bringing back, withdrawing."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from server.centre import facts
from server.content import drafts, looking, publishing, stopping, versions, words
from server.content.states import State, Step
from server.content.tables import Version
from server.database import Db
from server.pages import Form, go, pages_router, render
from server.pages.forms import text
from server.roles import Role
from server.room import Room
from server.staff.access import Editor, Publisher

router: APIRouter = pages_router()


def renders(request: Request) -> bool:
    """Whether some room here gives scenarios their voices."""
    rooms: tuple[Room, ...] = request.app.state.rooms
    return any(publishing.RENDER in room.jobs for room in rooms)


@router.get("/scenarios/{scenario_id}/publish")
def publish_page(request: Request, who: Publisher, scenario_id: int, db: Db) -> Response:
    record, draft = drafts.find(db, scenario_id)
    looked = drafts.look(db, scenario_id)
    checked = looking.look(db, scenario_id, looked, request.app.state.rooms)
    present = versions.find(db, record.published_id) if record.published_id else None
    return render(
        request,
        "content/publish.html.jinja",
        record=record,
        draft=draft,
        content=drafts.typed(draft),
        looked=looked,
        published=present,
        checked=checked,
        told=checked.told,
        changed=looking.changes(db, looked.scenario, present) if looked.scenario else None,
        under_way=versions.under_way(db, scenario_id),
        needs_second=facts.read(db).approval,
        words=words,
    )


@router.post("/scenarios/{scenario_id}/publish")
def publish(request: Request, who: Publisher, scenario_id: int, form: Form, db: Db) -> Response:
    number = text(form, "number", 12)
    version = publishing.ask(
        db,
        who,
        scenario_id,
        text(form, "note", publishing.NOTE_MOST),
        number=int(number) if number.isdecimal() else 0,
        needs_second=facts.read(db).approval,
        renders=renders(request),
    )
    return go(request, f"/scenarios/{scenario_id}", _told(version))


def _told(version: Version) -> str:
    step = Step(version.state)
    if step is Step.WAITING:
        return f"Version {version.number} now waits for a second person to approve it."
    if step is Step.RENDERING:
        return f"Version {version.number} is given its voices now; then kiosks get it."
    return f"Version {version.number} is published. Kiosks fetch it when they next ask."


def _advised(request: Request, db: Session, version: Version) -> str:
    """That the checks have some advice on a version which nobody was shown with it."""
    many = len(looking.look_at_version(db, version, request.app.state.rooms).told or ())
    if not many:
        return ""
    things = "one thing" if many == 1 else f"{many} things"
    return f" The checks call {things} worth a look: see “Changes” in the history."


@router.get("/scenarios/{scenario_id}/history")
def history(request: Request, who: Editor, scenario_id: int, db: Db) -> Response:
    record, draft = drafts.find(db, scenario_id)
    return render(
        request,
        "content/history.html.jinja",
        record=record,
        draft=draft,
        versions=versions.history(db, scenario_id),
        past=drafts.past(db, scenario_id),
        state=State(record.state),
        Step=Step,
        Role=Role,
    )


@router.post("/scenarios/{scenario_id}/versions/{number}/approve")
def approve(
    request: Request, who: Publisher, scenario_id: int, number: int, form: Form, db: Db
) -> Response:
    version = versions.numbered(db, scenario_id, number)
    version = publishing.approve(db, who, version.id, renders=renders(request))
    return go(request, f"/scenarios/{scenario_id}", _told(version) + _advised(request, db, version))


@router.post("/scenarios/{scenario_id}/versions/{number}/stop")
def stop(
    request: Request, who: Publisher, scenario_id: int, number: int, form: Form, db: Db
) -> Response:
    version = versions.numbered(db, scenario_id, number)
    stopping.stop(db, who, version.id, text(form, "why", publishing.NOTE_MOST))
    return go(request, f"/scenarios/{scenario_id}", f"Version {number} will not be published.")


@router.post("/scenarios/{scenario_id}/versions/{number}/again")
def again(
    request: Request, who: Publisher, scenario_id: int, number: int, form: Form, db: Db
) -> Response:
    version = publishing.again(
        db,
        who,
        scenario_id,
        number,
        needs_second=facts.read(db).approval,
        renders=renders(request),
    )
    told = _told(version) + _advised(request, db, version)
    return go(request, f"/scenarios/{scenario_id}/history", told)


@router.post("/scenarios/{scenario_id}/versions/{number}/draft")
def as_draft(
    request: Request, who: Editor, scenario_id: int, number: int, form: Form, db: Db
) -> Response:
    versions.draft_from(db, who, scenario_id, number)
    told = f"The draft now says what version {number} says. The draft before it is kept."
    return go(request, f"/scenarios/{scenario_id}", told)


@router.post("/scenarios/{scenario_id}/past/{past_id}")
def bring_back(
    request: Request, who: Editor, scenario_id: int, past_id: int, form: Form, db: Db
) -> Response:
    drafts.bring_back(db, who, scenario_id, past_id)
    return go(request, f"/scenarios/{scenario_id}", "The older draft is back.")


@router.post("/scenarios/{scenario_id}/withdraw")
def withdraw(request: Request, who: Publisher, scenario_id: int, form: Form, db: Db) -> Response:
    record = publishing.withdraw(db, who, scenario_id)
    return go(
        request, f"/scenarios/{scenario_id}", f"“{record.title}” is withdrawn from the kiosks."
    )
