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

    def now(self) -> float:
        """Seconds since the clock was made."""
        return time.monotonic() - self._start


class TapeClock(RealClock):
    """Time in a talk on tape: sound passes as fast as it can be read, and the clock is moved on by
    the sound's own length. Thinking takes as long as it takes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._skipped = 0.0
        self._drivers = 0
        self._moved = asyncio.Event()

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

    async def reach(self, moment: float) -> None:
        """Let time pass until `moment`: at once, unless a microphone is being read."""
        await asyncio.sleep(0)
        while self._drivers and self.now() < moment:
            self._moved.clear()
            await self._moved.wait()
        self.advance_to(moment)
