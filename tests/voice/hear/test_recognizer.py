import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from device.config import RecognizerChoice, Settings
from device.models.shelf import ModelMissing
from device.voice.hear import ahead
from device.voice.hear.ahead import AheadHearing, AheadRecognizer
from device.voice.hear.choose import choose
from device.voice.hear.ear import TRIES
from device.voice.hear.recognizer import RecognizerError
from device.voice.hear.streaming import StreamingRecognizer
from device.voice.worker import Worker
from tests.speech import model

SECOND = bytes(32_000)


@pytest_asyncio.fixture
async def recognizer(tmp_path: Path) -> AsyncIterator[AheadRecognizer]:
    """The real thing over a worker that only counts, and dies when it is told to."""
    (tmp_path / "dies").write_text("0")
    recognizer = AheadRecognizer("ear", tmp_path)
    recognizer.worker = Worker("tests.voice.engines:Ear", {"dies": str(tmp_path / "dies")})
    yield recognizer
    await recognizer.close()


def hear(recognizer: AheadRecognizer) -> AheadHearing:
    hearing = recognizer.hear()
    assert isinstance(hearing, AheadHearing)
    return hearing


async def calls(recognizer: AheadRecognizer) -> int:
    """How many calls with sound in them the worker has answered."""
    answer = await recognizer.worker.call("recognise", b"", limit=30)
    return int(answer.result["calls"])


async def test_what_was_recognised_at_the_pause_is_not_recognised_again(
    recognizer: AheadRecognizer,
) -> None:
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    hearing.pause()
    hearing.pause()
    transcript = await hearing.finish()
    assert transcript.text == "32000"
    assert transcript.audio_seconds == 1.0
    assert await calls(recognizer) == 1


async def test_recognition_begins_at_the_pause_and_not_at_the_end(
    recognizer: AheadRecognizer,
) -> None:
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    hearing.pause()
    async with asyncio.timeout(30):
        while not await calls(recognizer):  # noqa: ASYNC110  # the event is in another process
            await asyncio.sleep(0)


async def test_what_is_said_after_a_pause_is_heard_with_what_was_said_before_it(
    recognizer: AheadRecognizer,
) -> None:
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    hearing.pause()
    await hearing.feed(SECOND)
    assert (await hearing.finish()).text == "64000"


async def test_the_words_of_a_long_stretch_stand_when_speech_goes_on(
    recognizer: AheadRecognizer,
) -> None:
    hearing = hear(recognizer)
    await hearing.feed(SECOND * 12)
    hearing.pause()
    await hearing.feed(SECOND * 3)
    transcript = await hearing.finish()
    assert transcript.text == "384000 96000"
    assert [word.start for word in transcript.words] == [0.0, 12.0]
    assert transcript.audio_seconds == 15.0
    assert transcript.compute_seconds == pytest.approx(0.2)


async def test_speech_without_a_pause_is_cut_where_it_is_quietest(
    recognizer: AheadRecognizer,
) -> None:
    loud = np.random.default_rng(0).normal(0, 3000, 16_000 * 40).astype("<i2")
    loud[16_000 * 24 : 16_000 * 24 + 8_000] //= 50
    hearing = hear(recognizer)
    pcm = loud.tobytes()
    for start in range(0, len(pcm), 1024):
        await hearing.feed(pcm[start : start + 1024])
    transcript = await hearing.finish()
    first, rest = map(int, transcript.text.split())
    assert 24.0 <= first / 32_000 <= 24.5
    assert first + rest == len(pcm)
    assert [word.start for word in transcript.words] == [0.0, first / 32_000]


async def test_words_forgotten_are_not_recognised_at_all(recognizer: AheadRecognizer) -> None:
    await recognizer.start()
    hearing = hear(recognizer)
    for _ in range(5):  # each pause is over before its recognition has begun
        await hearing.feed(SECOND)
        hearing.pause()
    assert (await hearing.finish()).text == str(32_000 * 5)
    assert await calls(recognizer) == 1


async def test_nothing_fed_is_nothing_said(recognizer: AheadRecognizer) -> None:
    hearing = hear(recognizer)
    hearing.pause()
    transcript = await hearing.finish()
    assert (transcript.text, transcript.words) == ("", ())
    await hearing.drop()


async def test_a_worker_that_is_killed_at_work_costs_no_word(
    recognizer: AheadRecognizer, tmp_path: Path
) -> None:
    (tmp_path / "dies").write_text(str(TRIES - 1))
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    assert (await hearing.finish()).text == "32000"
    assert recognizer.worker.starts == TRIES


async def test_a_worker_that_dies_of_the_words_themselves_is_given_up(
    recognizer: AheadRecognizer, tmp_path: Path
) -> None:
    (tmp_path / "dies").write_text(str(2 * TRIES))
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    hearing.pause()
    with pytest.raises(RecognizerError, match="wellheard doctor"):
        await hearing.finish()
    assert (tmp_path / "dies").read_text() == str(TRIES)


async def test_a_worker_that_hangs_is_replaced_and_the_words_come(
    recognizer: AheadRecognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "LIMIT", 0.2)
    await recognizer.start()
    assert recognizer.worker.pid is not None
    os.kill(recognizer.worker.pid, signal.SIGSTOP)
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    assert (await hearing.finish()).text == "32000"
    assert recognizer.worker.starts == 2


async def test_a_worker_that_hangs_on_the_words_is_asked_once_more_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "LIMIT", 0.1)
    monkeypatch.setattr(ahead, "LIMIT_FACTOR", 0.1)
    recognizer = AheadRecognizer("ear", tmp_path)
    recognizer.worker = Worker("tests.voice.engines:Ear", {"hangs": 60.0})
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    hearing.pause()
    with pytest.raises(RecognizerError, match=r"lost 2 times.*longer than 0\.2 s"):
        await hearing.finish()
    await recognizer.close()
    assert recognizer.worker.starts <= TRIES + 1


def test_the_longest_wait_for_a_recogniser_that_hangs_is_known() -> None:
    of_five_seconds = ahead.LIMIT + 5 * ahead.LIMIT_FACTOR
    assert of_five_seconds <= 10


async def test_an_engine_that_refuses_is_told_as_the_recognisers_fault(
    recognizer: AheadRecognizer,
) -> None:
    recognizer.worker = Worker("tests.voice.engines:Small")
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    with pytest.raises(RecognizerError, match="recogniser failed: AttributeError"):
        await hearing.finish()


async def test_a_streaming_worker_that_dies_of_the_words_is_given_up(tmp_path: Path) -> None:
    recognizer = StreamingRecognizer("faint", tmp_path)
    recognizer.worker = Worker("tests.voice.engines:Faint")
    hearing = recognizer.hear()
    for _ in range(3):
        await hearing.feed(SECOND)
    async with asyncio.timeout(60):
        with pytest.raises(RecognizerError, match="lost 2 times"):
            await hearing.finish()
    await recognizer.close()
    assert recognizer.worker.starts <= TRIES + 1


async def test_a_worker_killed_while_the_trainee_thinks_is_there_again(
    recognizer: AheadRecognizer,
) -> None:
    await recognizer.start()
    hearing = hear(recognizer)
    await hearing.feed(SECOND)
    pid = recognizer.worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    hearing.pause()
    assert (await hearing.finish()).text == "32000"


def settings(models: Path, choice: RecognizerChoice = RecognizerChoice.AUTO) -> Settings:
    return Settings(models=models, recognizer=choice)


def test_without_any_model_it_is_said_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(RecognizerError, match="wellheard models fetch"):
        choose(settings(tmp_path))
    for choice, name in (("vosk", "vosk-small-en-us"), ("whisper-base", "whisper-base")):
        with pytest.raises(ModelMissing, match=f"wellheard models fetch {name}"):
            choose(settings(tmp_path, RecognizerChoice(choice)))


def test_auto_takes_the_whisper_that_keeps_up_and_the_other_by_setting(tmp_path: Path) -> None:
    (tmp_path / "whisper-base").symlink_to(model("whisper-base"))
    chosen = choose(settings(tmp_path))
    assert isinstance(chosen, AheadRecognizer)
    assert chosen.name == "whisper-base"
    (tmp_path / "whisper-tiny").symlink_to(model("whisper-tiny"))
    assert choose(settings(tmp_path)).name == "whisper-tiny"
    assert choose(settings(tmp_path, RecognizerChoice.WHISPER_BASE)).name == "whisper-base"


def test_auto_prefers_an_english_vosk_and_never_takes_another_language(tmp_path: Path) -> None:
    (tmp_path / "whisper-tiny").symlink_to(model("whisper-tiny"))
    (tmp_path / "vosk-ko").symlink_to(model("vosk-ko"))
    assert choose(settings(tmp_path)).name == "whisper-tiny"
    with pytest.raises(ModelMissing):
        choose(settings(tmp_path, RecognizerChoice.VOSK))
    own = settings(tmp_path).model_copy(update={"vosk_model": tmp_path / "vosk-ko"})
    chosen = choose(own)
    assert isinstance(chosen, StreamingRecognizer)
    assert chosen.name == "vosk-ko"


def test_a_model_fetched_in_part_is_named_with_its_file_and_its_cure(tmp_path: Path) -> None:
    shutil.copytree(model("whisper-tiny"), tmp_path / "whisper-tiny")
    weights = tmp_path / "whisper-tiny" / "model.bin"
    with weights.open("r+b") as file:
        file.truncate(1_000_000)
    with pytest.raises(ModelMissing, match=r"model\.bin.*wellheard models fetch whisper-tiny"):
        choose(settings(tmp_path))


def test_a_folder_of_ones_own_that_is_no_vosk_model_is_refused(tmp_path: Path) -> None:
    own = settings(tmp_path).model_copy(update={"vosk_model": tmp_path})
    with pytest.raises(RecognizerError, match=r"final\.mdl is missing.*vosk_model"):
        choose(own)


async def test_weights_of_the_right_size_that_are_no_weights_are_told_in_a_sentence(
    tmp_path: Path,
) -> None:
    broken = tmp_path / "whisper-tiny"
    shutil.copytree(model("whisper-tiny"), broken)
    with (broken / "model.bin").open("r+b") as file:
        file.write(bytes(100_000))
    recognizer = choose(settings(tmp_path))
    with pytest.raises(RecognizerError, match="wellheard models fetch whisper-tiny"):
        await recognizer.start()
    await recognizer.close()
