"""How everything is spoken: louder, slower, as the trainee asks."""

import asyncio

from device.coach.talk.act import Command, Say
from device.voice.sound import Sound
from device.voice.speak.loudness import turned
from device.voice.speak.tempo import stretched
from device.voice.speak.voices import Speech

STEP = 4.0
"""Decibels a wish for louder or quieter is worth: less is hardly noticed between two sentences."""
LOUDEST, QUIETEST = 8.0, -12.0
"""Decibels from the common level; above the louder one the limiter would be heard."""
PACE = 0.87
"""What the tempo is multiplied with for each wish for slower."""
PACES = (-3, 2)
"""Wishes for slower, and for faster, that are granted: 0.66 to 1.32 of the tempo."""


class Delivery:
    """A `Speech` whose loudness and tempo can be changed."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self.reset()

    def reset(self) -> None:
        """As loud and as fast as at first."""
        self.decibels = 0.0
        """How much louder than the common level."""
        self._pace = 0

    @property
    def tempo(self) -> float:
        """How much faster than the voices themselves."""
        return float(PACE**-self._pace)

    def adapt(self, manner: Command) -> None:
        """Louder, quieter, slower or faster from now on, as far as it goes."""
        match manner:
            case Command.LOUDER:
                self.decibels = min(self.decibels + STEP, LOUDEST)
            case Command.QUIETER:
                self.decibels = max(self.decibels - STEP, QUIETEST)
            case Command.SLOWER:
                self._pace = max(self._pace - 1, PACES[0])
            case Command.FASTER:
                self._pace = min(self._pace + 1, PACES[1])
            case _:
                pass

    async def start(self) -> None:
        """Load what it speaks with; see `Speech`."""
        await self._speech.start()

    async def sound(self, say: Say) -> Sound:
        """The line, as it is wished now; see `Speech`."""
        sound = await self._speech.sound(say)
        decibels, tempo = self.decibels, self.tempo
        if decibels == 0.0 and tempo == 1.0:
            return sound
        return await asyncio.to_thread(lambda: turned(stretched(sound, tempo), decibels))

    async def close(self) -> None:
        """End the workers."""
        await self._speech.close()
