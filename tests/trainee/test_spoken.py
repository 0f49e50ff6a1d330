"""A trainee at the microphone: what fails there doesn't end the talk."""

import asyncio
from typing import cast

import numpy as np
import pytest

from device.coach.reply import Timing, Word
from device.coach.talk.act import Command, Expect, Listen, Unheard
from device.coach.talk.conversation import CLEAR_AT
from device.trainee.spoken import OnTape, Spoken
from device.visit import Answer, Answered
from device.voice.clock import TapeClock
from device.voice.hear.endpoint import Patience
from device.voice.hear.listener import Button, Heard, Listener, Missed, Watch
from device.voice.hear.recognizer import RecognizerError, Transcript
from device.voice.level import Trouble
from device.voice.microphone import MicrophoneLost, WavMicrophone
from device.voice.sound import Sound
from device.voice.speaker import Played

REPLY = Listen(Expect.REPLY, "turn", 1)


class Hears:
    """A listener of which it is known what comes of listening."""

    def __init__(self, outcome: Heard | Missed | Exception) -> None:
        self.outcome = outcome
        self.finished = False

    async def listen(
        self, patience: Patience, *, after: object, button: Button, watch: Watch
    ) -> Heard | Missed:
        if isinstance(after, asyncio.Future):
            await after
            await asyncio.sleep(0.01)
        self.finished = button.finish.is_set()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


async def answered(outcome: Missed | Exception) -> Answered:
    return await Spoken(cast(Listener, Hears(outcome))).answer(REPLY, "Line.", None)


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (RecognizerError("The recogniser was lost."), Unheard.UNCLEAR),
        (MicrophoneLost("It was pulled out."), Trouble.UNPLUGGED),
        (Missed(6.0, 6.0), Unheard.SILENCE),
        (Missed(6.0, 6.0, (Trouble.HUM,)), Trouble.HUM),
    ],
)
async def test_what_was_not_heard_is_told_and_never_ends_the_talk(
    outcome: Missed | Exception, answer: Answered
) -> None:
    assert await answered(outcome) is answer


async def test_replies_that_the_recogniser_fails_at_are_counted_until_one_goes_well() -> None:
    hears = Hears(RecognizerError("The model can't be loaded."))
    trainee = Spoken(cast(Listener, hears))

    async def after(outcome: Heard | Missed | Exception) -> int:
        hears.outcome = outcome
        await trainee.answer(REPLY, "Line.", None)
        return trainee.failed

    lost = RecognizerError("The model can't be loaded.")
    assert [await after(one) for one in (lost, Missed(6.0, 6.0), lost)] == [1, 1, 2]
    assert await after(among_others("That sounds hard.")) == 0


@pytest.mark.parametrize(("while_speaking", "finished"), [(True, False), (False, True)])
async def test_the_button_ends_a_turn_but_not_while_the_seeker_speaks(
    while_speaking: bool, finished: bool
) -> None:
    hears = Hears(Missed(1.0, 1.0))
    trainee = Spoken(cast(Listener, hears))
    said: asyncio.Future[Played] = asyncio.get_running_loop().create_future()
    answering = asyncio.create_task(trainee.answer(REPLY, "Line.", said))
    await asyncio.sleep(0)
    if while_speaking:
        trainee.finish()
    said.set_result(Played(0.0, 1.0))
    if not while_speaking:
        trainee.finish()
    await answering
    assert hears.finished is finished
    trainee.finish()  # and with nobody's turn, nothing happens


def among_others(text: str) -> Heard:
    said = tuple(Word(word, n / 3, (n + 1) / 3, 0.7) for n, word in enumerate(text.split()))
    transcript = Transcript(text, said, "whisper-tiny", 3.0, 0.5, -1.0)
    silence = Sound(np.zeros(16_000, np.float32), 16_000)
    timing = Timing(gap=1.0, overlap=0.0, duration=2.0)
    return Heard(transcript, timing, silence, 0.0, 1.0, 3.0, 6.0, 6.0, noisy=True)


async def test_what_is_lost_among_others_is_blamed_on_the_room_once() -> None:
    trainee = Spoken(cast(Listener, Hears(among_others("the dose for an adult is ten"))))
    assert await trainee.answer(REPLY, "Line.", None) is Trouble.ROOM
    assert await trainee.answer(REPLY, "Line.", None) is Unheard.UNCLEAR
    assert await trainee.answer(REPLY, "Line.", None) is Trouble.ROOM


@pytest.mark.parametrize("text", ["I want to kill myself", "stop"])
async def test_what_matters_reaches_the_coach_from_any_room_and_is_never_assessed(
    text: str,
) -> None:
    answer = await Spoken(cast(Listener, Hears(among_others(text)))).answer(REPLY, "Line.", None)
    assert isinstance(answer, Answer)
    assert answer.reply.text == text
    assert answer.reply.confidence < CLEAR_AT


async def test_choices_on_tape_are_silence_and_the_last_recording_leaves() -> None:
    clock = TapeClock()
    microphone = WavMicrophone((), clock)
    trainee = OnTape(cast(Listener, Hears(Missed(1.0, 1.0))), microphone)
    assert await trainee.answer(Listen(Expect.CHOICE, "t", 1), "", None) is Unheard.SILENCE
    assert await trainee.answer(Listen(Expect.PRIVATE, "t", 1), "", None) is Unheard.SILENCE
    assert await trainee.answer(REPLY, "", None) is Command.STOP
