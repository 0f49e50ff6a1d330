"""Ears and mouth are opened while somebody waits, or has gone again; what is wrong stays told."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from device.config import Settings
from device.kiosk import hands
from device.kiosk.body import Body
from device.kiosk.face import Face
from device.kiosk.house import House
from device.kiosk.notify import Notifier
from device.kiosk.program import Program
from device.kiosk.watch import Watch as Keeper
from device.panel import Event, Kind, NoPanel, Panel
from device.voice.hear.listener import Watch
from tests.kiosk.room import settings_for


class Ears:
    """A body that is only there, and can be let go."""

    closed = False

    async def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Ears]:
    """All that was opened, which takes no time."""
    made: list[Ears] = []

    async def start(*_: object) -> Body:
        await asyncio.sleep(0)
        made.append(Ears())
        return cast(Body, made[-1])

    monkeypatch.setattr(Body, "start", start)
    return made


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(settings_for(tmp_path), Face(NoPanel(), None))


async def test_a_speaker_that_is_lost_is_told_of_until_it_plays(house: House) -> None:
    for code in ("microphone", "speaker"):
        house.face.trouble(code, "It is gone.")
    await house.open_body()
    assert list(house.face.troubles) == ["speaker"]


async def test_two_who_wish_to_open_them_at_once_do_it_once(
    house: House, opened: list[Ears]
) -> None:
    await asyncio.gather(house.open_body(), house.open_body())
    assert len(opened) == 1
    await house.open_body()
    assert [ears.closed for ears in opened] == [True, False]


async def test_new_settings_are_not_taken_for_opened_by_whoever_began_with_the_old(
    house: House, opened: list[Ears]
) -> None:
    opening = asyncio.create_task(house.open_body())
    await asyncio.sleep(0)
    house.settings = house.settings.model_copy(update={"speaker": "other"})
    await house.open_body()
    await opening
    assert [ears.closed for ears in opened] == [True, False]
    assert house.opened_by is house.settings


async def test_a_recogniser_that_failed_at_two_replies_fails() -> None:
    nothing: Any = None
    body = Body(
        nothing, nothing, nothing, recognizer=nothing, voices=nothing, device="", trouble=nothing
    )
    spoken = body.spoken(Watch(), bool)
    told = []
    for spoken.failed in range(3):
        told.append(body.fails)
    assert told == [False, False, True]
    body.spoken(Watch(), bool)
    assert not body.fails, "somebody else is here"


async def no_panel(_: Settings) -> Panel:
    return NoPanel()


@contextlib.asynccontextmanager
async def running(folder: Path, **more: Any) -> AsyncIterator[Program]:
    """A kiosk with nothing beside the visits, which is ready."""
    settings = settings_for(folder, **more)
    program = Program(settings, load=lambda: settings, panel=no_panel)
    task = asyncio.create_task(program.run())
    try:
        async with asyncio.timeout(60):
            while not hasattr(program, "house") or not program.free:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        yield program
    finally:
        program.stop()
        await asyncio.wait_for(task, 60)


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[Ears]:
    """With what each visit began."""
    made: list[Ears] = []

    async def hold(self: Program, body: Body) -> None:
        assert not self.house.free.is_set()
        made.append(cast(Ears, body))
        await asyncio.sleep(0.2)

    monkeypatch.setattr(Program, "_hold", hold)
    monkeypatch.setattr(Program, "_beside", lambda self: [])
    return made


@pytest.mark.parametrize("stays", [True, False])
async def test_who_hangs_up_while_ears_are_opened_is_not_received(
    tmp_path: Path, visits: list[Ears], stays: bool
) -> None:
    async with running(tmp_path) as program:
        house = program.house
        async with house.opening:
            hands.pressed(house, Event(Kind.PICKED_UP, 0.0))
            await asyncio.sleep(0.2)
            if not stays:
                hands.pressed(house, Event(Kind.HUNG_UP, 0.0))
        await asyncio.sleep(0.1)
        assert bool(visits) is stays


async def test_nobody_begins_with_ears_that_are_about_to_be_closed(
    tmp_path: Path, visits: list[Ears]
) -> None:
    async with running(tmp_path) as program:
        house = program.house
        async with house.opening:
            anew = asyncio.create_task(house.open_body())
            await asyncio.sleep(0.05)
            house.begin.set()
            await asyncio.sleep(0.05)
            assert not house.free.is_set(), "new settings would be taken up under a visit"
        await asyncio.sleep(0.1)
        assert anew.done()
        assert [(ears.closed, id(ears)) for ears in visits] == [(False, id(house.body))]


@pytest.mark.parametrize(("handset", "again"), [(True, "lift the receiver"), (False, "press")])
async def test_after_a_visit_broke_off_it_is_told_how_to_begin_again(
    tmp_path: Path,
    visits: list[Ears],
    monkeypatch: pytest.MonkeyPatch,
    handset: bool,
    again: str,
) -> None:
    async def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Program, "_hold", breaks)
    async with running(tmp_path, handset=handset) as program:
        program.house.begin.set()
        await asyncio.sleep(0.2)
        assert f"{again} again" in program.house.face.troubles["visit"]


@pytest.mark.parametrize("stuck", [True, False])
async def test_who_did_not_leave_by_themselves_is_told_that_it_broke_off(
    tmp_path: Path, visits: list[Ears], stuck: bool
) -> None:
    async with running(tmp_path) as program:
        house = program.house
        house.begin.set()
        await asyncio.sleep(0.1)
        assert visits
        if stuck:
            await Keeper(house, Notifier())._end()
        else:
            house.leave()
        await asyncio.sleep(0.1)
        assert ("visit" in house.face.troubles) is stuck
        assert house.free.is_set()
