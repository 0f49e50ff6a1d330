"""A visit, by typing: left at any stage, and what is kept of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from device.coach.talk.act import Expect, Why
from device.coach.talk.another import Another
from device.coach.talk.phrases import reception
from device.event import CoachSaid, Ended, Event, Found, SeekerSaid
from device.kiosk.known import Known
from device.panel import Light
from device.progress.book import Book
from device.progress.trouble import ProgressError
from device.voice.level import Trouble
from tests.kiosk.table import CRISIS_WORDS, Table

KIND = "That sounds really lonely. What are the mornings like for you?"
CRISIS = "I want to kill myself."
DOUBT = "I can't go on like this."
SLOW = 130
"""Words a minute of a slow voice."""
BEFORE_A_QUESTION = 20.0
"""Seconds that somebody is told things before they are asked something."""


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    made = Table(tmp_path)
    await made.turn()
    yield made
    await made.hang_up()


async def choose(table: Table) -> None:
    """Up to the first reply of a talk that counts."""
    before = len(table.events)
    table.session.choose("talk:two-cups-of-tea")
    assert (await table.turn(before)).expect is Expect.REPLY


def coach(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, CoachSaid)]


async def test_nobody_is_told_things_for_long_before_they_are_asked_something(table: Table) -> None:
    told = coach(table.events)
    assert told[-1] == reception.FIRST_TIME
    longest = [max(reception.WELCOME, key=len), reception.NOTHING_KEPT, reception.LEAVE_BY_BUTTON]
    words = sum(len(text.split()) for text in longest)
    assert words / SLOW * 60 <= BEFORE_A_QUESTION
    assert len(reception.FIRST_TIME.split()) <= 12


async def test_a_room_that_is_too_loud_is_told_of_before_anything_is_asked(tmp_path: Path) -> None:
    table = Table(tmp_path, room=Trouble.ROOM)
    await table.turn()
    told = coach(table.events)
    assert told.index(reception.LOUD_HERE) < told.index(reception.FIRST_TIME)
    assert table.face.too_loud
    await table.hang_up()


async def test_the_light_says_that_the_room_is_too_loud_once_it_is(table: Table) -> None:
    assert reception.LOUD_HERE not in coach(table.events)
    assert not table.face.too_loud
    await choose(table)
    before = len(table.events)
    table.ear.room = Trouble.ROOM
    table.ear.silence.set()
    await table.turn(before)
    assert table.face.too_loud


async def test_what_was_touched_in_the_welcome_is_no_reply_to_the_seeker(tmp_path: Path) -> None:
    table = Table(tmp_path)
    while not table.events:  # noqa: ASYNC110 - events are a plain list
        await asyncio.sleep(0)  # the welcome has begun
    table.session.choose("say:no")
    await choose(table)
    await asyncio.sleep(0.2)
    assert not any(isinstance(event, Found) for event in table.events)
    assert table.events[-1].event == "listening"
    await table.hang_up()


async def test_who_leaves_at_the_welcome_or_before_a_reply_leaves_nothing(table: Table) -> None:
    await choose(table)
    assert not table.underway
    await table.hang_up()
    assert table.kept == []
    assert not table.underway


async def test_who_hangs_up_after_a_reply_leaves_its_figures(table: Table) -> None:
    await choose(table)
    await table.type(KIND)
    assert table.underway
    await table.hang_up()
    (attempt,) = table.kept
    assert isinstance(attempt.events[-1], Ended)
    assert attempt.events[-1].why is Why.STOPPED
    assert not table.underway


async def test_a_talk_that_breaks_off_keeps_what_was_answered(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    await choose(table)
    await table.type(KIND)

    async def break_down(say: object) -> None:
        raise RuntimeError("a library's own")

    monkeypatch.setattr(table.session._body.delivery, "sound", break_down)
    table.session.type(KIND)
    await table.until_over()
    assert isinstance(table.visit.exception(), RuntimeError)
    (attempt,) = table.kept
    assert any(isinstance(event, Found) for event in attempt.events)
    assert not table.underway


async def test_what_the_disk_does_not_take_stays_written_down(table: Table) -> None:
    await choose(table)
    await table.type(KIND)
    table.takes = False
    await table.hang_up()
    assert table.underway


async def test_the_try_out_is_never_counted(table: Table) -> None:
    await table.type("yes")
    assert any(isinstance(event, SeekerSaid) for event in table.events)
    await table.type("That sounds frustrating. You walked all that way in the rain.")
    assert any(isinstance(event, Found) for event in table.events)
    assert not table.underway
    await table.hang_up()
    assert table.kept == []


async def test_who_says_stop_is_told_goodbye_and_the_visit_is_over(table: Table) -> None:
    await choose(table)
    table.session.leave()
    await table.until_over()
    ended = table.events[-1]
    assert isinstance(ended, Ended)
    assert ended.why is Why.STOPPED
    assert not table.underway


async def test_who_says_nothing_is_waited_for_asked_once_more_and_let_go(table: Table) -> None:
    async def be_silent() -> None:
        while not table.visit.done():
            table.ear.silence.set()
            await asyncio.sleep(0.02)

    await asyncio.wait_for(be_silent(), 60)
    told = coach(table.events)
    assert told.count(reception.FIRST_TIME) == 2
    assert told[-1] in reception.NOBODY
    assert table.kept == []


async def test_crisis_at_the_welcome_is_met_with_the_centres_words_and_nothing_is_kept(
    table: Table,
) -> None:
    table.session.type(CRISIS)
    await table.until_over()
    assert CRISIS_WORDS in coach(table.events)
    assert table.session.crisis
    assert table.kept == []
    assert not table.underway


async def test_crisis_in_a_talk_leaves_nothing_even_of_what_was_answered_before(
    table: Table,
) -> None:
    await choose(table)
    await table.type(KIND)
    assert table.underway
    table.session.type(CRISIS)
    await table.until_over()
    assert table.session.crisis
    assert table.kept == []
    assert not table.underway


async def test_while_it_is_in_doubt_nothing_stays_on_the_disk_and_who_hangs_up_leaves_nothing(
    table: Table,
) -> None:
    await choose(table)
    await table.type(KIND)
    assert (await table.type(DOUBT)).expect is Expect.PRIVATE
    assert not table.underway
    await table.hang_up()
    assert table.kept == []
    assert not table.underway


async def test_what_was_for_the_practice_goes_on_and_is_kept(table: Table) -> None:
    await choose(table)
    await table.type(KIND)
    assert (await table.type(DOUBT)).expect is Expect.PRIVATE
    assert (await table.type("No, it was for the practice.")).expect is not Expect.PRIVATE
    assert table.underway
    await table.hang_up()
    assert len(table.kept) == 1


async def test_crisis_keeps_nothing_in_anybodys_own_progress(tmp_path: Path) -> None:
    with Book(tmp_path) as book:
        who = book.keep("apple lantern river", shared=False)
        assert who is not None
        known = Known(book, CRISIS_WORDS, staff=True)
        table = Table(tmp_path, known)
        await table.turn()
        before = len(table.events)
        table.session.choose("talk:two-cups-of-tea")
        await table.turn(before)
        assert (await table.type("apple lantern river")).expect is Expect.REPLY
        assert known.who is not None
        await table.type(KIND)
        table.session.type(CRISIS)
        await table.until_over()
        assert table.session.crisis
    with Book(tmp_path) as book:
        assert book.practices(who) == ()


async def test_a_tap_skips_what_the_coach_says_and_takes_what_is_suggested(table: Table) -> None:
    await table.type("no")
    before = len(table.events)
    table.session.tap()
    assert (await table.turn(before)).expect is Expect.REPLY
    table.session.tap()
    assert table.ear.finished == 1


async def test_whoever_types_is_waited_for_longer_than_whoever_speaks(table: Table) -> None:
    await choose(table)
    await table.type(KIND)
    before = len(table.events)
    table.ear.silence.set()
    await asyncio.sleep(0.3)
    assert len(table.events) == before
    await table.type(KIND)
    assert sum(isinstance(event, Found) for event in table.events) == 2


async def test_the_light_tells_each_moment(table: Table) -> None:
    assert table.light is Light.YOUR_TURN
    await choose(table)
    before = len(table.events)
    table.session.type(KIND)
    await asyncio.sleep(0)
    await table.turn(before)
    assert table.light is Light.YOUR_TURN
    assert table.face.now.visiting


async def test_yes_and_no_go_with_a_question_that_breaks_off(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> None:
        raise ProgressError("The book can't be read.")

    monkeypatch.setattr(table.session, "_hold", breaks)
    with pytest.raises(ProgressError):
        await table.session._small(Another(crisis_words=CRISIS_WORDS, farewell=True, seed=1))
    assert not table.face.now.small
    assert not table.face.now.choices
