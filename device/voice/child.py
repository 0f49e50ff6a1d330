"""The parent's side of a child process that runs an engine."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping
from typing import Any

from device.voice.wire import pack

CHILD = "device.voice.served"
"""The module that runs in the child; not imported here."""
GRACE = 0.5
"""Seconds a child gets to leave by itself when its input is closed."""
STDERR_LINES = 20
"""How much of what the child printed is kept for the error message."""
LONGEST_LINE = 1 << 25
"""Bytes an answer's line may have; the words of an hour take half a million."""


class Garbled(ConnectionError):
    """What came from the child is no answer."""


class Child:
    """The process, and the two pipes that calls and answers take."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._head: dict[str, Any] | None = None
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._keeping = asyncio.create_task(self._keep_stderr())

    @classmethod
    async def spawn(cls, engine: str, options: Mapping[str, Any]) -> "Child":
        """Start it; the first answer tells whether the engine has loaded.

        Raises:
            OSError: the machine can start no process.
        """
        # It imports from where this process does, and never from the folder it happens to be in.
        path = os.pathsep.join(folder for folder in sys.path if folder)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            CHILD,
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
        """Make a call."""
        assert self.process.stdin is not None
        self.process.stdin.write(pack(head, payload))
        await self.process.stdin.drain()

    async def receive(self) -> tuple[dict[str, Any], bytes]:
        """The next answer. A caller that is cancelled in here loses nothing: the next one reads
        on from the same place.

        Raises:
            EOFError: it has died.
            Garbled: what came is no answer; it has been killed.
        """
        assert self.process.stdout is not None
        if self._head is None:
            try:
                line = await self.process.stdout.readline()
                if not line.endswith(b"\n"):
                    raise EOFError
                self._head = json.loads(line)
            except ValueError as error:  # the line is longer than any, or no JSON
                self.kill()
                while await self.process.stdout.read(LONGEST_LINE):
                    """What nobody reads would keep the pipe open, and the process unburied."""
                raise Garbled from error
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
