"""What was erased stays so after a restore of an older backup; on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import URL, delete, func, select, text
from starlette.testclient import TestClient

from server import backup, database
from server.app import create_app
from server.backup import dump
from server.content import sequence
from server.content.tables import Sequence
from server.database import Database
from server.devices import enrolment, erasures, lasting, pins
from server.devices.lasting import LastingError, Line
from server.devices.tables import Erasure, Feed
from server.pages.visitor import Visitor
from server.results import again, erasing
from server.results.tables import Attempt, AttemptTotal
from server.roles import Role
from server.settings import Settings
from server.staff import people
from server.staff.tables import LogEntry
from tests.server.results.conftest import Practiser

WHO, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def settings(url: URL, tmp_path: Path) -> Settings:
    address = SecretStr(url.render_as_string(hide_password=False))
    (folder := tmp_path / "server").mkdir(mode=0o700)
    return Settings(server_folder=folder, database_url=address, host="127.0.0.1")


class Centre:
    """A server while it runs, and the kiosk it has let in."""

    def __init__(self, plain: TestClient, settings: Settings) -> None:
        self.app = cast(FastAPI, plain.app)
        self.settings = settings
        self.database: Database = self.app.state.database

    def let_in(self) -> Practiser:
        kiosk = Practiser(self.app)
        kiosk.ask_in()
        with self.database.write() as session:
            staff = people.add(session, None, "Ann", Role.ADMIN)
            who = Visitor(staff.id, staff.name, Role.ADMIN, "")
            kiosk.id = str(enrolment.let_in(session, who, kiosk.code, "Blue", "Hall").id)
        return kiosk

    def erase(self, trainee: str) -> int:
        keys = pins.keys(self.settings.server_folder)
        with self.database.write() as session:
            return erasing.person(session, keys, None, trainee).practices

    def of(self, kiosk: Practiser) -> Practiser:
        """The same kiosk, talking to this start of the server."""
        other = Practiser(self.app)
        other.token, other.id, other.sequence = kiosk.token, kiosk.id, kiosk.sequence
        return other

    def practices(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(Attempt)) or 0


@contextmanager
def running(settings: Settings) -> Iterator[Centre]:
    app = create_app(settings)
    with TestClient(app, base_url="https://wellheard.test") as plain:
        yield Centre(plain, settings)


def test_a_restore_brings_nobody_back_who_was_erased_since(settings: Settings) -> None:
    with running(settings) as centre:
        kiosk = centre.let_in()
        theirs = [kiosk.practice("validation", trainee=WHO) for _ in range(2)]
        kept = kiosk.practice("validation", trainee=OTHER)
        assert kiosk.bring(*theirs, kept) == ["created"] * 3
        before = kiosk.get("/wishes").json()
    file, verified = backup.make(settings, "by-hand")
    assert not [name for name in verified.contents.parts if lasting.FILE in name]
    with running(settings) as centre:
        kiosk = centre.of(kiosk)
        late = kiosk.practice("validation", trainee=WHO)
        assert kiosk.bring(late) == ["created"]
        assert centre.erase(WHO) == 3
        number = kiosk.get("/wishes").json()["erasures"]
        new = kiosk.practice("validation", trainee=WHO, erasures=number)
        assert kiosk.bring(new) == ["created"]

    backup.put_back(settings, file, force=True)
    with running(settings) as centre:
        kiosk = centre.of(kiosk)
        assert centre.practices() == 1, "the person's practices came back"
        assert kiosk.bring(*theirs, late, kept, new) == [*["gone"] * 3, "duplicate", "created"]
        wishes = kiosk.get("/wishes").json()
        assert wishes["history"] != before["history"]
        told = kiosk.get("/erasures").json()
        assert (told["items"], told["newest"]) == ([{"number": number, "trainee": WHO}], number)
        with centre.database.read() as session:
            totals = select(func.sum(AttemptTotal.practices)).where(
                AttemptTotal.skill == "", AttemptTotal.scenario == "", AttemptTotal.place_id == 0
            )
            assert session.scalar(totals) == 2
            said = [entry.what for entry in session.scalars(select(LogEntry))]
        assert "deleted one person’s results again (2 practices), for a backup had" in " ".join(
            said
        )
        assert centre.erase(OTHER) == 1
        assert kiosk.get("/wishes").json()["erasures"] > number

    with running(settings) as centre:  # and nothing more happens at the next start
        assert centre.practices() == 1
        assert centre.of(kiosk).get("/wishes").json()["erasures"] > number


@pytest.mark.parametrize("kind", ["sqlite"])
def test_two_restores_of_one_backup_give_no_number_twice(settings: Settings) -> None:
    with running(settings) as centre:
        kiosk = centre.let_in()
    file, _ = backup.make(settings, "by-hand")
    given: list[int] = []
    for trainee in ("a", "b", "c"):
        with running(settings) as centre:
            centre.erase(trainee * 64)
            given.append(centre.of(kiosk).get("/wishes").json()["erasures"])
        backup.put_back(settings, file, force=True)
    assert sorted(set(given)) == given
    with running(settings) as centre:
        told = centre.of(kiosk).get("/erasures").json()["items"]
        assert [(item["number"], item["trainee"][0]) for item in told] == [
            *zip(given, "abc", strict=True)
        ]


def test_a_database_put_back_by_hand_without_the_file_gives_no_number_that_kiosks_know(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(settings) as centre:
        kiosk = centre.let_in()
        for _ in range(3):
            centre.erase(OTHER)
        known = kiosk.get("/wishes").json()["erasures"]
        with centre.database.write() as session:
            session.execute(delete(Erasure))
            session.execute(
                text(
                    "DELETE FROM sqlite_sequence WHERE name = 'device_erasure'"
                    if centre.database.sqlite
                    else "ALTER SEQUENCE device_erasure_number_seq RESTART"
                )
            )
        (settings.server_folder / lasting.FILE).unlink()
        later = database.now() + timedelta(seconds=3)
        monkeypatch.setattr(erasures, "now", lambda: later)

        brought, late = (kiosk.practice("validation", trainee=WHO, erasures=known) for _ in "ab")
        assert kiosk.bring(brought) == ["created"]
        assert centre.erase(WHO) == 1
        (item,) = kiosk.get(f"/erasures?since={known}").json()["items"]
        assert item["trainee"] == WHO
        assert kiosk.bring(brought, late) == ["gone", "gone"]
        monkeypatch.setattr(erasures, "now", lambda: later - timedelta(days=9000))
        centre.erase(OTHER)
        (other,) = kiosk.get(f"/erasures?since={item['number']}").json()["items"]
        assert other["number"] == item["number"] + 1, "a clock that is wrong gives none twice"


def test_after_a_restore_kiosks_start_over_with_the_list_and_no_version_falls(
    settings: Settings,
) -> None:
    def state(centre: Centre) -> tuple[int, int, int]:
        with centre.database.read() as session:
            row, feed = session.get_one(Sequence, 1), session.get_one(Feed, 1)
            return row.last, row.floor, feed.version

    with running(settings) as centre:
        kiosk = centre.let_in()
        kiosk.get("/content?since=0")
        last, _, version = state(centre)
    file, _ = backup.make(settings, "by-hand")
    backup.put_back(settings, file, force=True)
    with running(settings) as centre:
        leap = sequence.LEAP
        assert state(centre) == (last + leap, last + leap, version + leap)
        assert centre.of(kiosk).get("/content?since=1").status_code == 410
    assert dump.LEAP == sequence.LEAP


def test_erasures_from_before_there_was_the_file_are_put_in_it(settings: Settings) -> None:
    with running(settings) as centre:
        centre.let_in()
        centre.erase(WHO)
    file = settings.server_folder / lasting.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    written = lasting.read(settings.server_folder)
    file.unlink()
    with running(settings):
        assert lasting.read(settings.server_folder) == written
    assert len(written.lines) == 1


def test_an_erasure_that_was_never_committed_is_carried_out_at_the_next_start(
    settings: Settings,
) -> None:
    """The power went between the file and the database; others were erased since."""
    with running(settings) as centre:
        kiosk = centre.let_in()
        one = kiosk.practice("validation", trainee=WHO)
        kiosk.bring(one)
        centre.erase(OTHER)
        centre.erase("c" * 64)
        with centre.database.write() as session:  # the number before is free, the later one told
            first, second = session.scalars(select(Erasure.number).order_by(Erasure.number))
            session.delete(session.get_one(Erasure, first))
        person = pins.keys(settings.server_folder).person(WHO)
        lasting.note(settings.server_folder, [Line(number=first, trainee=WHO, person=person)])
        assert again.catch_up(centre.database, settings) == 1
        assert kiosk.bring(one) == ["gone"]
        told = kiosk.get(f"/erasures?since={second}").json()
        assert [item["trainee"] for item in told["items"]] == [WHO]
        assert again.catch_up(centre.database, settings) == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_torn_line_spoils_no_other(settings: Settings) -> None:
    folder = settings.server_folder
    lines = [Line(number=n, trainee=str(n) * 64, person="f" * 64) for n in (1, 2)]
    lasting.note(folder, lines[:1])
    with (folder / lasting.FILE).open("ab") as out:
        out.write(b'{"number":2,"trainee":"2')
    lasting.note(folder, lines[1:])
    assert lasting.read(folder) == lasting.Known(tuple(lines), damaged=1)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_is_erased_where_it_can_t_be_kept_for_ever(settings: Settings) -> None:
    with running(settings) as centre:
        kiosk = centre.let_in()
        kiosk.bring(kiosk.practice("validation", trainee=WHO))
        (settings.server_folder / lasting.FILE).mkdir()
        with pytest.raises(LastingError, match="Nothing was erased, for it could not be written"):
            centre.erase(WHO)
        assert centre.practices() == 1
