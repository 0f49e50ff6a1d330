"""What many kiosks ask for at one moment, done in one go.

A transaction has a price of its own, whatever is in it: some milliseconds of work, and at its end
a wait for the disk. So one thread does the work, and whoever comes while it is busy joins its next
transaction. Who comes alone waits for nobody.

Each is answered only when the transaction that holds theirs is over. Where one brings the whole
transaction down by a fault of its own, it is undone, and each gets one to itself.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Generic, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from server.problems import Unavailable

Asked = TypeVar("Asked")
Told = TypeVar("Told")

PAUSE = 0.04
"""Seconds between two transactions while many ask: so that each holds more of them. By itself a
practice costs some 5 ms of work, in a group of ten 1.5 ms; no kiosk minds the wait."""
SHARED = (OperationalError, InterfaceError, PoolTimeout, OSError)
"""Troubles that are nobody's own: the database is away or busy, or the disk is full."""
ENDED = "The server is being stopped. Nothing was changed. Come again in a minute."


@dataclass(frozen=True)
class _One(Generic[Asked, Told]):
    """Who waits."""

    asked: Asked
    weight: int
    loop: asyncio.AbstractEventLoop
    told: "asyncio.Future[Told]"


class Together(Generic[Asked, Told]):
    """Does what is asked, for many at once; to be entered and left with the app."""

    def __init__(
        self,
        do: Callable[[Sequence[Asked]], Sequence[Told]],
        *,
        most: int,
        weight: Callable[[Asked], int] = lambda _: 1,
    ) -> None:
        """One that is not yet entered.

        Args:
            do: does them all, in one transaction, and gives what to tell each, in order. Anything
                it raises must have left no trace.
            most: the weight of all that is done at once; a single one may weigh more.
        """
        self._do = do
        self._most = most
        self._weight = weight
        self._waiting: deque[_One[Asked, Told]] = deque()
        self._changed = Condition()
        self._ended = False
        self._thread = Thread(target=self._work, name="together", daemon=True)

    def __enter__(self) -> "Together[Asked, Told]":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """What waits is still done."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join()

    async def ask(self, asked: Asked) -> Told:
        """Done when this returns.

        Raises:
            Unavailable: the server is being stopped.
        """
        loop = asyncio.get_running_loop()
        one = _One[Asked, Told](asked, self._weight(asked), loop, loop.create_future())
        with self._changed:
            if self._ended:
                raise Unavailable(ENDED, headers={"Retry-After": "60"})
            self._waiting.append(one)
            self._changed.notify()
        return await one.told

    def _work(self) -> None:
        while group := self._next():
            _tell(self._done(group))
            if len(group) > 1:
                time.sleep(PAUSE)

    def _next(self) -> list[_One[Asked, Told]]:
        """Those who go together now; none once all is over."""
        with self._changed:
            while not self._waiting and not self._ended:
                self._changed.wait()
            group: list[_One[Asked, Told]] = []
            weight = 0
            while self._waiting and (not group or weight + self._waiting[0].weight <= self._most):
                group.append(self._waiting.popleft())
                weight += group[-1].weight
            return group

    def _done(
        self, group: Sequence[_One[Asked, Told]]
    ) -> Iterable[tuple[_One[Asked, Told], Told | Exception]]:
        try:
            told = self._do([one.asked for one in group])
            return list(zip(group, told, strict=True))
        except Exception as error:
            if len(group) == 1 or isinstance(error, SHARED):
                return [(one, error) for one in group]
        return [pair for one in group for pair in self._done([one])]


def _tell(answers: Iterable[tuple[_One[Asked, Told], Told | Exception]]) -> None:
    """Wake those who wait, once for each loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[_One[Asked, Told], Told | Exception]]] = {}
    for one, told in answers:
        loops.setdefault(one.loop, []).append((one, told))
    for loop, pairs in loops.items():
        try:
            loop.call_soon_threadsafe(_settle, pairs)
        except RuntimeError:  # nobody is there any more: the loop is closed
            continue


def _settle(pairs: Iterable[tuple[_One[Asked, Told], Told | Exception]]) -> None:
    for one, told in pairs:
        if one.told.done():  # whoever asked has gone
            continue
        if isinstance(told, Exception):
            one.told.set_exception(told)
        else:
            one.told.set_result(told)
