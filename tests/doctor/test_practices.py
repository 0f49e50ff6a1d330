"""What the doctor says about the practices that a kiosk keeps."""

import os
from pathlib import Path

import pytest

from device.config import Settings
from device.doctor import practices
from device.doctor.finding import State
from device.store import Answered, Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "kiosk")


def fill(settings: Settings) -> Store:
    store = Store.open(settings.data)
    for name in "abcd":
        store.add(lambda sequence, name=name: {"id": name})  # type: ignore[misc]
    store.answered([Answered("a", "created"), Answered("b", "invalid")])
    return store


async def test_a_machine_that_keeps_none_stays_as_it_is(settings: Settings) -> None:
    found = await practices.kept(settings)
    assert found.state is State.OK
    assert "none are kept here; SQLite 3." in found.found
    assert not settings.data.exists()


async def test_it_tells_how_many_wait_while_the_kiosk_runs(settings: Settings) -> None:
    store = fill(settings)
    found = await practices.kept(settings)
    assert found.state is State.OK
    assert found.found.startswith("2 wait to be sent, the server has 1; SQLite 3.")
    assert found.found.endswith("; 1 the server could not take")
    store.close()


async def test_a_damaged_list_is_told_each_time_as_long_as_it_lies_there(
    settings: Settings,
) -> None:
    fill(settings).close()
    (settings.data / "attempts-1.sqlite").write_bytes(b"rubbish" * 1000)
    for _ in range(2):
        found = await practices.kept(settings)
        assert found.state is State.WARNING
        assert str(settings.data / "damaged-1.sqlite") in found.found
        assert "replaced" in found.advice
    (settings.data / "damaged-1.sqlite").unlink()
    assert (await practices.kept(settings)).state is State.OK


async def test_an_sqlite_with_the_fault_is_told(settings: Settings) -> None:
    fill(settings).close()
    found = await practices.kept(settings, (3, 40, 1))
    assert found.state is State.WARNING
    assert "SQLite 3.40.1" in found.found
    assert "apsw" in found.advice


async def test_a_store_that_cannot_be_opened_is_told(settings: Settings) -> None:
    settings.data.mkdir()
    (settings.data / "lock").mkdir()
    found = await practices.kept(settings)
    assert found.state is State.FAILED
    assert found.advice


async def test_another_accounts_folder_is_left_as_it_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(settings).close()
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    before = {file: file.stat().st_mtime_ns for file in settings.data.iterdir()}
    found = await practices.kept(settings)
    assert found.state is State.FAILED
    assert "sudo -u" in found.advice
    assert before == {file: file.stat().st_mtime_ns for file in settings.data.iterdir()}
