"""Settings that change while the kiosk runs."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from device.config import Settings
from device.kiosk import upkeep
from device.kiosk.face import Face
from device.kiosk.house import House
from device.panel import NoPanel

PATIENCE = 20.0


class Opened(House):
    """Its ears and mouth are opened in no time."""

    times = 0

    async def open_body(self) -> None:
        assert self.free.is_set(), "somebody is here"
        Opened.times += 1


class Desk:
    """Somebody changes the settings."""

    def __init__(self, settings: Settings) -> None:
        Opened.times = 0
        self.house = Opened(settings, Face(NoPanel(), None))
        self.house.free.set()
        self.found = settings
        self.asked = asyncio.Event()
        self.took_up = self.restarts = 0
        self.keeping = asyncio.create_task(
            upkeep.keep_settings(
                self.house, lambda: self.found, self.asked, self._taken_up, self._restart
            )
        )

    def _taken_up(self) -> None:
        self.took_up += 1

    def _restart(self) -> None:
        self.restarts += 1

    def change(self, **changed: Any) -> None:
        self.found = self.found.model_copy(update=changed)
        self.asked.set()

    async def until_taken_up(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while not self.took_up:
                assert not self.keeping.done(), self.keeping
                await asyncio.sleep(0.01)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(Settings(data=tmp_path))
    yield made
    made.keeping.cancel()
    await asyncio.gather(made.keeping, return_exceptions=True)


async def test_what_can_be_taken_up_is(desk: Desk) -> None:
    desk.change(quiet_hours="22:00-07:00")
    await desk.until_taken_up()
    assert desk.house.settings.quiet_hours == "22:00-07:00"
    assert (Opened.times, desk.restarts) == (1, 0)


@pytest.mark.parametrize("changed", [{"talk_pin": 5}, {"panel": "none"}, {"hook_lifted": "open"}])
async def test_what_is_looked_at_as_it_starts_has_it_start_anew(
    desk: Desk, changed: dict[str, object]
) -> None:
    desk.change(**changed)
    await desk.until_taken_up()
    assert desk.restarts == 1


async def test_who_begins_as_another_leaves_is_not_disturbed(desk: Desk) -> None:
    desk.house.free.clear()
    desk.change(quiet_hours="22:00-07:00")
    await asyncio.sleep(0.3)
    desk.house.free.set()
    desk.house.free.clear()  # the next has begun in the same moment
    await asyncio.sleep(0.3)
    assert Opened.times == 0
    assert not desk.keeping.done(), "it opened ears and mouth in a visit"
    desk.house.free.set()
    await desk.until_taken_up()


async def test_a_page_that_is_switched_off_is_served_no_more(desk: Desk) -> None:
    desk.house.settings = desk.found = desk.found.model_copy(update={"screen_port": 18484})
    await upkeep.open_screen(desk.house)
    screen = desk.house.face.screen
    assert screen is not None
    desk.change(screen=False)
    await desk.until_taken_up()
    assert desk.house.face.screen is None
    assert not screen.serving
