"""A moment as this machine knows it, and how far its clock can be believed.

A Raspberry Pi has no clock of its own: after a power cut it may think it is 1970, or last Tuesday.
So every moment carries the machine's monotonic clock and its present start beside the wall clock,
and the server works out when it really was.
"""

import ctypes
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

BUILT = 1_735_689_600.0
"""Unix seconds, the start of 2025: a clock that shows less is surely wrong."""
LATEST = 253_402_300_799.0
"""Unix seconds, the end of the year 9999; the server takes no more."""
AGREES = 3600.0
"""Seconds between a chip and the clock that it set, at the most; they drift by a minute a month.
One without a battery, as in a Pi 5 that was given none, begins at 1970 or 2000."""
_UNSYNCHRONISED = 0x40
"""The kernel's `STA_UNSYNC`: nobody keeps the clock right."""


class Quality(StrEnum):
    """How far the wall clock can be believed."""

    SYNCED = "synced"
    """Set from the network since the machine was started."""
    KEPT = "kept"
    """From a clock chip, or from the file written at the last shutdown."""
    NONE = "none"
    """Nothing vouches for it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment."""

    boot: uuid.UUID
    """The present start of the machine."""
    monotonic: float
    """Seconds since that start, sleep included."""
    wall: float | None
    """What the clock shows, in Unix seconds; None where that can't be told to anybody."""
    quality: Quality
    stood: bool = False
    """Whether nothing says how long the machine was off: the clock went on where it had stopped."""

    def clock(self) -> dict[str, float | str | None]:
        """As it is sent to the server; the start goes beside it."""
        return {
            "monotonic": round(self.monotonic, 3),
            "wall": None if self.wall is None else round(self.wall, 3),
            "quality": self.quality.value,
        }


Now = Callable[[], Moment]
"""Tells the present moment; tests give one that jumps."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a system keeps what vouches for its clock."""

    boot: Path = Path("/proc/sys/kernel/random/boot_id")
    synchronised: Path = Path("/run/systemd/timesync/synchronized")
    """There since the clock was first set from the network, since the start."""
    chips: Path = Path("/sys/class/rtc")
    kept: tuple[Path, ...] = (
        Path("/var/lib/systemd/timesync/clock"),
        Path("/etc/fake-hwclock.data"),
    )
    """Files from which the clock goes on after a start."""


SYSTEM = Evidence()


def now(evidence: Evidence = SYSTEM) -> Moment:
    """The present moment."""
    wall = time.time()
    believed = quality(wall, evidence, kernel_agrees())
    return Moment(
        boot_id(evidence),
        time.clock_gettime(time.CLOCK_BOOTTIME),
        wall if 0 <= wall <= LATEST else None,
        believed,
        believed is Quality.KEPT and not _chip_agrees(wall, evidence),
    )


def boot_id(evidence: Evidence = SYSTEM) -> uuid.UUID:
    """Made anew by the kernel with each start; one of this process's own where it isn't told."""
    try:
        return uuid.UUID(evidence.boot.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return _PROCESS


_PROCESS = uuid.uuid4()


def quality(wall: float, evidence: Evidence, kernel: bool) -> Quality:
    """What vouches for the clock.

    Args:
        wall: what it shows, Unix seconds.
        kernel: whether the kernel says that something keeps it right.
    """
    if not BUILT <= wall <= LATEST:
        return Quality.NONE
    if kernel or evidence.synchronised.exists():
        return Quality.SYNCED
    kept = _has_chip(evidence) or any(map(Path.exists, evidence.kept))
    return Quality.KEPT if kept else Quality.NONE


def _has_chip(evidence: Evidence) -> bool:
    """Whether the clock was set from a chip at the start."""
    try:
        chips = sorted(evidence.chips.glob("*/hctosys"))
        return any(chip.read_text(encoding="ascii").strip() == "1" for chip in chips)
    except (OSError, ValueError):
        return False


def _chip_agrees(wall: float, evidence: Evidence) -> bool:
    """Whether the chip that set the clock shows the same: then it ran while the power was off."""
    try:
        shown = [float(file.read_text("ascii")) for file in evidence.chips.glob("*/since_epoch")]
    except (OSError, ValueError):
        return False
    return _has_chip(evidence) and any(abs(wall - chip) < AGREES for chip in shown)


class _Timex(ctypes.Structure):
    """The kernel's `struct timex`, as far as it is read here, and room for the rest."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_long * 40),
    )


def kernel_agrees() -> bool:
    """Whether the kernel says that something keeps its clock right; False where it isn't asked."""
    try:
        asked = _Timex()  # modes 0: nothing is set
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(asked))
    except (OSError, AttributeError):
        return False
    return bool(state >= 0 and not asked.status & _UNSYNCHRONISED)
