"""A kiosk in a room: its whole program, a sound server for ears and mouth, pretended pins, and a
person who presses, speaks and listens.
"""

import asyncio
import contextlib
import logging
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device import moment
from device.config import Settings
from device.event import Event, as_json
from device.kiosk.program import Program
from device.moment import Moment, Quality
from device.panel import GpioPanel, Light, Panel
from device.voice.microphone import RATE
from device.voice.sound import Sound
from tests.panel.bounces import moved
from tests.soundserver import SoundServer
from tests.speech import model, spoken

T = TypeVar("T")
log = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds to wait for what takes some on a busy machine."""
LOOK = 0.05
HUSH = 10 ** (-66 / 20)
"""How loud the empty room is, full scale being 1."""


def hush(sound: SoundServer) -> subprocess.Popen[bytes]:
    """Ten minutes of an empty room, into the microphone."""
    chance = np.random.default_rng(3)
    quiet = chance.normal(0, HUSH, RATE * 600).astype(np.float32)
    return sound.speak(Sound(quiet, RATE))


class Wall:
    """The clock on the wall, which somebody may set."""

    wall: float | None = None
    """Unix seconds; None for the machine's own."""

    def __call__(self) -> Moment:
        now = moment.now()
        if self.wall is None:
            return now
        return replace(now, wall=self.wall, quality=Quality.KEPT, stood=False)


class Room:
    """Where it all happens."""

    def __init__(
        self,
        sound: SoundServer,
        settings: Settings,
        load: Callable[[], Settings] | None = None,
    ) -> None:
        """
        Args:
            load: reads the settings anew; the same again by default.
        """
        self.sound = sound
        self.settings = settings
        self.wall = Wall()
        self._load = load or (lambda: settings)
        self.events: list[Event] = []
        """All that happened in talks."""
        self.lights: list[Light] = []
        """What the light showed, one after the other."""
        self.program: Program
        self.panel: GpioPanel
        self._factory: Any = None
        self._heard = 0
        """Events there were when the person last spoke."""
        self._running: asyncio.Task[None] | None = None
        self._hush: subprocess.Popen[bytes] | None = None

    def _make(self) -> Any:
        self._factory = MockFactory(pin_class=MockPWMPin)
        return self._factory

    async def _panel(self, settings: Settings) -> Panel:
        self.panel = await GpioPanel.start(settings, factory=self._make)
        show = self.panel.show

        def shown(*states: Light) -> None:
            show(*states)
            most = min(states, key=list(Light).index, default=Light.IDLE)
            if not self.lights or self.lights[-1] is not most:
                self.lights.append(most)

        self.panel.show = shown  # type: ignore[method-assign]
        return self.panel

    async def begin(self) -> None:
        """Switch the kiosk on; returns when it is ready."""
        self.breathe()
        self.program = Program(self.settings, load=self._load, panel=self._panel, now=self.wall)
        self._running = asyncio.create_task(self.program.run())
        await self.until(lambda: Light.IDLE in self.lights, "it is ready")
        tell = self.program.house.face.tell

        def told(event: Event) -> None:
            self.events.append(event)
            log.info("%s", as_json(event))
            tell(event)

        self.program.house.face.tell = told  # type: ignore[method-assign]

    def breathe(self) -> None:
        """No room is digitally silent: a microphone that gives nothing at all is out of order."""
        if self._hush is not None:
            self._hush.kill()
            self._hush.wait()
        self._hush = hush(self.sound)

    async def end(self) -> None:
        """Switch it off, as the service manager does."""
        if self._hush is not None:
            self._hush.kill()
            self._hush.wait()
        if self._running is not None:
            self.program.stop()
            await asyncio.wait_for(self._running, PATIENCE)

    async def until(self, done: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Wait for it.

        Raises:
            AssertionError: it doesn't come; says what, and how it stands.
        """
        until = time.monotonic() + seconds
        while not done():
            if self._running is not None and self._running.done():
                self._running.result()
                raise AssertionError("the kiosk has ended")
            assert time.monotonic() < until, f"not in {seconds:.0f} s: {what}; {self.lights[-8:]}"
            await asyncio.sleep(LOOK)

    # The person

    def drive(self, pin: int, closed: bool) -> None:
        """Close or open a switch, from another thread, as lgpio does."""
        line = self._factory.pin(pin)
        thread = threading.Thread(target=line.drive_low if closed else line.drive_high)
        thread.start()
        thread.join()

    def bounce(self, pin: int, shape: tuple[float, ...], closed: bool) -> None:
        """Move a switch as a worn one moves; takes as long as that does.

        Args:
            shape: milliseconds at which the contact changes; see `tests/panel/bounces.py`.
        """
        line = self._factory.pin(pin)
        began = time.monotonic()
        for at, on in moved(0.0, closed, shape):
            time.sleep(max(0.0, began + at - time.monotonic()))
            (line.drive_low if on else line.drive_high)()

    async def press(self, pin: int | None = None) -> None:
        """Tap a button; the talk button where none is named."""
        place = pin or self.settings.talk_pin
        assert place is not None
        self.drive(place, True)
        await asyncio.sleep(0.12)
        self.drive(place, False)
        await asyncio.sleep(0.05)

    def lift(self, lifted: bool = True) -> None:
        """Pick the receiver up, or hang up."""
        assert self.settings.hook_pin is not None
        self.drive(self.settings.hook_pin, lifted)

    async def my_turn(self, after: int = 0) -> int:
        """Wait until one is listened to; gives how many events there are.

        Args:
            after: only what happened after so many events counts.
        """

        def turn() -> bool:
            new = self.events[after:]
            return bool(new) and new[-1].event == "listening"

        await self.until(turn, "it is my turn")
        return len(self.events)

    async def say(self, text: str, *, at_once: bool = False) -> int:
        """Wait for one's turn, and say it; gives how many events there were before."""
        before = len(self.events) if at_once else await self.my_turn(self._heard)
        self._heard = before
        speaking = self.sound.speak(spoken(text, "en-us", 140))
        await asyncio.to_thread(speaking.wait)
        return before

    async def answer(self, text: str, told: str) -> None:
        """Say it, and say it again when asked again, until the kiosk answers with these words."""
        for _ in range(3):
            before = await self.say(text)
            await self.my_turn(before + 1)
            answers = [getattr(event, "text", "") for event in self.events[before:]]
            if any(told in answer for answer in answers):
                return
        raise AssertionError(f"it never says {told!r}, but {answers}")

    async def said(self, text: str, *, after: int = 0) -> None:
        """Wait until the kiosk has said something with these words in it."""
        await self.until(
            lambda: any(text in getattr(event, "text", "") for event in self.events[after:]),
            f"it says {text!r}",
        )

    async def happened(self, sort: type[T]) -> T:
        """Wait for the first event of a sort."""
        await self.until(lambda: any(isinstance(e, sort) for e in self.events), sort.__name__)
        return next(event for event in self.events if isinstance(event, sort))

    async def free(self) -> None:
        """Wait until nobody is here, in the kiosk's own view."""
        await self.until(lambda: self.program.free, "it is free again")


def settings_for(folder: Path, **more: Any) -> Settings:
    """The settings of a kiosk in a test: quick voice, small recogniser, everything in a folder."""
    models = folder / "models"
    if not models.exists():
        models.mkdir(parents=True)
        (models / "whisper-tiny").symlink_to(model("whisper-tiny"))
    wanted: dict[str, Any] = {
        "panel": "gpio",
        "pin_factory": "mock",
        "models": models,
        "data": folder / "data",
        "cache": folder / "cache",
        "recordings": folder / "recordings",
        "voice": "pyttsx3",
        "screen": False,
    }
    return Settings(**{**wanted, **more})


@contextlib.asynccontextmanager
async def room(
    sound: SoundServer, settings: Settings, load: Callable[[], Settings] | None = None
) -> AsyncIterator[Room]:
    """A room with a kiosk that is ready."""
    made = Room(sound, settings, load)
    try:
        await made.begin()
        yield made
    finally:
        await made.end()
