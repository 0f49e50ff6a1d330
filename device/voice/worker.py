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
"""Seconds before the next start after so many failed ones in a row."""
STDERR_LINES = 20
"""How much of what the child printed is kept for the error message."""

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
    """A supervised child that runs one engine."""

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
        self._child: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._failures = 0
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._drain: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is no child."""
        return self._child.pid if self._child else None

    async def start(self) -> None:
        """Return when the engine is loaded and answers.

        Raises:
            WorkerError: the engine could not be loaded; says why.
        """
        if self._child is not None and self._child.returncode is None:
            return
        if self._starting is None or self._starting.done():
            self._starting = asyncio.create_task(self._launch())
        await asyncio.shield(self._starting)

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
        async with contextlib.aclosing(
            self.stream(method, payload, limit=limit, **arguments)
        ) as answers:
            async for answer in answers:
                return answer
        raise WorkerError(f"{self.engine}: {method} gave no answer.")

    async def stream(
        self, method: str, payload: bytes = b"", *, limit: float, **arguments: Any
    ) -> AsyncGenerator[Answer, None]:
        """Call the engine and yield its answers as they come; `limit` holds for each."""
        async with self._turn:
            await self.start()
            child = self._child
            assert child is not None
            finished = False
            try:
                async with asyncio.timeout(limit):
                    await _send(child, {"call": method, "arguments": arguments}, payload)
                while True:
                    async with asyncio.timeout(limit):
                        head, body = await _receive(child)
                    if "error" in head:
                        finished = True
                        raise WorkerError(head["error"])
                    if head.get("end"):
                        finished = True
                        return
                    yield Answer(head["result"], body)
            except TimeoutError as error:
                raise self._lost(f"{method} took longer than {limit:g} s") from error
            except (EOFError, ConnectionError) as error:
                if isinstance(error, WorkerLost):
                    raise
                finished = True
                raise self._lost(f"the process ended during {method}{self._told()}") from error
            finally:
                if not finished and self._child is child:
                    await self._drop_rest(child, limit)

    async def close(self) -> None:
        """End the child and start no other."""
        self._closed = True
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            with contextlib.suppress(asyncio.CancelledError, WellheardError):
                await self._starting
        child, self._child = self._child, None
        if child is not None:
            await _end(child)
        if self._drain is not None:
            await self._drain
            self._drain = None

    async def _drop_rest(self, child: asyncio.subprocess.Process, limit: float) -> None:
        """Read away what the caller did not want, so that the next call gets its own answer."""
        try:
            async with asyncio.timeout(limit):
                while True:
                    head, _ = await _receive(child)
                    if "error" in head or head.get("end"):
                        return
        except (TimeoutError, EOFError, ConnectionError):
            self._lost("its answers could not be read to the end")

    async def _launch(self) -> None:
        pause = RESTART_PAUSES[min(self._failures, len(RESTART_PAUSES) - 1)]
        if pause:
            await asyncio.sleep(pause)
        self.starts += 1
        self._stderr.clear()
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __name__,
            self.engine,
            json.dumps(self.options),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        self._drain = asyncio.create_task(self._keep_stderr(child))
        try:
            async with asyncio.timeout(START_LIMIT):
                head, _ = await _receive(child)
        except TimeoutError:
            self._failures += 1
            await _end(child)
            raise WorkerError(f"{self.engine} did not load within {START_LIMIT:g} s.") from None
        except (EOFError, ConnectionError):
            self._failures += 1
            await _end(child)
            await self._drain
            raise WorkerError(f"{self.engine} ended while it loaded{self._told()}.") from None
        except asyncio.CancelledError:
            await _end(child)
            raise
        if "error" in head:
            self._failures += 1
            await _end(child)
            raise WorkerError(head["error"])
        self._failures = 0
        self._child = child

    async def _keep_stderr(self, child: asyncio.subprocess.Process) -> None:
        assert child.stderr is not None
        with contextlib.suppress(ConnectionError):
            while line := await child.stderr.read(4096):
                self._stderr.extend(line.decode(errors="replace").splitlines())

    def _told(self) -> str:
        last = next((line for line in reversed(self._stderr) if line.strip()), "")
        return f" ({last.strip()})" if last else ""

    def _lost(self, what: str) -> WorkerLost:
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        _log.warning("worker lost: %s: %s", self.engine, what)
        if not self._closed:
            self._starting = asyncio.create_task(self._launch())
            self._starting.add_done_callback(_look_at)
        return WorkerLost(f"{self.engine}: {what}.")


def _look_at(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("worker did not come back: %s", error)


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        async with asyncio.timeout(GRACE):
            await child.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


async def _send(child: asyncio.subprocess.Process, head: dict[str, Any], payload: bytes) -> None:
    assert child.stdin is not None
    child.stdin.write(_pack(head, payload))
    await child.stdin.drain()


async def _receive(child: asyncio.subprocess.Process) -> tuple[dict[str, Any], bytes]:
    assert child.stdout is not None
    line = await child.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    head: dict[str, Any] = json.loads(line)
    return head, await child.stdout.readexactly(head.pop("bytes", 0))


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
