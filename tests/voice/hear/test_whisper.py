"""Whisper for real, the small model, on speech made by espeak-ng and on no speech at all."""

import os
import signal
from collections.abc import AsyncIterator
from difflib import SequenceMatcher

import numpy as np
import pytest
import pytest_asyncio

from device.voice.hear.ahead import AheadRecognizer
from device.voice.hear.recognizer import Transcript
from device.voice.sound import Sound
from device.voice.worker import Worker
from tests.bench.load.meter import memory
from tests.speech import model, spoken

RATE = 16_000
REPLY = "You went to work every morning. What was that week like for you?"
LIMIT = 300


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whisper() -> AsyncIterator[AheadRecognizer]:
    whisper = AheadRecognizer("whisper-tiny", model("whisper-tiny"))
    await whisper.start()
    yield whisper
    await whisper.close()


pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(LIMIT)]


async def heard(whisper: AheadRecognizer, sound: Sound) -> Transcript:
    hearing = whisper.hear()
    await hearing.feed(sound.pcm())
    return await hearing.finish()


def alike(text: str, said: str) -> bool:
    """Whether nearly all words are right: espeak-ng is no person."""
    return SequenceMatcher(None, plain(text), plain(said)).ratio() > 0.8


def plain(text: str) -> list[str]:
    return "".join(letter for letter in text.lower() if letter.isalpha() or letter == " ").split()


async def test_speech_becomes_words_with_punctuation_times_and_confidences(
    whisper: AheadRecognizer,
) -> None:
    sound = spoken(REPLY)
    transcript = await heard(whisper, sound)
    assert alike(transcript.text, REPLY)
    assert transcript.text.endswith("?")
    assert transcript.recognizer == "whisper-tiny"
    assert transcript.audio_seconds == pytest.approx(sound.seconds, abs=0.01)
    assert transcript.compute_seconds > 0
    assert " ".join(word.text for word in transcript.words) == transcript.text
    ends = [0.0, *(word.end for word in transcript.words)]
    for word, before in zip(transcript.words, ends, strict=False):
        assert before - 0.05 <= word.start <= word.end <= sound.seconds
        assert 0 <= word.confidence <= 1
    morning = next(word for word in transcript.words if word.text.startswith("morning"))
    assert sound.seconds * 0.2 < morning.start < morning.end < sound.seconds * 0.6


async def test_where_nobody_speaks_there_are_no_words(whisper: AheadRecognizer) -> None:
    seconds = np.arange(RATE * 6) / RATE
    noise = np.random.default_rng(1)
    for name, samples in {
        "silence": np.zeros(RATE * 6),
        "hiss": noise.normal(0, 0.05, RATE * 6),
        "hum": 0.2 * np.sin(2 * np.pi * 50 * seconds) + 0.05 * np.sin(2 * np.pi * 150 * seconds),
        "a click": np.where(seconds == 3.0, 0.9, 0.0),
        "a moment": np.zeros(100),
    }.items():
        transcript = await heard(whisper, Sound(samples.astype(np.float32), RATE))
        assert (transcript.text, transcript.words) == ("", ()), name


async def test_a_reply_of_more_than_half_a_minute_is_heard_to_its_end(
    whisper: AheadRecognizer,
) -> None:
    one = spoken(REPLY)
    pause = np.zeros(RATE, dtype=np.float32)
    samples = np.concatenate([one.samples, pause] * 8)
    sound = Sound(samples, RATE)
    assert sound.seconds > 35
    transcript = await heard(whisper, sound)
    said = plain(REPLY) * 8
    assert abs(len(plain(transcript.text)) - len(said)) <= len(said) * 0.1
    assert transcript.words[-1].end == pytest.approx(sound.seconds - 1.0, abs=0.8)


async def test_the_same_sound_gets_the_same_words(whisper: AheadRecognizer) -> None:
    rng = np.random.default_rng(2)
    sound = spoken(REPLY)
    loud = sound.samples + rng.normal(0, 0.1, len(sound.samples)).astype(np.float32)
    first = await heard(whisper, Sound(loud, RATE))
    assert (await heard(whisper, Sound(loud, RATE))).text == first.text


async def test_a_worker_killed_at_work_is_replaced_and_the_reply_heard_from_memory(
    whisper: AheadRecognizer,
) -> None:
    hearing = whisper.hear()
    await hearing.feed(spoken(REPLY).pcm())
    hearing.pause()
    starts, pid = whisper.worker.starts, whisper.worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    transcript = await hearing.finish()
    assert alike(transcript.text, REPLY)
    assert whisper.worker.starts == starts + 1


async def test_replies_of_ever_new_lengths_leave_no_memory_behind() -> None:
    worker = Worker(
        "device.voice.hear.whisper_engine:Whisper", {"folder": str(model("whisper-tiny"))}
    )
    samples = np.tile(spoken(REPLY, "en-us", 150).at(RATE).samples, 2)

    async def hear(number: int) -> None:
        sound = Sound(samples[: 2 * RATE + number * RATE // 12], RATE)
        answer = await worker.call("recognise", payload=sound.pcm(), limit=LIMIT)
        assert answer.result["text"]

    def own() -> float:
        assert worker.pid is not None
        return memory(worker.pid, "Anonymous")

    try:
        await worker.start()
        for number in range(40, 30, -1):  # the longest take the most room
            await hear(number)
        before = own()
        for number in range(30, 0, -1):
            await hear(number)
        assert 0 < own() < before + 20
    finally:
        await worker.close()
