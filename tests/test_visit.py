"""A visit carries out what the conversation asks, tells what happens, and keeps only replies."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest

from device import library
from device.coach.analysis import analyse
from device.coach.reply import Reply
from device.coach.talk.act import Command, Expect, Listen, Say, Unheard, Why
from device.coach.talk.conversation import Conversation
from device.event import (
    CoachSaid,
    Ended,
    Event,
    FeedbackGiven,
    Found,
    Heard,
    Listening,
    SeekerSaid,
    as_json,
)
from device.visit import DEAF, Answer, Answered, Visit
from device.voice.clock import TapeClock
from device.voice.level import Trouble
from device.voice.sound import Sound
from device.voice.speaker import Played, WavSpeaker

WARM = "It sounds like you really miss her. What are the mornings like for you?"


class Tone:
    """A voice that hums every line for a tenth of a second a word: real sound, quickly made."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def start(self) -> None: ...

    async def sound(self, say: Say) -> Sound:
        self.lines.append(say.text)
        length = 1600 * len(say.text.split())
        return Sound(np.full(length, 0.1, np.float32), 16_000)

    async def stream(self, say: Say) -> AsyncIterator[Sound]:
        yield await self.sound(say)

    async def close(self) -> None: ...


class Told:
    """A trainee who has been told what to answer to each reply that is wanted."""

    def __init__(self, replies: Sequence[Answered | str]) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[Listen, str, Played | None]] = []

    async def answer(self, listen: Listen, seeker: str, said: Played | None) -> Answered:
        self.asked.append((listen, seeker, said))
        await asyncio.sleep(0)
        if listen.expect is not Expect.REPLY:
            return Unheard.SILENCE
        if not self.replies:
            return Command.STOP
        reply = self.replies.pop(0)
        if isinstance(reply, Answer | Unheard | Command | Trouble):
            return reply
        return Answer(Reply(reply, seeker), 1.0, 2.0)


class Stage:
    """A visit with everything it needs."""

    def __init__(self, *replies: Answered | str, scenario: str = "two-cups-of-tea") -> None:
        self.scenario = library.find(scenario)
        self.clock = TapeClock()
        self.events: list[Event] = []
        self.kept: list[Answer] = []
        self.trainee = Told(replies)
        self.speech = Tone()
        self.speaker = WavSpeaker(self.clock)
        self.visit = Visit(
            Conversation(self.scenario, analyse, crisis_words="Go to Jo at the desk.", seed=1),
            self.trainee,
            self.clock,
            names={seeker.id: seeker.name for seeker in self.scenario.seekers},
            speech=self.speech,
            speaker=self.speaker,
            tell=self.events.append,
            keep=self.kept.append,
        )

    def told(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


async def test_a_talk_is_spoken_answered_and_ended() -> None:
    stage = Stage(*[WARM] * 9)
    end = await stage.visit.run()
    assert end.why is Why.FINISHED
    assert end.ending in {ending.id for ending in stage.scenario.endings}
    first = next(e for e in stage.events if isinstance(e, SeekerSaid))
    assert (first.name, first.text) == ("Len", stage.scenario.turns[0].line.text)
    assert isinstance(stage.events[-1], Ended)
    assert len(stage.speaker.played) == len(stage.speech.lines)


async def test_every_reply_is_heard_then_found_then_given_feedback() -> None:
    stage = Stage(WARM)
    await stage.visit.run()
    order = [e.event for e in stage.events if isinstance(e, Heard | Found | FeedbackGiven)]
    assert order == ["heard", "findings", "feedback"]


async def test_events_never_go_back_in_time_and_lines_last_as_long_as_their_sound() -> None:
    stage = Stage(WARM, WARM)
    await stage.visit.run()
    times = [event.at for event in stage.events]
    assert times == sorted(times)
    said = [e for e in stage.events if isinstance(e, SeekerSaid | CoachSaid)]
    for event, (played, sound) in zip(said, stage.speaker.played, strict=True):
        assert event.seconds == pytest.approx(sound.seconds)
        assert event.at == pytest.approx(played.start, abs=0.5)


async def test_the_trainee_is_told_when_the_seekers_line_was_heard() -> None:
    stage = Stage(WARM)
    await stage.visit.run()
    _, seeker, said = stage.trainee.asked[0]
    assert seeker == stage.scenario.turns[0].line.text
    assert said is not None
    assert said.end <= stage.told(Listening)[0].at


async def test_the_sentences_of_a_feedback_are_marked_as_part_of_it() -> None:
    stage = Stage(WARM)
    await stage.visit.run()
    feedback = next(e for e in stage.events if isinstance(e, FeedbackGiven)).feedback
    marked = [e.text for e in stage.events if isinstance(e, CoachSaid) and e.feedback]
    assert marked
    assert " ".join(marked) == feedback.spoken


async def test_a_reply_is_kept_and_a_crisis_leaves_no_trace() -> None:
    stage = Stage(WARM, "i want to kill myself i can't go on any more")
    end = await stage.visit.run()
    assert end.why is Why.CRISIS
    assert [answer.reply.text for answer in stage.kept] == [WARM]
    assert "kill myself" not in "".join(as_json(event) for event in stage.events)
    assert "Go to Jo at the desk." in stage.speech.lines


async def test_a_deaf_microphone_is_told_out_loud_before_it_ends_the_talk() -> None:
    stage = Stage(*[Trouble.UNPLUGGED] * 9)
    end = await stage.visit.run()
    assert end.why is Why.WALKED_OFF
    assert stage.visit.deaf is Trouble.UNPLUGGED
    assert stage.speech.lines.count(str(Trouble.UNPLUGGED)) == DEAF


async def test_a_microphone_that_is_plugged_in_again_is_forgiven() -> None:
    stage = Stage(Trouble.UNPLUGGED, WARM)
    await stage.visit.run()
    assert stage.visit.deaf is None
    assert [e.text for e in stage.events if isinstance(e, Heard)] == [WARM]


class Slow(WavSpeaker):
    """A speaker that plays until it is stopped."""

    async def play(self, sound: Sound) -> Played:
        start = self._clock.now()
        await self._stopped.wait()
        return Played(start, self._clock.now())


async def test_a_command_cuts_a_line_short() -> None:
    stage = Stage()
    stage.visit._speaker = Slow(stage.clock)
    running = asyncio.create_task(stage.visit.run())
    while not stage.events:  # noqa: ASYNC110 - events are a plain list
        await asyncio.sleep(0.01)
    stage.visit.commands.put_nowait(Command.STOP)
    await asyncio.sleep(0.05)
    stage.visit._speaker = stage.speaker
    end = await asyncio.wait_for(running, 5)
    assert end.why is Why.STOPPED
    assert not stage.told(Listening)


async def test_a_command_ends_the_waiting_for_an_answer() -> None:
    stage = Stage()

    async def never(listen: Listen, seeker: str, said: Played | None) -> Answered:
        await asyncio.Event().wait()
        raise AssertionError

    stage.trainee.answer = never  # type: ignore[method-assign]  # somebody who stays silent
    running = asyncio.create_task(stage.visit.run())
    while not stage.told(Listening):  # noqa: ASYNC110 - events are a plain list
        await asyncio.sleep(0.01)
    stage.visit.commands.put_nowait(Command.STOP)
    assert (await asyncio.wait_for(running, 5)).why is Why.STOPPED


async def test_without_a_voice_the_talk_is_only_shown() -> None:
    stage = Stage(WARM)
    stage.visit._speech = stage.visit._speaker = None
    await stage.visit.run()
    said = [e for e in stage.events if isinstance(e, SeekerSaid | CoachSaid)]
    assert said
    assert {event.seconds for event in said} == {0.0}
