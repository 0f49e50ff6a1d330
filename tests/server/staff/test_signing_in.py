from server.database import Database
from server.staff import people
from tests.server.browser import Browser, words

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
