"""A visit carries out what the conversation asks, tells what happens, and keeps only replies."""

import asyncio
import gc
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from device import library
from device.coach.analysis import analyse
from device.coach.reply import Reply
from device.coach.skills import Skill
from device.coach.talk.act import Act, Command, End, Expect, Listen, Say, Unheard, Why
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
from device.trainee.spoken import OnTape
from device.visit import DEAF, TROUBLES, Answer, Answered, Asked, Said, Visit
from device.voice.clock import TapeClock
from device.voice.hear.listener import Listener
from device.voice.hear.recognizer import Transcript
from device.voice.level import Trouble
from device.voice.microphone import WavMicrophone
from device.voice.sound import Sound
from device.voice.speak.voices import SpeechError
from device.voice.speaker import Played, SpeakerLost, WavSpeaker
from tests.speech import spoken

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

    async def close(self) -> None: ...


class Told:
    """A trainee who has been told what to answer to each reply that is wanted."""

    def __init__(self, replies: Sequence[Answered | str]) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[Listen, str, Said]] = []

    async def answer(self, listen: Listen, seeker: str, said: Said) -> Answered:
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
    assert isinstance(said, Played)
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
    told = [line for line in stage.speech.lines if line in TROUBLES[Trouble.UNPLUGGED]]
    assert len(told) == len(set(told)) == DEAF


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


async def cut_short(stage: Stage, asked: Asked) -> End:
    """Ask this while the first line is spoken, which would go on for ever."""
    stage.visit._speaker = Slow(stage.clock)
    running = asyncio.create_task(stage.visit.run())
    while not stage.events:  # noqa: ASYNC110 - events are a plain list
        await asyncio.sleep(0.01)
    stage.visit.asked.put_nowait(asked)
    await asyncio.sleep(0.05)
    stage.visit._speaker = stage.speaker
    return await asyncio.wait_for(running, 5)


async def test_a_command_cuts_a_line_short() -> None:
    stage = Stage()
    end = await cut_short(stage, Command.STOP)
    assert end.why is Why.STOPPED
    assert not stage.told(Listening)


async def test_an_answer_by_hand_cuts_a_line_short_and_is_taken_for_it() -> None:
    stage = Stage()
    await cut_short(stage, Answer(Reply(WARM, stage.scenario.turns[0].line.text)))
    assert [event.text for event in stage.events if isinstance(event, Heard)][:1] == [WARM]


async def test_a_command_ends_the_waiting_for_an_answer() -> None:
    stage = Stage()

    async def never(listen: Listen, seeker: str, said: Said) -> Answered:
        await asyncio.Event().wait()
        raise AssertionError

    stage.trainee.answer = never  # type: ignore[method-assign]  # somebody who stays silent
    running = asyncio.create_task(stage.visit.run())
    while not stage.told(Listening):  # noqa: ASYNC110 - events are a plain list
        await asyncio.sleep(0.01)
    stage.visit.asked.put_nowait(Command.STOP)
    assert (await asyncio.wait_for(running, 5)).why is Why.STOPPED


async def test_without_a_voice_the_talk_is_only_shown() -> None:
    stage = Stage(WARM)
    stage.visit._speech = stage.visit._speaker = None
    await stage.visit.run()
    said = [e for e in stage.events if isinstance(e, SeekerSaid | CoachSaid)]
    assert said
    assert {event.seconds for event in said} == {0.0}


class Scripted:
    """A conversation of which every step is known."""

    def __init__(self, *steps: tuple[Act, ...], commanded: tuple[Act, ...] = ()) -> None:
        self.steps = list(steps)
        self.commanded = commanded
        self.in_doubt = False
        self.answers: list[str | Unheard | Command] = []

    def begin(self) -> tuple[Act, ...]:
        return self.steps.pop(0)

    def heard(self, reply: Reply) -> tuple[Act, ...]:
        self.answers.append(reply.text)
        return self.steps.pop(0)

    def unheard(self, why: Unheard) -> tuple[Act, ...]:
        self.answers.append(why)
        return self.steps.pop(0)

    def command(self, command: Command) -> tuple[Act, ...]:
        self.answers.append(command)
        return self.commanded


def coach(text: str) -> Say:
    return Say(text, "coach")


def seeker(text: str) -> Say:
    return Say(text, "bm_george", "len")


REPLY = Listen(Expect.REPLY, "two-cups", 1)
CHOICE = Listen(Expect.CHOICE, "two-cups", 1)
FINISHED = (End(Why.FINISHED),)


def scripted(stage: Stage, *steps: tuple[Act, ...], commanded: tuple[Act, ...] = ()) -> Scripted:
    conversation = Scripted(*steps, commanded=commanded)
    stage.visit._conversation = conversation  # it does all that is used
    return conversation


def lines(stage: Stage) -> list[str]:
    return [e.text for e in stage.events if isinstance(e, SeekerSaid | CoachSaid)]


class Pressing(WavSpeaker):
    """A speaker before which somebody presses a key when a certain line is played."""

    def __init__(self, clock: TapeClock, press: Callable[[], None], at: int) -> None:
        super().__init__(clock)
        self._press = press
        self._at = at

    async def play(self, sound: Sound) -> Played:
        self._at -= 1
        if self._at == 0:
            self._press()
            start = self._clock.now()
            await self._stopped.wait()
            return Played(start, self._clock.now())
        return await super().play(sound)


def press(stage: Stage, command: Command, at_line: int) -> None:
    """The command cuts the line with that number, from 1."""
    stage.visit._speaker = Pressing(
        stage.clock, lambda: stage.visit.asked.put_nowait(command), at_line
    )


@pytest.mark.parametrize("command", [Command.HELP, Command.REPEAT])
async def test_an_aside_during_the_welcome_does_not_lose_the_seekers_line(command: Command) -> None:
    stage = Stage(WARM)
    press(stage, command, at_line=1)
    await asyncio.wait_for(stage.visit.run(), 10)
    before_turn = stage.events[: stage.events.index(stage.told(Listening)[0])]
    said = [e.text for e in before_turn if isinstance(e, SeekerSaid)]
    assert said == [stage.scenario.turns[0].line.text]
    told = [e.text for e in before_turn if isinstance(e, CoachSaid)]
    assert told.count(told[0]) == 2  # the line that was cut short is said once more


async def test_after_an_aside_the_rest_is_said_and_nothing_of_it_twice() -> None:
    stage = Stage()
    one, two, offer = coach("One."), coach("Two."), coach("Again?")
    scripted(
        stage,
        (one, two, offer, CHOICE),
        FINISHED,
        commanded=(one, two, CHOICE),  # "say that again"
    )
    press(stage, Command.REPEAT, at_line=2)
    await asyncio.wait_for(stage.visit.run(), 10)
    assert lines(stage) == ["One.", "Two.", "One.", "Two.", "Again?"]


async def test_a_command_that_leads_elsewhere_drops_what_was_not_said() -> None:
    stage = Stage()
    scripted(stage, (coach("One."), coach("Two."), REPLY), commanded=(coach("Bye."), *FINISHED))
    press(stage, Command.STOP, at_line=1)
    await asyncio.wait_for(stage.visit.run(), 10)
    assert lines(stage) == ["One.", "Bye."]


async def test_no_command_cuts_off_the_centres_own_words() -> None:
    stage = Stage()
    words = (coach("Let's stop."), coach("Go to Jo at the desk."), coach("Nothing is kept."))
    scripted(stage, (*words, End(Why.CRISIS)), commanded=(End(Why.CRISIS),))
    for _ in range(5):
        stage.visit.asked.put_nowait(Command.STOP)
    await asyncio.wait_for(stage.visit.run(), 10)
    assert lines(stage) == [word.text for word in words]
    assert len(stage.speaker.played) == len(words)


async def test_a_command_is_obeyed_before_a_line_has_its_sound() -> None:
    stage = Stage()

    async def never(say: Say) -> Sound:
        if say.text == "Bye.":
            return Sound(np.zeros(1600, np.float32), 16_000)
        await asyncio.Event().wait()
        raise AssertionError

    stage.speech.sound = never  # type: ignore[method-assign]  # a voice that hangs
    scripted(stage, (coach("One."), REPLY), commanded=(coach("Bye."), *FINISHED))
    running = asyncio.create_task(stage.visit.run())
    await asyncio.sleep(0.01)
    stage.visit.asked.put_nowait(Command.STOP)
    await asyncio.wait_for(running, 5)
    assert lines(stage) == ["Bye."]


async def test_a_command_that_came_before_a_line_is_obeyed_before_it_sounds() -> None:
    stage = Stage()
    stage.visit.asked.put_nowait(Command.STOP)
    scripted(stage, (coach("One."), REPLY), commanded=FINISHED)
    await asyncio.wait_for(stage.visit.run(), 5)
    assert lines(stage) == []
    assert stage.speaker.played == []


async def test_every_line_that_fails_is_known_by_one_error_alone() -> None:
    stage = Stage()
    problems: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: problems.append(told))

    async def broken(say: Say) -> Sound:
        await asyncio.sleep(0)
        raise SpeechError(f"{say.text} can't be spoken.")

    stage.speech.sound = broken  # type: ignore[method-assign]  # a voice that fails
    scripted(stage, (coach("One."), coach("Two."), coach("Three."), REPLY))
    with pytest.raises(SpeechError, match="One"):
        await stage.visit.run()
    gc.collect()
    await asyncio.sleep(0)
    assert problems == []


async def test_a_lost_speaker_ends_the_talk_and_nobody_is_listened_to_any_more() -> None:
    stage = Stage()
    stage.visit._handset = True
    left: list[str] = []

    async def waiting(listen: Listen, seeker: str, said: Said) -> Answered:
        try:
            await asyncio.Event().wait()
        finally:
            left.append("left")
        raise AssertionError

    async def lost(sound: Sound) -> Played:
        await asyncio.sleep(0.01)
        raise SpeakerLost("The speaker is gone.")

    stage.trainee.answer = waiting  # type: ignore[method-assign]  # somebody who stays silent
    stage.speaker.play = lost  # type: ignore[method-assign]  # a speaker that is pulled out
    scripted(stage, (seeker("She died."), REPLY))
    with pytest.raises(SpeakerLost):
        await asyncio.wait_for(stage.visit.run(), 5)
    assert left == ["left"]


async def test_a_trainee_that_fails_ends_the_talk_with_the_cause() -> None:
    stage = Stage()

    async def broken(listen: Listen, seeker: str, said: Said) -> Answered:
        raise SpeechError("No voice for the trainee.")

    stage.trainee.answer = broken  # type: ignore[method-assign]  # a trainee that fails
    with pytest.raises(SpeechError, match="No voice"):
        await asyncio.wait_for(stage.visit.run(), 10)


async def test_a_pause_counts_from_whatever_was_said_last() -> None:
    stage = Stage(Unheard.SILENCE, WARM)
    scripted(
        stage,
        (seeker("She died."), REPLY),
        (coach("Take your time."), REPLY),
        FINISHED,
    )
    await stage.visit.run()
    (_, _, first), (_, line, second) = stage.trainee.asked
    assert isinstance(first, Played)
    assert isinstance(second, Played)
    aside = stage.speaker.played[-1][0]
    assert second.end == pytest.approx(aside.end, abs=0.01)
    assert second.end > first.end
    assert line == "She died."


async def test_where_nothing_was_said_since_the_last_answer_a_pause_counts_from_now() -> None:
    stage = Stage(WARM, WARM)
    scripted(stage, (seeker("She died."), REPLY), (REPLY,), FINISHED)
    await stage.visit.run()
    (_, _, first), (_, _, second) = stage.trainee.asked
    assert isinstance(first, Played)
    assert isinstance(second, Played)
    assert second.start == second.end == stage.told(Listening)[1].at > first.end


async def test_a_hum_is_not_told_where_silence_means_to_go_on() -> None:
    stage = Stage()

    async def hums(listen: Listen, seeker: str, said: Said) -> Answered:
        return Trouble.HUM

    stage.trainee.answer = hums  # type: ignore[method-assign]  # nothing but a hum
    conversation = scripted(stage, (coach("Again?"), CHOICE), FINISHED)
    await stage.visit.run()
    assert lines(stage) == ["Again?"]
    assert conversation.answers == [Unheard.SILENCE]


async def test_nobody_is_deaf_who_was_heard_before() -> None:
    stage = Stage(WARM, *[Trouble.UNPLUGGED] * (DEAF + 1))
    scripted(stage, (seeker("She died."), REPLY), (seeker("In May."), REPLY), FINISHED)
    await stage.visit.run()
    assert stage.visit.deaf is None


@pytest.mark.parametrize("handset", [True, False])
async def test_a_handset_hears_while_the_seeker_speaks_and_nothing_else_does(
    handset: bool,
) -> None:
    stage = Stage(WARM)
    stage.visit._handset = handset
    begun: list[bool] = []

    async def answer(listen: Listen, seeker: str, said: Said) -> Answered:
        begun.append(isinstance(said, asyncio.Future) and not said.done())
        if isinstance(said, asyncio.Future):
            await said
        return Answer(Reply("mm", seeker))

    stage.trainee.answer = answer  # type: ignore[method-assign]  # somebody quick
    scripted(
        stage,
        (coach("Welcome."), seeker("She died."), REPLY),
        (coach("Again?"), CHOICE),
        (coach("Once more."), REPLY),
        FINISHED,
    )
    await asyncio.wait_for(stage.visit.run(), 5)
    assert begun == [handset, False, False]
    assert len(stage.told(Listening)) == 3


class Mumbling:
    """A recogniser that hears the same words in everything; only when they fall counts here."""

    name = "mumbling"

    async def start(self) -> None: ...

    def hear(self) -> "Mumbling":
        return self

    async def feed(self, pcm: bytes) -> str:
        return ""

    def pause(self) -> None: ...

    async def finish(self) -> Transcript:
        return Transcript("that must be so very hard for you", (), self.name, 1.0, 0.0)

    async def drop(self) -> None: ...

    async def close(self) -> None: ...


@pytest.mark.parametrize(("handset", "talked_over"), [(True, True), (False, False)])
async def test_talking_over_the_seeker_is_heard_through_a_handset(
    handset: bool, talked_over: bool
) -> None:
    stage = Stage()
    reply = spoken("That must be so very hard for you.")
    microphone = WavMicrophone([reply], stage.clock)
    stage.visit._trainee = OnTape(Listener(microphone, Mumbling(), stage.clock), microphone)
    stage.visit._handset = handset
    await asyncio.wait_for(stage.visit.run(), 20)
    found = next(e for e in stage.events if isinstance(e, Found))
    assert (Skill.INTERRUPTION in {f.skill for f in found.findings}) is talked_over
    heard = next(e for e in stage.events if isinstance(e, Heard))
    line = next(e for e in stage.events if isinstance(e, SeekerSaid))
    assert heard.started is not None
    assert (heard.started < line.at + line.seconds) is talked_over
