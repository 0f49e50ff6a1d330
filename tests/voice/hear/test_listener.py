"""From somebody speaking to a reply, placed in the talk."""

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from functools import cache

import numpy as np
import pytest

from device.config import load
from device.voice.clock import RealClock, TapeClock
from device.voice.hear.choose import choose
from device.voice.hear.endpoint import CHOICE, REPLY
from device.voice.hear.listener import LEAD, Button, Heard, Listener, Missed, Watch
from device.voice.hear.pitch import rise
from device.voice.hear.recognizer import Hearing, RecognizerError, Transcript
from device.voice.level import Trouble
from device.voice.microphone import (
    FRAME_BYTES,
    FRAME_SECONDS,
    RATE,
    ArecordMicrophone,
    Frame,
    MicrophoneLost,
    WavMicrophone,
)
from device.voice.sound import Sound, read
from device.voice.speaker import WavSpeaker
from tests.soundserver import SoundServer

FIRST = "It sounds like you felt let down by your sister."
SECOND = "What was that week like for you?"


@cache
def said(text: str) -> Sound:
    """Spoken by espeak-ng, without silence around it."""
    done = subprocess.run(
        ("espeak-ng", "-v", "en-us", "--stdout", text), capture_output=True, check=True
    )
    sound = read(done.stdout, text).at(RATE)
    loud = np.flatnonzero(np.abs(sound.samples) > 0.01)
    return Sound(sound.samples[loud[0] : loud[-1] + 1], RATE)


def silence(seconds: float) -> Sound:
    return Sound(np.zeros(round(seconds * RATE), np.float32), RATE)


def joined(*parts: Sound) -> Sound:
    return Sound(np.concatenate([part.samples for part in parts]), RATE)


class Notes:
    """A recogniser that notes what it was given, so that the listener's part is seen."""

    name = "notes"

    def __init__(
        self,
        words: Callable[[float], str] = lambda seconds: "",
        paused: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Args:
            words: what was said in so many seconds.
            paused: called at each pause.
        """
        self.words = words
        self.paused = paused
        self.hearings: list[NotesHearing] = []

    async def start(self) -> None:
        """Nothing to load."""

    def hear(self) -> Hearing:
        self.hearings.append(NotesHearing(self.words, self.paused))
        return self.hearings[-1]

    async def close(self) -> None:
        """Nothing to close."""


class NotesHearing:
    def __init__(self, words: Callable[[float], str], paused: Callable[[], None]) -> None:
        self.words = words
        self.paused = paused
        self.pcm = b""
        self.pauses: list[float] = []
        self.dropped = False

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / RATE

    async def feed(self, pcm: bytes) -> str:
        self.pcm += pcm
        return self.words(self.seconds)

    def pause(self) -> None:
        self.pauses.append(self.seconds)
        self.paused()

    async def finish(self) -> Transcript:
        return Transcript(self.words(self.seconds), (), "notes", self.seconds, 0.0)

    async def drop(self) -> None:
        self.dropped = True


async def listen(
    *recording: Sound, recognizer: Notes | None = None, watch: Watch | None = None
) -> Heard | Missed:
    clock = TapeClock()
    microphone = WavMicrophone([joined(*recording)], clock)
    return await Listener(microphone, recognizer or Notes(), clock).listen(watch=watch)


async def test_a_reply_is_dated_and_kept_as_it_was_spoken() -> None:
    notes = Notes()
    heard = await listen(silence(1.5), said(FIRST), recognizer=notes)
    assert isinstance(heard, Heard)
    assert heard.timing.gap == pytest.approx(1.5, abs=0.15)
    assert heard.timing.duration == pytest.approx(said(FIRST).seconds, abs=0.2)
    assert heard.timing.pauses == ()
    assert heard.timing.rise == rise(heard.recording, heard.ended - heard.recorded_at)
    assert heard.timing.rise is not None
    assert heard.timing.rise < -1, "a statement's voice falls"
    assert heard.ended - heard.began == pytest.approx(heard.timing.duration)
    assert heard.end_decided_at >= heard.ended + REPLY.silence - 0.1
    assert heard.finished_at >= heard.end_decided_at
    assert heard.recording.pcm() == notes.hearings[0].pcm
    assert heard.began - heard.recorded_at == pytest.approx(LEAD, abs=0.1)
    assert heard.recording.seconds < said(FIRST).seconds + 1.5


@pytest.mark.parametrize("pause", [1.0, 2.0])
async def test_a_pause_for_thought_is_in_the_reply(pause: float) -> None:
    notes = Notes()
    heard = await listen(silence(0.5), said(FIRST), silence(pause), said(SECOND), recognizer=notes)
    assert isinstance(heard, Heard)
    assert list(heard.timing.pauses) == pytest.approx([pause], abs=0.2)
    whole = said(FIRST).seconds + pause + said(SECOND).seconds
    assert heard.timing.duration == pytest.approx(whole, abs=0.25)
    assert heard.recording.seconds > whole
    assert heard.recording.pcm() == notes.hearings[0].pcm


async def test_the_recogniser_works_ahead_in_each_pause_and_gets_no_silence_after_it() -> None:
    notes = Notes()
    await listen(silence(0.5), said(FIRST), silence(1.5), said(SECOND), recognizer=notes)
    (hearing,) = notes.hearings
    assert len(hearing.pauses) == 2
    assert hearing.pauses[0] == pytest.approx(said(FIRST).seconds + LEAD + 0.5, abs=0.2)
    assert hearing.pauses[1] == pytest.approx(hearing.seconds, abs=0.001)


async def test_nobody_speaking_is_missed() -> None:
    notes = Notes()
    hiss = Sound(np.random.default_rng(1).normal(0, 0.002, RATE * 30).astype(np.float32), RATE)
    missed = await listen(hiss, recognizer=notes)
    assert isinstance(missed, Missed)
    assert missed.waited == pytest.approx(REPLY.nobody, abs=0.1)
    assert missed.troubles == ()
    assert notes.hearings == []


async def test_a_microphone_that_gives_nothing_at_all_is_told_of() -> None:
    told: list[Trouble] = []
    missed = await listen(silence(1.0), watch=Watch(trouble=told.append))
    assert isinstance(missed, Missed)
    assert told == [Trouble.UNPLUGGED]
    assert missed.troubles == (Trouble.UNPLUGGED,)


async def test_clipping_is_told_of_and_the_reply_kept() -> None:
    loud = Sound(np.clip(said(FIRST).samples * 40, -1, 1), RATE)
    heard = await listen(silence(0.5), loud)
    assert isinstance(heard, Heard)
    assert Trouble.CLIPPING in heard.troubles


async def test_words_are_told_as_they_come() -> None:
    texts: list[str] = []
    notes = Notes(lambda seconds: "one two three four"[: int(seconds) * 4])
    await listen(
        silence(0.5),
        said(FIRST),
        recognizer=notes,
        watch=Watch(partial=texts.append),
    )
    assert texts[:2] == ["one ", "one two "]
    assert len(texts) == len(set(texts))


async def test_after_an_unfinished_sentence_we_wait_longer() -> None:
    reply = joined(silence(0.5), said(FIRST))
    finished = await listen(reply, recognizer=Notes(lambda seconds: "you felt let down"))
    unfinished = await listen(reply, recognizer=Notes(lambda seconds: "let down because"))
    assert isinstance(finished, Heard)
    assert isinstance(unfinished, Heard)
    waited = [heard.end_decided_at - heard.ended for heard in (finished, unfinished)]
    assert waited[1] - waited[0] == pytest.approx(REPLY.silence_unfinished - REPLY.silence, abs=0.2)


async def test_the_button_ends_the_turn_at_once() -> None:
    clock = TapeClock()
    button = Button()
    notes = Notes(paused=button.finish.set)
    heard = await Listener(WavMicrophone([said(FIRST)], clock), notes, clock).listen(button=button)
    assert isinstance(heard, Heard)
    assert heard.end_decided_at - heard.ended < 1.0


async def test_letting_the_button_go_ends_the_turn_and_holding_it_does_not() -> None:
    clock = TapeClock()
    until = said(FIRST).seconds + 10
    listener = Listener(WavMicrophone([said(FIRST)], clock), Notes(), clock)
    heard = await listener.listen(button=Button(held=lambda: clock.now() < until))
    assert isinstance(heard, Heard)
    assert heard.end_decided_at == pytest.approx(until, abs=1.0)


async def test_a_choice_is_over_sooner() -> None:
    clock = TapeClock()
    listener = Listener(WavMicrophone([said("Try again.")], clock), Notes(), clock)
    heard = await listener.listen(CHOICE)
    assert isinstance(heard, Heard)
    assert heard.end_decided_at - heard.ended < REPLY.silence


async def test_the_gap_counts_from_when_the_seeker_had_spoken() -> None:
    clock = TapeClock()
    microphone = WavMicrophone([joined(silence(2.0), said(FIRST))], clock)
    played = await WavSpeaker(clock).play(said(SECOND))
    heard = await Listener(microphone, Notes(), clock).listen(after=played)
    assert isinstance(heard, Heard)
    assert heard.timing.gap == pytest.approx(2.0, abs=0.2)
    assert heard.timing.overlap == 0


async def test_speaking_before_the_seeker_has_ended_is_measured() -> None:
    clock = TapeClock()
    line = joined(said(SECOND), said(SECOND), said(SECOND))
    microphone = WavMicrophone([joined(silence(line.seconds - 1.0), said(FIRST))], clock)
    playing = asyncio.ensure_future(WavSpeaker(clock).play(line))
    heard = await Listener(microphone, Notes(), clock).listen(after=playing)
    assert isinstance(heard, Heard)
    assert heard.timing.overlap == pytest.approx(1.0, abs=0.2)
    assert heard.timing.gap == pytest.approx(-1.0, abs=0.2)


async def test_a_murmur_while_the_seeker_speaks_is_overlap_and_no_answer_yet() -> None:
    clock = TapeClock()
    line = joined(*[said(SECOND)] * 6)
    murmur = said("Mm-hm.")
    recording = joined(
        silence(1.0), murmur, silence(line.seconds + 1.0 - murmur.seconds), said(FIRST)
    )
    playing = asyncio.ensure_future(WavSpeaker(clock).play(line))
    listener = Listener(WavMicrophone([recording], clock), Notes(), clock)
    heard = await listener.listen(after=playing)
    assert isinstance(heard, Heard)
    assert heard.timing.overlap == pytest.approx(murmur.seconds, abs=0.3)
    assert heard.timing.gap == pytest.approx(2.0, abs=0.3)
    assert heard.timing.duration == pytest.approx(said(FIRST).seconds, abs=0.3)


class Torn:
    """A microphone whose cable is pulled after so many seconds."""

    def __init__(self, sound: Sound, seconds: float, hole: float = 0.0) -> None:
        self.sound, self.seconds, self.hole = sound, seconds, hole

    async def open(self) -> None:
        """Nothing to open."""

    async def frames(self) -> AsyncIterator[Frame]:
        pcm = self.sound.pcm()
        for n in range(round(self.seconds / FRAME_SECONDS)):
            part = pcm[n * FRAME_BYTES : (n + 1) * FRAME_BYTES].ljust(FRAME_BYTES, b"\0")
            late = self.hole if n * FRAME_SECONDS >= 1.0 else 0.0
            yield Frame(part, n * FRAME_SECONDS + late)
        raise MicrophoneLost("The microphone is gone.")

    async def close(self) -> None:
        """Nothing to close."""


async def test_a_microphone_lost_in_mid_reply_leaves_what_was_said() -> None:
    listener = Listener(Torn(said(FIRST), 1.5), Notes(), RealClock())
    heard = await listener.listen()
    assert isinstance(heard, Heard)
    assert heard.lost is not None
    assert 1.0 < heard.recording.seconds < 1.6


async def test_a_microphone_lost_before_a_word_is_an_error() -> None:
    listener = Listener(Torn(silence(2.0), 1.5), Notes(), RealClock())
    with pytest.raises(MicrophoneLost):
        await listener.listen()


async def test_frames_that_are_missing_leave_a_hole_of_their_length() -> None:
    whole = await Listener(Torn(said(FIRST), 1.9), Notes(), RealClock()).listen()
    holed = await Listener(Torn(said(FIRST), 1.9, hole=0.3), Notes(), RealClock()).listen()
    assert isinstance(whole, Heard)
    assert isinstance(holed, Heard)
    longer = holed.recording.seconds - whole.recording.seconds
    assert longer == pytest.approx(0.3, abs=0.05)


async def test_a_listening_that_is_cancelled_forgets_what_was_said() -> None:
    started = asyncio.Event()
    notes = Notes(paused=started.set)
    clock = TapeClock()
    microphone = WavMicrophone([joined(silence(1.0), *[said(FIRST)] * 10)], clock)
    listening = asyncio.create_task(Listener(microphone, notes, clock).listen())
    await started.wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert notes.hearings[0].dropped


async def test_real_words_come_out_of_a_real_recogniser() -> None:
    try:
        recognizer = choose(load())
    except RecognizerError as error:
        pytest.fail(f"{error} Or run `make test`, which fetches it.")
    await recognizer.start()
    clock = TapeClock()
    recording = joined(silence(1.0), said(FIRST), silence(2.0), said(SECOND))
    try:
        heard = await Listener(WavMicrophone([recording], clock), recognizer, clock).listen()
    finally:
        await recognizer.close()
    assert isinstance(heard, Heard)
    words = re.findall(r"[a-z']+", heard.transcript.text.lower())
    assert {"felt", "sister", "what", "week", "like"} <= set(words)
    assert heard.transcript.words[0].start == pytest.approx(
        heard.began - heard.recorded_at, abs=0.4
    )
    assert heard.transcript.words[-1].end == pytest.approx(heard.ended - heard.recorded_at, abs=0.6)


@pytest.mark.sound
async def test_a_reply_is_heard_through_a_real_recorder_even_if_it_is_killed(
    sound_server: SoundServer,
) -> None:
    clock = RealClock()
    microphone = ArecordMicrophone("default", clock)

    def pulled() -> None:
        if microphone.starts == 1:
            assert microphone.pid is not None
            os.kill(microphone.pid, signal.SIGKILL)

    notes = Notes(paused=pulled)
    listening = asyncio.create_task(Listener(microphone, notes, clock).listen())
    await asyncio.sleep(1.0)
    speaking = sound_server.speak(joined(said(FIRST), silence(1.8), said(SECOND)))
    heard = await listening
    speaking.wait()
    await microphone.close()
    assert isinstance(heard, Heard)
    assert heard.lost is None
    assert len(notes.hearings[0].pauses) == 2
    assert microphone.starts == 2
    whole = said(FIRST).seconds + 1.8 + said(SECOND).seconds
    assert heard.timing.duration == pytest.approx(whole, abs=0.5)
