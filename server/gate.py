"""How many kiosks are served at one moment, so that staff are served too.

When thousands of kiosks come at once, each of the process's threads would work for a kiosk, and
somebody of the staff who opens a page would wait behind them all. So only a few threads work for
kiosks; the next kiosks wait in a row, in the order in which they came; the rest are told at once to
come again. Kiosks lose nothing by it: they keep what was not answered.

What kiosks ask most takes no thread each (`server.together`): many may be at work at one moment,
as long as each brings little. The more there are, the less each of them costs.

A kiosk takes its place when its whole request has arrived, and gives it back as its answer begins.
So a slow network holds nobody up, neither while it brings something nor while it fetches a sound.
"""

import asyncio
import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import API, Unavailable, respond

AT_WORK = 8
"""Requests of kiosks that are worked on at one moment, of the 40 threads that a process has. More
would not be quicker: they share one interpreter, and one writes at a time."""
TOGETHER = 200
"""Small requests at work at one moment, of those that are done together."""
SMALL = 10_000
"""Bytes: some three practices. What is read takes twenty to fifty times as much memory, so all of
them take 100 MB at the most."""
IN_ROW = 2_000
"""Requests that wait for their turn, at the most."""
ROW_SECONDS = 8.0
"""Of work in the row: a kiosk waits thirty for its answer, and what it gave up would be done for
nothing. How many requests that are is known from how many were served lately."""
MOST_WAIT = 15.0
"""Seconds in the row; then it is told to come again, before it gives up by itself."""
HELD = 60_000_000
"""Bytes of all that arrives or waits together: 300 of the largest that kiosks usually bring."""
A_PART = 500
"""Bytes that a part of a request takes beside what is in it, about."""
SOONEST, LATEST = 5, 120
"""Seconds after which whoever is sent away may come again."""
WINDOW = 10.0
"""Seconds of which it is counted how many were sent away, and how many were served."""
FEWEST = 1_000
"""Requests that any machine serves within the window: as long as it is not known better, when
thousands come within the first second."""
EACH = 4
"""Requests of a kiosk that comes: how it is, what is wished, what changed, and its practices."""
FULL = (
    "Very many kiosks call at this moment. Nothing was changed, and nothing is lost. Come again in"
    " {seconds} seconds."
)


_Turn = tuple[list[Message | Exception], asyncio.Semaphore]
"""All of a request, and where its place is to be given back."""


class Gate:
    """Lets requests to the API through, a few at a time; all else passes by."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        at_work: int = AT_WORK,
        together: Collection[str] = (),
        in_row: int = IN_ROW,
        most_held: int = HELD,
    ) -> None:
        """Around an app.

        Args:
            together: paths of what is done together.
        """
        self.app = app
        self._places = asyncio.Semaphore(at_work)
        self._together = asyncio.Semaphore(TOGETHER)
        self._paths = frozenset(together)
        self._in_row = in_row
        self._waiting = 0
        self._most_held = most_held
        self._held = 0
        self._pressure = Pressure()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a place, or send away."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self.app(scope, receive, send)
            return
        turn = await self._turn(scope["path"], receive)
        if turn is None:
            await self._send_away(scope, receive, send)
            return
        arrived, places = turn
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                places.release()

        async def again() -> Message:
            if not arrived:
                return await receive()
            message = arrived.pop(0)
            if isinstance(message, Exception):
                raise message  # where it is answered like any other
            return message

        async def begun(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._pressure.served()
                leave()
            await send(message)

        try:
            await self.app(scope, again, begun)
        finally:
            leave()

    async def _turn(self, path: str, receive: Receive) -> _Turn | None:
        """All of a request once it is its turn; None where there is no room for it.

        What arrives slowly takes no place in the row, but what there is of it counts.
        """
        arrived: list[Message | Exception] = []
        took, more = 0, True
        try:
            while more:
                if self._is_full() or self._held > self._most_held:
                    return None
                message, more = await _part(receive)
                arrived.append(message)
                size = A_PART + (len(message.get("body", b"")) if isinstance(message, dict) else 0)
                took += size
                self._held += size
            if self._is_full():  # it may have filled up while this one arrived
                return None
            light = path in self._paths and took <= SMALL
            places = self._together if light else self._places
            self._waiting += 1
            try:
                async with asyncio.timeout(MOST_WAIT):
                    await places.acquire()
            except TimeoutError:  # it would soon be gone, and its work be done for nothing
                return None
            finally:
                self._waiting -= 1
        finally:
            self._held -= took
        return arrived, places

    def _is_full(self) -> bool:
        return self._waiting >= min(self._in_row, self._pressure.served_in(ROW_SECONDS))

    async def _send_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = self._pressure.sent_away()
        told = Unavailable(
            FULL.format(seconds=seconds),
            # The connection goes too: what it would take of memory is worth more than a handshake.
            headers={"Retry-After": str(seconds), "Connection": "close"},
        )
        await respond(Request(scope), told)(scope, receive, send)


async def _part(receive: Receive) -> tuple[Message | Exception, bool]:
    """The next of a request, however slowly it comes, or why it is refused; and whether there is
    more. How long it may take, and how large it may be, others see to.
    """
    try:
        message = await receive()
    except HTTPException as error:
        return error, False
    return message, message["type"] == "http.request" and message.get("more_body", False)


class Pressure:
    """When those who are sent away may come again: spread over the time that all of them take."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[int, int], int] = random.randint,
    ) -> None:
        self._clock = clock
        self._chance = chance
        self._since = clock()
        self._now, self._before = _Counts(), _Counts()

    def served(self) -> None:
        """One more had its answer."""
        self._turn()
        self._now.served += 1

    def served_in(self, seconds: float) -> int:
        """How many are served in so many seconds, as it was lately."""
        self._turn()
        lately = max(FEWEST, self._now.served, self._before.served)
        return int(lately * seconds / WINDOW)

    def sent_away(self) -> int:
        """One more could not be served; gives the seconds after which it may come again."""
        self._turn()
        self._now.away += 1
        away = self._now.away + self._before.away
        served = self._now.served + self._before.served
        needed = int(WINDOW * EACH * away / max(FEWEST, served))
        return self._chance(SOONEST, min(max(SOONEST, needed), LATEST))

    def _turn(self) -> None:
        """Begin to count anew when the time has come."""
        passed = self._clock() - self._since
        if passed >= WINDOW:
            self._before = self._now if passed < 2 * WINDOW else _Counts()
            self._now, self._since = _Counts(), self._since + passed


@dataclass
class _Counts:
    served: int = 0
    away: int = 0
