"""What is wrong with the sound is told in words for the trainee."""

import numpy as np
import pytest

from device.voice.level import DEAD_FOR, WINDOW, Level, Trouble
from device.voice.microphone import FRAME, RATE
from device.voice.sound import Samples, Sound

RANDOM = np.random.default_rng(3)


def noise(seconds: float, level: float) -> Samples:
    return RANDOM.normal(0, level, round(seconds * RATE)).astype(np.float32)


def voice(seconds: float, level: float) -> Samples:
    """Like a voice in what matters here: syllables, a moving pitch, overtones."""
    time = np.arange(round(seconds * RATE)) / RATE
    pitch = np.cumsum(120 + 25 * np.sin(2 * np.pi * 0.7 * time)) / RATE
    tones = np.sum([np.sin(2 * np.pi * n * pitch) / n for n in range(1, 12)], axis=0)
    syllables = np.clip(np.sin(2 * np.pi * 3 * time), 0, None)
    samples: Samples = (level * tones * syllables).astype(np.float32)
    return samples


def hum(seconds: float, level: float, hertz: float) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    tones = np.sum([np.sin(2 * np.pi * n * hertz * time) / n for n in (1, 2, 3, 5)], axis=0)
    samples: Samples = (level * tones).astype(np.float32)
    return samples


def troubles(samples: Samples, speech: bool = False) -> list[Trouble]:
    level = Level()
    told = []
    for start in range(0, len(samples) - FRAME + 1, FRAME):
        trouble = level.feed(Sound(samples[start : start + FRAME], RATE).pcm(), speech)
        if trouble is not None:
            told.append(trouble)
    return told


def test_no_sound_at_all_means_the_microphone_is_not_plugged_in() -> None:
    assert troubles(np.zeros(RATE * 20, np.float32)) == [Trouble.UNPLUGGED]
    assert str(Trouble.UNPLUGGED) == "I can't hear you. Is the microphone plugged in?"


def test_a_moment_without_sound_is_no_trouble() -> None:
    quiet = np.zeros(round(RATE * (DEAD_FOR - 1)), np.float32)
    assert troubles(quiet) == []
    assert troubles(np.concatenate([noise(1, 0.001), quiet, quiet])) == []


def test_a_short_listening_without_any_sound_is_told_of_at_its_end() -> None:
    level = Level()
    for _ in range(round(WINDOW / 0.032) + 1):
        level.feed(bytes(FRAME * 2), False)
    assert level.troubles == (Trouble.UNPLUGGED,)


def test_a_quiet_room_is_no_trouble() -> None:
    assert troubles(noise(20, 0.0005)) == []


def test_speech_at_an_ordinary_level_is_no_trouble() -> None:
    assert troubles(voice(10, 0.1) + noise(10, 0.001), speech=True) == []


def test_speech_far_too_quiet_is_told_of_once() -> None:
    assert troubles(voice(10, 0.0008) + noise(10, 0.0001), speech=True) == [Trouble.QUIET]


def test_clipping_is_told_of() -> None:
    assert troubles(np.clip(voice(6, 3.0), -1, 1), speech=True) == [Trouble.CLIPPING]


def test_one_loud_moment_is_no_clipping() -> None:
    samples = voice(4, 0.1)
    samples[RATE : RATE + 40] = 1.0
    assert troubles(samples, speech=True) == []


@pytest.mark.parametrize("hertz", [50.0, 60.0])
def test_hum_of_the_mains_is_told_of(hertz: float) -> None:
    assert troubles(hum(6, 0.05, hertz) + noise(6, 0.001)) == [Trouble.HUM]


def test_a_hum_too_soft_to_matter_is_no_trouble() -> None:
    assert troubles(hum(6, 0.001, 50.0) + noise(6, 0.0005)) == []


def test_a_low_voice_is_no_hum() -> None:
    assert Trouble.HUM not in troubles(voice(10, 0.2), speech=True)


def test_several_troubles_are_all_kept() -> None:
    level = Level()
    loud = np.clip(voice(2.1, 3.0), -1, 1)
    for samples in (hum(2.1, 0.05, 50.0), loud):
        for start in range(0, len(samples) - FRAME + 1, FRAME):
            level.feed(Sound(samples[start : start + FRAME], RATE).pcm(), False)
    assert level.troubles == (Trouble.CLIPPING, Trouble.HUM)
