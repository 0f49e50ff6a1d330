"""What time it is in the talk."""

import time
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

    def now(self) -> float:
        """Seconds since the clock was made, sound counted at its own length."""
        return super().now() + self._skipped

    def advance_to(self, moment: float) -> None:
        """Move on to `moment`; a moment that has passed changes nothing."""
        self._skipped += max(0.0, moment - self.now())
