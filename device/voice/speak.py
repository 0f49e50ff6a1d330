"""From words to sound: every line in the voice it belongs to."""

from typing import Protocol

from device.coach.act import Say
from device.voice.sound import Sound


class Speech(Protocol):
    """Gives a line's sound: recorded, rendered ahead, or made now."""

    async def start(self) -> None:
        """Load the voice that speaks what is made up on the spot."""
        ...

    async def sound(self, say: Say) -> Sound:
        """The line, levelled, with its lead of silence."""
        ...

    async def close(self) -> None:
        """End the workers."""
        ...
