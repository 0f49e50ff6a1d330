"""Which of the updates that wait, or that are on a stick, is taken."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.update import release, state, take
from device.update.home import Home
from device.update.release import NoRoom
from device.update.take import NotWanted
from tests.update.workshop import PINNED, Played, bundle, updater


def test_the_newest_one_for_this_machine_is_taken_from_a_stick(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (stick / "wellheard").mkdir(parents=True)
    bundle(stick, "0.2.0")
    newest = bundle(stick / "wellheard", "0.10.0")
    bundle(stick, "0.11.0", machine="riscv64")
    bundle(stick, "0.12.0", key=Ed25519PrivateKey.generate())
    (stick / "broken.update").write_bytes(b"no update")
    assert take.on_stick(stick, PINNED) == newest


def test_a_stick_without_one_says_what_it_has_instead(tmp_path: Path) -> None:
    with pytest.raises(NotWanted, match="Is the stick mounted"):
        take.on_stick(tmp_path / "nowhere", PINNED)
    bundle(tmp_path, machine="riscv64")
    with pytest.raises(NotWanted, match="is for riscv64 machines"):
        take.on_stick(tmp_path, PINNED)


def test_by_itself_only_what_is_newer_is_taken(
    home: Home, services: Played, tmp_path: Path
) -> None:
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    made = updater(home, services)

    def next_one() -> Path | None:
        return take.next_one((tmp_path / "none", waiting), PINNED, home)

    assert made.run(next_one) is None
    bundle(waiting)
    ended = made.run(next_one)
    assert ended is not None
    assert ended.version == "0.2.0"
    assert made.run(next_one) is None, "it runs already"
    made.back()
    assert made.run(next_one) is None, "somebody went back from it"


def test_one_that_waits_and_finds_no_room_is_told_until_it_is_in_use(
    home: Home, services: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    bundle(waiting)
    made = updater(home, services)

    def next_one() -> Path | None:
        return take.next_one((waiting,), PINNED, home)

    with monkeypatch.context() as full:
        full.setattr(release, "SPARE", 1 << 60)
        with pytest.raises(NoRoom, match=r"are free\. Make room"):
            made.run(next_one)
    assert "Make room" in state.load(home.state).waits
    assert home.current() == "0.1.0"
    ended = made.run(next_one)
    assert ended is not None
    assert state.load(home.state).waits == ""
