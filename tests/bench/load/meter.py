"""What processes cost: memory and CPU time, read from /proc."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SETTLE_SECONDS = 90.0
"""How long a server may take to come to rest after its start."""
RESTING, RESTS = 0.1, 3
"""At rest it uses less CPU time than this in a second, for so many seconds."""


def load_average() -> float:
    """How many processes wanted the processor over the last minute, as the machine counts them."""
    return os.getloadavg()[0]


def family(parent: int) -> list[int]:
    """A process and all that it started, and they in turn."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [parent]
    for one in found:
        found += children.get(one, [])
    return found


def _stat(pid: int) -> list[str]:
    """The fields after the name, from the state on; none of a process that is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def memory(pid: int, kind: str = "Pss") -> float:
    """MB resident; 0 of one that is gone.

    Args:
        kind: `Pss`, pages that are shared with others counted by share; `Anonymous`, its own alone,
            without what is read from programs and libraries.
    """
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return (
        sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(f"{kind}:"))
        / 1024
    )


@dataclass
class Meter:
    """Watches a process with all its children."""

    parent: int
    megabytes: float = 0.0
    """The largest process's memory when it was last looked at."""
    most: float = 0.0
    """The largest that any one process ever had."""
    together: float = 0.0
    """The most that all had at one moment."""
    _worked: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        """Read all figures once."""
        pids = family(self.parent)
        sizes = [memory(pid) for pid in pids]
        self.megabytes = max(sizes, default=0.0)
        self.most = max(self.most, self.megabytes)
        self.together = max(self.together, sum(sizes))
        for pid in pids:
            if fields := _stat(pid):
                self._worked[pid] = (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def seconds(self) -> float:
        """Of CPU time, all processes', also of those that have ended."""
        return sum(self._worked.values())


def settle(watch: Meter) -> None:
    """Wait until it rests: after its start it reads ahead what staff will look at, once."""
    until = time.monotonic() + SETTLE_SECONDS
    rested = 0
    watch.look()
    while rested < RESTS and time.monotonic() < until:
        before = watch.seconds
        time.sleep(1.0)
        watch.look()
        rested = rested + 1 if watch.seconds - before < RESTING else 0


def own_seconds() -> float:
    """Of CPU time that this process has used."""
    used = os.times()
    return used.user + used.system
