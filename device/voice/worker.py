"""Engines in child processes that may crash, hang or be killed without taking the kiosk along.

A worker runs one engine class in a child. Calls cross as one line of JSON and the payload's bytes,
both ways. The child's death, or a call over its time limit, raises `WorkerLost` and a new child is
started at once, so that it is ready again when the caller asks a second time.
"""

import asyncio
import contextlib
import ctypes
import importlib
import json
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from device.errors import WellheardError

START_LIMIT = 90.0
"""Seconds an engine may take to load: a large model from a slow SD card."""
GRACE = 0.5
"""Seconds a child gets to leave by itself when its input is closed."""
RESTART_PAUSES = (0.0, 0.5, 2.0, 10.0, 30.0)
"""Seconds before the next start after one, two, … failures in a row; then always the last."""
STDERR_LINES = 20
"""How much of what the child printed is kept for the error message."""
LONGEST_LINE = 1 << 25
"""Bytes an answer's line may have; the words of an hour take half a million."""

_log = logging.getLogger(__name__)


class WorkerError(WellheardError, RuntimeError):
    """The engine refused a call; the child lives on."""


class WorkerLost(WellheardError, ConnectionError):
    """The child died or hung, and is being started again; the call may be made once more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine returned."""

    result: dict[str, Any]
    payload: bytes = b""


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
        self._child: _Child | None = None
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
            if self._reading_away is not None:
                await asyncio.shield(self._reading_away)
            while (child := self._child) is None:  # it may die just after it was started
                await self.start()
            finished = False
            try:
                async with asyncio.timeout(limit):
                    await child.send({"call": method, "arguments": arguments}, payload)
                while True:
                    async with asyncio.timeout(limit):
                        head, body = await child.receive()
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

    async def _read_away(self, child: "_Child", limit: float) -> None:
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
        child = await _Child.spawn(self.engine, self.options)
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

    async def _watch(self, child: "_Child") -> None:
        """See it die, also between calls, and have another started at once."""
        await child.gone()
        if self._child is child:
            self._lost(child, f"the process ended{await child.told()}")

    def _lost(self, child: "_Child", what: str) -> WorkerLost:
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


class _Child:
    """The process, and the two pipes that calls and answers take."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._head: dict[str, Any] | None = None
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._keeping = asyncio.create_task(self._keep_stderr())

    @classmethod
    async def spawn(cls, engine: str, options: Mapping[str, Any]) -> "_Child":
        # It imports from where this process does, and never from the folder it happens to be in.
        path = os.pathsep.join(folder for folder in sys.path if folder)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            __name__,
            engine,
            json.dumps(dict(options)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,
        )
        return cls(process)

    async def send(self, head: dict[str, Any], payload: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(_pack(head, payload))
        await self.process.stdin.drain()

    async def receive(self) -> tuple[dict[str, Any], bytes]:
        """The next answer. A caller that is cancelled in here loses nothing: the next one reads
        on from the same place.
        """
        assert self.process.stdout is not None
        if self._head is None:
            line = await self.process.stdout.readline()
            if not line.endswith(b"\n"):
                raise EOFError
            self._head = json.loads(line)
        body = await self.process.stdout.readexactly(self._head["bytes"])
        head, self._head = self._head, None
        return head, body

    async def told(self) -> str:
        """The last it printed before it died, in brackets."""
        await asyncio.wait({self._keeping}, timeout=GRACE)
        last = next((line for line in reversed(self._stderr) if line.strip()), "")
        return f" ({last.strip()})" if last else ""

    def kill(self) -> None:
        """Kill it, and what it has started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Let it leave; kill it if it doesn't."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(GRACE):
                await self.process.wait()
        except TimeoutError:
            self.kill()
        await self.gone()

    async def gone(self) -> None:
        """Return when it is dead and nothing of it is left."""
        await self.process.wait()
        await asyncio.wait({self._keeping}, timeout=GRACE)
        self._keeping.cancel()

    async def _keep_stderr(self) -> None:
        assert self.process.stderr is not None
        with contextlib.suppress(ConnectionError):
            while line := await self.process.stderr.read(4096):
                self._stderr.extend(line.decode(errors="replace").splitlines())


def _look_at(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.warning("worker did not start: %s", error)


def _pack(head: dict[str, Any], payload: bytes) -> bytes:
    return json.dumps({**head, "bytes": len(payload)}).encode() + b"\n" + payload


def _serve(engine: str, options: dict[str, Any]) -> None:
    """Run in the child: load the engine, then answer calls until the input ends."""
    _die_with_parent()
    calls, answers = _own_pipes()
    module, _, name = engine.partition(":")
    try:
        served = getattr(importlib.import_module(module), name)(**options)
    except Exception as error:  # whatever a library raises is told to the parent
        answers.write(_pack({"error": _say(error)}, b""))
        answers.flush()
        return
    answers.write(_pack({"result": {}}, b""))
    answers.flush()
    for line in calls:
        head = json.loads(line)
        payload = calls.read(head["bytes"])
        try:
            returned = getattr(served, head["call"])(payload=payload, **head["arguments"])
            several = returned if isinstance(returned, Iterator) else iter((returned,))
            for answer in several:
                answers.write(_pack({"result": answer.result}, answer.payload))
                answers.flush()
            answers.write(_pack({"end": True}, b""))
        except Exception as error:  # whatever a library raises is told to the parent
            answers.write(_pack({"error": _say(error)}, b""))
        answers.flush()


def _say(error: Exception) -> str:
    if isinstance(error, WellheardError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take the pipes away from libraries that print to standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    calls = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return calls, answers


def _die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the parent goes (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    _serve(sys.argv[1], json.loads(sys.argv[2]))
