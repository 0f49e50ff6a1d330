"""Where the kiosk is heard."""

from dataclasses import dataclass
from typing import Protocol

from device.voice.sound import Sound


@dataclass(frozen=True, slots=True)
class Played:
    """When a sound was heard, in seconds of the clock in use."""

    start: float
    end: float


class Speaker(Protocol):
    """Plays one sound at a time."""

    async def play(self, sound: Sound) -> Played:
        """Play it and return when its last sample has been heard.

        Raises:
            SpeakerLost: the device doesn't take sound; says which and what to look at.
        """
        ...

    async def stop(self) -> None:
        """Fall silent at once; the `play` in progress returns."""
        ...

    async def close(self) -> None:
        """Let the device go."""
        ...
