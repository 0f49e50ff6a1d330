"""The panel on a Raspberry Pi's pins.

One task heeds the lines and breathes the light. Edges from gpiozero's thread are put down there
and looked at here; at every look the levels are read, too, so that an edge that got lost is no
press that lasts for ever. A chip that goes away is told once and tried again until it is back.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from device.config import Settings
from device.panel.board import MOST_EDGES, Board, Readings, explained, open_factory, wired
from device.panel.event import Event, Kind
from device.panel.light import DARK, Lamp, Light, most_urgent
from device.panel.line import Hook, Line, Second, Talk

POLL = 1.0
"""Seconds between two looks while nothing happens: soon enough to notice a chip that is gone."""
RETRY = 5.0
"""Seconds before pins that can't be reached are tried again."""


class GpioPanel:
    """Buttons, hook switch and light on pins."""

    def __init__(
        self,
        settings: Settings,
        factory: Callable[[], Any] | None = None,
        now: Callable[[], float] = time.monotonic,
        retry: float = RETRY,
    ) -> None:
        """Prepare; `start` claims the pins.

        Args:
            settings: pins and modes.
            factory: makes one of gpiozero's pin factories; without it, the settings' own.
            now: the clock, in seconds.
            retry: seconds before pins that can't be reached are tried again.

        Raises:
            PinsError: the settings wire two things to one pin, or nothing to any.
        """
        wired(settings)
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.trouble = ""
        self._settings = settings
        self._factory = factory or (lambda: open_factory(settings.pin_factory))
        self._now = now
        self._retry = retry
        self._lamp = Lamp(now())
        self._lines: dict[str, Line] = {}
        self._readings: Readings = deque(maxlen=MOST_EDGES)
        self._wake = asyncio.Event()
        self._waking = False
        self._loop = asyncio.get_running_loop()
        self._board: Board | None = None
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, settings: Settings, **parts: Any) -> "GpioPanel":
        """A panel that runs; where its pins can't be reached, `trouble` says why.

        Raises:
            PinsError: the settings wire two things to one pin, or nothing to any.
        """
        panel = cls(settings, **parts)
        await panel._open()
        panel._task = asyncio.create_task(panel._run(), name="panel")
        return panel

    @property
    def off_hook(self) -> bool:
        """Whether the receiver is lifted now."""
        return "hook" in self._lines and self._lines["hook"].on

    @property
    def pressed(self) -> tuple[str, ...]:
        """The lines that are pressed or lifted now."""
        return tuple(name for name, line in self._lines.items() if line.on)

    @property
    def showing(self) -> Light:
        """What the light shows."""
        return self._lamp.showing

    def show(self, *states: Light) -> None:
        """Show the most urgent of what is true now; idle if nothing is named."""
        self._lamp.show(self._now(), most_urgent(states))
        self._wake.set()

    async def close(self) -> None:
        """Go dark and let the pins go."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        if self._board is not None:
            self._board.close()
            self._board = None

    def _edge(self, line: str, on: bool) -> None:
        """Put an edge down. On gpiozero's thread: nothing here may block or raise."""
        self._readings.append((line, self._now(), on))
        if not self._waking:  # a line that chatters must not flood the loop
            self._waking = True
            with suppress(RuntimeError):  # the loop has ended; nobody is left to heed it
                self._loop.call_soon_threadsafe(self._wake.set)

    async def _open(self) -> None:
        try:
            self._board = await asyncio.to_thread(self._claim)
            for name in self._board.lines:
                if name not in self._lines:
                    self._lines[name] = self._line(name, self._board.on(name))
        except Exception as error:  # every driver has errors of its own
            self._lose(error)
            return
        if self.trouble:
            self.trouble = ""
            self.events.put_nowait(Event(Kind.PANEL_FOUND, self._now()))

    def _claim(self) -> Board:
        return Board(self._settings, self._factory(), self._edge)

    def _line(self, name: str, on: bool) -> Line:
        match name:
            case "talk":
                return Talk(self._settings.talk_button, on)
            case "second":
                return Second(on)
            case _:
                return Hook(on)

    def _lose(self, error: Exception) -> None:
        if self._board is not None:
            self._board.close()
            self._board = None
        if not self.trouble:
            self.trouble = explained(error)
            self.events.put_nowait(Event(Kind.PANEL_LOST, self._now(), told=self.trouble))

    async def _run(self) -> None:
        try:
            while True:
                if self._board is None:
                    await asyncio.sleep(self._retry)
                    await self._open()
                    continue
                try:
                    wait = self._look(self._board)
                except Exception as error:  # every driver has errors of its own
                    self._lose(error)
                    continue
                try:
                    async with asyncio.timeout(wait):
                        await self._wake.wait()
                except TimeoutError:
                    pass
        finally:
            self._darken()

    def _look(self, board: Board) -> float:
        """Heed what happened and set the light; the seconds until something may happen again."""
        self._wake.clear()
        self._waking = False
        while self._readings:
            name, at, on = self._readings.popleft()
            self._tell(self._lines[name].feed(at, on))
        now = self._now()
        waits = [POLL]
        for name in board.lines:
            line = self._lines[name]
            self._tell(line.feed(now, board.on(name)))
            due = line.due()
            if due is not None:
                waits.append(due - now)
        colour, wait = self._lamp.look(now)
        board.light(colour)
        waits.append(wait)
        return max(0.0, min(waits))

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            self.events.put_nowait(event)

    def _darken(self) -> None:
        if self._board is not None:
            try:
                self._board.light(DARK)
            except Exception as error:
                self._lose(error)
