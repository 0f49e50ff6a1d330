"""Pages: scenarios that come as files, and go as files."""

import json
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from device.coach.scenario.markup import LIMIT
from device.coach.scenario.problem import ScenarioError
from server.content import drafts, incoming, versions
from server.content.incoming import Fault
from server.content.spreadsheet import SpreadsheetError
from server.database import Db, Whole
from server.pages import Form, go, pages_router, render
from server.pages.forms import text
from server.staff.access import Editor

router: APIRouter = pages_router()


@router.get("/scenarios/import")
def import_page(request: Request, who: Editor) -> Response:
    return _import_page(request, {}, {}, [], "")


def _import_page(
    request: Request,
    values: dict[str, str],
    wrong: dict[str, str],
    faults: list[Fault],
    name: str,
    status: int = 200,
) -> Response:
    return render(
        request,
        "content/import.html.jinja",
        status=status,
        values=values,
        wrong=wrong,
        faults=faults,
        name=name,
    )


@router.post("/scenarios/import")
def bring(request: Request, who: Editor, form: Form, database: Whole) -> Response:
    given, pasted = form.get("file"), form.get("text")
    values = {"text": text(form, "text", LIMIT), "replaces": text(form, "replaces")}
    data: bytes | str
    if isinstance(given, UploadFile) and given.filename:
        data, name = given.file.read(incoming.MOST_BYTES + 1), given.filename[:200]
    elif isinstance(pasted, str) and pasted.strip():
        data, name = pasted, "what you pasted"
    else:
        wrong = {"file": "Choose a file, or paste the scenario's text."}
        return _import_page(request, values, wrong, [], "", 422)
    try:
        content = incoming.read(data, name)
    except (ScenarioError, SpreadsheetError) as error:
        return _import_page(request, values, {}, incoming.faults(error), name, 422)
    with database.write() as session:
        record = incoming.bring(session, who, content, replaces=values["replaces"] == "yes")
    return go(request, f"/scenarios/{record.id}", f"“{record.title}” is here, as a draft.")


@router.get("/scenarios/{scenario_id}/export.json")
def export(
    request: Request,
    who: Editor,
    scenario_id: int,
    db: Db,
    version: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """The draft as it is, or a version."""
    record, _ = drafts.find(db, scenario_id)
    if version:
        data = json.loads(versions.numbered(db, scenario_id, version).document)
        name = f"{record.key}-{version}.json"
    else:
        data = drafts.look(db, scenario_id).written.data
        name = f"{record.key}-draft.json"
    return Response(
        json.dumps(data, ensure_ascii=False, indent=2) + "\n",
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
