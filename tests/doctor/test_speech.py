import os
from pathlib import Path

import pytest

from device import config
from device.config import Settings
from device.doctor import speech
from device.doctor.finding import State


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """This machine's models, and a cache of its own."""
    return config.load().model_copy(update={"cache": tmp_path / "cache"})


async def test_the_installed_models_are_listed(settings: Settings) -> None:
    found = await speech.models(settings)
    assert found.state is State.OK, f"{found.found}. {found.advice} (or run: make test)"
    assert "whisper-tiny" in found.found


async def test_a_half_downloaded_model_is_told_with_the_command_that_mends_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "whisper-tiny").mkdir()
    (tmp_path / "whisper-tiny/config.json").write_bytes(b"{")
    found = await speech.models(Settings(models=tmp_path))
    assert found.state is State.WARNING
    assert "config.json has 1 bytes" in found.found
    assert found.advice == "Run: wellheard models fetch whisper-tiny"


async def test_the_recogniser_is_tried_with_a_spoken_sentence(settings: Settings) -> None:
    found = await speech.recogniser(settings)
    assert found.state in {State.OK, State.WARNING}, found
    assert " of 11 different words" in found.found


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can give files away")
async def test_nothing_is_left_in_the_cache_of_another_account(settings: Settings) -> None:
    settings.cache.mkdir()
    os.chown(settings.cache, 65534, 65534)
    assert (await speech.speed(settings)).state is not State.FAILED
    assert (await speech.recogniser(settings)).state is not State.FAILED
    assert list(settings.cache.rglob("*")) == []


async def test_a_recogniser_that_does_not_load_is_told(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "whisper-tiny"
    folder.mkdir()
    for name in ("config.json", "model.bin", "tokenizer.json"):
        (folder / name).write_bytes(b"not a model")
    broken = settings.model_copy(update={"models": tmp_path})
    found = await speech.recogniser(broken)
    assert found.state is State.FAILED
    assert found.advice


async def test_voices_that_lack_their_models_are_told(tmp_path: Path) -> None:
    found = await speech.voices(Settings(models=tmp_path))
    assert (found.state, found.found) == (State.WARNING, "pyttsx3")
    assert "kokoro" in found.advice
    assert "piper" in found.advice


async def test_the_voices_are_timed(tmp_path: Path) -> None:
    found = await speech.speed(Settings(models=tmp_path, cache=tmp_path / "cache"))
    assert found.state is State.OK
    assert found.found.startswith("pyttsx3 0.")
