"""The pitch at the end of a reply tells a question, and nothing where there is no voice."""

import numpy as np
import pytest

from device.voice.hear.pitch import FRAME, contour, rise
from device.voice.sound import Sound

RATE = 16000


def sung(hertz: list[float], seconds: float = 1.0) -> Sound:
    """A buzz with ten overtones whose pitch goes through these values."""
    count = round(RATE * seconds)
    pitch = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(hertz)), hertz)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tones = np.sum([np.sin(n * phase) / n for n in range(1, 11)], axis=0)
    return Sound((0.1 * tones).astype(np.float32), RATE)


@pytest.mark.parametrize("hertz", [80.0, 120.0, 210.0, 390.0])
def test_a_steady_voice_has_its_pitch_and_no_rise(hertz: float) -> None:
    steady = sung([hertz, hertz])
    assert np.nanmedian(contour(steady.samples, RATE)) == pytest.approx(
        12 * np.log2(hertz), abs=0.4
    )
    assert rise(steady, 1.0) == pytest.approx(0.0, abs=0.3)


def test_a_voice_that_goes_up_at_the_end_rises_and_one_that_goes_down_falls() -> None:
    asked = rise(sung([110, 110, 110, 110, 165]), 1.0)
    told = rise(sung([130, 125, 120, 110, 90]), 1.0)
    assert asked is not None
    assert told is not None
    assert asked > 4.0
    assert told < -2.0


def test_only_what_comes_before_the_end_of_speech_counts() -> None:
    speech, after = sung([110, 110, 110, 110, 165]), sung([90, 90])
    both = Sound(np.concatenate([speech.samples, after.samples]), RATE)
    assert rise(both, 1.0) == rise(speech, 1.0)


def test_where_there_is_no_voice_nothing_is_told() -> None:
    noise = np.random.default_rng(0).normal(scale=0.1, size=RATE).astype(np.float32)
    assert rise(Sound(noise, RATE), 1.0) is None
    assert rise(Sound(np.zeros(RATE, np.float32), RATE), 1.0) is None
    assert rise(Sound(np.zeros(0, np.float32), RATE), 0.0) is None
    assert rise(sung([120, 120], seconds=FRAME * 2), 1.0) is None
