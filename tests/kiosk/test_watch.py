"""The watch mends beside its looking, and tells that the kiosk lives only while that helps."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from device.health import Trouble
from device.kiosk import upkeep, watch
from device.kiosk.body import Body
from device.kiosk.face import Face
from device.kiosk.house import House
from device.kiosk.notify import Notifier
from device.kiosk.watch import Watch
from device.panel import Light, NoPanel
from device.voice.microphone import Pulse
from tests.kiosk.room import settings_for

WELL = Pulse("mic", "", 0.01, 0.0, "")
LOST = Pulse("mic", "", 9.0, 9.0, "The microphone does not answer.")


class Manager(Notifier):
    def __init__(self) -> None:
        self.limit = 0.04
        self.signs = 0

    def alive(self) -> None:
        self.signs += 1


@dataclass
class Ears:
    """A body of which only the microphone is looked at."""

    pulse: Pulse = WELL
    opened: int = 0
    tried: int = 0
    takes: float = 0.0
    """Seconds that opening takes."""
    hears_no_words: bool = False
    fails: bool = False
    microphone: Any = field(init=False)

    def __post_init__(self) -> None:
        self.microphone = self

    async def try_speaker(self) -> None:
        self.tried += 1


@pytest.fixture
async def ears() -> Ears:
    return Ears()


@pytest.fixture
async def house(tmp_path: Path, ears: Ears, monkeypatch: pytest.MonkeyPatch) -> House:
    async def opened(house: House) -> None:
        ears.opened += 1
        await asyncio.sleep(ears.takes)
        house.body = cast(Body, ears)

    for name, seconds in (("LOOK", 0.01), ("AGAIN", 0.03), ("DEAF_FOR", 0.1), ("GRACE", 0.05)):
        monkeypatch.setattr(watch, name, seconds)
    for name in ("open_body", "open_held"):
        monkeypatch.setattr(House, name, opened)
    made = House(settings_for(tmp_path), Face(NoPanel(), None))
    made.body = cast(Body, ears)
    made.free.set()
    return made


@pytest.fixture
async def manager(house: House) -> AsyncIterator[Manager]:
    made = Manager()
    keeping = asyncio.create_task(Watch(house, made).keep())
    yield made
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def until(done: Any) -> None:
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110  # nobody else tells of it
            await asyncio.sleep(0.01)


async def grows(manager: Manager) -> bool:
    before = manager.signs
    await asyncio.sleep(0.3)
    return manager.signs > before


async def test_while_all_is_well_the_manager_hears_of_it(manager: Manager) -> None:
    await until(lambda: manager.signs > 3)


async def test_a_lost_microphone_is_told_and_ears_are_opened_anew(
    house: House, ears: Ears, manager: Manager
) -> None:
    ears.pulse = LOST
    await until(lambda: "microphone" in house.face.troubles)
    await until(lambda: ears.opened >= 2)
    ears.pulse = WELL
    await until(lambda: "microphone" not in house.face.troubles)


async def test_what_does_not_help_is_left_to_the_manager_but_never_in_a_visit(
    house: House, ears: Ears, manager: Manager
) -> None:
    ears.pulse = LOST
    await until(lambda: ears.opened > watch.MOST_DEAF)
    await until(lambda: not ears.takes)
    assert not await grows(manager)
    house.free.clear()
    assert await grows(manager)


async def test_opening_that_takes_long_starves_nobody(
    house: House, ears: Ears, manager: Manager
) -> None:
    ears.takes, house.body = 1.0, None
    await until(lambda: ears.opened)
    assert await grows(manager)
    assert house.body is None


async def test_opening_that_never_ends_is_left_to_the_manager(
    house: House, ears: Ears, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LONGEST_MENDING", 0.1)
    ears.takes, house.body = 100.0, None
    await until(lambda: ears.opened)
    await asyncio.sleep(0.2)
    assert not await grows(manager)


async def test_a_speaker_that_was_lost_is_tried_while_nobody_is_here(
    house: House, ears: Ears, manager: Manager
) -> None:
    house.free.clear()
    house.face.trouble("speaker", "It is gone.")
    await asyncio.sleep(0.2)
    assert ears.tried == 0
    house.free.set()
    await until(lambda: ears.tried)


async def test_a_visit_that_is_stuck_is_ended_and_given_up_where_it_will_not_end(
    house: House, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LONGEST", {Light.THINKING: 0.1})
    release = asyncio.Event()

    async def deaf_to_everything() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    house.free.clear()
    house.visiting = asyncio.create_task(deaf_to_everything())
    house.face.change(activity=Light.THINKING, visiting=True)
    await asyncio.wait_for(house.given_up.wait(), 30)
    release.set()
    await house.visiting


async def test_ears_that_somebody_else_opens_are_not_opened_twice(
    house: House, ears: Ears, manager: Manager
) -> None:
    async with house.opening:
        house.body = None
        await asyncio.sleep(0.2)
        assert not ears.opened
    await until(lambda: ears.opened)


async def test_ears_that_nobody_gets_open_are_left_to_the_manager_whoever_opens_them(
    house: House, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LONGEST_MENDING", 0.1)
    house.free.clear()
    async with house.opening:
        await asyncio.sleep(0.2)
        assert not await grows(manager)
    assert await grows(manager)


@pytest.mark.parametrize("how", ["hears_no_words", "fails"])
async def test_a_recogniser_that_does_not_come_back_is_told_and_ends_the_visit(
    house: House, ears: Ears, manager: Manager, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(watch, "WORDLESS_FOR", 0.1)
    house.free.clear()
    house.visiting = asyncio.create_task(asyncio.sleep(100))
    await asyncio.sleep(0.3)
    assert not house.visiting.done()
    setattr(ears, how, True)
    ears.takes = 0.2
    await until(lambda: ears.opened)
    assert house.visiting.cancelled()
    assert upkeep.troubles(house) == [Trouble.RECOGNISER_FAILS]
    assert house.opening.locked(), "who presses now would begin with the old ears"
    setattr(ears, how, False)
    await until(lambda: not house.face.troubles)


async def test_a_lost_recogniser_is_opened_anew_while_nobody_is_here_and_no_press_is_lost(
    house: House, ears: Ears, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "WORDLESS_FOR", 0.1)
    ears.hears_no_words = True
    house.begin.set()
    await until(lambda: ears.opened)
    assert house.begin.is_set()


async def test_ears_are_not_opened_anew_under_somebody_who_begins_in_that_moment(
    house: House, ears: Ears
) -> None:
    keeper = Watch(house, Manager())
    keeper._mend(keeper._anew(), 0.0)
    house.free.clear()
    await asyncio.sleep(0.1)
    assert not ears.opened
