"""When to try again: later each time, and never all kiosks at once.

Full jitter: anywhere between now and the ceiling, which doubles with each failure. So ten thousand
kiosks that lost their server at one moment don't come back at one moment.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

FIRST = 2.0
"""Seconds; the ceiling after one failure."""
LONGEST = 900.0
"""Seconds; the ceiling after many: nobody waits longer than a quarter of an hour for a server that
is back."""


@dataclass
class Backoff:
    """Counts failures in a row."""

    first: float = FIRST
    longest: float = LONGEST
    chance: Callable[[float, float], float] = field(default=random.uniform, repr=False)
    failures: int = 0

    def failed(self, retry_after: float | None = None) -> float:
        """It failed once more; gives the seconds to wait.

        Args:
            retry_after: what the server asked for, in seconds. It is waited for whole, and then
                some, so that not all who were told the same come at once.
        """
        ceiling = min(self.longest, self.first * 2.0 ** min(self.failures, 60))
        self.failures += 1
        return min(max(retry_after or 0.0, 0.0), self.longest) + self.chance(0.0, ceiling)

    def went_well(self) -> None:
        """Begin again from the shortest wait."""
        self.failures = 0
