from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from server.database import Database, now
from server.devices import enrolment
from server.devices.tables import DeviceToken, Enrolment
from server.signing import Keys
from tests.server.browser import Browser, words
from tests.server.devices.conftest import KioskClient


def test_a_kiosk_asks_staff_type_its_code_and_its_token_works(app: FastAPI, admin: Browser) -> None:
    kiosk = KioskClient(app).ask_in()
    assert kiosk.look().json() == {"state": "waiting", "poll_seconds": 3, "pins": None}
    assert kiosk.get("/wishes").status_code == 401
    assert "One kiosk waits" in words(admin.get("/kiosks"))
    spoken = " ".join(kiosk.code)
    done = admin.post("/kiosks", {"code": spoken, "name": "Blue kiosk", "place": "Reading room"})
    assert "“Blue kiosk” is let in" in words(admin.follow(done))
    told = kiosk.look().json()
    assert told["state"] == "let_in"
    assert told["pins"]["name"] == "Blue kiosk"
    assert told["pins"]["place"] == "Reading room"
    assert kiosk.get("/wishes").status_code == 200
    assert "let in the kiosk “Blue kiosk”" in words(admin.get("/log"))


def test_a_kiosk_is_told_whom_to_believe(app: FastAPI, let_in: Callable[..., KioskClient]) -> None:
    kiosk = let_in()
    told = kiosk.look().json()["pins"]
    keys = Keys(app.state.settings.server_folder)
    assert told["signing_key"] == keys.public
    assert told["certificate"].startswith("-----BEGIN CERTIFICATE-----")
    assert told["fingerprint"].count(":") == 31
    assert kiosk.get("/pins").json() == told


def test_the_page_does_not_show_which_codes_wait(app: FastAPI, admin: Browser) -> None:
    kiosk = KioskClient(app).ask_in()
    assert kiosk.code not in admin.get("/kiosks").text


def test_a_code_is_good_for_a_quarter_of_an_hour_and_once(
    app: FastAPI, admin: Browser, database: Database
) -> None:
    kiosk, late = KioskClient(app).ask_in(), KioskClient(app).ask_in()
    with database.write() as session:
        old = now() - enrolment.GOOD_FOR - timedelta(seconds=1)
        session.execute(update(Enrolment).where(Enrolment.code == late.code).values(asked_at=old))
    for code, name, status in ((late.code, "Red", 422), (kiosk.code, "Blue", 303)):
        admin.get("/kiosks")
        done = admin.post("/kiosks", {"code": code, "name": name, "place": "Hall"})
        assert done.status_code == status
    admin.get("/kiosks")
    again = admin.post("/kiosks", {"code": kiosk.code, "name": "Green", "place": "Hall"})
    assert "No kiosk waits with this code" in words(again)
    assert late.look().status_code == 404


def test_nobody_looks_at_another_s_enrolment(app: FastAPI, admin: Browser) -> None:
    one, other = KioskClient(app).ask_in(), KioskClient(app).ask_in()
    one.enrolment = other.enrolment
    assert one.look().status_code == 404
    one.token = ""
    assert one.look().status_code == 401


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"code": "12", "name": "Blue", "place": "Hall"}, "No kiosk waits with this code"),
        ({"name": "", "place": "Hall"}, "Give the kiosk a name"),
        ({"name": "Blue", "place": "x" * 81}, "Say where it stands"),
        ({"name": "a\u202eb", "place": "Hall"}, "Give the kiosk a name"),
    ],
)
def test_what_can_not_be_taken_is_told_beside_what_was_typed(
    app: FastAPI, admin: Browser, fields: dict[str, str], told: str
) -> None:
    kiosk = KioskClient(app).ask_in()
    page = admin.post("/kiosks", {"code": kiosk.code, **fields})
    assert page.status_code == 422
    assert told in words(page)
    assert kiosk.look().json()["state"] == "waiting"


def test_two_kiosks_do_not_share_a_name(
    app: FastAPI, let_in: Callable[..., KioskClient], admin: Browser
) -> None:
    let_in("Blue kiosk")
    kiosk = KioskClient(app).ask_in()
    admin.get("/kiosks")
    page = admin.post("/kiosks", {"code": kiosk.code, "name": "Blue  kiosk", "place": "Hall"})
    assert "There is a kiosk “Blue kiosk” already" in words(page)


def test_no_token_is_kept_as_it_is(let_in: Callable[..., KioskClient], database: Database) -> None:
    kiosk = let_in()
    with database.read() as session:
        kept = session.scalars(select(DeviceToken.hash)).all()
        asked = session.scalars(select(Enrolment.token_hash)).all()
    assert len(kept) == 1
    assert kiosk.token not in (*kept, *asked)


def test_whoever_asks_in_without_end_has_to_wait(app: FastAPI, admin: Browser) -> None:
    kiosk = KioskClient(app)
    body = {"public_key": "A" * 43}
    answers = [kiosk.plain.post("/api/v1/enrol", json=body) for _ in range(32)]
    assert answers[0].status_code == 201
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].headers["content-type"] == "application/problem+json"
