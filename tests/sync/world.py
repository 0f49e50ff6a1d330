"""A centre's server that is killed, restarted and put back, and what should be true of it.

`Book` is what people know: what was practised, erased and published. `World` has the real server,
and looks into its database.
"""

import json
import shutil
import signal
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import apsw
from sqlalchemy import URL, func, select, update

from device.coach.scenario import Scenario
from device.coach.scenario.digest import digest
from device.sync import trust
from server import backup
from server.content.tables import ScenarioRecord, Version
from server.database import Database, now
from server.devices import erasures, history
from server.devices.tables import Device, DeviceToken
from server.results import contract
from server.results.tables import Attempt, AttemptTotal
from server.settings import Settings
from tests.sync.card import Card
from tests.sync.centre import Centre
from tests.sync.nursery import Child, Fuse, Nursery
from tests.sync.wire import Wire

OLD = timedelta(days=100)
"""Age at which a token is to be changed."""
Listed = dict[str, tuple[int, str]]
"""Version and SHA-256 of each published scenario."""


@dataclass
class Made:
    """A practice."""

    fingerprint: str
    person: str | None
    erasures: int
    device: str
    sequence: int
    is_bad: bool
    """No server takes it."""

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Made":
        return cls(
            contract.fingerprint(body),
            body.get("trainee"),
            body["erasures"],
            body["device"],
            body["sequence"],
            body["seconds"] < 0,
        )


@dataclass
class Book:
    """What people know of one centre."""

    made: dict[str, Made] = field(default_factory=dict)
    """Practices that were kept, by id."""
    erased: dict[str, int] = field(default_factory=dict)
    """The last erasure of each person."""
    published: Listed = field(default_factory=dict)
    ever: list[Listed] = field(default_factory=lambda: [{}])
    """All that was ever published at one moment."""
    copied: set[str] = field(default_factory=set)
    """Kiosks whose card was copied."""
    let_go: set[str] = field(default_factory=set)
    """Practices that a kiosk with a full disk did not keep longer, for the server had them."""

    def is_erased(self, made: Made) -> bool:
        return made.person is not None and made.erasures < self.erased.get(made.person, 0)

    def now_published(self, listed: Listed) -> None:
        self.published = dict(listed)
        self.ever.append(dict(listed))


class World:
    """One server; started once, and again whenever it was killed."""

    def __init__(self, folder: Path) -> None:
        self.nursery = Nursery()
        self.folder = folder
        self.url = URL.create("sqlite", database=str(folder / "server" / "server.sqlite3"))
        (folder / "server").mkdir()
        self.settings = Settings(
            server_folder=folder / "server",
            database_url=self.url.render_as_string(hide_password=False),  # type: ignore[arg-type]
        )
        self.fuse = Fuse(folder / "server-fuse")
        self.starts = 0
        self.wires: list[Wire] = []
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._numbers = 1
        self._plain = {
            "HOME": str(folder),
            "PATH": "/usr/bin:/bin",
            "WELLHEARD_SERVER_FOLDER": str(folder / "server"),
            "WELLHEARD_DATABASE_URL": self.url.render_as_string(hide_password=False),
            "WELLHEARD_HOST": "127.0.0.1",
            "WELLHEARD_PORT": "0",
            "WELLHEARD_PLAIN_HTTP": "yes",
            "WELLHEARD_BACKUP_NIGHTLY": "no",
        }
        self.port = 0
        self.up()
        shim: Any = SimpleNamespace(environment=self._plain, port=self.port)
        self.centre = Centre(shim, self.url, folder)

    # The server

    def up(self) -> None:
        """See that it runs."""
        self.fuse.set(0)
        if self._child is not None and not self._child.wait(0):
            return
        self.starts += 1
        self._child = self.nursery.bear("serve", environment=self._plain, fuse=str(self.fuse.file))
        self.port = self._child.port()
        for wire in self.wires:
            wire.port = self.port

    def is_up(self) -> bool:
        return self._child is not None and not self._child.wait(0)

    def log(self) -> str:
        """What it has written since it was last started."""
        assert self._child is not None
        return self._child.out.read_text()

    def kill(self) -> None:
        """At once, whatever it does."""
        with self._lock:
            assert self._child is not None
            self._child.kill()

    def stop(self) -> None:
        """As somebody who looks after it does."""
        assert self._child is not None
        self._child.signal(signal.SIGINT)
        if not self._child.wait(20):
            self.kill()

    def address(self) -> str:
        """One that no kiosk has asked from yet: the server holds up whoever asks for many codes."""
        self._numbers += 1
        return f"127.0.{self._numbers // 250}.{self._numbers % 250 + 1}"

    def new_wire(self) -> Wire:
        wire = Wire(self.address(), self.kill)
        wire.port = self.port
        self.wires.append(wire)
        return wire

    def back_up(self) -> Path:
        file, _ = backup.make(self.settings, "by-hand")
        return file

    def put_back(self, file: Path) -> None:
        """To what it was when the backup was made."""
        self.stop()
        self.centre.database.close()
        backup.put_back(self.settings, file, force=True)
        for aside in (self.folder / "server").glob("replaced-*"):
            shutil.rmtree(aside)
        self.centre.database = Database(self.url)
        self.up()

    def close(self) -> None:
        self.stop()
        self.nursery.close()
        self.centre.database.close()
        for wire in self.wires:
            wire.close()

    # Its staff

    def publish(self, book: Book, scenario: Scenario, sounds: dict[str, bytes]) -> None:
        """As the next version of what is there."""
        with self.centre.database.read() as session:
            number = session.scalar(
                select(func.max(Version.number))
                .join(ScenarioRecord, Version.scenario_id == ScenarioRecord.id)
                .where(ScenarioRecord.key == scenario.id)
            )
        scenario = scenario.model_copy(update={"version": (number or 0) + 1})
        self.centre.publish(scenario, sounds)
        book.now_published(book.published | {scenario.id: (scenario.version, digest(scenario))})

    def withdraw(self, book: Book, name: str) -> None:
        self.centre.withdraw(name)
        book.now_published({one: it for one, it in book.published.items() if one != name})

    def erase(self, book: Book, person: str) -> None:
        self.centre.erase(person)
        with self.centre.database.read() as session:
            book.erased[person] = erasures.newest(session)

    def age_token(self, card: Card) -> None:
        with self.centre.database.write() as session:
            mine = update(DeviceToken).where(DeviceToken.device_id == card.identity.device)
            session.execute(mine.values(made_at=now() - OLD))

    # What is in its database

    def history(self) -> str:
        with self.centre.database.read() as session:
            return history.present(session)

    def attempts(self, devices: set[str]) -> dict[str, str]:
        """Fingerprints by id, of what was made on these kiosks."""
        wanted = [uuid.UUID(one) for one in devices]
        with self.centre.database.read() as session:
            found = session.execute(
                select(Attempt.id, Attempt.fingerprint).where(Attempt.device_id.in_(wanted))
            ).all()
            rows = session.scalar(select(func.count()).select_from(Attempt))
            counted = session.scalar(
                select(func.sum(AttemptTotal.practices)).where(
                    AttemptTotal.scenario == "",
                    AttemptTotal.place_id == 0,
                    AttemptTotal.skill == "",
                )
            )
        assert (counted or 0) == rows, "the totals count something twice, or not at all"
        assert len({row.id for row in found}) == len(found), "something is there twice"
        return {str(row.id): row.fingerprint for row in found}

    def twins(self, devices: set[str]) -> set[str]:
        """Of these kiosks, those that staff are told are two machines."""
        wanted = [uuid.UUID(one) for one in devices]
        with self.centre.database.read() as session:
            found = session.scalars(
                select(Device.id).where(Device.id.in_(wanted), Device.twin_at.is_not(None))
            )
            return set(map(str, found))


@contextmanager
def quick() -> Iterator[None]:
    """Without reading the system's authorities for each round, which nobody here shows."""
    with patch.object(trust, "of_the_system", cache(trust.of_the_system)):
        yield


def rows(card: Card) -> dict[str, tuple[str, str]]:
    """State and body of all that is in a card's store, by id."""
    db = apsw.Connection(str(card.store.file), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        db.set_busy_timeout(10_000)
        found = db.execute("SELECT id, state, body FROM attempt ORDER BY sequence").fetchall()
    finally:
        db.close()
    return {str(one): (str(state), str(text)) for one, state, text in found}


def parsed(text: str) -> Made:
    return Made.of(json.loads(text))
