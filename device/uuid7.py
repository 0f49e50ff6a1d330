"""Identifiers that sort by the time they were made: UUID version 7 (RFC 9562, section 5.7)."""

import secrets
import threading
import time
import uuid

_turn = threading.Lock()
_last = 0


def new(wall: float | None = None) -> uuid.UUID:
    """A new one. Within a process each is greater than the one before, also where the clock jumps
    back; with a clock that shows 1970 it is as unique as ever, by its 62 random bits.

    Args:
        wall: what the clock shows, in Unix seconds; without it, the system's own.
    """
    global _last  # noqa: PLW0603 - the order is the process's
    shown = time.time() if wall is None else wall
    # 48 bits of milliseconds and 12 bits that count within one (section 6.2, method 3).
    stamp = int(min(max(shown, 0.0) * 1000 * 4096, 2.0**60 - 2**32))
    with _turn:
        _last = stamp = max(stamp, _last + 1)
    high = (stamp >> 12) << 16 | 0x7000 | stamp & 0xFFF
    low = 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=high << 64 | low)
