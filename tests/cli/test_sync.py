"""What `wellheard sync` says, and when it ends."""

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from device import config, disk
from device.cli import sync
from device.sync import identity
from device.sync.identity import Identity, NotEnrolled
from device.sync.step import Kind, Outcome, Step

DEVICE = uuid.UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
KEY = "A" * 43


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WELLHEARD_DATA", str(tmp_path))
    assert config.load().data == tmp_path
    return tmp_path


@pytest.mark.parametrize("once", [True, False])
def test_a_machine_that_was_never_let_in_is_told_so_at_once(folder: Path, *, once: bool) -> None:
    with pytest.raises(NotEnrolled, match="Let it in: wellheard enrol"):
        sync.command(once=once)


def test_another_account_than_the_folder_s_owner_is_refused_with_what_to_type(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = folder.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    for more in ({"once": True}, {"once": False}, {"once": False, "put_on": folder}):
        with pytest.raises(disk.NotOurs, match=f"Run this as that account: sudo -u '#{owner}'"):
            sync.command(**more)
    assert list(folder.iterdir()) == []


def test_why_something_fails_is_said_once_for_each_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = sync._Changes()

    def failing(step: Step, why: str) -> Outcome:
        return Outcome(step, kind=Kind.AWAY, why=why)

    for outcome in (
        failing(Step.HEALTH, "Not reached."),
        failing(Step.HEALTH, "Not reached."),
        failing(Step.RESULTS, "Not reached."),
        failing(Step.HEALTH, "Not trusted."),
        Outcome(Step.HEALTH, "Told."),
        Outcome(Step.RESULTS),
        failing(Step.HEALTH, "Not trusted."),
    ):
        told(outcome)
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "wellheard: Not reached.",
        "wellheard: Not trusted.",
        "wellheard: Not trusted.",
    ]
    assert said.out.splitlines() == ["Told."]


def test_a_server_that_is_away_is_told_on_standard_error_while_it_goes_on(folder: Path) -> None:
    made = Identity(
        device=DEVICE,
        name="Blue",
        place="Hall",
        url="http://127.0.0.1:1",
        token="whk_" + "x" * 43,
        key=identity.new_key(),
        signing_key=KEY,
        code_salt=KEY,
    )
    identity.save(folder, made)
    going = subprocess.Popen(
        (sys.executable, "-m", "device", "sync"),
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "WELLHEARD_DATA": str(folder)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert going.stderr is not None
    try:
        assert "The server at 127.0.0.1:1 is not reached" in going.stderr.readline()
    finally:
        going.send_signal(signal.SIGTERM)
        going.communicate(timeout=60)
    assert going.returncode == 0
