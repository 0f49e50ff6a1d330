"""The panel where there are no pins: a terminal's keys, and a line for each state of the light."""

import asyncio
import os
import sys
import termios
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

from device.config import TalkMode
from device.panel.board import PanelError
from device.panel.event import Event, Kind
from device.panel.light import Light, most_urgent

ESCAPE = b"\x1b"
READ = 64
"""Bytes read at once: more than any key sends."""
KEYS = (
    "Space or Enter is the talk button, D the second button, Q or Escape leaves,"
    " P picks the receiver up and hangs it up."
)


class KeyboardError(PanelError):
    """There is no keyboard to read."""


class KeyboardPanel:
    """The same events from a terminal.

    A terminal doesn't tell when a key comes up: where the talk button is held to talk, the first
    press begins to hold it and the second lets it go.
    """

    def __init__(
        self,
        mode: TalkMode = TalkMode.TAP,
        keys: TextIO = sys.stdin,
        shown: TextIO | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin to read.

        Args:
            mode: how the talk button is used.
            keys: a terminal, or a pipe of the same keys.
            shown: where a line is written for each state; nowhere by default.
            now: the clock, in seconds.

        Raises:
            KeyboardError: nothing can be read there.
        """
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.trouble = ""
        self.off_hook = False
        self.showing = Light.STARTING
        self._mode, self._shown, self._now = mode, shown, now
        self._held = False
        self._before: list[Any] | None = None
        self._loop = asyncio.get_running_loop()
        try:
            self._file: int | None = keys.fileno()
            self._loop.add_reader(self._file, self._read)
        except (OSError, ValueError) as error:
            raise KeyboardError("There is no keyboard to press: run this in a terminal.") from error
        if os.isatty(self._file):
            self._before = termios.tcgetattr(self._file)
            tty.setcbreak(self._file, termios.TCSADRAIN)

    def show(self, *states: Light) -> None:
        """Write the most urgent of what is true now, if it has changed."""
        state = most_urgent(states)
        if state is not self.showing and self._shown is not None:
            print(f"[{state.value.replace('_', ' ')}]", file=self._shown, flush=True)
        self.showing = state

    async def close(self) -> None:
        """Stop reading and leave the terminal as it was."""
        file, self._file = self._file, None
        if file is None:
            return
        self._loop.remove_reader(file)
        if self._before is not None:
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(file, termios.TCSADRAIN, self._before)

    def _read(self) -> None:
        if self._file is None:
            return
        try:
            typed = os.read(self._file, READ)
        except BlockingIOError:
            return
        except OSError:
            typed = b""  # the terminal is gone
        if not typed:
            self._loop.remove_reader(self._file)
            return
        if typed.startswith(ESCAPE) and len(typed) > 1:
            return  # an arrow or a function key, which means nothing here
        for key in typed.decode("utf-8", errors="ignore").lower():
            for kind, line in self._meant(key):
                self.events.put_nowait(Event(kind, self._now(), line))

    def _meant(self, key: str) -> list[tuple[Kind, str]]:
        match key:
            case " " | "\n" | "\r":
                return [(kind, "talk") for kind in self._talk()]
            case "d":
                return [(Kind.SECOND, "second")]
            case "q" | "\x1b":
                return [(Kind.LEAVE, "second")]
            case "p":
                self.off_hook = not self.off_hook
                return [(Kind.PICKED_UP if self.off_hook else Kind.HUNG_UP, "hook")]
            case _:
                return []

    def _talk(self) -> tuple[Kind, ...]:
        if self._mode is TalkMode.TAP:
            return Kind.PRESS, Kind.TAP, Kind.RELEASE
        self._held = not self._held
        return (Kind.PRESS, Kind.HOLD) if self._held else (Kind.RELEASE,)
