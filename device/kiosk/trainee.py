"""The trainee at the kiosk: speaks, or types, or presses; whichever comes first is the answer."""

import asyncio
from collections.abc import Callable

from device.coach.reply import Reply
from device.coach.talk.act import Listen, Unheard
from device.trainee.spoken import Spoken
from device.visit import Answer, Answered, Said
from device.voice.level import Trouble

HOLD_ON = 60.0
"""Seconds that a talk waits in silence for a microphone that was lost, each time after it said so:
time to find the cable."""
LOOK = 0.2
"""Seconds between two looks at whether it is back."""
WRITING = 90.0
"""Seconds that somebody who types is given once they have typed before."""


class AtKiosk:
    """A `Trainee` with a voice and a keyboard."""

    def __init__(
        self,
        spoken: Spoken,
        lost: Callable[[], bool],
        *,
        answered: Callable[[], None] = lambda: None,
        drowned: Callable[[bool], None] = lambda drowned: None,
    ) -> None:
        """
        Args:
            spoken: hears them.
            lost: whether no sound comes from the microphone now.
            answered: called when an answer is complete, before it is thought about.
            drowned: called when it is known whether the room is too loud to hear them.
        """
        self.typed: asyncio.Queue[str] = asyncio.Queue()
        """What was typed."""
        self._spoken = spoken
        self._is_lost = lost
        self._answered = answered
        self._drowned = drowned
        self._types = False
        """Whether this trainee types rather than speaks."""
        self._lost = False

    def finish(self) -> None:
        """Their turn is over now."""
        self._spoken.finish()

    def forget(self) -> None:
        """Somebody else comes next."""
        self._types = self._lost = False
        while not self.typed.empty():
            self.typed.get_nowait()

    async def answer(self, listen: Listen, seeker: str, said: Said) -> Answered:
        """What they say or type, or that neither came."""
        hearing = asyncio.create_task(self._hear(listen, seeker, said))
        typing = asyncio.create_task(self.typed.get())
        try:
            await asyncio.wait((hearing, typing), return_when=asyncio.FIRST_COMPLETED)
            if not typing.done() and self._types and self._nothing(hearing):
                await asyncio.wait((typing,), timeout=WRITING)
            if typing.done():
                self._types = True
                return Answer(Reply(typing.result(), seeker))
            return hearing.result()
        finally:
            for task in (hearing, typing):
                task.cancel()
            await asyncio.gather(hearing, typing, return_exceptions=True)
            self._answered()

    @staticmethod
    def _nothing(hearing: "asyncio.Task[Answered]") -> bool:
        """Whether nobody spoke."""
        return hearing.exception() is None and isinstance(hearing.result(), Unheard | Trouble)

    async def _hear(self, listen: Listen, seeker: str, said: Said) -> Answered:
        """Listen, once there is something to listen with; what was lost is waited for first."""
        if self._lost or self._is_lost():
            for _ in range(round(HOLD_ON / LOOK)):
                if not self._is_lost():
                    break
                await asyncio.sleep(LOOK)
            if self._is_lost():
                return Trouble.UNPLUGGED
        answered = await self._spoken.answer(listen, seeker, said)
        self._lost = answered is Trouble.UNPLUGGED
        if answered is Trouble.ROOM or isinstance(answered, Answer):
            self._drowned(answered is Trouble.ROOM)
        return answered
