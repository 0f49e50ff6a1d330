"""A kiosk fetches a newer version from its own server, whatever breaks off on the way."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from device.sync.client import Client
from device.sync.identity import Identity
from device.update import fetch as fetching
from device.update import home as homes
from device.update import take
from device.update.bundle import BundleBroken
from device.update.fetch import FetchBroke, NoRoom, fetch
from device.update.home import Home
from server.settings import Settings
from server.updates import shelf
from tests.server.running import Server
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk
from tests.update.workshop import PINNED, bundle


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("centre")
    url = make_url(f"sqlite:///{folder / 'server.sqlite3'}")
    with Server(url, folder) as server:
        made = Centre(server, url, folder)
        yield made
        made.database.close()


@pytest.fixture
def offered(centre: Centre) -> Iterator[Path]:
    """The server's folder with what it offers."""
    place = centre.folder.parent / "offered"
    place.mkdir(exist_ok=True)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def fetched(centre: Centre, home: Home, tmp_path: Path) -> Any:
    """Fetches as a kiosk of that centre does."""
    kiosk = Kiosk(tmp_path / "kiosk")
    identity: Identity = kiosk.enrol(centre)
    pinned = tmp_path / "update.pub"
    pinned.write_text("".join(f"{one}\n" for one in PINNED))

    def run() -> Path | None:
        return fetch(identity, tmp_path / "waiting", home, pinned)

    yield run
    kiosk.store.close()


def test_what_is_newer_is_fetched_once_and_is_the_next_to_be_installed(
    fetched: Any, offered: Path, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fetched() is None, "the server has none"
    made = bundle(offered)
    file = fetched()
    assert file.read_bytes() == made.read_bytes()
    assert take.next_one((file.parent,), PINNED, home) == file

    def asked(*_: object) -> None:
        raise AssertionError("it was fetched again")

    monkeypatch.setattr(Client, "update", asked)
    assert fetched() == file
    (home.folder / "current").unlink()
    home.release("0.1.0").rename(home.release("0.2.0"))
    (home.folder / "current").symlink_to("releases/0.2.0")
    assert fetched() is None, "it runs by now"
    assert list((tmp_path / "waiting").iterdir()) == []


def test_what_the_centre_takes_away_is_not_installed_any_more(
    fetched: Any, offered: Path, tmp_path: Path
) -> None:
    made = bundle(offered)
    assert fetched() is not None
    made.unlink()
    assert fetched() is None
    assert list((tmp_path / "waiting").iterdir()) == []


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The connection breaks off after 500 bytes; where each fetch began."""
    real = Client.update
    begun: list[int] = []

    @contextmanager
    def breaks(self: Client, machine: str, version: str, start: int) -> Iterator[Any]:
        with real(self, machine, version, start) as (begins, chunks):
            begun.append(begins)
            rest = iter(chunks) if len(begun) > 2 else iter([next(chunks)[:500]])
            yield begins, rest

    monkeypatch.setattr(Client, "update", breaks)
    return begun


def test_a_fetch_that_breaks_off_goes_on_where_it_was(
    fetched: Any, offered: Path, breaking: list[int]
) -> None:
    made = bundle(offered)
    for _ in range(2):
        with pytest.raises(FetchBroke, match="broke off after"):
            fetched()
    assert fetched().read_bytes() == made.read_bytes()
    assert breaking == [0, 500, 1000]


def test_another_file_of_the_same_name_is_not_put_together_with_the_first(
    fetched: Any, offered: Path, breaking: list[int]
) -> None:
    made = bundle(offered)
    for _ in range(2):
        with pytest.raises(FetchBroke):
            fetched()
    made.unlink()
    other = bundle(offered, news="Another one.")
    assert fetched().read_bytes() == other.read_bytes()
    assert breaking == [0, 500, 0]


def test_a_card_that_is_too_full_is_told_until_there_is_room(
    fetched: Any, offered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(offered)
    with monkeypatch.context() as full:
        full.setattr(fetching, "SPARE", 1 << 60)
        with pytest.raises(NoRoom, match="Make room"):
            fetched()
    needed = homes.lacks_room(tmp_path / "waiting")
    assert needed is not None
    assert needed > 1e12
    assert fetched() is not None
    assert homes.lacks_room(tmp_path / "waiting") is None


def test_what_is_not_the_maintainers_is_thrown_away(
    fetched: Any, offered: Path, tmp_path: Path
) -> None:
    made = bundle(offered)
    raw = bytearray(made.read_bytes())
    raw[-1] ^= 1
    made.write_bytes(raw)
    with pytest.raises(BundleBroken):
        fetched()
    assert list((tmp_path / "waiting").iterdir()) == []


def test_what_somebody_put_beside_what_is_fetched_stays(
    fetched: Any, offered: Path, tmp_path: Path
) -> None:
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    theirs = [f"wellheard-0.{number}.0-aarch64.update" for number in (1, 9)]
    for name in (*theirs, "wellheard-notes.update", "wellheard-0.1.0-aarch64.part"):
        (waiting / name).write_bytes(b"somebody's")
    old = waiting / "wellheard-0.1.5-aarch64-0123456789abcdef.part"
    old.write_bytes(b"fetched")
    bundle(offered)
    file = fetched()
    assert not old.exists()
    assert {one.name for one in waiting.iterdir()} == {
        *theirs,
        "wellheard-notes.update",
        "wellheard-0.1.0-aarch64.part",
        file.name,
    }


def test_a_server_s_own_folder_is_another_and_its_machine_knows_it(tmp_path: Path) -> None:
    """On a machine that is kiosk and server each keeps to its own."""
    folder = shelf.folder(Settings(server_folder=homes.WAITING.parent / "server"))
    assert folder == homes.OFFERED
    assert folder != homes.WAITING
