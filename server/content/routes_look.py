"""Pages: a scenario as a spreadsheet, and what changes with a version."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from server.content import drafts, looking, spreadsheet, versions
from server.content.states import Step
from server.database import Db
from server.pages import pages_router, render
from server.staff.access import Editor

router: APIRouter = pages_router()


@router.get("/scenarios/{scenario_id}/versions/{number}")
def version(request: Request, who: Editor, scenario_id: int, number: int, db: Db) -> Response:
    record, _ = drafts.find(db, scenario_id)
    shown = versions.numbered(db, scenario_id, number)
    base = looking.before(db, shown)
    checked = looking.look_at_version(db, shown, request.app.state.rooms)
    return render(
        request,
        "content/version.html.jinja",
        record=record,
        version=shown,
        base=base,
        checked=checked,
        told=checked.told,
        step=Step(shown.state),
        changed=looking.changes(db, versions.scenario(shown), base),
    )


@router.get("/scenarios/{scenario_id}/export.xlsx")
def export(
    request: Request,
    who: Editor,
    scenario_id: int,
    db: Db,
    version: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """The draft as it is, finished or not, or a version."""
    record, _ = drafts.find(db, scenario_id)
    if version:
        content = versions.scenario(versions.numbered(db, scenario_id, version))
        data, name = spreadsheet.write(content), f"{record.key}-{version}.xlsx"
    else:
        draft = drafts.look(db, scenario_id).written.data
        data, name = spreadsheet.write(draft), f"{record.key}-draft.xlsx"
    return Response(
        data,
        media_type=spreadsheet.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
