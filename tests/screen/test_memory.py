"""What is shown, and what is no longer known to anybody."""

import asyncio
import json

import pytest

from device.coach.scenario import Outcome
from device.coach.talk.act import Expect, Why
from device.event import CoachSaid, Disputed, Ended, Found, Heard, Listening, SeekerSaid
from device.panel.light import SIGNS, Light
from device.screen.caption import LONGEST, Who
from device.screen.memory import CAPTIONS, CHANGES, Memory, as_hex, view_as_data
from device.screen.view import Picture, View

SECRET = "what nobody may keep"
SEEKER = SeekerSaid(0.0, 1.0, "dora", "Dora", "I still set the alarm.")
COACH = CoachSaid(0.0, 1.0, "You said it well.")
HEARD = Heard(0.0, "t", 1, "That sounds hard.", 0.9)
PRIVATE = Listening(0.0, Expect.PRIVATE, "t", 1)
OPEN = Listening(0.0, Expect.REPLY, "t", 1)


def everything(memory: Memory) -> str:
    """All that is known of anything, in whatever corner."""
    return repr({name: repr(value) for name, value in vars(memory).items()})


def test_each_line_has_who_said_it() -> None:
    memory = Memory()
    for event in (SEEKER, HEARD, COACH):
        memory.tell(event)
    assert [(line.number, line.who, line.name) for line in memory.captions] == [
        (1, Who.SEEKER, "Dora"),
        (2, Who.TRAINEE, ""),
        (3, Who.COACH, ""),
    ]


def test_what_is_not_to_be_read_brings_no_line() -> None:
    memory = Memory()
    memory.tell(Found(0.0, "t", 1, (), Outcome.OPENS_UP, 0.5))
    memory.tell(Disputed(0.0, "t", 1))
    memory.tell(Ended(0.0, Why.FINISHED, None))
    memory.tell(OPEN)
    assert not memory.captions


@pytest.mark.parametrize("after", [COACH, SEEKER, OPEN, HEARD, Ended(0.0, Why.CRISIS, None)])
def test_live_words_that_came_to_nothing_are_known_nowhere(after: object) -> None:
    memory = Memory()
    memory.hear("what nobody")
    memory.show(View(Light.LISTENING))
    memory.hear(SECRET)
    memory.show(View(Light.THINKING))
    memory.tell(after)  # type: ignore[arg-type]  # each is an event
    assert SECRET not in everything(memory)
    assert "what nobody" not in everything(memory)


def test_a_finding_does_not_take_live_words_away() -> None:
    memory = Memory()
    memory.hear("so far")
    memory.tell(Found(0.0, "t", 1, (), Outcome.OPENS_UP, 0.5))
    assert memory.partial == "so far"


def test_a_private_answer_is_never_shown_whoever_says_that_it_is() -> None:
    by_event, by_view = Memory(), Memory()
    by_event.tell(PRIVATE)
    by_view.show(View(expect=Expect.PRIVATE))
    for memory in (by_event, by_view):
        memory.hear(SECRET)
        assert memory.partial == ""
        assert SECRET not in everything(memory)
    by_event.tell(OPEN)
    by_event.hear("this is no secret")
    assert by_event.partial == "this is no secret"


def test_what_becomes_private_while_it_is_heard_is_taken_away() -> None:
    memory = Memory()
    memory.hear(SECRET)
    memory.show(View(expect=Expect.PRIVATE))
    assert SECRET not in everything(memory)


def test_forgetting_leaves_nothing_that_was_said() -> None:
    memory = Memory()
    memory.tell(Heard(0.0, "t", 1, SECRET, 0.9))
    memory.hear(SECRET)
    memory.draw(Picture(SECRET, "<svg/>", (SECRET,), ((SECRET,),)))
    memory.forget()
    assert SECRET not in everything(memory)
    assert memory.whole()["captions"] == []


def test_who_is_far_behind_is_shown_the_whole_and_who_is_near_the_changes() -> None:
    memory = Memory()
    for count in range(CHANGES + 5):
        memory.tell(CoachSaid(0.0, 1.0, f"line {count}"))
    assert memory.since(0) is None
    assert memory.since(4) is None
    changes = memory.since(5)
    assert changes is not None
    assert [change.number for change in changes] == list(range(6, CHANGES + 6))
    assert memory.since(memory.number) == []


def test_who_did_not_see_it_before_it_was_forgotten_never_will() -> None:
    memory = Memory()
    memory.tell(COACH)
    seen = memory.number
    memory.tell(HEARD)
    memory.forget()
    assert memory.since(seen) is None


def test_a_long_talk_and_long_lines_take_no_more_room() -> None:
    memory = Memory()
    for _ in range(CAPTIONS + 50):
        memory.tell(CoachSaid(0.0, 1.0, "x" * 10 * LONGEST))
    assert len(memory.captions) == CAPTIONS
    assert {len(line.text) for line in memory.captions} == {LONGEST}
    assert memory.captions[-1].text.endswith("…")
    memory.hear("x" * 10 * LONGEST)
    assert len(memory.partial) == LONGEST


def test_showing_the_same_again_is_no_news() -> None:
    memory = Memory()
    memory.show(View(Light.IDLE))
    number = memory.number
    memory.show(View(Light.IDLE))
    memory.hear("")
    memory.draw(None)
    assert memory.number == number


async def test_whoever_waits_is_called() -> None:
    memory = Memory()
    waiting = asyncio.create_task(memory.news(memory.number, 30.0))
    await asyncio.sleep(0)
    memory.tell(COACH)
    await asyncio.wait_for(waiting, 10)
    await memory.news(memory.number, 0.01)


@pytest.mark.parametrize("light", Light)
def test_every_state_of_the_light_has_its_colour_and_its_words(light: Light) -> None:
    told = view_as_data(View(light))
    assert told["means"] == SIGNS[light].means
    assert json.loads(json.dumps(told))["light"] == light.value


def test_colours_look_on_the_screen_as_on_the_lamp() -> None:
    assert as_hex((1.0, 0.0, 0.0)) == "#ff0000"
    assert as_hex((0.0, 0.15, 1.0)) == "#006cff"
