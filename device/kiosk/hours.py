"""Hours of quiet: when the kiosk keeps dark and silent."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from device.errors import WellheardError
from device.moment import Moment, Quality

_FORM = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*(?:-|–|to)\s*([01]?\d|2[0-3])[:.]([0-5]\d)")


class HoursError(WellheardError, ValueError):
    """The hours of quiet can't be understood."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of day to another; past midnight where the second is the earlier."""

    begin: time
    end: time

    @classmethod
    def read(cls, text: str) -> "Hours | None":
        """Hours as they stand in the settings, such as `21:00-08:00`; None for none.

        Raises:
            HoursError: they are none; says how they are written.
        """
        if not text.strip():
            return None
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise HoursError(
                f"quiet_hours: {text!r} is not understood. Write it like 21:00-08:00, or leave it"
                " empty for none."
            )
        a, b, c, d = map(int, match.groups())
        return cls(time(a, b), time(c, d))

    def quiet(self, moment: Moment) -> bool:
        """Whether it is quiet time; never while nothing vouches for the clock, or it stood while
        the power was off, so that a kiosk without a clock chip is not dark at noon.
        """
        if moment.wall is None or moment.quality is Quality.NONE or moment.stood:
            return False
        now = datetime.fromtimestamp(moment.wall).time()
        if self.begin <= self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end

    @property
    def until(self) -> str:
        """When it ends, as one says it: "eight o'clock", "half past seven", "8:20"."""
        hour = _HOURS[self.end.hour % 12]
        match self.end.minute:
            case 0:
                return f"{hour} o'clock"
            case 30:
                return f"half past {hour}"
            case _:
                return f"{self.end.hour}:{self.end.minute:02}"


_HOURS = "twelve one two three four five six seven eight nine ten eleven".split()
