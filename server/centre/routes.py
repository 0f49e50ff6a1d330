"""The page where administrators set what is the centre's own."""

from dataclasses import asdict
from typing import Any
from zoneinfo import available_timezones

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.centre import facts
from server.centre.facts import CHANGED, Centre
from server.centre.hours import DAYS
from server.database import Whole
from server.pages import Form, go, pages_router, render
from server.pages.forms import text
from server.problems import Conflict, Invalid
from server.staff.access import Admin

router: APIRouter = pages_router()

FOR_EVER = "for-ever"
LABELS = {
    "name": "The centre’s name",
    "town": "Your town, and places near by",
    "crisis_words": "What the kiosk says",
    "crisis_line": "A line to call",
    **{day.lower(): day for day in DAYS},
    "time_zone": "Time zone",
    "approval": "A second person must approve",
    "keep_results_days": "Results of practices",
    "keep_log_days": "The log of who did what",
}
"""What each field is called, in the form and wherever the page speaks of it."""
TERMS = [*((str(days), facts.term(days)) for days in facts.TERMS), (FOR_EVER, "for ever")]


@router.get("/settings")
def settings_page(request: Request, who: Admin, database: Whole) -> Response:
    with database.read() as session:
        centre = facts.read(session)
    return _page(request, centre, _values(centre), {})


@router.post("/settings")
def save(request: Request, who: Admin, form: Form, database: Whole) -> Response:
    wanted = _wanted(form)
    if form.get("look"):
        return _page(request, wanted, _values(wanted), {})
    try:
        with database.write() as session:
            facts.change(session, who, wanted)
    except Invalid as problem:
        wrong = {one.where: one.what for one in problem.wrong or []}
        return _page(request, wanted, _values(wanted), wrong, status=422)
    except Conflict:
        with database.read() as session:
            present = facts.read(session)
        values = {**_values(wanted), "version": str(present.version)}
        return _page(request, wanted, values, {}, status=409, theirs=_values(present))
    return go(request, "/settings", "The settings are saved. Kiosks take them up by themselves.")


def _page(
    request: Request,
    centre: Centre,
    values: dict[str, str],
    wrong: dict[str, str],
    *,
    status: int = 200,
    theirs: dict[str, str] | None = None,
) -> Response:
    differing = {
        label: _told(name, theirs[name])
        for name, label in LABELS.items()
        if theirs is not None and theirs[name] != values[name]
    }
    return render(
        request,
        "centre/settings.html.jinja",
        status=status,
        values=values,
        wrong=wrong,
        conflict=CHANGED if theirs is not None else "",
        theirs=differing,
        labels=LABELS,
        crisis=centre.crisis_spoken,
        hours="" if wrong.keys() & {day.lower() for day in DAYS} else _hours(centre),
        days=DAYS,
        zones=[(zone, zone) for zone in sorted(available_timezones())],
        terms=TERMS,
        most={
            "name": facts.NAME_MOST,
            "town": facts.TOWN_MOST,
            "words": facts.WORDS_MOST,
            "line": facts.LINE_MOST,
        },
    )


def _told(name: str, value: str) -> str:
    """A field's value in the words that stand in the form."""
    if name == "approval":
        return "yes" if value else "no"
    return dict(TERMS).get(value, value)


def _hours(centre: Centre) -> str:
    try:
        return centre.hours_spoken
    except ValueError:
        return ""


def _values(centre: Centre) -> dict[str, str]:
    """As the form shows them."""
    told: dict[str, str] = {}
    for name, value in asdict(centre).items():
        if isinstance(value, bool):
            told[name] = "yes" if value else ""
        else:
            told[name] = FOR_EVER if value is None else str(value)
    return told


def _wanted(form: Form) -> Centre:
    def days(field: str) -> int | None:
        """-1, which `facts.change` refuses, for what is no choice of ours."""
        given = text(form, field, 20)
        if given == FOR_EVER:
            return None
        return int(given) if given.isdecimal() and given.isascii() else -1

    typed: dict[str, Any] = {
        name: text(form, name, 2000)
        for name in ("name", "town", "crisis_words", "crisis_line", *(day.lower() for day in DAYS))
    }
    version = text(form, "version", 10)
    return Centre(
        version=int(version) if version.isdecimal() and version.isascii() else -1,
        time_zone=text(form, "time_zone", 64),
        approval=form.get("approval") == "yes",
        keep_results_days=days("keep_results_days"),
        keep_log_days=days("keep_log_days"),
        **typed,
    )
