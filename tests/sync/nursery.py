"""A process that has everything loaded already, and has children: servers and kiosks that start in
a moment, and can be killed at any.

`birth` is its program.
"""

import contextlib
import json
import mmap
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
READY = re.compile(r"Uvicorn running on https?://127\.0\.0\.1:(\d+)")
PATIENCE = 240.0
"""Seconds for a child to be ready or done, on a busy machine."""


class Fuse:
    """A number in shared memory: the process that uses up the last of it kills itself."""

    def __init__(self, file: Path) -> None:
        self.file = file
        if not file.exists():
            file.write_bytes(bytes(8))
        with file.open("r+b") as opened:
            self._left = mmap.mmap(opened.fileno(), 8)

    def set(self, left: int) -> None:
        """Let so many pass; 0 for ever."""
        self._left[:] = left.to_bytes(8, "little")

    def is_last(self) -> bool:
        """One more has come; whether it is the last."""
        left = int.from_bytes(self._left[:], "little")
        if left:
            self.set(left - 1)
        return left == 1

    def burn(self) -> None:
        """One more; ends the process where it is the last."""
        if self.is_last():
            os.kill(os.getpid(), signal.SIGKILL)


class Child:
    """A process of the nursery's."""

    def __init__(self, pid: int, out: Path) -> None:
        self.pid = pid
        self.out = out
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:  # it was very quick
            self._handle = None

    def wait(self, seconds: float = PATIENCE) -> bool:
        """Whether it is over."""
        if self._handle is None:
            return True
        over, _, _ = select.select([self._handle], [], [], seconds)
        if over:
            os.close(self._handle)
            self._handle = None
        return bool(over)

    def signal(self, sort: signal.Signals) -> None:
        if self._handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, sort)

    def kill(self) -> None:
        """At once, and wait for it."""
        self.signal(signal.SIGKILL)
        assert self.wait()

    def port(self) -> int:
        """Of a server, when it is ready."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            text = self.out.read_text(errors="replace")
            if found := READY.search(text):
                return int(found[1])
            assert not self.wait(0.01), text
        raise AssertionError(self.out.read_text())


class Nursery:
    """The process, as the tests see it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="nursery-")
        self._number = 0
        self._process = subprocess.Popen(
            (sys.executable, "-m", "tests.sync.birth"),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def bear(self, what: str, **job: Any) -> Child:
        """Start a child; what it prints goes to its `out`."""
        self._number += 1
        out = Path(self._folder.name) / str(self._number)
        out.touch()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps({'what': what, 'out': str(out), **job})}\n")
        self._process.stdin.flush()
        return Child(int(self._process.stdout.readline()), out)

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()
        self._folder.cleanup()
