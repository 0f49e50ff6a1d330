"""A kiosk that is killed outright at each stage of a visit, and what its service manager hears."""

import contextlib
import queue
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.kiosk import underway
from tests.faults import processes
from tests.faults.faults import KIND, TALK, kept
from tests.faults.machine import Machine
from tests.kiosk.room import hush, settings_for
from tests.kiosk.test_visits import let_in
from tests.soundserver import SoundServer

pytestmark = pytest.mark.timeout(400)
LAST = 6.0
"""Seconds in which all that it started must be gone; a line that plays may end."""


@pytest.fixture
def machine(sound_server: SoundServer, tmp_path: Path) -> Iterator[Machine]:
    settings = settings_for(tmp_path, panel="keyboard", screen=True)
    let_in(settings.data)
    made = Machine(settings, sound_server.environment, tmp_path / "machine")
    breathing = hush(sound_server)
    try:
        yield made.start()
    finally:
        made.close()
        breathing.kill()
        breathing.wait()


def orphans(family: list[int]) -> list[str]:
    """What is left of a killed kiosk's processes."""
    until = time.monotonic() + LAST
    while time.monotonic() < until and any(map(processes.alive, family)):
        time.sleep(0.1)
    return [processes.command(pid) for pid in family if processes.alive(pid)]


def kill(machine: Machine) -> None:
    """Kill it; nothing of it goes on."""
    family = machine.family()
    assert any("arecord" in processes.command(pid) for pid in family)
    machine.kill()
    assert orphans(family) == []


def test_killed_at_any_stage_it_loses_no_finished_reply_and_leaves_nothing_behind(
    machine: Machine, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    machine.press()
    machine.until(lambda: machine.light == "speaking", "the welcome")
    kill(machine)

    machine.start()
    assert not (data / underway.FILE).exists()
    machine.press()
    machine.until(lambda: machine.light == "speaking", "the welcome")
    machine.ask(ask="chosen", id=TALK)
    machine.until(lambda: machine.whole()["view"]["expect"] == "reply", "my turn")
    kill(machine)

    machine.start()
    assert kept(data) == 0
    machine.press()
    machine.until(lambda: machine.light == "speaking", "the welcome")
    machine.ask(ask="chosen", id=TALK)
    machine.until(lambda: machine.whole()["view"]["expect"] == "reply", "my turn")
    machine.ask(ask="typed", text=KIND)
    machine.until((data / underway.FILE).exists, "the reply is assessed")
    kill(machine)

    machine.start()
    assert kept(data) == 1
    assert not (data / underway.FILE).exists()
    page = machine.whole()
    assert page["captions"] == []
    machine.stop()
    assert kept(data) == 1
    assert machine.left_behind == []
    assert not any("lonely" in line for line in machine.log)


def said(machine: Machine, seconds: float) -> list[str]:
    """What the manager is told within so many seconds."""
    told: list[str] = []
    until = time.monotonic() + seconds
    with contextlib.suppress(queue.Empty):
        while (left := until - time.monotonic()) > 0:
            told.append(machine.manager.get(timeout=left))
    return told


def test_the_manager_hears_that_it_is_ready_and_alive_and_nothing_from_one_that_hangs(
    machine: Machine,
) -> None:
    told = said(machine, 3.0)
    assert told.count("READY=1") == 1
    assert "STATUS=Ready." in told
    assert told.index("READY=1") < told.index("WATCHDOG=1")
    assert told.count("WATCHDOG=1") >= 2
    machine.process.send_signal(signal.SIGSTOP)
    said(machine, 0.5)
    assert said(machine, 5.0) == []
    machine.process.send_signal(signal.SIGCONT)
    assert "WATCHDOG=1" in said(machine, 5.0)
    machine.press()
    machine.until(lambda: machine.light == "speaking", "a visit")
    assert "STATUS=Somebody practises." in said(machine, 1.0)
    machine.stop()
    assert said(machine, 1.0)[-1] == "STOPPING=1"
