import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from device.config import Settings
from device.doctor import machine
from device.doctor.finding import State

SETTINGS = Settings()


class Usage(NamedTuple):
    free: float


def test_a_broken_settings_file_is_told_and_the_defaults_are_used(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text("recognizer = 'parrot'\n")
    settings, found = machine.settings((tmp_path,))
    assert found.state is State.FAILED
    assert str(tmp_path / "kiosk.toml") in found.found
    assert "Mend it" in found.advice
    assert settings.recognizer == SETTINGS.recognizer
    assert settings.models == SETTINGS.models


def test_an_unreadable_settings_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_bytes(b"\xff\xfe")
    _, found = machine.settings((tmp_path,))
    assert found.state is State.FAILED
    assert found.found
    assert found.advice


def test_settings_that_were_given_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELLHEARD_SPEAKER", "default")
    (tmp_path / "kiosk.toml").write_text("voice = 'piper'\n")
    settings, found = machine.settings((tmp_path,))
    assert (found.state, settings.voice) == (State.OK, "piper")
    assert {"speaker", "voice"} <= set(found.found.removeprefix("set by you: ").split(", "))


async def test_this_python_will_do() -> None:
    assert (await machine.python(SETTINGS)).state is State.OK


async def test_an_old_python_will_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "PYTHON", (4, 0))
    assert (await machine.python(SETTINGS)).state is State.FAILED


@pytest.mark.parametrize(
    ("megabytes", "state"), [(5_000, State.OK), (500, State.WARNING), (50, State.FAILED)]
)
async def test_room_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, megabytes: int, state: State
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(megabytes * 1e6))
    settings = Settings(models=tmp_path / "not/yet/there", cache=tmp_path)
    found = await machine.disk(settings)
    assert found.state is state
    assert f"{megabytes:,} MB free at {tmp_path}" in found.found
    assert bool(found.advice) == (state is not State.OK)


@pytest.mark.parametrize(
    ("kind", "asked", "state"),
    [
        ("overlay", True, State.OK),
        ("ext4", True, State.WARNING),
        ("ext4", False, State.OK),
    ],
)
async def test_a_system_that_is_to_be_read_only_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, asked: bool, state: State
) -> None:
    monkeypatch.setattr(machine, "LITTLE", 0)
    monkeypatch.setattr(machine, "READ_ONLY", tmp_path / "overlayroot.local.conf")
    monkeypatch.setattr(machine, "MOUNTS", tmp_path / "mounts")
    machine.MOUNTS.write_text(
        f"overlayroot / {kind} rw,relatime 0 0\n/dev/sda1 /var/lib/wellheard ext4 rw 0 0\n"
    )
    if asked:
        machine.READ_ONLY.write_text('overlayroot="tmpfs:recurse=0"\n')
    found = await machine.disk(Settings(models=tmp_path, cache=tmp_path))
    assert found.state is state
    assert ("overlayroot=disabled" in found.advice) == (state is State.WARNING)


@pytest.mark.parametrize(
    ("says", "state"), [("yes", State.OK), ("no", State.WARNING), (None, State.OK)]
)
async def test_the_clock_is_right_if_the_system_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: str | None, state: State
) -> None:
    if says:
        (tmp_path / "timedatectl").write_text(f"#!/bin/sh\necho {says}\n")
        (tmp_path / "timedatectl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (await machine.clock(SETTINGS)).state is state
