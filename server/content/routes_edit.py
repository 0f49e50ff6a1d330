"""Pages: the form of one part of a scenario, and what happens when two people write the same.

Each button of the form saves first. A script saves as one types (`X-Form-Token`), and is answered
with the new seal instead of a page.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.content import drafts, entered, words, written
from server.content.drafts import Changed
from server.content.typed import LISTS, PIECES, Kind, Piece, TypedTurn
from server.database import Database, Db, Whole
from server.pages import Form, go, pages_router, render
from server.pages.forms import HEADER, text
from server.pages.visitor import Visitor
from server.problems import NotFound
from server.staff.access import Editor

router: APIRouter = pages_router()

PieceId = Annotated[str, Path(max_length=64)]
GONE = "This part is not there any more: somebody has removed it."


def _path(scenario_id: int, kind: Kind, piece_id: str) -> str:
    inner = f"{kind}/{piece_id}" if piece_id else kind
    return f"/scenarios/{scenario_id}/{inner}"


def _page(
    request: Request, db: Session, scenario_id: int, kind: Kind, piece_id: str, *, mend: bool
) -> Response:
    """The form; with `mend` it also says which fields are still empty."""
    record, draft = drafts.find(db, scenario_id)
    content = drafts.typed(draft)
    piece = content.piece(kind, piece_id)
    if piece is None:
        raise NotFound(GONE)
    looked = written.look(content, record.key)
    shown = [one for one in looked.at(kind, piece_id) if mend or one.field.typed]
    every = [(one, getattr(row, "id", "")) for one, row in content.pieces()]
    here = every.index((kind, piece_id))
    following = every[here + 1] if here + 1 < len(every) else None
    return render(
        request,
        f"content/{kind}.html.jinja",
        record=record,
        draft=draft,
        content=content,
        piece=piece,
        kind=kind,
        title=words.name(content, kind, piece),
        values=entered.values(piece),
        wrong=_told(shown, error=True),
        advice=_told(shown, error=False),
        following=following and _path(scenario_id, *following).removeprefix(_path_of(scenario_id)),
        words=words,
        open_fields={one.field.name for one in shown},
    )


def _path_of(scenario_id: int) -> str:
    return f"/scenarios/{scenario_id}/"


def _told(troubles: list[written.Trouble], *, error: bool) -> dict[str, str]:
    """Each field with all that is to be said of it."""
    told: dict[str, str] = {}
    for one in troubles:
        if one.error is error:
            before = told.get(one.field.name)
            told[one.field.name] = f"{before} {one.words}" if before else one.words
    return told


def _save(
    request: Request,
    who: Visitor,
    database: Database,
    scenario_id: int,
    kind: Kind,
    piece_id: str,
    form: FormData,
) -> Response:
    mine, anchor = entered.piece(kind, piece_id, form), ""
    seen, do = text(form, "seen"), text(form, "do")
    if isinstance(mine, TypedTurn):
        mine, anchor = entered.rows_done(mine, do)
    typing = HEADER.lower() in request.headers
    try:
        with database.write() as session:
            if do == "put back":
                looked = drafts.put_back(session, who, scenario_id, kind, mine)
            else:
                chosen = _chosen(session, scenario_id, kind, mine, seen, form)
                looked = drafts.save(session, who, scenario_id, kind, chosen, seen=seen)
                mine = chosen
    except Changed as changed:
        if typing:
            raise
        return _compare(request, database, scenario_id, kind, mine, changed)
    if typing:
        return JSONResponse({"seen": mine.seal, "errors": looked.errors})
    here = _path(scenario_id, kind, piece_id)
    if anchor:
        return go(request, f"{here}#{anchor}")
    wanted = text(form, "go", 200)
    if wanted == "all":
        return go(request, f"/scenarios/{scenario_id}", "Saved.")
    kind_wanted, _, id_wanted = wanted.partition("/")
    if kind_wanted in LISTS and id_wanted.replace("-", "").replace("_", "").isalnum():
        return go(request, _path_of(scenario_id) + wanted)
    return go(request, f"{here}?mend=yes", "Saved.")


def _chosen(
    session: Session, scenario_id: int, kind: Kind, mine: Piece, seen: str, form: FormData
) -> Piece:
    """One's own, with those fields from the other's that were chosen on the page with both."""
    fields = [name for name in PIECES[kind].model_fields if form.get(f"take.{name}") == "theirs"]
    if not fields:
        return mine
    _, draft = drafts.find(session, scenario_id, lock=True)
    theirs = drafts.typed(draft).piece(kind, getattr(mine, "id", ""))
    if theirs is None or theirs.seal != seen:
        return mine  # it has changed once more: the two are shown again
    return mine.model_copy(update={name: getattr(theirs, name) for name in fields})


def _compare(
    request: Request,
    database: Database,
    scenario_id: int,
    kind: Kind,
    mine: Piece,
    changed: Changed,
) -> Response:
    """Both, side by side, to choose from; one's own goes along in hidden fields."""
    with database.read() as session:
        record, draft = drafts.find(session, scenario_id)
        content = drafts.typed(draft)
    theirs = changed.theirs
    names = [name for name in type(mine).model_fields if name != "id"]
    differing = [
        (
            name,
            words.LABELS[name],
            words.told(getattr(mine, name)),
            words.told(getattr(theirs, name)),
        )
        for name in names
        if theirs is not None and getattr(mine, name) != getattr(theirs, name)
    ]
    return render(
        request,
        "content/compare.html.jinja",
        status=409,
        record=record,
        by=changed.by,
        at=draft.changed_at,
        title=words.name(content, kind, theirs or mine),
        theirs=theirs,
        mine=[(words.LABELS[name], words.told(getattr(mine, name))) for name in names],
        differing=differing,
        hidden=list(_fields(mine)),
    )


def _fields(piece: Piece) -> list[tuple[str, str]]:
    """A part as fields of a form."""
    pairs: list[tuple[str, str]] = []
    for name, value in entered.values(piece).items():
        if name != "id":
            pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
    return pairs


@router.get("/scenarios/{scenario_id}/about")
def about_page(request: Request, who: Editor, scenario_id: int, db: Db, mend: str = "") -> Response:
    return _page(request, db, scenario_id, "about", "", mend=bool(mend))


@router.post("/scenarios/{scenario_id}/about")
def about(request: Request, who: Editor, scenario_id: int, form: Form, database: Whole) -> Response:
    return _save(request, who, database, scenario_id, "about", "", form)


def _shows(kind: Kind) -> Callable[..., Any]:
    def show(
        request: Request,
        who: Editor,
        scenario_id: int,
        piece_id: PieceId,
        db: Db,
        mend: str = "",
    ) -> Response:
        return _page(request, db, scenario_id, kind, piece_id, mend=bool(mend))

    return show


def _saves(kind: Kind) -> Callable[..., Any]:
    def save(
        request: Request,
        who: Editor,
        scenario_id: int,
        piece_id: PieceId,
        form: Form,
        database: Whole,
    ) -> Response:
        return _save(request, who, database, scenario_id, kind, piece_id, form)

    return save


for _kind in LISTS:
    _where = f"/scenarios/{{scenario_id}}/{_kind}/{{piece_id}}"
    router.add_api_route(_where, _shows(_kind), methods=["GET"], name=f"{_kind}_page")
    router.add_api_route(_where, _saves(_kind), methods=["POST"], name=_kind)
