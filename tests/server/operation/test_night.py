import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from server.app import ROOMS, create_app
from server.backup import archive
from server.centre import facts, retention
from server.centre.facts import Centre
from server.database import Database, now
from server.operation import night
from server.operation.tables import Run
from server.roles import Role
from server.room import Room
from server.settings import Settings
from server.staff import people
from server.staff.tables import LogEntry
from tests.server.browser import Browser, words

OSLO = ZoneInfo("Europe/Oslo")
TOMORROW = timedelta(days=1)
KEEP = Centre(name="Door", keep_log_days=90)


@pytest.mark.parametrize(
    ("moment", "was_due"),
    [
        (datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 3, tzinfo=OSLO)),
        (datetime(2026, 3, 2, 1, 59, tzinfo=UTC), datetime(2026, 3, 1, 3, tzinfo=OSLO)),
        (datetime(2026, 3, 2, 2, 0, tzinfo=UTC), datetime(2026, 3, 2, 3, tzinfo=OSLO)),
        # The night in which 2 becomes 3, and the one in which 3 becomes 2.
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 3, tzinfo=OSLO)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=OSLO)),
    ],
)
def test_the_night_is_the_centre_s_own(moment: datetime, was_due: datetime) -> None:
    assert night.due(moment, OSLO, 3) == was_due


@pytest.fixture
def counted() -> list[str]:
    return []


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"backup_nightly": False})


@pytest.fixture
def rooms(counted: list[str]) -> tuple[Room, ...]:
    def work(app: FastAPI) -> str:
        counted.append("done")
        if "break" in counted:
            raise RuntimeError("there was no room")
        return "counted the stars"

    return (*ROOMS, Room(name="stars", nightly={"stars": work}))


def runs(database: Database) -> dict[str, Run]:
    with database.read() as session:
        return {run.name: run for run in session.scalars(select(Run))}


def test_a_fresh_server_waits_for_its_first_night(
    app: FastAPI, client: Browser, counted: list[str]
) -> None:
    assert night.run_due(app) == [] or now().hour < 24
    counted.clear()
    assert "stars" in night.run_due(app, now() + TOMORROW)
    assert counted == ["done"]


def test_work_is_done_once_a_night_by_one_of_many(
    app: FastAPI, client: Browser, database: Database, counted: list[str]
) -> None:
    at = now() + TOMORROW
    with database.write() as session:
        session.execute(update(Run).values(since=now() - timedelta(days=9)))
    threads = [threading.Thread(target=night.run_due, args=(app,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == ["done"]
    run = runs(database)["stars"]
    assert run.done_at is not None
    assert run.told == "counted the stars"
    assert "stars" not in night.run_due(app)
    assert at > run.done_at
    with database.read() as session:
        logged = session.scalars(select(LogEntry).where(LogEntry.did.like("operation.stars%")))
        assert [entry.what for entry in logged] == ["stars: counted the stars"]


def test_work_that_failed_is_told_and_tried_again_an_hour_later(
    app: FastAPI, client: Browser, database: Database, counted: list[str]
) -> None:
    counted.append("break")
    with database.write() as session:
        session.execute(update(Run).values(since=now() - timedelta(days=2)))
    night.run_due(app)
    run = runs(database)["stars"]
    assert (run.done_at, run.told) == (None, "did not work: there was no room")
    night.run_due(app)
    assert counted == ["break", "done"]
    counted.remove("break")
    with database.write() as session:
        session.execute(update(Run).values(leased_until=now()))
    night.run_due(app)
    assert runs(database)["stars"].told == "counted the stars"


def test_what_a_process_left_when_it_died_is_taken_up(
    app: FastAPI, client: Browser, database: Database, counted: list[str]
) -> None:
    with database.write() as session:
        session.execute(
            update(Run).values(
                since=now() - timedelta(days=2), holder="gone", leased_until=now() + night.LEASE
            )
        )
    night.run_due(app)
    assert counted == []
    with database.write() as session:
        session.execute(update(Run).values(leased_until=now()))
    night.run_due(app)
    assert counted == ["done"]


def test_the_night_s_backup_is_made_and_only_so_many_are_kept(settings: Settings) -> None:
    keeping = settings.model_copy(update={"backup_keep": 2})
    app = create_app(keeping)
    folder = archive.folder(keeping)
    folder.mkdir(exist_ok=True)
    for old in ("nightly-2020.wellheard", "nightly-2021.wellheard", "by-hand-2019.wellheard"):
        (folder / old).touch()
    told = night.back_up(app)
    app.state.database.close()
    assert "1 older ones deleted" in told
    left = sorted(file.name for file in folder.iterdir())
    assert left[:2] == ["by-hand-2019.wellheard", "nightly-2021.wellheard"]
    assert len(left) == 3


def test_a_stale_backup_is_on_every_page_of_an_administrator_and_no_one_else_s(
    app: FastAPI, database: Database, browser: Callable[..., Browser]
) -> None:
    admin, editor = browser(Role.ADMIN), browser(Role.EDITOR)
    assert "backup" not in words(admin.get("/account")).lower()
    with database.write() as session:
        session.execute(update(Run).values(since=now() - timedelta(days=4)))
    night.look(app)
    for path in ("/account", "/log", "/settings", "/staff"):
        assert "No backup has been made yet." in words(admin.get(path)), path
    assert "backup" not in words(editor.get("/account")).lower()
    with database.write() as session:
        session.execute(update(Run).values(done_at=now() - timedelta(days=5)))
    night.look(app)
    assert "The last backup is 5 days old." in words(admin.get("/account"))
    with database.write() as session:
        session.execute(update(Run).values(done_at=now()))
    night.look(app)
    assert "backup" not in words(admin.get("/account")).lower()


def test_a_failed_backup_says_why(app: FastAPI, client: Browser, tmp_path: Path) -> None:
    run = Run(
        name="backup",
        since=now() - timedelta(days=9),
        done_at=now() - timedelta(days=4),
        failed_at=now(),
        told="did not work: the stick is full",
    )
    (told,) = night.stale(run, app.state.settings)
    assert "4 days old. The last try did not work: the stick is full." in told
    assert "Nightly backups are switched off." in told


def test_what_was_done_in_the_future_is_done_anew_and_administrators_are_told_of_the_clock(
    app: FastAPI, database: Database, browser: Callable[..., Browser], counted: list[str]
) -> None:
    admin, next_year = browser(Role.ADMIN), now() + timedelta(days=365)
    with database.write() as session:
        session.execute(update(Run).values(done_at=next_year, leased_until=next_year))
    night.look(app)
    told = words(admin.get("/account"))
    assert f"clock went back, and now says that today is {now():%-d %B %Y}." in told
    assert f"The last backup is dated {next_year:%-d %B %Y}, which is yet to come." in told
    assert "stars" in night.run_due(app)
    assert "stars" not in night.run_due(app)
    assert counted == ["done"]
    run = runs(database)["stars"]
    assert run.done_at is not None
    assert run.done_at <= now()
    assert run.told == "counted the stars; the clock had gone back since the last time"


def test_after_the_clock_went_back_its_warning_outlasts_the_backup_that_is_then_made(
    app: FastAPI, client: Browser
) -> None:
    run = Run(name="backup", since=now(), done_at=now(), told=f"made it{night.BACK}")
    (told,) = night.stale(run, app.state.settings)
    assert "The server’s clock went back" in told


def test_a_server_that_was_first_started_in_the_future_has_its_nights_too(
    app: FastAPI, client: Browser, database: Database, counted: list[str]
) -> None:
    with database.write() as session:
        session.execute(update(Run).values(since=now() + timedelta(days=365)))
    night.run_due(app)
    assert counted == ["done"]


def test_after_a_leap_of_the_clock_nothing_is_deleted_for_a_night(
    app: FastAPI, client: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        session.execute(update(Run).values(done_at=now()))
        facts.change(session, people.as_visitor(people.add(session, None, "Ann", Role.ADMIN)), KEEP)
        session.add(LogEntry(who="Ann", did="a.b", what="looked"))

    def left() -> int:
        with database.read() as session:
            return len(session.scalars(select(LogEntry).where(LogEntry.did == "a.b")).all())

    def at(later: timedelta) -> None:
        for module in (night, retention):
            monkeypatch.setattr(module, "now", lambda: now() + later)

    leap = timedelta(days=1800)
    at(leap)
    assert set(night.run_due(app)) >= {"log", "results", "sound", "stars"}
    assert runs(database)["log"].told == night.HELD
    at(leap + night.REST / 2)  # the next night may be in a minute
    assert (night.run_due(app), left()) == ([], 1)
    at(leap + TOMORROW)
    assert "log" in night.run_due(app)
    assert left() == 0, "the server was off for so long after all"


def test_moments_are_shown_in_the_centre_s_own_zone(
    app: FastAPI, database: Database, browser: Callable[..., Browser]
) -> None:
    admin = browser(Role.ADMIN)
    with database.write() as session:
        session.add(
            LogEntry(
                who="Ann", did="x.y", what="looked", at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
            )
        )
    for zone, shown in (
        ("Asia/Tokyo", "2 Jul 2026, 07:30"),
        ("America/New_York", "1 Jul 2026, 18:30"),
    ):
        app.state.zone = ZoneInfo(zone)
        assert shown in words(admin.get("/log"))
