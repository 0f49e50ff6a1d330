import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from server.database import Database, now
from server.devices import health, kiosks
from server.devices.tables import Device
from server.pages.paging import ROWS
from server.roles import Role
from tests.server.browser import Browser, words
from tests.server.devices.conftest import KioskClient

BOOTS = [f"00000000-0000-4000-8000-00000000000{n}" for n in range(3)]


def test_a_kiosk_tells_how_it_is_and_hears_what_is_wished(
    let_in: Callable[..., KioskClient], admin: Browser
) -> None:
    kiosk = let_in("Blue kiosk")
    assert "has not called since" in words(admin.get(f"/kiosks/{kiosk.id}"))
    wishes = kiosk.tell(queue=3).json()
    assert wishes["called"] == 0
    assert 60 <= wishes["every_seconds"] <= 900
    assert 0 <= wishes["slot_seconds"] < wishes["every_seconds"]
    page = words(admin.get(f"/kiosks/{kiosk.id}"))
    assert "All is well." in page
    assert "20.0 GB free of 31.0 GB" in page
    assert "Waiting to be sent 3" in page
    assert "Blue kiosk Reading room Well" in words(admin.get("/kiosks"))


def test_staff_ask_a_kiosk_to_come_and_it_hears_so_until_it_has(
    let_in: Callable[..., KioskClient], admin: Browser
) -> None:
    kiosk = let_in()
    admin.get(f"/kiosks/{kiosk.id}")
    assert admin.post(f"/kiosks/{kiosk.id}/call").status_code == 303
    assert kiosk.tell().json()["called"] == 1
    assert kiosk.get("/wishes").json()["called"] == 1
    admin.get(f"/kiosks/{kiosk.id}")
    admin.post(f"/kiosks/{kiosk.id}/call")
    assert kiosk.get("/wishes").json()["called"] == 2


def test_a_kiosk_hears_which_history_the_server_has_and_how_far_it_got(
    let_in: Callable[..., KioskClient], database: Database
) -> None:
    kiosk = let_in()
    first = kiosk.get("/wishes").json()
    assert first["sequence"] == 0
    assert (
        kiosk.tell().json()["history"] == first["history"] == let_in("B").tell().json()["history"]
    )
    with database.write() as session:
        session.execute(update(Device).values(sequence=17))
    assert kiosk.get("/wishes").json()["sequence"] == 17


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ({"troubles": ["microphone_lost"]}, "It can’t find its microphone."),
        ({"troubles": ["update_fails"]}, "A newer version of its program could not be put in"),
        ({"troubles": ["a_new_code"]}, "It reports “a new code”."),
        ({"disk_free": 120_000_000}, "Only 120 MB are free"),
        ({"microphone_dbfs": -80.0}, "hears almost nothing"),
        ({"queue": 201}, "201 practices wait to be sent."),
        ({"set_aside": {"invalid": 1}}, "One practice could not be taken"),
        ({"clock": {"monotonic": 1.0, "quality": "none"}}, "give it a clock with a battery"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    let_in: Callable[..., KioskClient], admin: Browser, report: dict[str, Any], told: str
) -> None:
    kiosk = let_in()
    assert kiosk.tell(**report).status_code == 200
    page = words(admin.get(f"/kiosks/{kiosk.id}"))
    assert told in page
    assert "All is well." not in page
    listed = words(admin.get("/kiosks"))
    assert "Please look" in listed or "Needs help" in listed


def test_each_trouble_that_is_known_has_its_words() -> None:
    assert set(health.TROUBLES) == set(health.Trouble)


def test_what_was_erased_is_no_trouble(let_in: Callable[..., KioskClient], admin: Browser) -> None:
    kiosk = let_in()
    kiosk.tell(set_aside={"gone": 5})
    assert "All is well." in words(admin.get(f"/kiosks/{kiosk.id}"))


def test_a_kiosk_not_heard_of_for_days_is_named(
    let_in: Callable[..., KioskClient], admin: Browser, database: Database
) -> None:
    kiosk = let_in()
    kiosk.tell()
    with database.write() as session:
        session.execute(update(Device).values(seen_at=now() - timedelta(days=3, hours=1)))
    assert "Not heard of for 3 days." in words(admin.get(f"/kiosks/{kiosk.id}"))


def test_a_start_that_comes_back_after_a_later_one_is_a_second_machine(
    let_in: Callable[..., KioskClient], admin: Browser
) -> None:
    kiosk = let_in()
    for boot in (BOOTS[0], BOOTS[0], BOOTS[1], BOOTS[1]):
        kiosk.tell(boot=boot)
    assert "Two machines" not in words(admin.get(f"/kiosks/{kiosk.id}"))
    kiosk.tell(boot=BOOTS[0])
    assert "Two machines say that they are this kiosk" in words(admin.get(f"/kiosks/{kiosk.id}"))


def test_name_and_place_are_changed(let_in: Callable[..., KioskClient], admin: Browser) -> None:
    kiosk = let_in("Blue", "Hall")
    admin.get(f"/kiosks/{kiosk.id}")
    done = admin.post(f"/kiosks/{kiosk.id}", {"name": "Blue one", "place": "Library <2>"})
    assert "Saved." in words(admin.follow(done))
    assert kiosk.get("/pins").json()["place"] == "Library <2>"
    assert "<2>" not in admin.get("/kiosks").text
    admin.get(f"/kiosks/{kiosk.id}")
    assert admin.post(f"/kiosks/{kiosk.id}", {"name": "", "place": "Hall"}).status_code == 422


def test_only_administrators_look_after_kiosks(
    let_in: Callable[..., KioskClient], browser: Callable[..., Browser]
) -> None:
    kiosk = let_in()
    publisher = browser(Role.PUBLISHER)
    publisher.get("/account")
    for path in ("/kiosks", f"/kiosks/{kiosk.id}"):
        assert publisher.get(path).status_code == 403
    for path in ("", "/call", "/shut-out", "/twin"):
        assert publisher.post(f"/kiosks/{kiosk.id}{path}").status_code == 403


def test_a_kiosk_that_is_not_there_is_told_so(admin: Browser) -> None:
    assert admin.get(f"/kiosks/{BOOTS[0]}").status_code == 404
    assert admin.get("/kiosks/nonsense").status_code == 422


def test_an_old_report_that_can_not_be_read_any_more_is_none() -> None:
    assert health.last(Device(health='{"version": 7}')) is None
    assert health.last(Device(health=None)) is None


def test_kiosks_are_counted_at_most_once_a_minute(
    database: Database, let_in: Callable[..., KioskClient]
) -> None:
    moment = 100.0
    number = kiosks.Number(clock=lambda: moment)
    with database.read() as session:
        assert number.of(session) == 1
    for name in ("One", "Two", "Three"):
        let_in(name)
    with database.read() as session:
        assert number.of(session) == 1
        moment += kiosks.COUNTED_SECONDS
        assert number.of(session) == 3


def test_many_kiosks_are_listed_a_page_at_a_time(admin: Browser, database: Database) -> None:
    with database.write() as session:
        where = kiosks.place(session, "Hall").id
        for number in range(ROWS + 1):
            kiosk = uuid.uuid4()
            name, key = f"Kiosk {number:03}", "A" * 43
            session.add(Device(id=kiosk, name=name, place_id=where, public_key=key, model=""))
    first, second = (words(admin.get(f"/kiosks?page={page}")) for page in (1, 2))
    assert "Kiosk 049" in first
    assert "Kiosk 050" not in first
    assert "Kiosk 050" in second
    assert "Page 2 of 2" in second
    assert "Page 2 of 2" in words(admin.get("/kiosks?page=99"))
