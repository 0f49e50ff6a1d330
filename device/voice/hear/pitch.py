"""The voice's pitch at the end of a reply: many questions are heard by it alone.

A recogniser that prints no question mark takes "you've got somewhere to go tonight" for a
statement. In English a question that is worded as a statement mostly ends in a rise of several
semitones, a statement in a fall. Pitch is measured by autocorrelation of short frames (after
Boersma, IFA Proceedings 17, 1993: divided by the window's own), in the last half second of voice.
Nothing of the voice is kept but that one number.
"""

import math

import numpy as np
import numpy.typing as npt

from device.voice.sound import Samples, Sound

LOWEST, HIGHEST = 65.0, 420.0
"""Hz: from a deep man's voice to a child's."""
SPAN = 0.8
"""Seconds before the end of speech in which the pitch is followed."""
FRAME = 0.040
"""Seconds: two and a half periods of the lowest voice."""
STEP = 0.010
"""Seconds from one frame to the next."""
VOICED = 0.55
"""Autocorrelation, 0 to 1, from which a frame has a pitch; whispers and hiss stay below."""
LOUD = 25.0
"""Decibels below the loudest frame down to which a frame counts."""
END = 0.12
"""Seconds of voice at the end that are compared with what came before."""
LEAST = 20
"""Voiced frames below which nothing is told: a fifth of a second."""
FARTHEST = 12.0
"""Semitones; a greater jump is an octave mistaken, not a voice."""

Numbers = npt.NDArray[np.float64]


def rise(sound: Sound, end: float) -> float | None:
    """How far the pitch ends above (or, negative, below) where it was, in semitones.

    Args:
        sound: the reply.
        end: where its speech ends, in seconds.

    Returns:
        None where there is too little voice to tell.
    """
    last = min(round(end * sound.rate), len(sound.samples))
    pitch = contour(sound.samples[max(0, last - round(SPAN * sound.rate)) : last], sound.rate)
    pitch = pitch[np.isfinite(pitch)]
    if len(pitch) < LEAST:
        return None
    at_end = round(END / STEP)
    found = float(np.median(pitch[-at_end:]) - np.median(pitch[:-at_end]))
    return found if abs(found) <= FARTHEST else None


def contour(samples: Samples, rate: int) -> Numbers:
    """The pitch of each frame in semitones above 1 Hz; NaN where there is no voice."""
    length, step = round(FRAME * rate), round(STEP * rate)
    if len(samples) < length:
        return np.empty(0)
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), length)[::step]
    frames = frames - frames.mean(axis=1, keepdims=True)
    power = (frames**2).mean(axis=1)
    window = np.hanning(length)
    size = 1 << math.ceil(math.log2(2 * length))
    raw = np.fft.irfft(np.abs(np.fft.rfft(frames * window, size)) ** 2)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2)
    shortest, longest = math.floor(rate / HIGHEST), math.ceil(rate / LOWEST)
    lags = np.arange(shortest, min(longest, length * 2 // 3) + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        likeness = (raw[:, lags] / raw[:, :1]) / (own[lags] / own[0])
    # A little for short lags: twice the period is as like as the period itself.
    favoured = np.nan_to_num(likeness, nan=0.0) - 0.02 * np.log2(lags / lags[0])
    best = favoured.argmax(axis=1)
    strength = np.nan_to_num(likeness[np.arange(len(frames)), best], nan=0.0)
    enough = power > power.max() * 10 ** (-LOUD / 10)
    pitch = 12 * np.log2(rate / lags[best])
    return np.where((strength >= VOICED) & enough & (power > 0), pitch, np.nan)
