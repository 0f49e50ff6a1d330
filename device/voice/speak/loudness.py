"""Even sound: every line as loud as the next, whoever or whatever made it.

Loudness is that of EBU R 128 (ITU-R BS.1770), measured on what is delivered, lead and all.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import soxr

from device.voice.sound import Samples, Sound

RATE = 24_000
"""Hz of everything that is spoken: Kokoro's own, and enough for speech."""
TARGET = -20.0
"""LUFS. Louder than broadcast (-23), since small speakers in a room full of people play it."""
TOLERANCE = 0.2
"""LU around the target within which a line is left as it is."""
CEILING = -1.5
"""dBTP: no peak between the samples is higher, so that no converter clips."""
LEAD = 0.2
"""Seconds of silence first: HDMI and some USB sound cards swallow the beginning."""
TAIL = 0.15
"""Seconds of silence last, so that the end of a word is never cut by a device that stops early."""
FADE_IN = 0.005
FADE_OUT = 0.01
"""Seconds over which sound begins and ends, so that no cut clicks."""
FLOOR = -48.0
"""dB below the loudest moment: what is quieter at the beginning and end is no speech."""
BEFORE = 0.02
AFTER = 0.06
"""Seconds kept around what is speech: breath before, and the last of a word fading."""
SILENT = 1e-4
"""Full scale: where no sample is larger, nothing was said."""
ROUNDS = 6
"""Times the gain is corrected: limiting a peak makes the whole a little quieter."""
LIMITER = 0.02
"""Seconds over which the limiter turns down and up again, slowly enough not to be heard."""
VERSION = "1"
"""Changes whenever the levelled sound does, so that nothing levelled otherwise is kept."""

BLOCK = 0.4
"""Seconds of a gating block; they overlap by three quarters (BS.1770)."""
ABSOLUTE_GATE = -70.0
"""LUFS under which a block is silence (BS.1770)."""
RELATIVE_GATE = -10.0
"""LU under the rest at which a block is a pause (BS.1770)."""

Wide = npt.NDArray[np.float64]
_FRAME = 0.01
_OFFSET = -0.691
"""LU by which the weighting lifts a tone of 997 Hz, taken off again (BS.1770)."""


def level(sound: Sound) -> Sound:
    """The sound at the common rate, trimmed, at the common loudness, with lead, tail and fades.

    Sound in which nothing is said stays silent.
    """
    speech = trim(sound.at(RATE)).samples
    fade_in, fade_out = int(FADE_IN * RATE), int(FADE_OUT * RATE)
    shaped = speech.astype(np.float64)
    if len(shaped) > fade_in + fade_out:
        shaped[:fade_in] *= np.linspace(0, 1, fade_in)
        shaped[-fade_out:] *= np.linspace(1, 0, fade_out)
    placed = np.concatenate([np.zeros(int(LEAD * RATE)), shaped, np.zeros(int(TAIL * RATE))])
    if np.abs(placed).max() < SILENT:
        return Sound(np.zeros(len(placed), dtype=np.float32), RATE)
    gain = 0.0
    levelled = placed
    for _ in range(ROUNDS):
        off = TARGET - _loudness(levelled)
        if abs(off) < TOLERANCE and gain != 0.0:
            break
        gain += off
        levelled = _limit(placed * 10 ** (gain / 20))
    return Sound(levelled.astype(np.float32), RATE)


def turned(sound: Sound, decibels: float) -> Sound:
    """The sound so many decibels louder, or quieter; peaks stay under the ceiling.

    Args:
        sound: at the common rate.
    """
    if decibels == 0.0:
        return sound
    samples = sound.samples.astype(np.float64) * 10 ** (decibels / 20)
    return Sound(_limit(samples).astype(np.float32), sound.rate)


def join(sounds: list[Sound], pause: float) -> Sound:
    """The sounds one after the other, trimmed, at the rate of the first, `pause` seconds apart."""
    rate = sounds[0].rate
    silence = np.zeros(int(pause * rate), dtype=np.float32)
    parts: list[Samples] = []
    for sound in sounds:
        parts += [silence, trim(sound.at(rate)).samples]
    return Sound(np.concatenate(parts[1:]), rate)


def trim(sound: Sound) -> Sound:
    """The sound without the silence that its engine put before and after."""
    frame = max(1, int(_FRAME * sound.rate))
    count = len(sound.samples) // frame
    if count == 0 or np.abs(sound.samples).max() < SILENT:
        return sound
    frames = sound.samples[: count * frame].reshape(count, frame).astype(np.float64)
    power = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-12)
    speech = np.flatnonzero(power > power.max() + FLOOR)
    start = max(0, speech[0] * frame - int(BEFORE * sound.rate))
    end = min(len(sound.samples), (speech[-1] + 1) * frame + int(AFTER * sound.rate))
    return Sound(sound.samples[start:end], sound.rate)


def loudness(sound: Sound) -> float:
    """LUFS; minus infinity where there is only silence."""
    return _loudness(sound.at(RATE).samples.astype(np.float64))


def peak(sound: Sound) -> float:
    """dBTP: the highest peak, between the samples too; minus infinity for silence."""
    with np.errstate(divide="ignore"):
        return float(20 * np.log10(_peaks(sound.samples.astype(np.float64)).max(initial=0.0)))


def _loudness(samples: Wide) -> float:
    """Integrated loudness of mono sound, gated twice (ITU-R BS.1770-4, annex 1)."""
    block, step = int(BLOCK * RATE), int(BLOCK * RATE / 4)
    padded = np.pad(samples, (0, max(0, block - len(samples))))
    energy = np.concatenate([[0.0], np.cumsum(np.square(_weighted(padded)))])
    starts = np.arange(0, len(padded) - block + 1, step)
    powers = (energy[starts + block] - energy[starts]) / block
    for gate in (_power(ABSOLUTE_GATE), None):
        above = powers[powers > (powers.mean() * _ratio(RELATIVE_GATE) if gate is None else gate)]
        if not len(above):
            return -np.inf
        powers = above
    return float(_OFFSET + 10 * np.log10(powers.mean()))


def _weighted(samples: Wide) -> Wide:
    """The sound as an ear weighs it: a head's shelf and a high pass, multiplied in as a spectrum,
    with room for their echo of some hundredths of a second.
    """
    size = 1 << (len(samples) + RATE // 4).bit_length()
    spectrum = np.fft.rfft(samples, size) * _weights(size)
    weighted: Wide = np.fft.irfft(spectrum, size)[: len(samples)]
    return weighted


@lru_cache(maxsize=8)
def _weights(size: int) -> npt.NDArray[np.complex128]:
    """The response of both filters, in the analogue terms of De Man (2014), which give BS.1770's
    own coefficients at 48 kHz and their like at any other rate.
    """
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    centre, gain, q = 1681.9745, 10 ** (3.99984385 / 20), 0.70717524
    k = np.tan(np.pi * centre / RATE)
    band = gain**0.49966677
    above = (gain + band * k / q + k * k) + 2 * (k * k - gain) * z
    above += (gain - band * k / q + k * k) * z * z
    below = (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z
    centre, q = 38.13547, 0.50032704
    k = np.tan(np.pi * centre / RATE)
    total = 1 + k / q + k * k
    low = 1 + 2 * (k * k - 1) / total * z + (1 - k / q + k * k) / total * z * z
    weights: npt.NDArray[np.complex128] = (above / below) * ((1 - z) ** 2 / low)
    return weights


def _ratio(decibels: float) -> float:
    return float(10 ** (decibels / 10))


def _power(lufs: float) -> float:
    return _ratio(lufs - _OFFSET)


def _peaks(samples: Wide) -> Wide:
    """The highest absolute value around each sample, on a grid four times as fine."""
    if not len(samples):
        return np.zeros(0)
    fine = np.zeros(4 * len(samples))
    resampled = np.abs(soxr.resample(samples, 1, 4))[: len(fine)]
    fine[: len(resampled)] = resampled
    highest: Wide = fine.reshape(-1, 4).max(axis=1)
    return np.maximum(highest, np.abs(samples))


def _limit(samples: Wide) -> Wide:
    """Turn down around peaks over the ceiling, and leave the rest as it is."""
    ceiling = 10 ** ((CEILING - 0.05) / 20)
    peaks = _peaks(samples)
    if peaks.max() <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    half = int(LIMITER * RATE / 2)
    around = np.pad(needed, 2 * half, mode="edge")
    gain = _average(_average(_lowest(around, 2 * half + 1), half + 1), half + 1)
    limited = samples * gain
    over = _peaks(limited).max() / ceiling
    return limited / over if over > 1 else limited


def _lowest(values: Wide, width: int) -> Wide:
    """The lowest of every `width` neighbours."""
    span = 1
    while 2 * span <= width:
        values = np.minimum(values[:-span], values[span:])
        span *= 2
    rest = width - span
    return np.minimum(values[: len(values) - rest], values[rest:])


def _average(values: Wide, width: int) -> Wide:
    """The average of every `width` neighbours."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    average: Wide = (total[width:] - total[:-width]) / width
    return average
