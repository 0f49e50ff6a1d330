"""Where the trainee is heard."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

RATE = 16_000
"""Hz; what the recognisers and the voice activity detector take."""
FRAME = 512
"""Samples a frame, 32 ms: what the voice activity detector takes."""


@dataclass(frozen=True, slots=True)
class Frame:
    """32 ms of sound as it came in."""

    pcm: bytes
    """512 samples, signed 16 bit little-endian, 16 kHz mono."""
    at: float
    """When its first sample was spoken, in seconds of the clock in use."""


class Microphone(Protocol):
    """Gives frames for as long as it is open."""

    def frames(self) -> AsyncIterator[Frame]:
        """Frames from now on.

        Raises:
            MicrophoneLost: no frames come any more; says which device and what to look at.
        """
        ...

    async def close(self) -> None:
        """Let the device go."""
        ...
