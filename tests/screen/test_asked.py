"""What a page may ask."""

import json

import pytest

from device.coach.talk.act import Command
from device.errors import WellheardError
from device.screen import Begin, Choice, Chosen, Finished, Leave, Pressed, Typed, View
from device.screen.asked import TYPED, Asked, AskedError, offered, read

GOOD: list[tuple[dict[str, object], Asked]] = [
    ({"ask": "begin"}, Begin()),
    ({"ask": "finished"}, Finished()),
    ({"ask": "leave"}, Leave()),
    ({"ask": "chosen", "id": "grief"}, Chosen("grief")),
    ({"ask": "pressed", "command": "go_on"}, Pressed(Command.GO_ON)),
    ({"ask": "typed", "text": " That\tsounds\n hard. "}, Typed("That sounds hard.")),
    ({"ask": "typed", "text": "cafe\u0301"}, Typed("caf\u00e9")),
    ({"ask": "typed", "text": "x" * TYPED}, Typed("x" * TYPED)),
]
BAD: list[object] = [
    {},
    [],
    None,
    "begin",
    {"ask": "format"},
    {"ask": "begin", "more": 1},
    {"ask": "chosen"},
    {"ask": "chosen", "id": ""},
    {"ask": "chosen", "id": 7},
    {"ask": "pressed", "command": "explode"},
    {"ask": "typed", "text": " \x00\n "},
    {"ask": "typed", "text": "x" * (TYPED + 1)},
]


@pytest.mark.parametrize(("sent", "asked"), GOOD)
def test_what_the_page_asks_is_understood(sent: dict[str, object], asked: Asked) -> None:
    assert read(json.dumps(sent).encode()) == asked


@pytest.mark.parametrize("sent", [*(json.dumps(one).encode() for one in BAD), b"", b"\xff", b"{"])
def test_all_else_is_refused_without_saying_what_it_was(sent: bytes) -> None:
    with pytest.raises(AskedError) as told:
        read(sent)
    assert isinstance(told.value, WellheardError)
    assert told.value.__suppress_context__
    assert "x" * 20 not in str(told.value)


FULL = View(
    begin=True,
    choices=(Choice("grief", "Grief"),),
    typing=True,
    finish=True,
    buttons=(Command.GO_ON,),
    leave=True,
)
ASKED = [Begin(), Chosen("grief"), Typed("yes"), Finished(), Pressed(Command.GO_ON), Leave()]


@pytest.mark.parametrize("asked", ASKED)
def test_only_what_is_on_offer_can_be_asked(asked: Asked) -> None:
    assert offered(asked, FULL)
    assert not offered(asked, View())


def test_a_choice_or_a_command_that_is_not_on_offer_is_none() -> None:
    assert not offered(Chosen("work"), FULL)
    assert not offered(Pressed(Command.SKIP), FULL)
