"""What the server's tests share. Each test that asks for `url` or more runs on both databases.

`url` an up-to-date database, `empty_url` one without tables; `settings`, `database`, `app` on it;
`client` a browser where nobody is signed in; `browser(Role.EDITOR)` one where somebody is.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import URL
from starlette.testclient import TestClient

from server import migrations
from server.app import ROOMS, create_app
from server.database import Database
from server.roles import Role
from server.room import Room
from server.settings import Settings
from server.staff import people, sessions
from tests.server.browser import Browser
from tests.server.cluster import TEMPLATE, Cluster

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    # Not pytest's own folder: PostgreSQL's account must be able to pass through it, and the path of
    # a socket has 107 characters at the most.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        made = Cluster(Path(folder))
        made.start()
        try:
            template = made.make(TEMPLATE)
            _upgraded(template)
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "server.sqlite3"
    _upgraded(URL.create("sqlite", database=str(file)))
    return file


def _upgraded(url: URL) -> None:
    database = Database(url)
    migrations.upgrade(database)
    database.close()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    if kind == "sqlite":
        yield URL.create("sqlite", database=str(tmp_path / "server.sqlite3"))
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.make()
    yield url
    cluster.drop(url)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    if kind == "sqlite":
        file = tmp_path / "server.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield URL.create("sqlite", database=str(file))
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.make(template=TEMPLATE)
    yield url
    cluster.drop(url)


@pytest.fixture
def settings(url: URL, tmp_path: Path) -> Settings:
    address = SecretStr(url.render_as_string(hide_password=False))
    return Settings(server_folder=tmp_path, database_url=address, host="127.0.0.1")


@pytest.fixture
def rooms() -> tuple[Room, ...]:
    """What the app has; a folder's tests may want others."""
    return ROOMS


@pytest.fixture
def app(settings: Settings, rooms: tuple[Room, ...]) -> Iterator[FastAPI]:
    made = create_app(settings, rooms)
    yield made
    opened: Database = made.state.database
    opened.close()  # as it would itself, had it been run


@pytest.fixture
def client(app: FastAPI) -> Iterator[Browser]:
    with TestClient(app, base_url="https://wellheard.test", follow_redirects=False) as plain:
        yield Browser(plain)


@pytest.fixture
def database(app: FastAPI, client: Browser) -> Database:
    """The very one the app uses."""
    found: Database = app.state.database
    return found


@pytest.fixture
def browser(app: FastAPI, database: Database) -> Callable[..., Browser]:
    """A browser in which somebody with this role is signed in."""

    def sign_in(role: Role, name: str | None = None) -> Browser:
        with database.write() as session:
            name = name or f"Test {role.label}"
            staff = people.named(session, name) or people.add(session, None, name, role)
            staff.password = staff.password or "set"
            token = sessions.begin(session, staff)
        plain = TestClient(app, base_url="https://wellheard.test", follow_redirects=False)
        plain.cookies.set("__Host-wellheard-session", token, domain="wellheard.test", path="/")
        return Browser(plain)

    return sign_in
