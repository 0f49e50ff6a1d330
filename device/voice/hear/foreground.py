"""Who speaks near by, in a room where others talk too.

The detector of voices can't tell the trainee from the next table. The trainee is nearer, and so
louder. Where a room is never still and the detector finds no pauses in it, only what comes near
the trainee's own loudness counts as theirs; elsewhere nothing is changed.
"""

import math
from collections import deque

import numpy as np

from device.voice.hear.endpoint import SPEECH
from device.voice.microphone import FRAME_SECONDS

SMOOTH = round(0.32 / FRAME_SECONDS)
"""Frames over which loudness is taken: a syllable or two, so that a word has no holes."""
STILL = round(1.0 / FRAME_SECONDS)
"""Frames; the stillest second tells how still the room gets."""
MEMORY = round(10.0 / FRAME_SECONDS)
"""Frames of voices by which the trainee's loudness is known."""
LOUD = 90
"""Percentile of the voices' loudness that is the trainee's: others are softer."""
NOISY = 22.0
"""Decibels; a room whose stillest second is no further below the trainee is noisy."""
NEAR = 6.0
"""Decibels below the trainee's loudness down to which, in a noisy room, it is the trainee. With
four others talking 10 dB softer, replies then end (tests/bench/endpointing.py)."""
PAUSE = round(0.32 / FRAME_SECONDS)
"""Frames in a row without any voice that show that the detector finds the pauses by itself."""
TRUST = round(6.0 / FRAME_SECONDS)
"""Frames for which it is trusted then."""
LATER = 0.4
"""Seconds by which somebody else must have been heard before the trainee to be told from them."""
ABOVE = 11.0
"""Decibels that the trainee's loudness stands over the room's at the least. Four people talking at
once, and nobody near, come to 9 by themselves, eight to 6; a near voice 10 dB over four others to
13 (tests/bench/room.py)."""
STILL_SHARE = 5
"""Percentile of all loudness that is the room's."""
FLOOR = 1e-10
"""Power of what counts as no sound at all; full scale is 1."""


class Foreground:
    """Follows one turn, frame by frame."""

    def __init__(self) -> None:
        self.noisy = False
        """Whether others can be heard all the time."""
        self._powers: deque[float] = deque(maxlen=STILL)
        self._voices: deque[float] = deque(maxlen=MEMORY)
        self._stillest = math.inf
        self._silent = 0
        self._trusted = 0
        self._voice = -math.inf
        self._heard: list[tuple[float, bool]] = []
        """Loudness in decibels, and whether it was a voice, of every frame."""

    def feed(self, pcm: bytes, probability: float) -> float:
        """Take the next frame.

        Args:
            pcm: signed 16 bit little-endian, mono.
            probability: that it holds a voice, 0 to 1.

        Returns:
            That it holds the trainee's voice, 0 to 1.
        """
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768.0
        self._powers.append(float(np.mean(samples**2)))
        loudness = _decibels(list(self._powers)[-SMOOTH:])
        if len(self._powers) == STILL:
            self._stillest = min(self._stillest, _decibels(self._powers))
        voiced = probability >= SPEECH
        self._heard.append((loudness, voiced))
        self._silent = 0 if voiced else self._silent + 1
        self._trusted = TRUST if self._silent >= PAUSE else max(0, self._trusted - 1)
        near = not self.noisy or loudness >= self._voice - NEAR
        if voiced and near:
            self._voices.append(loudness)
            self._voice = float(np.percentile(self._voices, LOUD))
        self.noisy = not self._trusted and math.inf > self._stillest > self._voice - NOISY
        return probability if near else 0.0

    @property
    def near(self) -> bool:
        """Whether anybody near has spoken, as it looks now, and not only the room; taken to be so
        where there is too little to tell.
        """
        if not self.noisy or len(self._heard) < TRUST:
            return True
        voices = [loudness for loudness, voiced in self._heard if voiced]
        room = float(np.percentile([loudness for loudness, _ in self._heard], STILL_SHARE))
        return bool(voices) and float(np.percentile(voices, LOUD)) - room >= ABOVE

    @property
    def began(self) -> float | None:
        """When the trainee was first heard, in seconds from the first frame, as it looks now; None
        where it was the first voice that was heard.
        """
        if not self.noisy:
            return None
        voices = [(n, loudness) for n, (loudness, voiced) in enumerate(self._heard) if voiced]
        near = next((n for n, loudness in voices if loudness >= self._voice - NEAR), None)
        if near is None:
            return None
        later = (near - SMOOTH / 2) * FRAME_SECONDS
        return later if later - voices[0][0] * FRAME_SECONDS > LATER else None


def _decibels(powers: "deque[float] | list[float]") -> float:
    return 10 * math.log10(sum(powers) / len(powers) + FLOOR)
