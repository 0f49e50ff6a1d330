"""A visit at a table without sound: the session, its talks and its papers are real; what the kiosk
says is only told, and what the person says is typed.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import numpy as np

from device import library
from device.attempt import Attempt, Begun, Person
from device.coach.scenario import Scenario
from device.coach.talk.act import Command, Listen, Say, Unheard
from device.event import Event, Listening
from device.kiosk.body import Body
from device.kiosk.face import Face
from device.kiosk.known import Known
from device.kiosk.session import Keeping, Session
from device.kiosk.underway import FILE, Underway
from device.panel import Light, NoPanel
from device.visit import Answered, Said
from device.voice.clock import RealClock
from device.voice.level import Trouble
from device.voice.sound import Sound
from device.voice.speaker import Played

CRISIS_WORDS = "Jo is on duty today."
PATIENCE = 60.0
NOTHING = Sound(np.zeros(1, dtype=np.float32), 16_000)


class Quiet:
    """Says everything in no time, without a sound."""

    def __init__(self, clock: RealClock) -> None:
        self._clock = clock

    def reset(self) -> None: ...

    def adapt(self, manner: Command) -> None: ...

    async def sound(self, say: Say) -> Sound:
        return NOTHING

    async def play(self, sound: Sound) -> Played:
        await asyncio.sleep(0)
        return Played(self._clock.now(), self._clock.now())

    async def stop(self) -> None: ...


class Ear:
    """Hears nothing, for as long as nobody says that it was silent long enough."""

    def __init__(self) -> None:
        self.silence = asyncio.Event()
        self.room: Trouble | None = None
        """What is wrong with the room."""
        self.finished = 0

    def finish(self) -> None:
        self.finished += 1

    async def answer(self, listen: Listen, seeker: str, said: Said) -> Answered:
        await self.silence.wait()
        self.silence.clear()
        return self.room or Unheard.SILENCE


class Table:
    """Somebody visits."""

    def __init__(self, data: Path, known: Known | None = None, room: Trouble | None = None) -> None:
        self.data = data
        self.events: list[Event] = []
        self.kept: list[Attempt] = []
        self.face = Face(NoPanel(), None)
        self.ear = Ear()
        self.ear.room = room
        self.takes = True
        """Whether the disk takes what is to be kept."""
        clock = RealClock()
        quiet = Quiet(clock)

        class _Body:
            delivery = speaker = quiet
            deaf = False

            async def look(self) -> Trouble | None:
                return ear.room

            def spoken(self, watch: object, held: Callable[[], bool]) -> Ear:
                return ear

        ear, body = self.ear, _Body()
        body.clock = clock  # type: ignore[attr-defined]
        tell = self.face.tell

        def told(event: Event) -> None:
            self.events.append(event)
            tell(event)

        self.face.tell = told  # type: ignore[method-assign]
        self.pen = ThreadPoolExecutor(1)
        self.session = Session(
            cast(Body, body),
            self.face,
            scenarios=(library.find("two-cups-of-tea"), library.find("night-shift-at-home")),
            crisis_words=CRISIS_WORDS,
            handset=False,
            hook=False,
            second=True,
            keeping=self._keeping,
            pen=self.pen,
            known=known,
        )
        self.visit: asyncio.Task[None] = asyncio.create_task(self.session.run())

    def _keeping(self, person: Person | None) -> Keeping:
        device: UUID = uuid4()

        def keep(attempt: Attempt) -> bool:
            self.kept.append(attempt)
            return self.takes

        def underway(begun: Begun, scenario: Scenario) -> Underway:
            return Underway(self.data, device, begun, scenario, erasures=0, person=person)

        return Keeping(keep, 0, underway)

    @property
    def underway(self) -> bool:
        """Whether anything is written down of a practice that goes on."""
        self.pen.submit(lambda: None).result()
        return (self.data / FILE).exists()

    @property
    def light(self) -> Light:
        return self.face.now.activity

    async def turn(self, after: int = 0) -> Listening:
        """Wait until one is listened to, after so many events."""
        async with asyncio.timeout(PATIENCE):
            while not (self.events[after:] and isinstance(self.events[-1], Listening)):
                assert not self.visit.done(), "the visit is over"
                await asyncio.sleep(0.01)
        last: Any = self.events[-1]
        return cast(Listening, last)

    async def type(self, text: str) -> Listening:
        """Answer, and wait until one is asked again."""
        before = len(self.events)
        self.session.type(text)
        return await self.turn(before)

    async def until_over(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(self.visit, return_exceptions=True)
        self.pen.submit(lambda: None).result()

    async def hang_up(self) -> None:
        self.visit.cancel()
        await self.until_over()
