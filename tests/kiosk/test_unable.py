"""A kiosk whose program can neither hear nor speak tells the service manager, so that an update
which made it so is undone."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest

from device.config import Settings
from device.kiosk import program
from device.kiosk.body import Body
from device.kiosk.notify import Notifier
from device.kiosk.program import Program
from device.panel import NoPanel, Panel
from device.update.watch import UNABLE
from tests.kiosk.room import settings_for


class Manager(Notifier):
    def __init__(self) -> None:
        super().__init__({})
        self.says: list[str] = []

    def status(self, text: str) -> None:
        if self.says[-1:] != [text]:
            self.says.append(text)


class Ears:
    """A body that is only there, and can be let go."""

    async def close(self) -> None:
        pass


async def no_panel(_: Settings) -> Panel:
    return NoPanel()


async def until(done: Any) -> None:
    async with asyncio.timeout(60):
        while not done():  # noqa: ASYNC110  # nobody else tells of it
            await asyncio.sleep(0.02)


async def test_it_is_told_while_it_lasts_and_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = True

    async def start(*_: object) -> Body:
        if broken:
            raise OSError("libvosk.so: cannot open shared object file")
        return cast(Body, Ears())

    monkeypatch.setattr(Body, "start", start)
    monkeypatch.setattr(program, "LOOK", 0.05)
    monkeypatch.setattr(Program, "_beside", lambda self: [])
    manager = Manager()
    kiosk = Program(settings_for(tmp_path), panel=no_panel, notifier=manager)
    running = asyncio.create_task(kiosk.run())
    try:
        await until(lambda: manager.says)
        assert manager.says == [UNABLE]
        broken = False
        await kiosk.house.open_body()
        await until(lambda: manager.says[-1] == "Ready.")
        broken = True
        await kiosk.house.open_body()
        await until(lambda: manager.says[-1] == UNABLE)
        assert manager.says == [UNABLE, "Ready.", UNABLE]
    finally:
        kiosk.stop()
        await running
