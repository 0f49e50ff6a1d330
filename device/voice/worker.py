"""Engines in child processes that may crash, hang or be killed without taking the kiosk along.

A worker runs one engine class in a child. Calls cross as one line of JSON and the payload's bytes,
both ways. The child's death, its standing still, or a call over its time limit raises `WorkerLost`
and a new child is started at once, so that it is ready again when the caller asks a second time.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Coroutine, Mapping
from typing import Any, TypeVar

from device.errors import WellheardError
from device.voice.child import Child, Garbled
from device.voice.vital import LOOK, Vital
from device.voice.wire import Answer

START_LIMIT = 90.0
"""Seconds an engine may take to load: a large model from a slow SD card."""
RESTART_PAUSES = (0.0, 0.5, 2.0, 10.0, 30.0)
"""Seconds before the next start after one, two, … failures in a row; then always the last."""
GIVEN_UP = 1.0
"""Seconds the next caller waits for a call that was given up; then the child is killed, for a new
one is there sooner than a long call may end."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class WorkerError(WellheardError, RuntimeError):
    """The engine refused a call; the child lives on."""


class WorkerLost(WellheardError, ConnectionError):
    """The child died or hung, and is being started again; the call may be made once more."""


class Worker:
    """A supervised child that runs one engine. Calls wait for one another, in order."""

    def __init__(self, engine: str, options: Mapping[str, Any] | None = None) -> None:
        """
        Args:
            engine: where the engine class is: `package.module:Class`. It is called with the
                options; its public methods take keyword arguments and a `payload`, and return an
                `Answer` or yield several.
            options: what the engine class is called with; JSON values only.
        """
        self.engine = engine
        self.options = dict(options or {})
        self.starts = 0
        """How many children have been started."""
        self._child: Child | None = None
        self._starting: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._reading_away: asyncio.Task[None] | None = None
        self._failures = 0
        """Starts that failed and children that were lost since the last call that went well."""
        self._watches: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is no child."""
        return self._child.process.pid if self._child else None

    @property
    def away(self) -> bool:
        """Whether a child was lost and the next one isn't there yet."""
        return self._child is None and self._failures > 0 and not self._closed

    async def start(self) -> None:
        """Return when the engine is loaded and answers.

        Raises:
            WorkerError: the engine could not be loaded, or the worker was closed; says why.
        """
        if self._closed:
            raise self._ended()
        if self._child is not None:
            return
        if self._starting is None or self._starting.done():
            self._launch_soon()
        assert self._starting is not None
        try:
            await asyncio.shield(self._starting)
        except asyncio.CancelledError:
            if self._starting.cancelled():  # by `close`, which nobody else does
                raise self._ended() from None
            raise

    async def call(
        self, method: str, payload: bytes = b"", *, limit: float, **arguments: Any
    ) -> Answer:
        """Call the engine and return its one answer.

        Args:
            limit: seconds the call may take; a child that takes longer is killed.

        Raises:
            WorkerError: the engine refused; says why.
            WorkerLost: the child died or hung.
        """
        stream = self.stream(method, payload, limit=limit, **arguments)
        async with contextlib.aclosing(stream) as answers:
            given = [answer async for answer in answers]
        if not given:
            raise WorkerError(f"{self.engine}: {method} gave no answer.")
        return given[0]

    async def stream(
        self, method: str, payload: bytes = b"", *, limit: float, **arguments: Any
    ) -> AsyncGenerator[Answer, None]:
        """Call the engine and yield its answers as they come; `limit` holds for each."""
        async with self._turn:
            await self._be_rid_of_the_last()
            while (child := self._child) is None:  # it may die just after it was started
                await self.start()
            finished = False
            try:
                async with asyncio.timeout(limit):
                    asked: dict[str, Any] = {"call": method, "arguments": arguments}
                    await _while_at_work(child, child.send(asked, payload))
                while True:
                    async with asyncio.timeout(limit):
                        head, body = await _while_at_work(child, child.receive())
                    if "error" in head:
                        finished = True
                        raise WorkerError(head["error"])
                    if head.get("end"):
                        finished = True
                        self._failures = 0
                        return
                    yield Answer(head["result"], body)
            except TimeoutError as error:
                finished = True
                raise self._lost(child, f"{method} took longer than {limit:g} s") from error
            except _Hung as error:
                finished = True
                raise self._lost(child, f"the process hung during {method}") from error
            except Garbled as error:
                finished = True
                raise self._lost(child, f"{method} gave no answer that can be read") from error
            except (EOFError, ConnectionError) as error:
                finished = True
                why = f"the process ended during {method}{await child.told()}"
                raise self._lost(child, why) from error
            finally:
                if not finished and self._child is child:
                    self._reading_away = asyncio.create_task(self._read_away(child, limit))

    async def close(self) -> None:
        """End the child and start no other."""
        self._closed = True
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            with contextlib.suppress(asyncio.CancelledError, WellheardError):
                await self._starting
        child, self._child = self._child, None
        if child is not None:
            await child.end()
        if self._reading_away is not None:
            await self._reading_away
        await asyncio.gather(*self._watches)

    async def _be_rid_of_the_last(self) -> None:
        """Wait for a call that was given up; not for long."""
        if self._reading_away is None:
            return
        child = self._child
        await asyncio.wait({self._reading_away}, timeout=GIVEN_UP)
        if child is not None and not self._reading_away.done():
            self._lost(child, "a call that was given up held up the next")
            await asyncio.wait({self._reading_away})
        self._reading_away = None

    async def _read_away(self, child: Child, limit: float) -> None:
        """Read what the caller no longer wants, so that the next call gets its own answer."""
        try:
            async with asyncio.timeout(limit):
                while True:
                    head, _ = await child.receive()
                    if "error" in head or head.get("end"):
                        return
        except (TimeoutError, EOFError, ConnectionError):
            self._lost(child, "a call that was given up did not end")

    def _launch_soon(self) -> None:
        self._starting = asyncio.create_task(self._launch())
        self._starting.add_done_callback(_look_at)

    async def _launch(self) -> None:
        if self._failures:
            pause = RESTART_PAUSES[min(self._failures, len(RESTART_PAUSES)) - 1]
            await asyncio.sleep(pause)
        self.starts += 1
        try:
            child = await Child.spawn(self.engine, self.options)
        except OSError as error:
            self._failures += 1
            raise WorkerError(
                f"{self.engine} can't be started ({error.strerror}). Restart the machine."
            ) from error
        loaded = False
        try:
            async with asyncio.timeout(START_LIMIT):
                head, _ = await child.receive()
            if "error" in head:
                raise WorkerError(head["error"])
            loaded = True
        except TimeoutError:
            raise WorkerError(f"{self.engine} did not load within {START_LIMIT:g} s.") from None
        except (EOFError, ConnectionError):
            raise WorkerError(f"{self.engine} ended while it loaded{await child.told()}.") from None
        finally:
            if not loaded:
                self._failures += 1
                child.kill()
                await child.gone()
        self._child = child
        watch = asyncio.create_task(self._watch(child))
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)

    async def _watch(self, child: Child) -> None:
        """See it die, also between calls, and have another started at once."""
        await child.gone()
        if self._child is child:
            self._lost(child, f"the process ended{await child.told()}")

    def _lost(self, child: Child, what: str) -> WorkerLost:
        child.kill()
        if self._child is child:
            self._child = None
            self._failures += 1
            _log.warning("worker lost: %s: %s", self.engine, what)
            if not self._closed:
                self._launch_soon()
        return WorkerLost(f"{self.engine}: {what}.")

    def _ended(self) -> WorkerError:
        return WorkerError(f"{self.engine} was closed.")


class _Hung(Exception):
    """The child does nothing any more."""


async def _while_at_work(child: Child, doing: Coroutine[Any, Any, T]) -> T:
    """What comes of it, as long as the child does anything at all.

    Raises:
        _Hung: it has stopped.
    """
    task, vital = asyncio.create_task(doing), Vital(child.process.pid)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=LOOK)
            if not task.done() and vital.hung():
                raise _Hung
        return task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _look_at(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.warning("worker did not start: %s", error)
