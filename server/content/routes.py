"""Pages: the list of scenarios, new ones, one scenario and its parts."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from server.content import (
    drafts,
    incoming,
    listing,
    looking,
    routes_edit,
    routes_files,
    routes_look,
    routes_publish,
    versions,
    words,
    written,
)
from server.content.drafts import Move
from server.content.map import draw
from server.content.states import State
from server.content.typed import LISTS, Kind
from server.content.wanted import empty, example
from server.database import Db
from server.pages import Form, go, pages_router, render
from server.pages.forms import text
from server.problems import NotFound
from server.staff.access import Editor

router: APIRouter = pages_router()
for part in (routes_files, routes_look, routes_edit, routes_publish):
    router.include_router(part.router)  # first, for what is below takes any name

TITLE_MOST = 120
STARTS = [
    ("empty", "An empty form, with one turn and three endings to fill in"),
    ("example", "A small whole example, to change step by step"),
]
MOVES: dict[str, Move] = {"up": "up", "down": "down", "remove": "remove"}


@router.get("/scenarios")
def scenarios(
    request: Request,
    who: Editor,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    state: str = "",
    page: Annotated[int, Query(ge=1, le=10**9)] = 1,
) -> Response:
    chosen = State(state) if state in set(State) else None
    rows, paging = listing.listed(db, page, q, chosen)
    counts = listing.counts(db)
    return render(
        request,
        "content/list.html.jinja",
        rows=rows,
        paging=paging,
        q=q,
        state=chosen,
        counts=counts,
        total=sum(counts.values()),
        missing=len(incoming.missing(db)) if sum(counts.values()) < len(incoming.shelf()) else 0,
    )


@router.post("/scenarios/library")
def bring_library(request: Request, who: Editor, form: Form, db: Db) -> Response:
    number = incoming.bring_library(db, who)
    told = f"{number} scenarios were brought in, as drafts." if number else "They are all here."
    return go(request, "/scenarios", told)


@router.get("/scenarios/new")
def new_page(request: Request, who: Editor) -> Response:
    return render(
        request,
        "content/new.html.jinja",
        values={"start": "empty"},
        wrong={},
        starts=STARTS,
    )


@router.post("/scenarios/new")
def new(request: Request, who: Editor, form: Form, db: Db) -> Response:
    title, start = text(form, "title", 1000), text(form, "start")
    wrong = {}
    if not title or len(title) > TITLE_MOST or not title.isprintable():
        wrong["title"] = f"Give it a title of 1 to {TITLE_MOST} characters, such as “Rent day”."
    if wrong:
        values = {"title": title, "start": start}
        return render(
            request,
            "content/new.html.jinja",
            status=422,
            values=values,
            wrong=wrong,
            starts=STARTS,
        )
    title = " ".join(title.split())
    content = example(title) if start == "example" else empty(title)
    record = drafts.create(db, who, content, title)
    return go(request, f"/scenarios/{record.id}", "Your scenario is here. Fill in part after part.")


@router.get("/scenarios/{scenario_id}")
def scenario(request: Request, who: Editor, scenario_id: int, db: Db) -> Response:
    record, draft = drafts.find(db, scenario_id)
    content = drafts.typed(draft)
    looked = written.look(content, record.key)
    published = versions.find(db, record.published_id) if record.published_id else None
    sketch = looking.whole(looked)
    return render(
        request,
        "content/scenario.html.jinja",
        map=draw(sketch) if sketch else None,
        record=record,
        draft=draft,
        content=content,
        looked=looked,
        state=State(record.state),
        published=published,
        under_way=versions.under_way(db, scenario_id),
        stopped=versions.stopped(db, scenario_id),
        lists=LISTS,
        renders=routes_publish.renders(request),
        words=words,
    )


@router.post("/scenarios/{scenario_id}/parts")
def parts(request: Request, who: Editor, scenario_id: int, form: Form, db: Db) -> Response:
    verb, _, rest = text(form, "do").partition(" ")
    kind, _, piece_id = rest.partition("/")
    here = f"/scenarios/{scenario_id}"
    if kind not in LISTS:
        raise NotFound("This button is not known. Load the page again.")
    listed: Kind = LISTS[LISTS.index(kind)]
    if verb == "add":
        added = drafts.add(db, who, scenario_id, listed)
        return go(request, f"{here}/{kind}/{added}")
    if verb in MOVES:
        drafts.arrange(db, who, scenario_id, listed, piece_id, move=MOVES[verb])
    told = None
    if verb == "remove":
        told = "It was removed. Under “History and older drafts” you can bring it back."
    return go(request, f"{here}#{kind}", told)


@router.post("/scenarios/{scenario_id}/copy")
def copy(request: Request, who: Editor, scenario_id: int, form: Form, db: Db) -> Response:
    record = drafts.copy(db, who, scenario_id)
    return go(request, f"/scenarios/{record.id}", "This is the copy. Give it a title of its own.")


@router.post("/scenarios/{scenario_id}/delete")
def delete(request: Request, who: Editor, scenario_id: int, form: Form, db: Db) -> Response:
    title = drafts.remove(db, who, scenario_id)
    return go(request, "/scenarios", f"The draft “{title}” was deleted.")
