import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from server.database import Database, Table, now
from server.problems import TooMany
from server.roles import Role
from server.staff import brake, passwords, people, sessions
from server.staff.routes import NO_MATCH
from server.staff.tables import StaffSession, Tries
from tests.server.browser import Browser, hidden, words

PASSWORD = "seven brown kettles sing"


def first(client: Browser, database: Database, name: str = "Maria Lund") -> None:
    with database.write() as session:
        secret = people.first_link(session)
    page = client.get(f"/welcome/{secret}")
    assert page.status_code == 200
    done = client.post(
        f"/welcome/{secret}", {"name": name, "password": PASSWORD, "again": PASSWORD}
    )
    assert done.status_code == 303, words(done)


def test_the_first_link_makes_an_administrator_and_works_once(
    client: Browser, database: Database
) -> None:
    with database.write() as session:
        secret = people.first_link(session)
    client.get(f"/welcome/{secret}")
    done = client.post(
        f"/welcome/{secret}", {"name": "Maria", "password": PASSWORD, "again": PASSWORD}
    )
    page = client.get(client.follow(done).headers["location"])
    assert "Welcome, Maria. Your password is set." in words(page)
    assert client.get("/staff").status_code == 200
    assert client.get(f"/welcome/{secret}").status_code == 404
    with database.write() as session:
        assert people.first_link(session) is None


def test_while_nobody_can_sign_in_an_old_link_says_how_to_have_a_new_one(
    client: Browser, database: Database
) -> None:
    with database.write() as session:
        old = people.first_link(session)
        assert people.first_link_waits(session)
        people.first_link(session)
    assert "`wellheard server init` makes a new one" in words(client.get(f"/welcome/{old}"))


def test_one_signs_in_and_comes_back_to_where_one_wanted_to_go(
    client: Browser, database: Database
) -> None:
    first(client, database)
    client.get("/account")
    client.post("/sign-out")
    away = client.get("/log?page=1")
    assert away.headers["location"] == "/sign-in?next=%2Flog%3Fpage%3D1"
    client.follow(away)
    done = client.post(
        "/sign-in", {"name": " maria  LUND ", "password": PASSWORD, "next": "/log?page=1"}
    )
    assert done.headers["location"] == "/log?page=1"
    assert "signed in" in words(client.follow(done))


def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(
    client: Browser, database: Database
) -> None:
    first(client, database)
    client.post("/sign-out")
    client.get("/sign-in")
    told = []
    for name in ("Maria Lund", "Nobody Here"):
        answer = client.post("/sign-in", {"name": name, "password": "not the right one"})
        assert answer.status_code == 422
        told.append(words(answer))
        assert f'value="{name}"' in answer.text
    assert told[0] == told[1]
    assert NO_MATCH in told[0]


def test_guessing_is_braked_for_names_that_exist_and_names_that_do_not(
    client: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()
    monkeypatch.setattr(brake, "now", lambda: moment)  # however long it takes here
    first(client, database)
    client.post("/sign-out")
    client.get("/sign-in")
    for name in ("Maria Lund", "Nobody Here"):
        statuses = [
            client.post("/sign-in", {"name": name, "password": f"guess {n}"}).status_code
            for n in range(brake.NAME.free + 1)
        ]
        assert statuses == [422] * brake.NAME.free + [429]
        client.get("/sign-in")
    stopped = client.post("/sign-in", {"name": "Maria Lund", "password": PASSWORD})
    assert stopped.status_code == 429, "the right password passes only after the wait"
    assert int(stopped.headers["retry-after"]) >= 1


def test_after_the_wait_the_right_password_passes_and_the_count_is_forgotten(
    client: Browser, database: Database
) -> None:
    first(client, database)
    client.post("/sign-out")
    client.get("/sign-in")
    for n in range(brake.NAME.free + 1):
        client.post("/sign-in", {"name": "Maria Lund", "password": f"guess {n}"})
    with database.write() as session:
        session.execute(update(Tries).values(wait_until=now()))
    client.get("/sign-in")
    done = client.post("/sign-in", {"name": "Maria Lund", "password": PASSWORD})
    assert done.status_code == 303
    with database.read() as session:
        counts = session.scalars(select(Tries.count)).all()
    assert max(counts) <= brake.NAME.free + 1  # the address alone is still counted
    assert len(counts) == 1


def test_tries_at_the_same_moment_all_count(database: Database) -> None:
    passed: list[bool] = []

    def guess() -> None:
        try:
            with database.write() as session:
                brake.count(session, brake.key("name", "maria"), brake.NAME)
            passed.append(True)
        except TooMany:
            passed.append(False)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == brake.NAME.free


def test_the_wait_grows_and_has_an_end(database: Database) -> None:
    waits = []
    for _ in range(20):
        with database.write() as session:
            brake.count(session, "name:x", brake.NAME)
            tries = session.get_one(Tries, "name:x")
            waits.append(max(timedelta(0), tries.wait_until - tries.last_at))
            tries.wait_until = tries.last_at
    assert waits == sorted(waits)
    assert waits[brake.NAME.free - 2].total_seconds() == 0
    assert waits[-1] == brake.NAME.longest


@pytest.mark.parametrize("back", [timedelta(minutes=33), timedelta(days=450)])
def test_nobody_waits_for_a_moment_from_before_the_clock_went_back(
    database: Database, monkeypatch: pytest.MonkeyPatch, back: timedelta
) -> None:
    for _ in range(brake.NAME.free):
        with database.write() as session:
            brake.count(session, "name:x", brake.NAME)
            brake.count(session, "address:x", brake.ADDRESS)
    earlier = now() - back
    monkeypatch.setattr(brake, "now", lambda: earlier)
    with database.write() as session:
        brake.count(session, "name:x", brake.NAME)
        assert session.get_one(Tries, "name:x").count == 1
        brake.release(session, "name:x")
        assert session.scalars(select(Tries)).all() == [], "the address is no longer counted"


def test_tries_that_another_process_counted_a_moment_later_still_count(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(brake.NAME.free):
        with database.write() as session:
            brake.count(session, "name:x", brake.NAME)
    earlier = now() - timedelta(seconds=20)
    monkeypatch.setattr(brake, "now", lambda: earlier)
    with database.write() as session:
        brake.release(session, "name:y")
    with pytest.raises(TooMany), database.write() as session:
        brake.count(session, "name:x", brake.NAME)


def test_whoever_was_seen_in_the_future_is_signed_out(client: Browser, database: Database) -> None:
    first(client, database)
    for ahead, signed_in in ((timedelta(minutes=1), True), (timedelta(minutes=10), False)):
        with database.write() as session:
            session.execute(update(StaffSession).values(seen_at=now() + ahead))
        assert (client.get("/account").status_code == 200) is signed_in, ahead


def test_the_cookie_is_kept_to_this_host_and_from_scripts(
    client: Browser, database: Database
) -> None:
    first(client, database)
    client.post("/sign-out")
    client.get("/sign-in")
    answer = client.post("/sign-in", {"name": "Maria Lund", "password": PASSWORD})
    cookie = next(
        line
        for line in answer.headers.get_list("set-cookie")
        if line.startswith("__Host-wellheard-session=")
    )
    attributes = {part.strip().casefold() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(attribute.startswith("domain") for attribute in attributes)


def test_the_database_holds_no_secret_that_lets_anybody_in(
    client: Browser, database: Database
) -> None:
    first(client, database)
    cookie = client.plain.cookies["__Host-wellheard-session"]
    with database.write() as session:
        staff = people.named(session, "Maria Lund")
        assert staff is not None
        secret = people.link(session, None, staff)
    with database.read() as session:
        kept = "".join(
            str(row)
            for table in Table.metadata.sorted_tables
            for row in session.execute(select(table)).all()
        )
    for never in (cookie, secret, PASSWORD):
        assert never not in kept
    assert "$argon2id$" in kept


def test_signing_out_ends_the_session_on_the_server_too(
    client: Browser, database: Database
) -> None:
    first(client, database)
    cookie = client.plain.cookies["__Host-wellheard-session"]
    client.get("/account")
    client.post("/sign-out")
    client.plain.cookies.set("__Host-wellheard-session", cookie, domain="wellheard.test", path="/")
    assert client.get("/account").status_code == 303


def test_signing_out_everywhere_reaches_every_browser(
    browser: Callable[..., Browser], database: Database
) -> None:
    here, there = browser(Role.EDITOR, "Ann"), browser(Role.EDITOR, "Ann")
    other = browser(Role.EDITOR, "Ben")
    assert "2 browsers" in words(here.get("/account"))
    here.post("/sign-out", {"everywhere": "yes"})
    assert there.get("/account").status_code == 303
    assert other.get("/account").status_code == 200


def test_a_session_ends_when_nobody_uses_it_and_after_a_day_in_any_case(
    browser: Callable[..., Browser], database: Database
) -> None:
    for change in (
        {"seen_at": now() - sessions.IDLE - timedelta(seconds=1)},
        {"created_at": now() - sessions.WHOLE - timedelta(seconds=1)},
    ):
        ann = browser(Role.EDITOR, "Ann")
        assert ann.get("/account").status_code == 200
        with database.write() as session:
            session.execute(update(StaffSession).values(**change))
        assert ann.get("/account").status_code == 303


def test_using_the_pages_keeps_a_session_alive(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann = browser(Role.EDITOR)
    almost = now() - sessions.IDLE + timedelta(minutes=1)
    with database.write() as session:
        session.execute(update(StaffSession).values(seen_at=almost))
    ann.get("/account")
    with database.read() as session:
        assert session.scalars(select(StaffSession.seen_at)).one() > almost


def test_one_never_comes_back_to_another_site(client: Browser, database: Database) -> None:
    first(client, database)
    client.post("/sign-out")
    for elsewhere in ("https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)"):
        client.get("/sign-in")
        done = client.post(
            "/sign-in", {"name": "Maria Lund", "password": PASSWORD, "next": elsewhere}
        )
        assert done.headers["location"] == "/"
        client.get("/account")
        client.post("/sign-out")


def test_what_was_typed_survives_a_session_that_ended(
    browser: Callable[..., Browser], database: Database
) -> None:
    admin = browser(Role.ADMIN, "Ann")
    with database.write() as session:
        staff = people.named(session, "Ann")
        assert staff is not None
        staff.password = passwords.hashed(PASSWORD)
    admin.get("/staff")
    with database.write() as session:
        session.execute(delete(StaffSession))
    asked = admin.post("/staff", {"name": "Zoë <b>& Co", "role": "editor"})
    assert asked.status_code == 401
    assert "nothing you typed is lost" in words(asked)
    fields = hidden(asked)
    assert fields["held.name"] == "Zoë <b>& Co"
    again = admin.post("/sign-in", {**fields, "name": "Ann", "password": PASSWORD})
    assert "What you typed is still here" in words(again)
    done = admin.post("/staff", hidden(again))
    assert "A link for Zoë <b>& Co" in words(done)


def test_what_was_typed_survives_signing_in_anew_in_another_tab(
    browser: Callable[..., Browser], database: Database
) -> None:
    admin = browser(Role.ADMIN)
    admin.get("/staff")
    old = admin.token
    admin.plain.cookies = browser(Role.ADMIN).plain.cookies
    page = admin.post("/staff", {"form_token": old, "name": "Zoë", "role": "editor"})
    assert "What you typed is still here" in words(page)
    assert "A link for Zoë" in words(admin.post("/staff", hidden(page)))


def test_a_form_from_another_site_or_without_its_token_does_nothing(
    browser: Callable[..., Browser], database: Database
) -> None:
    admin = browser(Role.ADMIN)
    admin.get("/staff")
    fields = {"name": "Eve", "role": "admin"}
    for origin in ("https://evil.test", "null"):
        assert admin.post("/staff", fields, headers={"Origin": origin}).status_code == 403
    bare = admin.plain.post("/staff", data=fields)
    assert bare.status_code == 403
    stale = admin.post("/staff", {**fields, "form_token": "0" * 64})
    assert "A link for" not in words(stale)
    cross = admin.plain.post(
        "/staff",
        data={**fields, "form_token": admin.token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert cross.status_code == 403
    with database.read() as session:
        assert people.named(session, "Eve") is None
