"""A speaker that outlives its trouble: a line that was cut is said again, whole."""

import asyncio
import logging
from collections.abc import Callable

from device.voice.clock import Clock
from device.voice.sound import Sound
from device.voice.speaker import Played, Speaker, SpeakerLost

PAUSES = (0.2, 0.5, 1.0, 2.0)
"""Seconds before the next try after so many failed ones; then always the last, so that a speaker
that is plugged in again speaks within seconds."""
PATIENCE = 60.0
"""Seconds a line waits for its speaker: time to push a plug back in. Then the talk has to end."""

_log = logging.getLogger(__name__)


class SteadySpeaker:
    """Plays through another speaker, and tries again where that is lost."""

    def __init__(
        self,
        speaker: Speaker,
        clock: Clock,
        *,
        tell: Callable[[SpeakerLost | None], None] = lambda lost: None,
        patience: float = PATIENCE,
    ) -> None:
        """
        Args:
            tell: called with what is wrong when the speaker is lost, and with None when it plays
                again; must be quick.
            patience: seconds a line waits.
        """
        self.lost: SpeakerLost | None = None
        """What is wrong, as long as nothing can be heard."""
        self._speaker = speaker
        self._clock = clock
        self._tell = tell
        self._patience = patience
        self._stopped = asyncio.Event()

    async def play(self, sound: Sound) -> Played:
        """Play it, from its beginning again where it was cut, and return when all of it was heard.

        Raises:
            SpeakerLost: it did not come back in time.
        """
        self._stopped.clear()
        began = self._clock.now()
        tries = 0
        while True:
            try:
                played = await self._speaker.play(sound)
            except SpeakerLost as error:
                self._trouble(error)
                pause = PAUSES[min(tries, len(PAUSES) - 1)]
                tries += 1
                if self._clock.now() - began + pause > self._patience:
                    raise
                if await self._stops_within(pause):
                    now = self._clock.now()
                    return Played(now, now)
            else:
                if not self._stopped.is_set():  # one that was stopped tells nothing of the device
                    self._relief()
                return played

    async def stop(self) -> None:
        """Fall silent at once, or stop waiting; the `play` in progress returns."""
        self._stopped.set()
        await self._speaker.stop()

    async def close(self) -> None:
        """Let the device go."""
        self._stopped.set()
        await self._speaker.close()

    async def _stops_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return False
        return True

    def _trouble(self, error: SpeakerLost) -> None:
        if self.lost is None or str(self.lost) != str(error):
            _log.warning("the speaker was lost: %s", error)
        first, self.lost = self.lost is None, error
        if first:
            self._tell(error)

    def _relief(self) -> None:
        if self.lost is not None:
            self.lost = None
            _log.warning("the speaker plays again")
            self._tell(None)
