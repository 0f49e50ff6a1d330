"""Every line is as loud as the next, and clips nowhere."""

import numpy as np
import pyloudnorm
import pytest

from device.voice.sound import Sound
from device.voice.speak.loudness import (
    CEILING,
    LEAD,
    RATE,
    TAIL,
    TARGET,
    join,
    level,
    loudness,
    peak,
)


def babble(seconds: float, volume: float, rate: int = RATE, seed: int = 1) -> Sound:
    """Something shaped like speech: noise that comes and goes four times a second."""
    count = int(seconds * rate)
    rng = np.random.default_rng(seed)
    noise = np.convolve(rng.standard_normal(count + 8), np.ones(9) / 3, mode="valid")
    syllables = 0.1 + np.sin(np.pi * 4 * np.arange(count) / rate) ** 2
    return Sound((noise * syllables * volume).astype(np.float32), rate)


def silence(seconds: float, rate: int = RATE) -> Sound:
    return Sound(np.zeros(int(seconds * rate), dtype=np.float32), rate)


@pytest.mark.parametrize("seconds", [0.4, 0.5, 1.0, 7.3])
@pytest.mark.parametrize("hertz", [60, 997, 3000, 9000])
def test_loudness_is_that_of_the_standard(seconds: float, hertz: float) -> None:
    """Compared with another implementation, on tones over the whole range and on pauses."""
    times = np.arange(int(seconds * RATE)) / RATE
    tone = 0.2 * np.sin(2 * np.pi * hertz * times) * (times % 2 < 1.2)
    noisy = tone + babble(seconds, 0.02).samples

    for samples in (tone, noisy):
        told = pyloudnorm.Meter(RATE).integrated_loudness(samples)
        assert loudness(Sound(samples.astype(np.float32), RATE)) == pytest.approx(told, abs=0.15)


def test_a_full_scale_tone_of_997_hz_is_at_minus_three() -> None:
    """EBU Tech 3341 builds on this property of BS.1770."""
    tone = np.sin(2 * np.pi * 997 * np.arange(5 * RATE) / RATE).astype(np.float32)

    assert loudness(Sound(tone, RATE)) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("volume", [0.0005, 0.01, 0.1, 0.9])
@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
def test_quiet_and_loud_come_out_alike_at_one_rate(volume: float, rate: int) -> None:
    levelled = level(babble(3.0, volume, rate))

    assert levelled.rate == RATE
    assert loudness(levelled) == pytest.approx(TARGET, abs=0.5)
    assert peak(levelled) <= CEILING


@pytest.mark.parametrize("seconds", [0.1, 0.25, 0.39, 0.4, 0.41, 0.7])
def test_a_word_shorter_than_a_gating_block_is_levelled_too(seconds: float) -> None:
    levelled = level(babble(seconds, 0.02))

    assert loudness(levelled) == pytest.approx(TARGET, abs=0.5)
    assert peak(levelled) <= CEILING


def test_sharp_peaks_are_limited_rather_than_the_whole_turned_down() -> None:
    sound = babble(4.0, 0.02)
    samples = sound.samples.copy()
    samples[:: RATE // 3] = 1.0

    levelled = level(Sound(samples, RATE))

    assert peak(levelled) <= CEILING
    assert loudness(levelled) == pytest.approx(TARGET, abs=0.5)


def test_the_limiter_leaves_the_shape_of_what_is_under_the_ceiling() -> None:
    quiet = babble(2.0, 0.02)

    speech = level(quiet).samples[int(LEAD * RATE) + 500 : -int(TAIL * RATE) - 500]
    # Where the trimmed speech begins within what was given doesn't matter here: only its shape.
    correlation = np.correlate(quiet.samples.astype(np.float64), speech[5000:20_000])
    scale = np.linalg.norm(speech[5000:20_000])
    at = int(np.argmax(correlation))
    piece = quiet.samples[at : at + 15_000]
    assert correlation[at] / (scale * np.linalg.norm(piece)) > 0.9999


def test_it_leads_with_silence_and_ends_with_silence() -> None:
    levelled = level(babble(1.0, 0.1))

    assert not levelled.samples[: int(LEAD * RATE)].any()
    assert not levelled.samples[-int(TAIL * RATE) :].any()
    assert levelled.samples[int(LEAD * RATE) + 200 :].any()


def test_it_begins_and_ends_without_a_click() -> None:
    hum = Sound(np.full(RATE, 0.5, dtype=np.float32) * np.float32(1), RATE)
    steps = np.abs(np.diff(level(hum).samples))

    assert steps.max() < 0.02


def test_the_silence_of_the_engine_gives_way_to_a_steady_amount() -> None:
    speech = babble(1.0, 0.1)
    padded = Sound(
        np.concatenate([silence(1.3).samples, speech.samples, silence(2.0).samples]), RATE
    )

    assert level(padded).seconds == pytest.approx(level(speech).seconds, abs=0.1)
    assert level(padded).seconds == pytest.approx(1.0 + LEAD + TAIL, abs=0.15)


def test_a_pause_in_the_middle_stays() -> None:
    talk = np.concatenate(
        [babble(1.0, 0.1).samples, silence(1.5).samples, babble(1.0, 0.1).samples]
    )

    assert level(Sound(talk, RATE)).seconds == pytest.approx(3.5 + LEAD + TAIL, abs=0.15)


def test_pieces_are_joined_with_the_same_pause_whatever_silence_they_bring() -> None:
    speech = babble(1.0, 0.1)
    padded = Sound(np.concatenate([silence(0.8).samples, speech.samples]), RATE)

    joined = join([speech, padded, speech.at(22_050)], 0.35)

    assert joined.rate == RATE
    assert joined.seconds == pytest.approx(3 * 1.0 + 2 * 0.35, abs=0.1)


@pytest.mark.parametrize("sound", [silence(1.0), silence(0.0), silence(0.001)])
def test_silence_stays_silent_and_breaks_nothing(sound: Sound) -> None:
    levelled = level(sound)

    assert not levelled.samples.any()
    assert levelled.seconds >= LEAD
    assert loudness(levelled) == -np.inf
    assert peak(levelled) == -np.inf


def test_a_single_sample_is_no_trouble() -> None:
    levelled = level(Sound(np.array([0.5], dtype=np.float32), RATE))

    assert np.isfinite(levelled.samples).all()
    assert peak(levelled) <= CEILING
