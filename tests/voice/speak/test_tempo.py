import numpy as np
import pytest

from device.voice.sound import Sound
from device.voice.speak.tempo import stretched

RATE = 24_000


def tone(hertz: float = 180.0, seconds: float = 2.0) -> Sound:
    time = np.arange(round(seconds * RATE)) / RATE
    return Sound((0.3 * np.sin(2 * np.pi * hertz * time)).astype(np.float32), RATE)


def pitch(sound: Sound) -> float:
    power = np.abs(np.fft.rfft(sound.samples * np.hanning(len(sound.samples))))
    return float(np.argmax(power)) * sound.rate / len(sound.samples)


@pytest.mark.parametrize("tempo", [0.5, 0.66, 0.87, 1.15, 2.0])
def test_it_takes_longer_or_less_long_at_the_same_pitch_and_loudness(tempo: float) -> None:
    sound = tone()
    changed = stretched(sound, tempo)
    assert changed.seconds == pytest.approx(sound.seconds / tempo, rel=0.01)
    assert pitch(changed) == pytest.approx(180.0, rel=0.01)
    middle = changed.samples[RATE // 4 : -RATE // 4]
    assert float(middle.std()) == pytest.approx(float(sound.samples.std()), rel=0.03)


def test_the_same_tempo_is_the_very_same_sound() -> None:
    sound = tone()
    assert stretched(sound, 1.0) is sound


@pytest.mark.parametrize("samples", [0, 1, 100, 1_000])
def test_what_is_too_short_to_be_stretched_stays(samples: int) -> None:
    sound = Sound(np.zeros(samples, np.float32), RATE)
    assert stretched(sound, 0.8) is sound


@pytest.mark.parametrize("tempo", [0.0, -1.0, 0.49, 2.01])
def test_a_tempo_that_nobody_could_follow_is_refused(tempo: float) -> None:
    with pytest.raises(ValueError, match="A tempo is"):
        stretched(tone(), tempo)
