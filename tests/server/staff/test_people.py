from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from server.database import Database, now
from server.roles import Role
from server.staff import passwords, people
from server.staff.tables import OneTimeLink
from tests.server.browser import Browser, words

PASSWORD = "seven brown kettles sing"


def link_in(page: str) -> str:
    return "/welcome/" + page.split("/welcome/")[1].split(maxsplit=1)[0].split("<", maxsplit=1)[0]


def test_somebody_who_is_added_gets_a_link_sets_a_password_and_is_in(
    browser: Callable[..., Browser], client: Browser
) -> None:
    admin = browser(Role.ADMIN)
    admin.get("/staff")
    link = link_in(admin.post("/staff", {"name": "Ben Oak", "role": "editor"}).text)
    client.get(link)
    done = client.post(link, {"name": "ignored", "password": PASSWORD, "again": PASSWORD})
    assert "Welcome, Ben Oak" in words(client.get(client.follow(done).headers["location"]))
    assert "added Ben Oak as editor" in words(admin.get("/log"))


def test_a_new_link_replaces_the_old_and_setting_a_password_ends_sessions(
    browser: Callable[..., Browser], client: Browser, database: Database
) -> None:
    admin, ben = browser(Role.ADMIN), browser(Role.EDITOR, "Ben")
    with database.read() as session:
        staff = people.named(session, "Ben")
        assert staff is not None
    page = admin.get(f"/staff/{staff.id}")
    assert "Forgotten password" in words(page)
    old = link_in(admin.post(f"/staff/{staff.id}/link").text)
    new = link_in(admin.post(f"/staff/{staff.id}/link").text)
    assert client.get(old).status_code == 404
    assert ben.get("/account").status_code == 200
    client.get(new)
    assert client.post(new, {"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert ben.get("/account").status_code == 303


def test_a_link_that_is_too_old_says_what_to_do(client: Browser, database: Database) -> None:
    with database.write() as session:
        secret = people.first_link(session)
        session.execute(update(OneTimeLink).values(expires_at=now() - timedelta(seconds=1)))
    page = client.get(f"/welcome/{secret}")
    assert page.status_code == 404
    assert "`wellheard server init` makes a new one" in words(page), "there is nobody to ask"


def test_where_there_is_an_administrator_a_link_that_is_too_old_leads_to_them(
    browser: Callable[..., Browser],
) -> None:
    page = browser(Role.ADMIN).get("/welcome/not-a-link")
    assert page.status_code == 404
    assert "Ask an administrator for a new one" in words(page)


def test_each_role_opens_what_is_its_own_and_no_more(browser: Callable[..., Browser]) -> None:
    for role, expected in ((Role.EDITOR, 403), (Role.PUBLISHER, 403), (Role.ADMIN, 200)):
        for path in ("/staff", "/log"):
            page = browser(role).get(path)
            assert page.status_code == expected, (role, path)
    refused = browser(Role.EDITOR)
    refused.get("/account")
    assert refused.post("/staff", {"name": "Eve", "role": "admin"}).status_code == 403
    assert "Log" not in words(refused.get("/account"))


def test_whoever_is_kept_out_is_out_at_once(
    browser: Callable[..., Browser], database: Database
) -> None:
    admin, ben = browser(Role.ADMIN), browser(Role.PUBLISHER, "Ben")
    with database.read() as session:
        staff = people.named(session, "Ben")
        assert staff is not None
    admin.get(f"/staff/{staff.id}")
    admin.post(f"/staff/{staff.id}", {"role": "publisher", "disabled": "yes"})
    assert ben.get("/account").status_code == 303
    assert "Kept out" in words(admin.get("/staff"))


def test_the_last_administrator_stays_one(
    browser: Callable[..., Browser], database: Database
) -> None:
    admin = browser(Role.ADMIN, "Ann")
    with database.read() as session:
        staff = people.named(session, "Ann")
        assert staff is not None
    for fields in ({"role": "editor"}, {"role": "admin", "disabled": "yes"}):
        admin.get(f"/staff/{staff.id}")
        page = admin.post(f"/staff/{staff.id}", fields)
        assert page.status_code == 409
        assert "Ann is the only administrator" in words(page)


def test_a_name_is_taken_however_it_is_written(browser: Callable[..., Browser]) -> None:
    admin = browser(Role.ADMIN, "Zoë Ångström")
    for name in ("zoë ångström", "  ZOE\u0308  A\u030angstro\u0308m "):
        admin.get("/staff")
        page = admin.post("/staff", {"name": name, "role": "editor"})
        assert page.status_code == 422
        assert "already" in words(page)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x1bb", "a\u202eb"])
def test_a_name_that_can_not_be_read_is_refused(browser: Callable[..., Browser], name: str) -> None:
    admin = browser(Role.ADMIN)
    admin.get("/staff")
    page = admin.post("/staff", {"name": name, "role": "editor"})
    assert page.status_code == 422
    assert "Give a name" in words(page)


def test_one_changes_ones_own_password_with_the_old_one(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, elsewhere = browser(Role.EDITOR, "Ann"), browser(Role.EDITOR, "Ann")
    with database.write() as session:
        staff = people.named(session, "Ann")
        assert staff is not None
        staff.password = passwords.hashed(PASSWORD)
    new = "green boats under snow"
    ann.get("/account")
    wrong = ann.post("/account/password", {"old": "no", "password": new, "again": new})
    assert "That is not your present password." in words(wrong)
    typo = ann.post("/account/password", {"old": PASSWORD, "password": new, "again": "x"})
    assert "not the same" in words(typo)
    done = ann.post("/account/password", {"old": PASSWORD, "password": new, "again": new})
    assert done.status_code == 303
    assert ann.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert people.sign_in(database, "ann", PASSWORD, "here") is None
    assert people.sign_in(database, "ann", new, "here") is not None
