"""A line as somebody recorded it, made ready to stand beside the others: trimmed and levelled.

What can't be mended is refused, in words that say how to record it better.
"""

from pathlib import Path

import numpy as np
import soundfile

from device.errors import WellheardError
from device.voice.level import CLIPPED_SHARE
from device.voice.sound import Samples, Sound, SoundError, read
from device.voice.speak.loudness import RATE, SILENT, level, loudness

LONGEST = 60.0
"""Seconds, with the silence around it; a line takes five to twenty."""
SHORTEST = 0.25
"""Seconds of speech; a "Yes." takes 0.3."""
LARGEST = 40_000_000
"""Bytes of a file: a minute in stereo, of 96,000 samples of 24 bits a second, is 35 MB."""
FORMATS = ("WAV", "WAVEX", "FLAC", "OGG", "MP3")
"""Of libsndfile's many, those that people have."""
CHANNELS = 2
FASTEST = 192_000
"""Hz; with the two above, what is decoded is 92 MB at most."""
QUIET = -46.0
"""LUFS under which a line would have to be turned up so far that the room would be heard."""
FLAT = 0.999
"""Of the highest peak: a sound that was cut off stays up there, one that wasn't only touches it."""

_FRAME = 0.01
_LOUD_PART = 40.0
"""dB below the loudest moment down to which it may be speech."""
_OVER_NOISE = 8.0
"""dB by which speech is over the room's own noise."""
_STILL_SPEECH = 15.0
"""dB below the loudest moment that are speech in any case, in however loud a room."""
_RUN = 5
"""Frames of 10 ms that speech lasts at least; a click of the mouse is shorter."""
_BEFORE, _AFTER = 0.06, 0.12
"""Seconds kept around speech: a soft consonant before, the last of a word after."""


class TakeError(WellheardError, ValueError):
    """The recording can't be used; says why and how to make a better one."""


def ready(file: Path, name: str = "") -> Sound:
    """The line in a sound file, trimmed, at the common loudness, with lead and tail.

    Args:
        name: what to call the file in an error; its path where it is left out.

    Raises:
        TakeError: it can't be used.
        SoundError: it isn't sound.
    """
    name = name or str(file)
    _look_at(file, name)
    sound = read(file, name, longest=LONGEST)
    if np.abs(sound.samples).max() < SILENT:
        raise TakeError(
            f"{name}: there is only silence in it. See that the microphone is plugged in and not"
            " muted, then record it again."
        )
    if _clipped(sound.samples):
        raise TakeError(
            f"{name}: it was recorded too loudly, so that parts of it are distorted."
            " Turn the microphone down or sit further away, then record it again."
        )
    spoken = _speech(sound.at(RATE), name)
    if loudness(spoken) < QUIET:
        raise TakeError(
            f"{name}: it is too quiet. Come closer to the microphone or turn it up, then record it"
            " again."
        )
    return level(spoken)


def _look_at(file: Path, name: str) -> None:
    """Refuse what would be too much to decode, before it is."""
    if file.is_file() and file.stat().st_size > LARGEST:
        raise TakeError(
            f"{name}: the file is larger than {LARGEST // 1_000_000} MB, which is far more than a"
            " line needs. Cut the line out of it."
        )
    if not file.is_file() or not file.stat().st_size:
        return  # which `read` tells
    try:
        about = soundfile.info(file)
    except (soundfile.SoundFileError, OSError) as error:
        raise SoundError(
            f"{name}: this is no sound file that can be read. Give a WAV, FLAC, OGG or MP3 file;"
            " a phone's recorder can often save or share as one of them."
        ) from error
    if about.format not in FORMATS:
        raise TakeError(f"{name}: {about.format} is not taken. Give a WAV, FLAC, OGG or MP3 file.")
    if about.channels > CHANNELS:
        raise TakeError(f"{name}: it has {about.channels} channels. Export it in mono or stereo.")
    if about.samplerate > FASTEST:
        raise TakeError(
            f"{name}: it has {about.samplerate} samples a second. Export it with 48000."
        )
    if about.duration > LONGEST:
        raise TakeError(
            f"{name}: it lasts {about.duration:.0f} seconds; a line may last {LONGEST:.0f}."
            " Record only the line itself."
        )


def _clipped(samples: Samples) -> bool:
    """Whether its loudest parts were cut off, at whatever height."""
    size = np.abs(samples)
    return float(np.mean(size >= FLAT * size.max())) >= CLIPPED_SHARE


def _speech(sound: Sound, name: str) -> Sound:
    """The part from the first word to the last; clicks and the room's noise around it are cut."""
    frame = int(_FRAME * sound.rate)
    count = len(sound.samples) // frame
    if count:
        frames = sound.samples[: count * frame].reshape(count, frame).astype(np.float64)
        power = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-12)
        noise = float(np.percentile(power, 10))
        loudest = float(np.percentile(power, 99))
        floor = max(loudest - _LOUD_PART, min(noise + _OVER_NOISE, loudest - _STILL_SPEECH))
        over = np.convolve(power > floor, np.ones(_RUN), mode="valid") >= _RUN
        found = np.flatnonzero(over)
    if not count or not len(found) or (found[-1] + _RUN - found[0]) * _FRAME < SHORTEST:
        raise TakeError(
            f"{name}: no speech can be heard in it. Record the line again, a hand's width from the"
            " microphone."
        )
    start = max(0, found[0] * frame - int(_BEFORE * sound.rate))
    end = (found[-1] + _RUN) * frame + int(_AFTER * sound.rate)
    return Sound(sound.samples[start:end], sound.rate)
