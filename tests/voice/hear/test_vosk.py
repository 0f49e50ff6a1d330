"""Vosk for real. There is no English model here that may be fetched anywhere, so a Korean one
hears Korean made by espeak-ng: what counts is how the words come, not which.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from device.voice.hear.recognizer import Hearing, RecognizerError
from device.voice.hear.streaming import StreamingHearing, StreamingRecognizer
from tests.speech import model, spoken

FRAME = 1024
LIMIT = 90.0
"""Seconds; the model is large and the machine may be busy."""


@pytest.fixture(scope="module")
def pcm() -> bytes:
    return spoken("안녕하세요. 오늘은 날씨가 좋습니다.", "ko", 130).pcm()


@pytest_asyncio.fixture
async def vosk() -> AsyncIterator[StreamingRecognizer]:
    vosk = StreamingRecognizer("vosk-ko", model("vosk-ko"))
    await vosk.start()
    yield vosk
    await vosk.close()


async def feed(hearing: Hearing, pcm: bytes) -> None:
    for start in range(0, len(pcm), FRAME):
        await hearing.feed(pcm[start : start + FRAME])


async def partial(hearing: Hearing) -> str:
    """The words so far, once there are any."""
    async with asyncio.timeout(LIMIT):
        while not (text := await hearing.feed(b"")):  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.02)
    return text


@pytest.mark.timeout(300)
async def test_words_stream_in_carry_confidence_and_begin_from_zero_at_every_turn(
    vosk: StreamingRecognizer, pcm: bytes
) -> None:
    for _ in range(2):
        hearing = vosk.hear()
        await feed(hearing, pcm)
        assert await partial(hearing)
        transcript = await hearing.finish()
        assert transcript.recognizer == "vosk-ko"
        assert transcript.audio_seconds == pytest.approx(len(pcm) / 32_000)
        assert len(transcript.words) > 3
        assert transcript.text == " ".join(word.text for word in transcript.words)
        assert transcript.words[0].start < 1.0
        assert transcript.words[-1].end <= transcript.audio_seconds + 0.1
        starts = [word.start for word in transcript.words]
        assert starts == sorted(starts)
        assert all(0 < word.confidence <= 1 for word in transcript.words)
    assert vosk.worker.starts == 1


@pytest.mark.timeout(300)
async def test_after_a_kill_in_mid_speech_all_of_it_is_heard_again(
    vosk: StreamingRecognizer, pcm: bytes
) -> None:
    undisturbed = vosk.hear()
    await feed(undisturbed, pcm)
    expected = await undisturbed.finish()
    hearing = vosk.hear()
    half = len(pcm) // 2 // FRAME * FRAME
    await feed(hearing, pcm[:half])
    assert await partial(hearing)
    assert vosk.worker.pid is not None
    os.kill(vosk.worker.pid, signal.SIGKILL)
    await feed(hearing, pcm[half:])
    transcript = await hearing.finish()
    assert vosk.worker.starts == 2
    # Vosk cuts the sound into its own chunks, so a word or two may come out otherwise.
    assert len(transcript.words) == pytest.approx(len(expected.words), abs=3)
    assert transcript.words[0].start == pytest.approx(expected.words[0].start, abs=0.2)
    assert transcript.words[-1].end == pytest.approx(expected.words[-1].end, abs=0.2)


@pytest.mark.timeout(300)
async def test_a_turn_that_was_dropped_leaves_nothing_behind(
    vosk: StreamingRecognizer, pcm: bytes
) -> None:
    dropped = vosk.hear()
    await feed(dropped, pcm)
    await dropped.drop()
    hearing = vosk.hear()
    assert isinstance(hearing, StreamingHearing)
    transcript = await hearing.finish()
    assert (transcript.text, transcript.words) == ("", ())


def test_sound_of_another_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecognizerError, match=r"16000 Hz.*8000 Hz"):
        StreamingRecognizer("vosk-ko", tmp_path, rate=8_000)


async def test_a_folder_that_is_no_model_is_told_in_a_sentence(tmp_path: Path) -> None:
    recognizer = StreamingRecognizer("vosk-small-en-us", tmp_path)
    with pytest.raises(RecognizerError, match="wellheard models fetch"):
        await recognizer.start()
    await recognizer.close()
