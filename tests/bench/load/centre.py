"""A centre's server to be measured: a database with kiosks and scenarios, and the real process."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import URL, func, select, text

from server import migrations
from server.content import drafts, incoming, publishing, sequence
from server.content.typed import of_scenario
from server.database import Database
from server.devices import kiosks, tokens
from server.devices.tables import Device, DeviceToken
from server.pages.visitor import Visitor
from server.results import totals
from server.results.tables import Attempt, AttemptTotal
from server.roles import Role
from server.settings import Settings
from server.staff import people, sessions
from tests.server.cluster import DURABLE, Cluster
from tests.server.running import Server

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PLACES = 10


@dataclass(frozen=True)
class Enrolled:
    """A kiosk that was let in: its number, and the token it shows."""

    id: uuid.UUID
    token: str


@contextmanager
def database_of(kind: str) -> Iterator[tuple[URL, Path, int | None]]:
    """An empty database with durable settings, a folder for the server, and PostgreSQL's process.

    All of it is thrown away afterwards.
    """
    with ExitStack() as held:
        folder = Path(held.enter_context(_folder("wellheard-bench-")))
        if kind == SQLITE:
            yield URL.create("sqlite", database=str(folder / "server.sqlite3")), folder, None
            return
        cluster = Cluster(Path(held.enter_context(_folder("pg"))), DURABLE)
        cluster.start()
        held.callback(cluster.stop)
        first = (cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
        yield cluster.make("wellheard"), folder, int(first)


def _folder(prefix: str) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)


def settings(url: URL, folder: Path) -> Settings:
    """For an app within this process."""
    address = SecretStr(url.render_as_string(hide_password=False))
    return Settings(server_folder=folder / "server", database_url=address, host="127.0.0.1")


def opened(url: URL) -> Database:
    """The database with all its tables."""
    database = Database(url)
    migrations.upgrade(database)
    return database


def enrol(database: Database, many: int) -> list[Enrolled]:
    """Let in so many kiosks at ten places; each has shown its token before."""
    found = []
    with database.write() as session:
        places = [kiosks.place(session, f"Place {n}").id for n in range(PLACES)]
        for number in range(many):
            one = Enrolled(uuid.uuid4(), tokens.fresh())
            session.add(
                Device(
                    id=one.id,
                    name=f"Kiosk {number + 1}",
                    place_id=places[number % PLACES],
                    public_key="A" * 43,
                    model="",
                )
            )
            found.append(one)
        session.flush()
        session.add_all(
            DeviceToken(hash=tokens.hashed(one.token), device_id=one.id, used=True) for one in found
        )
    return found


def sign_in(database: Database, role: Role = Role.ADMIN) -> tuple[Visitor, str]:
    """Somebody of the staff, and the value of their browser's cookie."""
    with database.write() as session:
        staff = people.add(session, None, "Bench", role)
        staff.password = "set"
        session.flush()
        token = sessions.begin(session, staff)
        return Visitor(staff.id, staff.name, role, sessions.hashed(token)), token


def publish(database: Database, who: Visitor, many: int) -> int:
    """Publish so many scenarios, copies of those that ship; gives the number of the last change."""
    shelf = incoming.shelf()
    for number in range(many):
        pattern = shelf[number % len(shelf)]
        content = pattern.model_copy(update={"title": f"{pattern.title}, {number + 1}"})
        with database.write() as session:
            record = drafts.create(session, who, of_scenario(content), f"scenario-{number}")
            _, draft = drafts.find(session, record.id)
            publishing.ask(
                session, who, record.id, "", number=draft.number, needs_second=False, renders=False
            )
    with database.read() as session:
        return sequence.head(session)


@dataclass(frozen=True)
class Counted:
    """What is in the database."""

    attempts: int
    different: int
    """Numbers that differ; fewer than attempts if one is there twice."""
    totalled: int
    """Practices as the totals know them."""


def counted(database: Database, ids: set[uuid.UUID]) -> tuple[Counted, int, int]:
    """What is there, how many of these attempts are missing, and how many nobody knows of."""
    with database.read() as session:
        there = list(session.scalars(select(Attempt.id)))
        totalled = session.scalar(
            select(func.sum(AttemptTotal.practices)).where(
                AttemptTotal.scenario == totals.EVERYTHING,
                AttemptTotal.place_id == totals.ANYWHERE,
                AttemptTotal.skill == totals.PRACTICES,
            )
        )
    different = set(there)
    told = Counted(len(there), len(different), int(totalled or 0))
    return told, len(ids - different), len(different - ids)


def size(database: Database) -> int:
    """Bytes on the disk, indexes and journals with them."""
    if database.sqlite:
        file = Path(database.engine.url.database or "")
        return sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*"))
    with database.read() as session:
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def server(url: URL, folder: Path, workers: int, *, tls: bool) -> Server:
    """The real process, to be entered."""
    return Server(
        url,
        folder,
        workers=workers,
        WELLHEARD_BACKUP_NIGHTLY="no",
        WELLHEARD_PLAIN_HTTP="no" if tls else "yes",
    )
