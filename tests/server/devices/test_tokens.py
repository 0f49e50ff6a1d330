from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from server.database import Database, now
from server.devices.tables import DeviceToken
from tests.server.browser import Browser
from tests.server.devices.conftest import KioskClient


def test_the_old_token_works_until_the_new_one_is_first_used(
    let_in: Callable[..., KioskClient],
) -> None:
    kiosk = let_in()
    old = kiosk.token
    new = kiosk.post("/token", None).json()["token"]
    assert kiosk.get("/wishes").status_code == 200
    kiosk.token = new
    assert kiosk.get("/wishes").status_code == 200
    kiosk.token = old
    refused = kiosk.get("/wishes")
    assert refused.status_code == 401
    assert refused.json()["type"] == "/problems/unknown-token"


def test_a_token_that_was_never_written_down_is_replaced(
    let_in: Callable[..., KioskClient],
) -> None:
    kiosk = let_in()
    kiosk.get("/wishes")
    lost = kiosk.post("/token", None).json()["token"]
    new = kiosk.post("/token", None).json()["token"]
    kiosk.token = lost
    assert kiosk.get("/wishes").status_code == 401
    kiosk.token = new
    assert kiosk.get("/wishes").status_code == 200


def test_a_kiosk_is_asked_to_change_a_token_that_is_old(
    let_in: Callable[..., KioskClient], database: Database
) -> None:
    kiosk = let_in()
    assert kiosk.get("/wishes").json()["change_token"] is False
    with database.write() as session:
        session.execute(update(DeviceToken).values(made_at=now() - timedelta(days=91)))
    assert kiosk.get("/wishes").json()["change_token"] is True


def test_a_kiosk_that_is_shut_out_is_told_so_at_once(
    let_in: Callable[..., KioskClient], admin: Browser
) -> None:
    kiosk, other = let_in("Blue"), let_in("Red")
    admin.get(f"/kiosks/{kiosk.id}")
    assert admin.post(f"/kiosks/{kiosk.id}/shut-out").status_code == 303
    refused = kiosk.get("/wishes")
    assert refused.status_code == 401
    assert refused.json()["type"] == "/problems/revoked"
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert other.get("/wishes").status_code == 200


def test_no_token_a_wrong_one_and_one_in_the_address_all_fail(
    let_in: Callable[..., KioskClient],
) -> None:
    kiosk = let_in()
    good = kiosk.token
    for token in ("", "whk_" + "A" * 43, good[:-1], "x" * 5000):
        kiosk.token = token
        assert kiosk.get("/wishes").status_code == 401
    assert kiosk.plain.get(f"/api/v1/wishes?token={good}").status_code == 401
    basic = {"Authorization": f"Basic {good}"}
    assert kiosk.plain.get("/api/v1/wishes", headers=basic).status_code == 401
