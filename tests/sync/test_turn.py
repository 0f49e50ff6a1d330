"""Two syncs of one kiosk never go on beside each other."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from device.cli import stick
from device.config import Settings
from device.sync import turn as turns
from device.sync.agent import Agent
from device.sync.turn import SyncAtWork, turn
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed


@contextmanager
def another(folder: Path) -> Iterator[None]:
    """A sync in a process of its own."""
    code = (
        "import sys; from pathlib import Path; from device.sync.turn import turn\n"
        "with turn(Path(sys.argv[1])): print('at work', flush=True); sys.stdin.read()\n"
    )
    command = (sys.executable, "-c", code, str(folder))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"at work\n"
        yield
        other.kill()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.3)


@pytest.mark.usefixtures("impatient")
def test_a_second_sync_says_that_another_is_at_work_and_does_nothing(
    centre: Centre, kiosk: Kiosk, tmp_path: Path
) -> None:
    kiosk.practise()
    (place := tmp_path / "STICK").mkdir()
    settings = Settings(data=kiosk.folder)
    with another(kiosk.folder):
        with pytest.raises(SyncAtWork, match="Another sync is at work on this kiosk"):
            kiosk.sync()
        with pytest.raises(SyncAtWork, match="Another sync is at work on this kiosk"):
            stick.carry(settings, None, place, lambda outcome: None)
        assert list(place.iterdir()) == []
        assert kiosk.store.counts().waiting == 1
    assert failed(kiosk.sync()) == {}, "a killed one gives its turn back"
    assert stick.carry(settings, None, place, lambda outcome: None) == []
    assert kiosk.store.counts().waiting == 0


def test_it_waits_for_its_turn(tmp_path: Path) -> None:
    held = turn(tmp_path)
    held.__enter__()
    timer = threading.Timer(0.3, held.__exit__, (None, None, None))
    timer.start()
    with turn(tmp_path):
        assert timer.finished.is_set()
    timer.join()


def test_the_sync_that_goes_on_by_itself_looks_again_later(
    centre: Centre, new_kiosk: Callable[..., Kiosk], monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = new_kiosk(centre)
    kiosk.practise()
    looks = threading.Semaphore(0)
    look = Agent._look
    monkeypatch.setattr("device.sync.agent.LOOK", 0.05)

    def counted(agent: Agent) -> None:
        look(agent)
        looks.release()

    monkeypatch.setattr(Agent, "_look", counted)
    agent = kiosk.agent()
    thread = threading.Thread(target=agent.run)
    try:
        with another(kiosk.folder):
            thread.start()
            for _ in range(3):
                assert looks.acquire(timeout=20)
            assert kiosk.store.counts().waiting == 1
            assert kiosk.told == []
        until = time.monotonic() + 30
        while kiosk.store.counts().waiting and time.monotonic() < until:
            time.sleep(0.05)
        assert kiosk.store.counts().waiting == 0
    finally:
        agent.stop()
        thread.join(30)
