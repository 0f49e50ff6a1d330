"""Pages for looking after kiosks."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from server.database import Db
from server.devices import enrolment, health, kiosks, pins
from server.devices.tables import Device
from server.pages import Form, go, pages_router, render
from server.pages.forms import text
from server.problems import Invalid
from server.staff.access import Admin

router: APIRouter = pages_router()

MOST_PAGES = 100_000
"""Higher numbers than any list has pages."""


def wrong_in(problem: Invalid) -> dict[str, str]:
    """Field to sentence, for a form that comes back."""
    return {one.where: one.what for one in problem.wrong or []}


@router.get("/kiosks")
def kiosk_list(
    request: Request, who: Admin, db: Db, page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1
) -> Response:
    return _list(request, db, {}, {}, page=page)


def _list(
    request: Request,
    db: Db,
    values: dict[str, str],
    wrong: dict[str, str],
    *,
    page: int = 1,
    status: int = 200,
) -> Response:
    above = pins.authority(request.app.state.settings)
    listed, paging = kiosks.listed(db, page)
    return render(
        request,
        "devices/list.html.jinja",
        status=status,
        rows=[(device, health.worst(device)) for device in listed],
        paging=paging,
        waiting=enrolment.waiting(db),
        places=kiosks.places(db),
        address=f"{request.url.scheme}://{request.url.netloc}",
        fingerprint=above.fingerprint if above else None,
        values=values,
        wrong=wrong,
    )


@router.post("/kiosks")
def let_in(request: Request, who: Admin, form: Form, db: Db) -> Response:
    values = {field: text(form, field, 200) for field in ("code", "name", "place")}
    try:
        device = enrolment.let_in(db, who, values["code"], values["name"], values["place"])
    except Invalid as problem:
        return _list(request, db, values, wrong_in(problem), status=422)
    note = f"“{device.name}” is let in. It says so itself within a few seconds."
    return go(request, f"/kiosks/{device.id}", note)


@router.get("/kiosks/{device}")
def kiosk(request: Request, who: Admin, device: uuid.UUID, db: Db) -> Response:
    found = kiosks.find(db, device)
    return _one(request, db, found, {"name": found.name, "place": found.place.name}, {})


def _one(
    request: Request,
    db: Db,
    found: Device,
    values: dict[str, str],
    wrong: dict[str, str],
    *,
    status: int = 200,
) -> Response:
    return render(
        request,
        "devices/kiosk.html.jinja",
        status=status,
        kiosk=found,
        report=health.last(found),
        remarks=health.remarks(found),
        places=kiosks.places(db),
        values=values,
        wrong=wrong,
    )


@router.post("/kiosks/{device}")
def change(request: Request, who: Admin, device: uuid.UUID, form: Form, db: Db) -> Response:
    values = {field: text(form, field, 200) for field in ("name", "place")}
    try:
        kiosks.change(db, who, device, values["name"], values["place"])
    except Invalid as problem:
        found = kiosks.find(db, device)
        return _one(request, db, found, values, wrong_in(problem), status=422)
    return go(request, f"/kiosks/{device}", "Saved.")


@router.post("/kiosks/{device}/call")
def call(request: Request, who: Admin, device: uuid.UUID, form: Form, db: Db) -> Response:
    found = kiosks.call(db, who, device)
    note = f"“{found.name}” is asked to come. It does so when it next calls, within some minutes."
    return go(request, f"/kiosks/{device}", note)


@router.post("/kiosks/{device}/shut-out")
def shut_out(request: Request, who: Admin, device: uuid.UUID, form: Form, db: Db) -> Response:
    found = kiosks.shut_out(db, who, device)
    return go(request, "/kiosks", f"“{found.name}” is shut out.")


@router.post("/kiosks/{device}/twin")
def twin(request: Request, who: Admin, device: uuid.UUID, form: Form, db: Db) -> Response:
    kiosks.forget_twin(db, who, device)
    return go(request, f"/kiosks/{device}", "Noted. It is shown again if it happens again.")
