"""What is wrong with the sound itself: nothing plugged in, too quiet, too loud, a hum."""

from enum import StrEnum

import numpy as np

from device.voice.microphone import RATE
from device.voice.sound import Samples

WINDOW = 2.0
"""Seconds of sound that a judgement takes: long enough to tell 50 Hz from a low voice."""
DEAD_FOR = 6.0
"""Seconds of it from the start before anything is said: some microphones switch themselves off
in silence, and a good answer may take six seconds to begin."""
DEAD = 1.0 / 32768
"""Full scale is 1; a microphone that is there wavers by more than one step of 16 bits."""
QUIET = 10 ** (-50 / 20)
"""Full scale is 1; speech whose loudest tenth of a second stays below -50 dBFS is lost in the
noise of most sound cards."""
CLIPPED = 0.98
"""Full scale is 1; samples from here on are cut off."""
CLIPPED_SHARE = 0.002
"""Share of clipped samples from which words get lost; a single loud laugh has less."""
HUM_LEVEL = 10 ** (-45 / 20)
"""Full scale is 1; a hum below -45 dBFS does no harm."""
HUM_SHARE = 0.8
"""Share of the sound's power that lies on the mains frequency and its overtones."""
MAINS = (50.0, 60.0)
"""Hz: the mains of most of the world, and of the Americas."""
OVERTONES = 8
"""How many multiples of the mains frequency are counted as hum."""
HUM_WIDTH = 1.0
"""Hz to both sides of each; a voice's pitch never stays that still."""
SPAN = RATE // 10
"""Samples in a tenth of a second."""


class Trouble(StrEnum):
    """What is wrong, in the words that are said to the trainee."""

    UNPLUGGED = "I can't hear you. Is the microphone plugged in?"
    QUIET = "I can only just hear you. Please come a little closer to the microphone."
    CLIPPING = "That's a bit loud for me. Please sit back a little from the microphone."
    HUM = "There's a loud hum. Please check the microphone's cable."
    ROOM = "It's loud in here, and I can't tell your voice from the others. Please come closer."


class Level:
    """Listens to the sound of one reply; tells of each trouble once."""

    def __init__(self) -> None:
        self._window: list[Samples] = []
        self._voiced = 0
        self._heard = 0.0
        self._only_dead = True
        self._told: set[Trouble] = set()

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """All that was wrong so far."""
        if self._only_dead and self._heard >= WINDOW:
            return (Trouble.UNPLUGGED,)
        return tuple(trouble for trouble in Trouble if trouble in self._told)

    def feed(self, pcm: bytes, speech: bool) -> Trouble | None:
        """Take the next frame.

        Args:
            pcm: signed 16 bit little-endian, 16 kHz mono.
            speech: whether somebody is speaking in it.

        Returns:
            What has become clear with it and was not told before.
        """
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768.0
        self._heard += len(samples) / RATE
        self._only_dead = self._only_dead and dead(samples)
        if self._only_dead:
            return self._tell(Trouble.UNPLUGGED) if self._heard >= DEAD_FOR else None
        self._window.append(samples)
        self._voiced += speech
        if sum(map(len, self._window)) < WINDOW * RATE:
            return None
        trouble = judge(np.concatenate(self._window), self._voiced / len(self._window))
        self._window.clear()
        self._voiced = 0
        return self._tell(trouble)

    def _tell(self, trouble: Trouble | None) -> Trouble | None:
        if trouble is None or trouble in self._told:
            return None
        self._told.add(trouble)
        return trouble


def dead(samples: Samples) -> bool:
    """Whether there is no sound at all, not even noise."""
    return float(np.ptp(samples)) <= 2 * DEAD


def judge(samples: Samples, speech: float) -> Trouble | None:
    """What is wrong with a stretch of sound of a second or more.

    Args:
        samples: shape (n,), 16 kHz, full scale from -1 to 1.
        speech: the share of it in which somebody speaks, 0 to 1.
    """
    if float(np.mean(np.abs(samples) >= CLIPPED)) >= CLIPPED_SHARE:
        return Trouble.CLIPPING
    still = samples - samples.mean()
    if float(np.sqrt(np.mean(still**2))) >= HUM_LEVEL and _hum(still) >= HUM_SHARE:
        return Trouble.HUM
    if speech > 0.2 and _loudest(still) < QUIET:
        return Trouble.QUIET
    return None


def _hum(samples: Samples) -> float:
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    total = float(power.sum())

    def share(mains: float) -> float:
        near = np.abs(hertz - mains * np.round(hertz / mains)) <= HUM_WIDTH
        low = (hertz > mains / 2) & (hertz < mains * (OVERTONES + 0.5))
        return float(power[near & low].sum()) / total

    return max(map(share, MAINS)) if total else 0.0


def _loudest(samples: Samples) -> float:
    spans = samples[: len(samples) // SPAN * SPAN].reshape(-1, SPAN)
    return float(np.sqrt((spans**2).mean(axis=1)).max())
