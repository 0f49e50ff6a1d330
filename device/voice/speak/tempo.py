"""Slower and faster at the same pitch, by overlapping what is alike (WSOLA).

Verhelst and Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high
quality time-scale modification of speech", ICASSP 1993. Here and not from a library, since those
that do it well are large programs of their own.
"""

import numpy as np

from device.voice.sound import Sound

WINDOW = 0.03
"""Seconds of sound that is moved as one: two to six periods of a voice."""
SEARCH = 0.008
"""Seconds to both sides within which the most alike place is looked for: a period of the deepest
voice is 12 ms."""
SLOWEST, FASTEST = 0.5, 2.0


def stretched(sound: Sound, tempo: float) -> Sound:
    """The sound at another tempo and the same pitch.

    Args:
        tempo: 0.5 is half as fast, 2 twice as fast; 1 gives the sound as it is.

    Raises:
        ValueError: the tempo is outside 0.5 to 2.
    """
    if not SLOWEST <= tempo <= FASTEST:
        raise ValueError(f"A tempo is {SLOWEST} to {FASTEST}, not {tempo}.")
    half, reach = round(WINDOW * sound.rate / 2), round(SEARCH * sound.rate)
    size = 2 * half
    if tempo == 1.0 or len(sound.samples) < size + 2 * reach:
        return sound
    source = np.pad(sound.samples.astype(np.float64), (reach, size + 2 * reach))
    shape = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)  # overlapped by half, sums to 1
    steps = int(len(sound.samples) / tempo / half)
    made = np.zeros((steps + 1) * half + half)
    place = reach
    for step in range(steps):
        made[step * half : step * half + size] += shape * source[place : place + size]
        follows = source[place + half : place + half + size]  # what would come next by nature
        wanted = reach + round((step + 1) * half * tempo)
        near = source[wanted - reach : wanted + reach + size]
        place = wanted - reach + int(np.argmax(np.correlate(near, follows, "valid")))
    made[:half] += source[reach : reach + half] * (1.0 - shape[:half])
    whole = round(len(sound.samples) / tempo)
    return Sound(
        np.pad(made, (0, max(0, whole - len(made))))[:whole].astype(np.float32), sound.rate
    )
