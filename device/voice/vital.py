"""Whether a child that owes an answer still works at it, as the kernel sees it.

A process that was stopped, or waits for what never comes, uses no processor. That shows within
seconds, long before the time is over that an honest answer might take.
"""

import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
HUNG = 2.5
"""Seconds without a tick of the processor after which a child counts as hung. Engines compute from
the call to the answer; on a busy machine they still get some."""
LOOK = 0.5
"""Seconds between two looks."""
AT_WORK = "RD"
"""States of a thread that is computing or waiting for its turn to, and that waits for a disk."""
STATE, USER, SYSTEM = 0, 11, 12
"""Places in `/proc/PID/stat`, counted from behind the name (proc_pid_stat(5))."""


class Vital:
    """Follows one process, and what it has started, during one call."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ticks = -1
        self._since = time.monotonic()

    def hung(self) -> bool:
        """Whether it has done nothing for too long; to be asked again and again."""
        ticks, at_work = 0, False
        for state, used in _threads(self._pid):
            ticks += used
            at_work = at_work or state in AT_WORK
        now = time.monotonic()
        if at_work or ticks != self._ticks:
            self._ticks, self._since = ticks, now
        return now - self._since >= HUNG


def _threads(pid: int) -> Iterator[tuple[str, int]]:
    """State and used ticks of each thread of a process and of its children."""
    for task in (PROC / str(pid) / "task").glob("*"):
        try:
            told = (task / "stat").read_text(errors="replace").rpartition(")")[2].split()
            children = (task / "children").read_text().split()
        except OSError:  # it has just ended, or the kernel doesn't tell
            continue
        yield told[STATE], int(told[USER]) + int(told[SYSTEM])
        for child in children:
            yield from _threads(int(child))
