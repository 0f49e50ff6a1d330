"""The watch: sees that frames flow and the talk goes on, and tells the service manager so.

What it finds stuck it ends and opens anew. Only where that doesn't help, or the whole loop stands
still, the manager hears nothing any more and starts the kiosk afresh.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from device.kiosk.house import UNKNOWN, House, without_words
from device.kiosk.notify import Notifier
from device.panel import Light

LOOK = 0.5
"""Seconds between two looks at everything."""
AGAIN = 5.0
"""Seconds after which ears and mouth that could not be opened are tried again."""
DEAF_FOR = 60.0
"""Seconds without a frame after which ears and mouth are opened anew, in case it helps: the
recording was started again many times by then."""
WORDLESS_FOR = 60.0
"""Seconds that a lost recogniser may take to be back: a large model from a slow card. After that,
and at once where it failed at two replies in a row, ears and mouth are opened anew."""
MOST_DEAF = 5
"""Times in a row that this is tried before the service manager is left to try."""
LONGEST = {
    Light.THINKING: 60.0,
    Light.SPEAKING: 300.0,
    Light.YOUR_TURN: 900.0,
    Light.LISTENING: 900.0,
}
"""Seconds a moment of a visit may last; after that it is stuck, and the visit is ended."""
GRACE = 5.0
"""Seconds a visit gets to end once it was told to."""
LONGEST_MENDING = 180.0
"""Seconds that opening ears and mouth may take: a large model from a slow card, twice."""
OFTENEST = 5.0
"""Seconds between two signs of life at the most."""

_log = logging.getLogger(__name__)


class Watch:
    """Looks twice a second."""

    def __init__(self, house: House, notifier: Notifier) -> None:
        self._house = house
        self._notifier = notifier
        self._going = Light.STARTING
        self._since = 0.0
        """When what goes on now began, by the loop's clock."""
        self._deaf_since = self._wordless_since = self._tried = self._told = 0.0
        self._deaf_times = 0
        self._mending: asyncio.Task[None] | None = None
        self._mending_since: float | None = None
        self._opening_since: float | None = None
        """When somebody, whoever it is, began to open ears and mouth."""

    async def keep(self) -> None:
        """Look, for ever."""
        loop = asyncio.get_running_loop()
        self._deaf_since = self._wordless_since = self._tried = loop.time()
        try:
            while True:
                await asyncio.sleep(LOOK)
                self._look(loop.time())
                self._tell(loop.time())
        finally:
            if self._mending is not None:
                self._mending.cancel()

    def _look(self, now: float) -> None:
        house = self._house
        if house.face.now.activity is not self._going:
            self._going, self._since = house.face.now.activity, now
        house.face.trouble("panel", house.face.panel.trouble)
        if not house.opening.locked():
            self._opening_since = None
        elif self._opening_since is None:
            self._opening_since = now
        if house.body is not None:
            self._listen(now)
        if self._mending is not None:
            if self._mending.done():
                self._mended(self._mending, now)
        elif house.visiting is not None and (self._stuck(now) or self._wordless(now)):
            self._mend(self._end(), now)
        elif house.free.is_set():
            self._repair(now)

    def _listen(self, now: float) -> None:
        """Whether frames flow, and words come of them."""
        assert self._house.body is not None
        pulse = self._house.body.microphone.pulse
        self._house.face.trouble("microphone", pulse.why if pulse.lost else "")
        if not pulse.lost:
            self._deaf_since, self._deaf_times = now, 0
        if not self._house.body.hears_no_words:
            self._wordless_since = now
        self._house.face.trouble("body", UNKNOWN if self._wordless(now) else "")

    def _repair(self, now: float) -> None:
        """While nobody is here, what doesn't work is tried again."""
        house = self._house
        if house.opening.locked():
            return  # somebody else does, and it needn't be done twice
        again = now - self._tried > AGAIN
        if house.body is None:
            if again:
                self._mend(self._anew(), now)
        elif self._wordless(now):
            self._mend(self._anew(), now)
        elif now - self._deaf_since > DEAF_FOR:
            # with nothing plugged in there is nothing wrong
            self._deaf_times += bool(house.body.microphone.pulse.device)
            self._mend(self._anew(), now)
        elif again and "speaker" in house.face.troubles:
            self._mend(house.body.try_speaker(), now)

    def _mend(self, work: Coroutine[Any, Any, None], now: float) -> None:
        """Do it beside: loading a large model takes longer than the manager waits for a sign."""
        self._mending, self._mending_since = asyncio.create_task(work), now

    def _mended(self, mending: "asyncio.Task[None]", now: float) -> None:
        self._mending = self._mending_since = None
        self._since = self._tried = self._deaf_since = self._wordless_since = now
        if not mending.cancelled() and (error := mending.exception()) is not None:
            _log.error("mending failed: %s", without_words(error))

    def _stuck(self, now: float) -> bool:
        """Whether a moment of the visit lasts longer than any can."""
        longest = LONGEST.get(self._going)
        return longest is not None and now - self._since > longest

    def _wordless(self, now: float) -> bool:
        """Whether the recogniser is of no use: all that is said would be told as unclear."""
        body = self._house.body
        return body is not None and (body.fails or now - self._wordless_since > WORDLESS_FOR)

    async def _anew(self) -> None:
        """Open ears and mouth anew, unless somebody has begun in this very moment."""
        if self._house.free.is_set():
            await self._house.open_body()

    async def _end(self) -> None:
        """End a visit that is stuck; whoever is here may press again, and waits till all is open
        anew.
        """
        house, visiting = self._house, self._house.visiting
        _log.error("a visit is stuck while it is %s; it is ended", self._going)
        async with house.opening:
            house.stuck = visiting is not None
            house.leave()
            if visiting is not None:
                await asyncio.wait((visiting,), timeout=GRACE)
                if not visiting.done():
                    house.given_up.set()
            await house.open_held()

    def _tell(self, now: float) -> None:
        """A sign of life, unless nothing that could be done here has helped."""
        limit = self._notifier.limit
        helpless = self._deaf_times > MOST_DEAF and self._house.free.is_set()
        hangs = any(
            since is not None and now - since > LONGEST_MENDING
            for since in (self._mending_since, self._opening_since)
        )
        if limit is None or helpless or hangs:
            return
        if now - self._told >= min(limit / 4, OFTENEST):
            self._notifier.alive()
            self._told = now
