"""Which processes there are, from /proc: no child of a kiosk may outlive it."""

from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def command(pid: int) -> str:
    """What a process was started with; empty where it has ended."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Whether it runs; one that waits to be buried doesn't."""
    try:
        told = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] not in "ZX"


def children(pid: int) -> Iterator[int]:
    """All that a process has started, and what these have."""
    for task in (PROC / str(pid) / "task").glob("*"):
        try:
            found = [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
        for child in found:
            yield child
            yield from children(child)


def served(pid: int, engine: str) -> int:
    """The child of a process that runs an engine.

    Raises:
        StopIteration: there is none.
    """
    return next(
        child
        for child in children(pid)
        if "device.voice.served" in command(child) and engine in command(child)
    )
