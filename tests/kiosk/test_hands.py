"""What a press means, when somebody is here and when nobody is."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from device.coach.talk.act import Command
from device.kiosk import hands
from device.kiosk.face import Face
from device.kiosk.house import House
from device.kiosk.session import Session
from device.panel import Event, Kind, NoPanel
from device.screen import Begin, Chosen, Finished, Leave, Pressed, Typed
from tests.kiosk.room import settings_for


class Noted:
    """A session that notes what it is asked."""

    def __init__(self) -> None:
        self.done: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.done.append((name, *given))


@pytest.fixture
async def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(settings_for(tmp_path_factory.mktemp("kiosk")), Face(NoPanel(), None))


@pytest.fixture
async def noted(house: House) -> AsyncIterator[Noted]:
    """Somebody is here."""
    made = Noted()
    house.session = cast(Session, made)
    house.visiting = asyncio.create_task(asyncio.sleep(100))
    await asyncio.sleep(0)
    yield made
    house.visiting.cancel()


def press(house: House, *kinds: Kind) -> None:
    for kind in kinds:
        hands.pressed(house, Event(kind, 0.0))


@pytest.mark.parametrize("kind", [Kind.TAP, Kind.HOLD, Kind.PICKED_UP])
async def test_a_press_or_a_lifted_receiver_begins(house: House, kind: Kind) -> None:
    press(house, Kind.PRESS, Kind.SECOND, Kind.LEAVE, Kind.RELEASE)
    assert not house.begin.is_set()
    press(house, kind)
    assert house.begin.is_set()


async def test_who_hangs_up_before_it_began_is_not_begun_with(house: House) -> None:
    press(house, Kind.PICKED_UP, Kind.HUNG_UP)
    assert not house.begin.is_set()


async def test_a_second_press_while_a_visit_is_prepared_begins_no_second_one(house: House) -> None:
    house.visiting = asyncio.create_task(asyncio.sleep(100))
    press(house, Kind.TAP)
    hands.asked(house, Begin())
    assert not house.begin.is_set()
    hands.asked(house, Leave())
    await asyncio.wait((house.visiting,))
    assert house.visiting.cancelled()


async def test_in_a_visit_each_press_has_its_meaning(house: House, noted: Noted) -> None:
    press(house, Kind.PRESS, Kind.TAP, Kind.HOLD, Kind.RELEASE, Kind.SECOND, Kind.LEAVE)
    assert noted.done == [("tap",), ("hold", True), ("hold", False), ("second",), ("leave",)]
    assert not house.begin.is_set()


async def test_who_hangs_up_and_lifts_again_at_once_gets_a_new_visit(
    house: House, noted: Noted
) -> None:
    press(house, Kind.PICKED_UP)
    assert not house.begin.is_set()
    press(house, Kind.HUNG_UP)
    assert house.leaving
    press(house, Kind.PICKED_UP)
    assert house.begin.is_set()
    press(house, Kind.HUNG_UP)
    assert not house.begin.is_set()


async def test_a_button_that_is_broken_is_told_until_it_is_whole(house: House) -> None:
    hands.pressed(house, Event(Kind.BUTTON_LOST, 0.0, "talk", "The talk button is stuck."))
    assert house.face.troubles == {"button": "The talk button is stuck."}
    press(house, Kind.BUTTON_FOUND)
    assert house.face.troubles == {}


async def test_on_the_screen_it_is_the_same(house: House, noted: Noted) -> None:
    for asked in (Chosen("say:no"), Typed("hello"), Finished(), Pressed(Command.HELP), Begin()):
        hands.asked(house, asked)
    assert noted.done == [
        ("choose", "say:no"),
        ("type", "hello"),
        ("finish",),
        ("press", Command.HELP),
    ]
    hands.asked(house, Leave())
    assert house.leaving


async def test_at_a_free_kiosk_only_begin_means_anything(house: House) -> None:
    for asked in (Chosen("say:no"), Typed("hello"), Finished(), Pressed(Command.HELP), Leave()):
        hands.asked(house, asked)
    assert not house.begin.is_set()
    hands.asked(house, Begin())
    assert house.begin.is_set()
