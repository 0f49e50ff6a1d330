"""One switch's contact, cleaned of bouncing. Pure: times and levels in, changes out.

A change counts once the line has stayed so for a while; a flicker that comes back sooner is none.
gpiozero's own `bounce_time` is not used: it drops edges, and then a press has no release.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

LOST_AFTER = 2.0
"""Seconds a line may go without coming to rest: a hundred times what a bouncing switch needs."""
WINDOW = 3.0
"""Seconds over which settled changes are counted."""
MOST_CHANGES = 48
"""Settled changes within the window that no finger makes: eight presses a second, kept up for
three seconds. The quickest tappers reach six or seven, and not for long."""
HEALED_AFTER = 5.0
"""Seconds a lost line must be at rest before it is heeded again."""
RELAPSE = 60.0
"""A line that is lost again within so many seconds must rest twice as long as the last time: a
loose cable is one trouble, not hundreds."""
LONGEST_HEALING = 60.0
"""Seconds of rest that are asked for at the most."""


class What(Enum):
    """What became of a line."""

    ON = auto()
    OFF = auto()
    LOST = auto()
    FOUND = auto()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a line, and when, in seconds."""

    what: What
    at: float


class Contact:
    """A line that is on while its switch is pressed or lifted."""

    def __init__(self, on_after: float, off_after: float, on: bool) -> None:
        """Begin with a line as it is.

        Args:
            on_after: seconds it must have been on to count as on.
            off_after: seconds it must have been off to count as off.
            on: how it is now.
        """
        self._settle = {True: on_after, False: off_after}
        self.on = on
        """How it last settled."""
        self.lost = False
        self._raw = on
        self._since = float("-inf")
        self._restless: float | None = None
        self._changes: deque[float] = deque(maxlen=MOST_CHANGES)
        self._healing = HEALED_AFTER
        self._healed = float("-inf")
        self._now = float("-inf")

    def feed(self, at: float, on: bool) -> list[Change]:
        """Take a reading, or an edge; one from before the last counts as made with the last."""
        changes = self.tick(at)
        if on != self._raw:
            self._raw, self._since = on, self._now
            if self._restless is None:
                self._restless = self._now
        return changes

    def tick(self, at: float) -> list[Change]:
        """Let time pass."""
        now = self._now = max(at, self._now)
        if self.lost:
            return self._heal(now)
        if now >= self._since + self._settle[self._raw]:
            return self._settled()
        if self._restless is not None and now >= self._restless + LOST_AFTER:
            return [self._lose(now)]
        return []

    def due(self) -> float | None:
        """When time alone may change something; None while all is at rest."""
        if self.lost:
            return self._since + self._healing
        if self._restless is None:
            return None
        return min(self._since + self._settle[self._raw], self._restless + LOST_AFTER)

    @property
    def touched(self) -> bool:
        """How it was last read, bouncing or not."""
        return self._raw

    def on_until(self, at: float) -> float:
        """Until when a line that is on has been so without a doubt, at most until now."""
        return at if self._raw else self._since

    def _settled(self) -> list[Change]:
        self._restless = None
        if self._raw == self.on:
            return []
        self.on = self._raw
        self._changes.append(self._since)
        changes = [Change(What.ON if self.on else What.OFF, self._since)]
        if len(self._changes) == MOST_CHANGES and self._since < self._changes[0] + WINDOW:
            changes.append(self._lose(self._now))
        return changes

    def _lose(self, now: float) -> Change:
        relapsed = now < self._healed + RELAPSE
        self._healing = min(2 * self._healing, LONGEST_HEALING) if relapsed else HEALED_AFTER
        self.lost = True
        return Change(What.LOST, now)

    def _heal(self, now: float) -> list[Change]:
        if now < self._since + self._healing:
            return []
        self.lost, self._restless = False, None
        self._changes.clear()
        self.on, self._healed = self._raw, now
        return [Change(What.FOUND, now)]
