"""One sync at a time on a kiosk: the one that goes on by itself, one asked for by hand, and a
memory stick's write the same unfinished files, and would clear away each other's.

The data folder itself is what is locked: that needs no room on a full disk, and leaves no file that
another account could not open.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from device.errors import WellheardError

PATIENCE = 30.0
"""Seconds to wait for another sync: most rounds are done within."""
LOOK_AGAIN = 0.1
"""Seconds between two tries."""


class SyncAtWork(WellheardError, OSError):
    """Another sync has its turn."""


@contextlib.contextmanager
def turn(data: Path, patience: float | None = None) -> Iterator[None]:
    """Hold the kiosk's turn to sync; a power cut or a killed program gives it back.

    Args:
        data: the kiosk's data folder.
        patience: seconds to wait for it; without it, `PATIENCE`.

    Raises:
        SyncAtWork: another one goes on for longer, or the folder can't be read.
    """
    try:
        descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise SyncAtWork(
            f"The kiosk's folder {data} can't be read ({(error.strerror or str(error)).lower()}),"
            " so nothing was synced. Let the kiosk's user own it."
        ) from error
    try:
        _wait(descriptor, PATIENCE if patience is None else patience)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise SyncAtWork(
                    "Another sync is at work on this kiosk, so this one did nothing. Try again in a"
                    " few minutes."
                ) from error
            time.sleep(LOOK_AGAIN)
        else:
            return
