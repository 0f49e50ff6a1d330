"""Does a new version do well? Pure: it is fed what was seen, and when.

A unit does well when it says that it is ready within `READY` seconds, never falls, and still runs
when `LONG` seconds are over. A kiosk that runs and says that it can't practise does not run well,
unless it couldn't before either. Falling is what systemd restarts it for: a crash, a hang that the
watchdog noticed, an end by itself. Who restarts it by hand makes it no worse.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

LONG = 300.0
"""Seconds that a new version is watched: five minutes, in which a kiosk has been ready for long,
has synced, and its watchdog has asked some ten times."""
READY = 180.0
"""Seconds within which it must be ready; a kiosk takes 20 at the most, a server that copies and
changes its database longer."""
PERIOD = 2.0
"""Seconds between two looks."""
UNABLE = "It can't practise."
"""What a kiosk says of itself while its program can neither hear nor speak."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A unit at one moment."""

    active: bool
    """It said that it is ready, and runs."""
    restarts: int = 0
    """How often it fell since it was started on purpose."""
    told: str = ""
    """What it says of itself."""
    life: str = ""
    """Another one each time it is started; "" where that isn't known."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it did well."""

    good: bool
    why: str = ""
    """If not: what went wrong, in a sentence."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How long to look, in seconds."""

    long: float = LONG
    ready: float = READY

    def judge(
        self,
        passed: float,
        seen: Mapping[str, Seen],
        before: Mapping[str, str],
        unable: Collection[str] = (),
    ) -> Verdict | None:
        """What to think of it; None is not known yet.

        Args:
            passed: seconds since it was asked to start.
            seen: each unit that is watched.
            before: the lives they had before that: one that still has it tells nothing of the new
                version, and what befell it then doesn't count.
            unable: the units that could not practise before that: a new version need not mend them.
        """
        if not seen:
            return Verdict(False, "Nothing ran by which it could be seen how it does.")
        late = passed >= min(self.ready, self.long)
        for unit, now in sorted(seen.items()):
            old = now.life != "" and now.life == before.get(unit)
            one = Seen(active=False) if old else now
            if one.restarts:
                return Verdict(False, f"{unit} fell and had to be started again.")
            if late and one.active and one.told == UNABLE and unit not in unable:
                return Verdict(False, f"{unit} could not practise after {passed:.0f} seconds.")
            if late and not one.active:
                said = f" It last said: {one.told}" if one.told else ""
                return Verdict(False, f"{unit} did not run after {passed:.0f} seconds.{said}")
        return Verdict(True) if passed >= self.long else None
