"""What time it is in the talk."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import Protocol


class Clock(Protocol):
    """Seconds that only ever rise."""

    def now(self) -> float:
        """Seconds since the clock was made."""
        ...


class RealClock:
    """The machine's own monotonic clock."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def restart(self) -> None:
        """Begin again at 0, before anything has sounded."""
        self._start = time.monotonic()

    def now(self) -> float:
        """Seconds since the clock was made."""
        return time.monotonic() - self._start

    def driving(self) -> contextlib.AbstractContextManager[None]:
        """While a recording is read in place of a microphone: nothing drives real time."""
        return contextlib.nullcontext()

    async def lead(self, moment: float) -> None:
        """For whoever reads a recording: let time pass until `moment`."""
        await self.reach(moment)

    async def reach(self, moment: float) -> None:
        """Let time pass until `moment`."""
        await asyncio.sleep(max(0.0, moment - self.now()))


class TapeClock(RealClock):
    """Time in a talk on tape: sound passes as fast as it can be read, and the clock is moved on by
    the sound's own length. Thinking takes as long as it takes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._skipped = 0.0
        self._drivers = 0
        self._moved = asyncio.Event()

    def restart(self) -> None:
        """Begin again at 0, before anything has sounded."""
        super().restart()
        self._skipped = 0.0

    def now(self) -> float:
        """Seconds since the clock was made, sound counted at its own length."""
        return super().now() + self._skipped

    def advance_to(self, moment: float) -> None:
        """Move on to `moment`; a moment that has passed changes nothing."""
        self._skipped += max(0.0, moment - self.now())
        self._moved.set()

    @contextlib.contextmanager
    def driving(self) -> Iterator[None]:
        """While a microphone is read, its frames move the clock on and nothing else does."""
        self._drivers += 1
        try:
            yield
        finally:
            self._drivers -= 1
            self._moved.set()

    async def lead(self, moment: float) -> None:
        """For whoever reads a recording: it is `moment` now."""
        self.advance_to(moment)
        await asyncio.sleep(0)

    async def reach(self, moment: float) -> None:
        """Let time pass until `moment`: at once, unless a microphone is being read."""
        await asyncio.sleep(0)
        while self._drivers and self.now() < moment:
            self._moved.clear()
            await self._moved.wait()
        self.advance_to(moment)
