"""From a template to an answer."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

import server
from server.pages import cookies, forms
from server.pages.visitor import visitor
from server.problems import Problem
from server.roles import Role
from server.room import Entry, Room

HERE = Path(__file__).parent
STATIC = HERE / "static"


def environment(rooms: Iterable[Room]) -> Environment:
    """The templates of the house and of each room."""
    top = Path(server.__file__).parent
    folders = {room.name: FileSystemLoader(top / room.name / "templates") for room in rooms}
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), PrefixLoader(folders)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.filters["moment"] = _moment
    return made


@cache
def static(name: str) -> str:
    """The address of a file of ours, which changes when the file does, so it may be kept long."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def moment(at: datetime | None, zone: tzinfo | None = None) -> str:
    """A moment for people, in the centre's time zone, else that of the server's machine."""
    return "never" if at is None else at.astimezone(zone).strftime("%-d %b %Y, %H:%M")


@pass_context
def _moment(context: Context, at: datetime | None) -> str:
    return moment(at, context.get("zone"))


def _entries(request: Request) -> list[tuple[Entry, bool]]:
    """What this visitor may go to, each with whether the page is under it."""
    who = visitor(request)
    if who is None:
        return []
    rooms: tuple[Room, ...] = request.app.state.rooms
    path = request.url.path
    return [
        (entry, path == entry.path or path.startswith(entry.path + "/"))
        for room in rooms
        for entry in room.entries
        if who.role.covers(entry.role)
    ]


def _warnings(request: Request) -> tuple[str, ...]:
    """What is wrong with the server itself, for those who can do something about it."""
    who = visitor(request)
    told: tuple[str, ...] = getattr(request.app.state, "warnings", ())
    return told if who is not None and who.role.covers(Role.ADMIN) else ()


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page; besides `values` it knows the visitor, the navigation, the note and the token."""
    note = cookies.note(request)
    text = request.app.state.templates.get_template(template).render(
        visitor=visitor(request),
        entries=_entries(request),
        note=note,
        token=forms.token(request),
        path=request.url.path,
        zone=getattr(request.app.state, "zone", None),
        warnings=_warnings(request),
        **values,
    )
    response = HTMLResponse(text, status, headers)
    if note is not None:
        cookies.take(request, response, "note")
    if not (cookies.read(request, "session") or cookies.read(request, "form")):
        cookies.give(request, response, "form", forms.secret(request))
    return response


def go(
    request: Request, path: str, note: str | None = None, kind: Literal["done", "warning"] = "done"
) -> Response:
    """After something was done: off to a page, with a note of it."""
    response = RedirectResponse(path, 303)
    if note is not None:
        cookies.leave_note(request, response, cookies.Note(note, kind))
    return response


def problem_page(request: Request, problem: Problem, request_id: str | None) -> Response:
    """What a person sees when something can't be done."""
    return render(
        request,
        "problem.html.jinja",
        status=int(problem.status),
        problem=problem,
        request_id=request_id,
    )
