"""A short look at the room before a talk: is anything wrong with the sound, and can one be heard?

Nothing is recorded; what is left of the look are figures.
"""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import cast

import numpy as np

from device.voice.hear.activity import VoiceActivity
from device.voice.hear.endpoint import SPEECH
from device.voice.level import Trouble, dead, judge
from device.voice.microphone import FRAME_SECONDS, RATE, Frame, Microphone
from device.voice.sound import Sound

LOOK = 1.5
"""Seconds that tell a hum from a low voice, and talk from a word."""
USUAL = -26.0
"""dBFS; how loud a voice near a microphone is that is set well (ITU-T P.56's usual level)."""
VOICES = 0.6
"""Share of the look in which somebody talks, from which a room is full of talk: in babble it is
above 0.9, in a cafe or a kitchen below 0.5."""
TALK = 14.0
"""Decibels under a near voice down to which talk is too loud. At 10 dB most replies can't be relied
on (tests/bench/room.py)."""
NOISE = 6.0
"""Decibels under a near voice down to which any noise is."""
FLOOR = 1e-10
"""Power of what counts as no sound at all; full scale is 1."""


@dataclass(frozen=True, slots=True)
class RoomLevel:
    """What a look found."""

    seconds: float
    """How long it took."""
    loudness: float
    """dBFS, of all of it."""
    loudest: float
    """dBFS, of the loudest sample."""
    voices: float
    """Share of it in which somebody talked, 0 to 1."""
    trouble: Trouble | None
    """What is wrong, if anything."""

    @property
    def words(self) -> str:
        """For whoever sets the kiosk up, in a sentence."""
        if self.trouble is None:
            return "The microphone works, and the room is quiet enough."
        return self.trouble.value


async def look(microphone: Microphone, seconds: float = LOOK, *, voice: float = USUAL) -> RoomLevel:
    """Listen to the room for a moment, while nobody is expected to speak and the kiosk doesn't.

    Args:
        microphone: an open one.
        seconds: how long; a second or more.
        voice: dBFS; how loud those who spoke here were, where that is known.

    Raises:
        MicrophoneLost: no sound came.
    """
    activity, voiced, taken = VoiceActivity(), 0, list[bytes]()
    frames = cast(AsyncGenerator[Frame, None], microphone.frames())
    async with contextlib.aclosing(frames):
        async for frame in frames:
            taken.append(frame.pcm)
            voiced += activity.probability(frame.pcm) >= SPEECH
            if len(taken) * FRAME_SECONDS >= seconds:
                break
    return judged(Sound.from_pcm(b"".join(taken), RATE), voiced / len(taken), voice)


def judged(sound: Sound, voices: float, voice: float = USUAL) -> RoomLevel:
    """What is to be said of a stretch of sound.

    Args:
        sound: a second or more, 16 kHz.
        voices: the share of it in which somebody talks, 0 to 1.
        voice: dBFS; how loud a near voice is.
    """
    loudness = _dbfs(float(np.mean(np.square(sound.samples, dtype=np.float64))))
    if dead(sound.samples):
        trouble: Trouble | None = Trouble.UNPLUGGED
    else:
        trouble = judge(sound.samples, speech=0.0)
    too_loud = voice - (TALK if voices >= VOICES else NOISE)
    if trouble is None and loudness >= too_loud:
        trouble = Trouble.ROOM
    loudest = _dbfs(float(np.abs(sound.samples).max()) ** 2)
    return RoomLevel(sound.seconds, loudness, loudest, voices, trouble)


def _dbfs(power: float) -> float:
    return round(10 * float(np.log10(power + FLOOR)), 1)
