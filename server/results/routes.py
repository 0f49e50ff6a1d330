"""Pages that show the results."""

import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from device.coach.skills import Kind
from server.centre import facts
from server.database import Db, Whole, now
from server.devices import pins
from server.pages import Form, go, pages_router, render
from server.pages.forms import text
from server.results import charts, codes, erasing, export, summary, totals
from server.results.summary import Filter
from server.signing import Keys
from server.staff import brake
from server.staff.access import Admin, Publisher

router: APIRouter = pages_router()

ASKING = brake.Patience(free=20, longest=brake.NAME.longest)
"""Codes that one person may try before they have to wait."""
NO_CODE = "Type the words that were chosen at the kiosk."
PERIODS = [(name, words[:1].upper() + words[1:]) for name, (_, words) in summary.PERIODS.items()]

SCENARIO = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
"""What a scenario's id looks like; anything else names none."""

Period = Annotated[str, Query(max_length=20)]
Place = Annotated[str, Query(max_length=12)]
Scenario = Annotated[str, Query(max_length=64)]


def _chosen(session: Session, period: str, place: str, scenario: str) -> Filter:
    today = now().astimezone(facts.read(session).zone).date()
    first, last = summary.period(period, today)
    known = {value for value, _ in summary.choices(session)}
    named = scenario if SCENARIO.fullmatch(scenario) else totals.EVERYTHING
    return Filter(first, last, named, int(place) if place and place in known else 0)


@router.get("/results")
def results(
    request: Request,
    who: Publisher,
    db: Db,
    period: Period = summary.USUAL,
    place: Place = "",
    scenario: Scenario = "",
) -> Response:
    chosen = _chosen(db, period, place, scenario)
    scenario = chosen.scenario
    found = summary.look(db, chosen)
    period = period if period in summary.PERIODS else summary.USUAL
    title = summary.titles(db, [scenario]).get(scenario, scenario) if scenario else ""
    return render(
        request,
        "results/results.html.jinja",
        found=found,
        chart=charts.columns([charts.Column(_day(one.first), one.practices) for one in found.bars]),
        bar=charts.bar,
        helping=found.of_kind(Kind.HELPS),
        hindering=found.of_kind(Kind.HINDERS, Kind.NEUTRAL),
        day=_day,
        title=title,
        periods=PERIODS,
        places=summary.choices(db),
        scenarios=_scenarios(found, scenario, title),
        values={"period": period, "place": place, "scenario": scenario},
        period_words=summary.PERIODS[period][1],
    )


def _scenarios(found: summary.Summary, chosen: str, title: str) -> list[tuple[str, str]]:
    """Those to choose from: the most practised, and the one that is chosen."""
    options = [("", "Every scenario"), *((one.id, one.title) for one in found.scenarios)]
    if chosen and chosen not in {value for value, _ in options}:
        options.append((chosen, title))
    return options


def _day(day: date) -> str:
    return day.strftime("%-d %b")


def _of_query(
    database: Whole, period: Period = summary.USUAL, place: Place = "", scenario: Scenario = ""
) -> Filter:
    with database.read() as session:
        return _chosen(session, period, place, scenario)


Chosen = Annotated[Filter, Depends(_of_query)]
"""What the page's choices ask for."""


@router.get("/results/export.csv")
def export_csv(who: Publisher, database: Whole, chosen: Chosen) -> Response:
    return _file(export.as_csv(database, chosen), "text/csv; charset=utf-8", f"{chosen.last}.csv")


@router.get("/results/export.json")
def export_xapi(request: Request, who: Publisher, database: Whole, chosen: Chosen) -> Response:
    home = f"{request.url.scheme}://{request.url.netloc}"
    statements = export.as_xapi(database, chosen, home)
    return _file(statements, "application/json", f"{chosen.last}-xapi.json")


def _file(parts: object, media_type: str, name: str) -> Response:
    told = {"Content-Disposition": f'attachment; filename="wellheard-{name}"'}
    return StreamingResponse(parts, media_type=media_type, headers=told)  # type: ignore[arg-type]  # an iterator of str


@router.get("/results/person")
def person_page(request: Request, who: Publisher) -> Response:
    return _person(request, None, {})


def _person(
    request: Request,
    practices: list[summary.Practice] | None,
    wrong: dict[str, str],
    status: int = 200,
) -> Response:
    return render(
        request,
        "results/person.html.jinja",
        status=status,
        practices=practices,
        wrong=wrong,
    )


def _keys(request: Request) -> Keys:
    return pins.keys(request.app.state.settings.server_folder)


@router.post("/results/person")
def person(request: Request, who: Publisher, form: Form, database: Whole) -> Response:
    words = text(form, "code", codes.MOST)
    if not codes.plain(words):
        return _person(request, None, {"code": NO_CODE}, status=422)
    with database.write() as session:
        brake.count(session, brake.key("code", str(who.staff)), ASKING)
    trainee = codes.hashed(_keys(request), words)
    with database.read() as session:
        practices = summary.progress(session, _keys(request).person(trainee))
    return _person(request, practices, {})


@router.post("/results/person/delete")
def delete_person(request: Request, who: Admin, form: Form, database: Whole) -> Response:
    words = text(form, "delete_code", codes.MOST)
    if not codes.plain(words):
        return _person(request, None, {"delete_code": NO_CODE}, status=422)
    with database.write() as session:
        brake.count(session, brake.key("code", str(who.staff)), ASKING)
    trainee = codes.hashed(_keys(request), words)
    with database.write() as session:
        many = erasing.person(session, _keys(request), who, trainee).practices
    here = {0: "Nothing was here under this code", 1: "One practice is deleted"}
    told = here.get(many, f"{many} practices are deleted")
    return go(
        request,
        "/results/person",
        f"{told}. Kiosks delete what they still have when they next call.",
    )
