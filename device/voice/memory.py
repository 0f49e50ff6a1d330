"""Memory that is free goes back to the system.

Sound passes through in pieces of every size, and the C library keeps what was let go, a share for
each thread: over some hours of talk that grew by 100 MB and more.
"""

import contextlib
import ctypes

ARENAS = 2
"""Of the C library's heaps: by itself it makes eight a core, one thread each, and what is free in
one is of no use to the others."""
_ARENA_MAX = -8
"""`M_ARENA_MAX` of `mallopt`."""


def share_heaps() -> None:
    """Let all threads share few heaps; at the start of a process, before it has threads. The whole
    kiosk's own memory settles 70 MB lower for it (`tests/bench/hours.py`).
    """
    with contextlib.suppress(OSError, AttributeError):  # another C library has no such thing
        ctypes.CDLL("libc.so.6").mallopt(_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give it back; takes some thousandths of a second."""
    with contextlib.suppress(OSError, AttributeError):  # another C library has no such thing
        ctypes.CDLL("libc.so.6").malloc_trim(0)
