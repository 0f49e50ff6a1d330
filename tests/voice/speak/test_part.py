"""Everybody of the cast has a voice of their own, whatever engine is there."""

from pathlib import Path

import numpy as np
import pytest

from device.coach.cast import CAST, COACH_VOICE, Accent, Sex
from device.config import load
from device.voice.sound import Sound
from device.voice.speak.engine import Engine, files, missing, worker
from device.voice.speak.part import VOICES, UnknownVoice, part

WOMEN_FROM = 150.0
"""Hz: women's voices lie above it, men's below."""


def pitch(sound: Sound) -> float:
    """Hz: the median of the periods found in the loud parts, by autocorrelation."""
    found = []
    window = int(0.04 * sound.rate)
    loud = np.abs(sound.samples).max() / 8
    for start in range(0, len(sound.samples) - window, window):
        frame = sound.samples[start : start + window].astype(np.float64)
        if np.sqrt(np.mean(frame**2)) < loud:
            continue
        same = np.correlate(frame, frame, "full")[window - 1 :]
        low, high = int(sound.rate / 400), int(sound.rate / 55)
        lag = low + int(np.argmax(same[low:high]))
        if same[lag] > 0.5 * same[0]:
            found.append(sound.rate / lag)
    return float(np.median(found))


def test_every_member_of_the_cast_and_the_coach_can_be_played() -> None:
    assert set(VOICES) == {*CAST, COACH_VOICE}
    for voice in VOICES:
        assert part(voice)[Engine.KOKORO]
        assert part(voice)[Engine.PYTTSX3]


@pytest.mark.parametrize("engine", list(Engine))
def test_no_two_are_played_by_the_same_voice(engine: Engine) -> None:
    played = [str(part(voice)[engine]) for voice in VOICES if part(voice)[engine]]

    assert len(set(played)) == len(played)


def test_piper_plays_american_men_and_the_coach_only() -> None:
    for voice in CAST.values():
        fits = voice.sex is Sex.MAN and voice.accent is Accent.AMERICAN
        assert (part(voice.id)[Engine.PIPER] is not None) == fits
    assert part(COACH_VOICE)[Engine.PIPER] is not None


def test_kokoro_has_every_voice_that_is_asked_of_it() -> None:
    models = load().models
    assert (told := missing(Engine.KOKORO, models)) is None, f"{told} Or run: make test"

    with np.load(files(Engine.KOKORO, models)[1]) as voices:
        assert {part(voice).kokoro["name"] for voice in VOICES} <= set(voices)


async def test_women_sound_higher_than_men_where_only_espeak_is_there(tmp_path: Path) -> None:
    espeak = worker(Engine.PYTTSX3, tmp_path)
    heard = {}
    try:
        for voice in CAST:
            answer = await espeak.call(
                "speak",
                limit=20,
                texts=["Nobody ever asks me how I am."],
                voice=part(voice)[Engine.PYTTSX3],
            )
            samples = np.frombuffer(answer.payload, "<f4").astype(np.float32)
            heard[voice] = pitch(Sound(samples, answer.result["rate"]))
    finally:
        await espeak.close()

    wrong = {v: hz for v, hz in heard.items() if (hz > WOMEN_FROM) != (CAST[v].sex is Sex.WOMAN)}
    assert not wrong


@pytest.mark.parametrize(
    ("asked", "near"), [("bf_ema", "bf_emma"), ("AM_MICHAEL", "am_michael"), ("coatch", "coach")]
)
def test_an_unknown_voice_is_told_with_the_nearest(asked: str, near: str) -> None:
    with pytest.raises(UnknownVoice, match=f"{asked}.*{near}"):
        part(asked)


def test_where_nothing_is_near_all_voices_are_named() -> None:
    with pytest.raises(UnknownVoice, match=r"bf_emma.*bm_daniel"):
        part("zzz")
