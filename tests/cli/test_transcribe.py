"""`wellheard transcribe`, run as a program on files good and bad."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.speech import model, spoken

REPLY = "You went to work every morning. What was that week like for you?"

pytestmark = pytest.mark.timeout(300)


def transcribe(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command, with the smallest recogniser that understands English."""
    model("whisper-tiny")
    environment = {**os.environ, "WELLHEARD_RECOGNIZER": "whisper-tiny", **settings}
    return subprocess.run(
        [sys.executable, "-m", "device", "transcribe", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reply after a second of silence, as a studio would record it: stereo, 44.1 kHz, float."""
    sound = spoken(REPLY).at(44_100)
    samples = np.concatenate([np.zeros(44_100, np.float32), sound.samples])
    file = tmp_path_factory.mktemp("recordings") / "a reply.wav"
    soundfile.write(file, np.stack([samples, samples], axis=1), 44_100, subtype="FLOAT")
    return file


def test_a_recording_becomes_one_object_with_words_and_stretches_of_speech(good: Path) -> None:
    done = transcribe(good)
    assert done.returncode == 0, done.stderr
    (told,) = lines(done)
    assert set(told) == {
        "file", "text", "words", "speech", "recognizer", "audio_seconds", "compute_seconds"
    }  # fmt: skip
    assert told["file"] == str(good)
    assert "every morning" in told["text"].lower()
    assert told["recognizer"] == "whisper-tiny"
    assert told["audio_seconds"] == pytest.approx(soundfile.info(good).duration, abs=0.01)
    assert told["compute_seconds"] > 0
    assert all(set(word) == {"word", "start", "end", "confidence"} for word in told["words"])
    assert told["speech"][0]["start"] == pytest.approx(1.0, abs=0.3)
    assert told["speech"][-1]["end"] <= told["audio_seconds"]


def test_bad_files_get_a_sentence_each_and_the_others_are_done(good: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.touch()
    text = tmp_path / "text.wav"
    text.write_text("This is no sound at all, whatever its name says. " * 20)
    header = tmp_path / "header.wav"
    soundfile.write(header, np.zeros(0), 16_000)
    done = transcribe(empty, tmp_path / "missing.wav", good, text, header, tmp_path)
    assert done.returncode == 1
    assert [told["file"] for told in lines(done)] == [str(good)]
    errors = done.stderr.splitlines()
    assert len(errors) == 5
    names = [str(empty), "missing.wav", str(text), str(header), str(tmp_path)]
    for error, name in zip(errors, names, strict=True):
        assert error.startswith("wellheard: ")
        assert name in error
    assert "Traceback" not in done.stderr


def test_silence_a_cut_file_and_eight_bits_are_no_mistakes(good: Path, tmp_path: Path) -> None:
    silence = tmp_path / "silence.wav"
    soundfile.write(silence, np.zeros(32_000), 8_000)
    cut = tmp_path / "cut.wav"
    cut.write_bytes(good.read_bytes()[:900_000])
    rough = tmp_path / "rough.wav"
    soundfile.write(rough, spoken(REPLY).samples, 16_000, subtype="PCM_U8")
    done = transcribe(silence, cut, rough)
    assert done.returncode == 0, done.stderr
    quiet, short, eight = lines(done)
    assert (quiet["text"], quiet["words"], quiet["speech"]) == ("", [], [])
    assert 0 < len(short["words"]) < 13
    assert "every morning" in eight["text"].lower()


def test_a_recording_of_an_hour_is_refused_with_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "long.wav"
    with soundfile.SoundFile(file, "w", 4_000, 1, subtype="PCM_U8") as long:
        long.write(np.zeros(4_000 * 3600, np.float32))
    done = transcribe(file)
    assert done.returncode == 1
    assert str(file) in done.stderr
    assert "10 minutes" in done.stderr


def test_a_recogniser_that_does_not_exist_is_wrong_use(good: Path) -> None:
    done = transcribe(good, "--recognizer", "parrot")
    assert done.returncode == 2
    assert "whisper-tiny" in done.stderr


def test_without_a_model_it_says_how_to_get_one(good: Path, tmp_path: Path) -> None:
    done = transcribe(good, WELLHEARD_MODELS=str(tmp_path), WELLHEARD_RECOGNIZER="auto")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "wellheard models fetch" in done.stderr
