"""How many wrong codes may still be tried: a few at once, and then one every two minutes.

There are millions of codes. At this pace it takes somebody who talks to the kiosk day and night
weeks to come upon one of a hundred people's, and a trainee who was misheard waits a moment.
"""

from dataclasses import dataclass
from uuid import UUID

from device.moment import Moment

AT_ONCE = 5.0
"""Wrong codes that are answered without a wait."""
REFILL = 120.0
"""Seconds until one more may be tried."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """What is left, as it was at a moment."""

    left: float
    boot: UUID
    monotonic: float

    def at(self, now: Moment) -> "Guesses":
        """What is left now. After a restart of the machine no time counts that it was off."""
        passed = max(0.0, now.monotonic - self.monotonic) if now.boot == self.boot else 0.0
        return Guesses(min(AT_ONCE, self.left + passed / REFILL), now.boot, now.monotonic)

    @property
    def wait(self) -> float:
        """Seconds until the next code may be looked up; 0 for now."""
        return max(0.0, 1.0 - self.left) * REFILL

    def wrong(self) -> "Guesses":
        """After one more that was wrong."""
        return Guesses(max(0.0, self.left - 1.0), self.boot, self.monotonic)
