"""What goes wrong in a cupboard: locked, full, gone for a while. Real processes, real limits."""

import http.client
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import URL, func, select

from server.backup import dump
from server.database import Database
from server.roles import Role
from server.staff import passwords, people, sessions
from server.staff.tables import Staff
from tests.server.cluster import TEMPLATE, Cluster
from tests.server.running import Server

TOKEN = re.compile(r'<meta name="form-token" content="([0-9a-f]+)">')
FORM = "application/x-www-form-urlencoded"


class Admin:
    """Somebody signed in at a server in another process."""

    def __init__(self, url: URL) -> None:
        database = Database(url)
        with database.write() as session:
            staff = people.named(session, "Ann") or people.add(session, None, "Ann", Role.ADMIN)
            staff.password = "set"
            secret = sessions.begin(session, staff)
        database.close()
        self.cookie = {"Cookie": f"wellheard-session={secret}"}

    def get(self, server: Server, path: str) -> tuple[http.client.HTTPResponse, str]:
        return server.ask("GET", path, headers=self.cookie)

    def token(self, server: Server) -> str:
        _, page = self.get(server, "/account")
        found = TOKEN.search(page)
        assert found, page
        return found[1]

    def add(self, server: Server, token: str, name: str) -> tuple[http.client.HTTPResponse, str]:
        body = urlencode({"form_token": token, "name": name, "role": "editor"})
        return server.ask("POST", "/staff", body, {**self.cookie, "Content-Type": FORM})


def count(url: URL) -> int:
    database = Database(url)
    with database.read() as session:
        found = session.scalar(select(func.count()).select_from(Staff)) or 0
    database.close()
    return found


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> URL:
    file = tmp_path / "server.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    return URL.create("sqlite", database=str(file))


def sound(url: URL) -> bool:
    with closing(sqlite3.connect(str(url.database))) as connection:
        return dump.faults(connection) == []


def test_a_locked_database_is_told_and_is_used_again_when_it_is_free(
    url: URL, tmp_path: Path
) -> None:
    admin = Admin(url)
    impatient = "import server.sqlite as s; s.BUSY_SECONDS = 0.5;"
    with Server(url, tmp_path, first=impatient) as server:
        token = admin.token(server)
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE" if not _wal(other) else "BEGIN IMMEDIATE")
            told, page = admin.add(server, token, "Bob")
            assert (told.status, told.getheader("Retry-After")) == (503, "5")
            assert "busy with something long" in page
            assert server.ask("GET", "/healthz")[0].status == 200
            other.execute("ROLLBACK")
        assert admin.add(server, token, "Bob")[0].status == 200
    assert count(url) == 2


def _wal(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")


def test_a_full_disk_is_told_pages_can_be_read_and_nothing_is_half_written(
    url: URL, tmp_path: Path
) -> None:
    """No file of the process may grow beyond a little more than the database has now."""
    admin = Admin(url)
    size = Path(str(url.database)).stat().st_size
    full = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size + 8192}, resource.RLIM_INFINITY));"
    )
    with Server(url, tmp_path, first=full) as server:
        token = admin.token(server)
        added = 1
        for number in range(200):
            told, page = admin.add(server, token, f"{number} {'x' * 70}")
            if told.status != 200:
                break
            added += 1
        assert (told.status, told.getheader("Retry-After")) == (503, "5"), page
        assert "disk is full" in page
        for path in ("/staff", "/log", "/account", "/settings"):
            assert admin.get(server, path)[0].status == 200
        assert count(url) == added, "what was told to be saved is saved, and nothing more"
        assert sound(url)
    with Server(url, tmp_path) as server:
        assert admin.add(server, token, "After")[0].status == 200


@pytest.fixture
def stoppable(cluster: Cluster) -> Iterator[Cluster]:
    yield cluster
    cluster.resume()


def test_postgresql_that_is_gone_for_a_while_is_told_and_found_again(
    stoppable: Cluster, tmp_path: Path
) -> None:
    url = stoppable.make(template=TEMPLATE)
    admin = Admin(url)
    short = "import server.database as d; d.POOL_SECONDS = 2.0;"
    with Server(url, tmp_path, first=short) as server:
        token = admin.token(server)
        assert admin.add(server, token, "Bob")[0].status == 200
        stoppable.pause()
        for answer, page in (admin.get(server, "/staff"), admin.add(server, token, "Carol")):
            assert (answer.status, answer.getheader("Retry-After")) == (503, "5")
            assert "database can't be used at the moment" in page.replace("&#39;", "'")
        kiosk, document = server.ask("GET", "/readyz")
        assert kiosk.status == 503
        assert "can't be used" in document
        assert server.ask("GET", "/healthz")[0].status == 200
        figures = server.ask("GET", "/metrics")
        assert figures[0].status == 200
        assert "wellheard_database_up 0.0" in figures[1]
        stoppable.resume()
        assert _within(20, lambda: server.ask("GET", "/readyz")[0].status == 200)
        assert admin.get(server, "/staff")[0].status == 200
        assert admin.add(server, token, "Dora")[0].status == 200
    assert count(url) == 3


def _within(seconds: float, fine: Callable[[], bool]) -> bool:
    """Whether it comes true in time; `fine` is asked again and again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if fine():
            return True
        time.sleep(0.2)
    return False


def sign_in(server: Server, name: str, password: str) -> tuple[int, str]:
    """Through the form; gives the status and the session's cookie."""
    answer, page = server.ask("GET", "/sign-in")
    cookie = SimpleCookie(answer.getheader("Set-Cookie"))["wellheard-form"].value
    found = TOKEN.search(page)
    assert found
    body = urlencode({"form_token": found[1], "name": name, "password": password})
    head = {"Cookie": f"wellheard-form={cookie}", "Content-Type": FORM}
    answer, _ = server.ask("POST", "/sign-in", body, head)
    given = SimpleCookie()
    for line in answer.msg.get_all("Set-Cookie") or ():
        given.load(line)
    session = given.get("wellheard-session")
    return answer.status, session.value if session else ""


PASSWORD = "seven brown kettles sing"


def test_two_processes_behind_one_postgresql_are_one(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.make(template=TEMPLATE)
    database = Database(url)
    with database.write() as session:
        people.add(session, None, "Ann", Role.ADMIN).password = passwords.hashed(PASSWORD)
        people.add(session, None, "Bob", Role.EDITOR).password = passwords.hashed(PASSWORD)
    database.close()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with Server(url, tmp_path / "a") as one, Server(url, tmp_path / "b") as two:
        status, session_cookie = sign_in(one, "Ann", PASSWORD)
        assert status == 303
        head = {"Cookie": f"wellheard-session={session_cookie}"}
        assert two.ask("GET", "/staff", headers=head)[0].status == 200, "signed in at both"

        found = TOKEN.search(two.ask("GET", "/account", headers=head)[1])
        assert found
        body = urlencode({"form_token": found[1]})
        out = one.ask("POST", "/sign-out", body, {**head, "Content-Type": FORM})
        assert out[0].status == 303, "a form of one process is taken by the other"
        assert two.ask("GET", "/staff", headers=head)[0].status == 303, "signed out of both"

        statuses = [
            sign_in((one, two)[number % 2], "Bob", f"guess {number}")[0] for number in range(6)
        ]
        assert statuses == [422] * 5 + [429], "guesses at both count as one"
        assert sign_in(one, "Bob", PASSWORD)[0] == 429


@pytest.mark.timeout(300)
def test_several_workers_of_one_server_tell_the_same_figures(
    cluster: Cluster, tmp_path: Path
) -> None:
    url = cluster.make(template=TEMPLATE)
    with Server(url, tmp_path, workers=2) as server:
        for _ in range(40):
            assert server.ask("GET", "/healthz")[0].status == 200
        line = 'wellheard_requests_total{method="GET",route="/healthz",status="200"} '
        for _ in range(6):
            _, text = server.ask("GET", "/metrics")
            assert f"{line}40.0" in text
