import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from server.database import Database, now
from server.devices import pins
from server.devices.tables import Place
from server.results import charts, codes, erasing, room, summary, totals
from server.results.summary import Filter
from server.results.tables import Attempt, AttemptTotal
from server.roles import Role
from tests.server.browser import Browser, words
from tests.server.devices.conftest import KioskClient
from tests.server.results.conftest import Practiser, practiser


@pytest.fixture
def publisher(browser: Callable[..., Browser]) -> Browser:
    return browser(Role.PUBLISHER)


def hashed(app: FastAPI, code: str) -> str:
    return codes.hashed(pins.keys(app.state.settings.server_folder), code)


def test_staff_see_how_often_each_skill_was_heard(kiosk: Practiser, publisher: Browser) -> None:
    kiosk.bring(
        kiosk.practice("validation", "open_question"),
        kiosk.practice("validation"),
        kiosk.practice("advice"),
        kiosk.practice(),
    )
    page = words(publisher.get("/results"))
    assert "4 practices in the last 13 weeks" in page
    assert "Validating 2 50%" in page
    assert "Asking openly 1 25%" in page
    assert "Advice 1 25%" in page
    assert "Nobody disagreed." in page


def test_a_finding_that_was_not_sure_enough_to_be_told_does_not_count(
    kiosk: Practiser, publisher: Browser
) -> None:
    unsure = [
        {"skill": "validation", "confidence": 0.49, "source": "model"},
        {"skill": "advice", "confidence": 0.59, "source": "model"},
    ]
    kiosk.bring(kiosk.practice(reply={"findings": unsure, "praised": None}))
    page = words(publisher.get("/results"))
    assert "1 practice in" in page
    assert "Validating" not in page
    assert "Advice" not in page


def test_what_was_disagreed_with_is_shown_by_what_the_feedback_was_about(
    kiosk: Practiser, publisher: Browser
) -> None:
    off = {"suggested": "advice", "disagreed": True}
    kiosk.bring(
        kiosk.practice("validation", reply=off),
        kiosk.practice("validation"),
        kiosk.practice("validation", reply={"suggested": "advice"}),
    )
    page = words(publisher.get("/results"))
    assert "In 1 of 3 practices somebody said that feedback was off." in page
    assert "Advice 2 1" in page
    assert "Validating 3 1" in page


def test_results_are_chosen_by_place_by_scenario_and_by_both(
    let_in: Callable[..., KioskClient], publisher: Browser, database: Database
) -> None:
    hall, library = practiser(let_in("A", "Hall")), practiser(let_in("B", "Library"))
    other = {"scenario": {"id": "night-shift", "version": 1, "sha256": "0" * 64}}
    hall.bring(hall.practice("validation"), hall.practice("presence", **other))
    library.bring(library.practice("advice"))
    with database.read() as session:
        ids = {one.name: one.id for one in session.scalars(select(Place))}
    for query, many, there, not_there in (
        ("", 3, "Validating", "Pity"),
        (f"place={ids['Hall']}", 2, "Staying with them", "Advice"),
        ("scenario=night-shift", 1, "Staying with them", "Validating"),
        (f"place={ids['Hall']}&scenario=rent-day", 1, "Validating", "Staying with them"),
        (f"place={ids['Library']}&scenario=rent-day", 1, "Advice", "Validating"),
    ):
        page = words(publisher.get(f"/results?{query}"))
        assert f"{many} practice" in page, query
        assert there in page, query
        assert not_there not in page, query
    assert "Nobody has practised here" in words(publisher.get("/results?scenario=nowhere"))


@pytest.mark.parametrize(
    "query", ["period=x", "place=x", "place=99", "place=-1", "scenario=%00", "scenario=<b>"]
)
def test_a_choice_that_makes_no_sense_shows_a_page_all_the_same(
    publisher: Browser, query: str
) -> None:
    assert publisher.get(f"/results?{query}").status_code in (200, 422)


def test_totals_and_practices_say_the_same(kiosk: Practiser, database: Database) -> None:
    kiosk.bring(*(kiosk.practice("validation", "advice", "presence") for _ in range(7)))
    day = now().date()
    wide = Filter(day - timedelta(days=2), day + timedelta(days=1))
    narrow = Filter(wide.first, wide.last, "rent-day", 1)
    with database.read() as session:
        one, other = summary.look(session, wide), summary.look(session, narrow)
    assert not wide.counted
    assert narrow.counted
    assert (one.practices, one.skills, one.bars) == (other.practices, other.skills, other.bars)


def test_a_person_s_progress_is_shown_only_where_they_share_it(
    app: FastAPI, kiosk: Practiser, publisher: Browser
) -> None:
    code = hashed(app, "blue river stone")
    kiosk.bring(
        kiosk.practice("validation", trainee=code, shared=True),
        kiosk.practice("advice", trainee=code, shared=False),
        kiosk.practice("presence", trainee=hashed(app, "other words here"), shared=True),
    )
    publisher.get("/results/person")
    page = publisher.post("/results/person", {"code": "  Blue, River  STONE! "})
    told = words(page)
    assert "validating" in told
    assert "advice" not in told
    assert "staying with them" not in told
    assert "river" not in page.text.lower()
    nobody = words(publisher.post("/results/person", {"code": "not this one"}))
    assert "There is nothing to show under this code" in nobody
    assert publisher.post("/results/person", {"code": " ?! "}).status_code == 422


def test_whoever_tries_codes_has_to_wait(publisher: Browser) -> None:
    publisher.get("/results/person")
    pages = [publisher.post("/results/person", {"code": f"guess {n}"}) for n in range(23)]
    assert pages[-1].status_code == 429


def test_no_code_and_no_hash_of_it_as_kiosks_know_it_is_kept(
    app: FastAPI, kiosk: Practiser, database: Database
) -> None:
    code = hashed(app, "blue river stone")
    kiosk.bring(kiosk.practice("validation", trainee=code, shared=True))
    with database.read() as session:
        kept = session.scalars(select(Attempt)).one()
    assert code not in str([getattr(kept, one.key) for one in Attempt.__table__.c])


def test_a_person_is_deleted_everywhere_and_for_ever(
    app: FastAPI, kiosk: Practiser, browser: Callable[..., Browser], database: Database
) -> None:
    code = hashed(app, "blue river stone")
    mine = [kiosk.practice("validation", "advice", trainee=code) for _ in range(3)]
    unsent = kiosk.practice("presence", trainee=code)
    other = kiosk.practice("validation")
    kiosk.bring(*mine, other)
    admin = browser(Role.ADMIN)
    admin.get("/results/person")
    done = admin.post("/results/person/delete", {"delete_code": "Blue river stone"})
    assert "3 practices are deleted" in words(admin.follow(done))
    assert "deleted one person’s results (3 practices)" in words(admin.get("/log"))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1
        whole = select(AttemptTotal).where(AttemptTotal.scenario == "", AttemptTotal.place_id == 0)
        left = {one.skill: one.practices for one in session.scalars(whole)}
    assert left == {"": 1, "validation": 1}
    assert kiosk.bring(*mine, unsent, other) == ["gone"] * 4 + ["duplicate"]
    told = kiosk.get("/erasures").json()
    number = told["newest"]
    assert told["items"] == [{"number": number, "trainee": code}]
    assert kiosk.get(f"/erasures?since={number}").json() == {"items": [], "newest": number}
    assert kiosk.get("/wishes").json()["erasures"] == number
    anew = kiosk.practice("presence", trainee=code, erasures=number)
    assert kiosk.bring(anew) == ["created"]
    assert kiosk.bring({**mine[0], "erasures": 1}) == ["gone"]


def test_only_an_administrator_deletes(publisher: Browser) -> None:
    publisher.get("/results/person")
    refused = publisher.post("/results/person/delete", {"delete_code": "blue river"})
    assert refused.status_code == 403


def test_editors_do_not_see_results(browser: Callable[..., Browser]) -> None:
    editor = browser(Role.EDITOR)
    for path in ("/results", "/results/person", "/results/export.csv", "/results/export.json"):
        assert editor.get(path).status_code == 403


def test_a_spreadsheet_has_a_line_for_each_practice_and_no_formula(
    let_in: Callable[..., KioskClient], publisher: Browser
) -> None:
    kiosk = practiser(let_in("=1+1", "@SUM(A1)"))
    kiosk.bring(*(kiosk.practice("validation", "advice") for _ in range(3)))
    answer = publisher.get("/results/export.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert (rows[0]["kiosk"], rows[0]["place"]) == ("'=1+1", "'@SUM(A1)")
    assert (rows[0]["validation"], rows[0]["advice"], rows[0]["sympathy"]) == (
        "1",
        "1",
        "0",
    )
    for start in "=+-@\t\r\n":
        assert not any(cell.startswith(start) for row in rows for cell in row.values())


def test_xapi_statements_name_nobody_who_does_not_share(
    app: FastAPI, kiosk: Practiser, publisher: Browser
) -> None:
    code = hashed(app, "blue river stone")
    mine, hidden, left = (
        kiosk.practice("validation", trainee=code, shared=True),
        kiosk.practice("validation", trainee=code, shared=False),
        kiosk.practice(end="walked_off"),
    )
    kiosk.bring(mine, hidden, left)
    statements = {one["id"]: one for one in json.loads(publisher.get("/results/export.json").text)}
    names = [statements[one["id"]]["actor"]["account"]["name"] for one in (mine, hidden, left)]
    assert names[1:] == ["anonymous", "anonymous"]
    assert names[0] != "anonymous"
    assert len(names[0]) == 16
    assert statements[left["id"]]["verb"]["id"].endswith("abandoned")
    skills = statements[mine["id"]]["result"]["extensions"]["urn:wellheard:skills"]
    assert skills == ["validation"]
    assert code not in json.dumps(statements)


def test_an_export_of_nothing_is_whole_too(publisher: Browser) -> None:
    assert json.loads(publisher.get("/results/export.json").text) == []
    assert publisher.get("/results/export.csv").text.count("\r\n") == 1


def test_what_is_older_than_is_kept_goes_and_the_totals_stay(
    app: FastAPI, kiosk: Practiser, database: Database
) -> None:
    kiosk.bring(kiosk.practice("validation"), kiosk.practice("presence"))
    with database.write() as session:
        session.execute(update(Attempt).where(Attempt.sequence == 1).values(day=date(2001, 1, 1)))
    assert "1 practices from before" in room.forget(app)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1
        assert session.scalar(select(func.sum(AttemptTotal.practices))) == 12


def test_what_went_for_its_age_is_no_news_when_an_old_stick_brings_it_again(
    app: FastAPI, kiosk: Practiser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    code = hashed(app, "blue river stone")
    old = [kiosk.practice("validation") for _ in range(4)]
    mine, fresh = kiosk.practice("validation", trainee=code), kiosk.practice("presence")
    kiosk.bring(*old, mine, fresh)
    with database.write() as session:
        session.execute(update(Attempt).where(Attempt.sequence < 6).values(day=date(2001, 1, 1)))
    assert "5 practices from before" in room.forget(app)

    def counted() -> tuple[int | None, ...]:
        with database.read() as session:
            totals = session.scalar(select(func.sum(AttemptTotal.practices)))
            return session.scalar(select(func.count()).select_from(Attempt)), totals

    before = counted()
    assert before[0] == 1
    assert kiosk.bring(*old, mine, fresh) == ["duplicate"] * 6
    assert counted() == before
    with database.write() as session:
        erasing.person(session, pins.keys(app.state.settings.server_folder), None, code)
    assert kiosk.bring(old[0], mine) == ["duplicate", "gone"]


def test_totals_taken_away_leave_nothing_behind(kiosk: Practiser, database: Database) -> None:
    kiosk.bring(kiosk.practice("validation", "advice"))
    with database.write() as session:
        row = session.scalars(select(Attempt)).one()
        lists = map(totals.unpacked, (row.heard, row.told, row.disputed))
        totals.add(session, [totals.Gist(row.scenario, row.place_id, row.day, *lists)], sign=-1)
        erasing._sweep(session, {row.day})
        assert session.scalar(select(func.count()).select_from(AttemptTotal)) == 0


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (3, 5), (7, 10), (11, 20), (999, 1000)])
def test_a_scale_ends_in_a_round_number(value: int, top: int) -> None:
    assert charts.ceiling(value) == top


def test_a_chart_holds_no_style_and_no_label_unescaped() -> None:
    chart = charts.columns([charts.Column("<b>", 3), charts.Column("7 May", 0)])
    assert "style" not in chart
    assert "<b>" not in chart
    assert chart.count("<rect") == 2
    assert 'width="0.0%"' in charts.bar(-1.0)
    assert 'width="100.0%"' in charts.bar(7.0)
