"""What the kiosk's light makes of the sync, and what staff hear by it."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from device.config import Settings
from device.kiosk import syncing
from device.kiosk.syncing import Syncing
from device.sync.step import Kind, Outcome, Step
from device.update import held
from tests.kiosk.test_visits import let_in


class Played:
    """Tells what came of steps, as an agent does."""

    came: tuple[Kind | None, ...] = ()
    sent: Iterable[str] = ()

    def __init__(
        self,
        *_: object,
        troubles: Callable[[], Iterable[str]],
        told: Callable[[Outcome], None],
    ) -> None:
        self._troubles = troubles
        self._told = told

    def run(self) -> None:
        Played.sent = [*self._troubles()]
        for kind in self.came:
            self._told(Outcome(Step.HEALTH, kind=kind))

    def stop(self) -> None: ...


async def played(folder: Path, monkeypatch: pytest.MonkeyPatch, *came: Kind | None) -> list[bool]:
    """What the light hears of it: whether the server is out of reach."""
    heard: list[bool] = []
    last = asyncio.Event()

    def offline(out: bool) -> None:
        heard.append(out)
        if len(heard) == len(came):
            last.set()

    monkeypatch.setattr(Played, "came", came)
    monkeypatch.setattr(syncing, "Agent", Played)
    monkeypatch.setattr(syncing, "LOOK", 0.01)
    let_in(folder)
    made = Syncing(Settings(data=folder), lambda: ["too_hot"], offline)
    made.start()
    try:
        await asyncio.wait_for(last.wait(), 10)
    finally:
        made.stop()
        await asyncio.to_thread(made.join)
    return heard[: len(came)]


@pytest.mark.parametrize("kind", [Kind.AWAY, Kind.UNTRUSTED, Kind.UNKNOWN])
async def test_a_server_that_is_away_or_another_or_does_not_know_this_kiosk_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    assert await played(tmp_path, monkeypatch, kind, None) == [True, False]


async def test_staff_hear_what_keeps_a_newer_version_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def troubles(*_: Any) -> list[str]:
        return ["update_fails"]

    monkeypatch.setattr(held, "troubles", troubles)
    await played(tmp_path, monkeypatch, None)
    assert Played.sent == ["too_hot", "update_fails"]
