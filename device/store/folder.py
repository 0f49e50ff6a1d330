"""The store's folder: its lock, the names in it, and making them outlast a power cut."""

import contextlib
import errno
import fcntl
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from device.store.trouble import StoreError

PATIENCE = 20.0
"""Seconds to wait for another program: the check of a large store on a slow card takes as long."""
LOOK_AGAIN = 0.02
"""Seconds between two tries to take the lock."""
_NUMBERED = re.compile(r"(attempts|damaged)-(\d{1,9})\.sqlite")
_BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite puts beside a database's file, and the file itself."""


def sync(folder: Path) -> None:
    """Make the folder's list of names outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make(folder: Path) -> None:
    """Make the folder, for its owner alone; the names on the way to it outlast a power cut too."""
    missing = [place for place in (folder, *folder.absolute().parents) if not place.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for place in missing:
        sync(place.absolute().parent)


def numbered(folder: Path, name: str) -> dict[int, Path]:
    """The databases of this name by number, lowest first."""
    found = {}
    for file in folder.iterdir():
        match = _NUMBERED.fullmatch(file.name)
        if match and match[1] == name:
            found[int(match[2])] = file
    return dict(sorted(found.items()))


def attempts(folder: Path, number: int) -> Path:
    """The database of this number."""
    return folder / f"attempts-{number}.sqlite"


def set_aside(file: Path) -> Path:
    """Rename a database and what lies beside it to `damaged-…`; gives its new name."""
    aside = file.with_name(file.name.replace("attempts", "damaged"))
    for ending in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{file}{ending}").rename(f"{aside}{ending}")
    return aside


def delete(file: Path) -> None:
    """Delete a database and what lies beside it."""
    for ending in _BESIDE:
        Path(f"{file}{ending}").unlink(missing_ok=True)


class Lock:
    """Held shared by whoever reads or writes, and alone by whoever mends.

    Not for threads: one at a time may use it.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "lock"
        self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Beside others who read and write."""
        with self._held(fcntl.LOCK_SH):
            yield

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While nobody else does anything."""
        with self._held(fcntl.LOCK_EX):
            yield

    @contextlib.contextmanager
    def _held(self, kind: int) -> Iterator[None]:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in {errno.EWOULDBLOCK, errno.EINTR}:
                    raise
                if time.monotonic() > until:
                    raise StoreError(
                        f"{self._file}: another program has been using the practices for too long."
                        " Restart the kiosk."
                    ) from error
            time.sleep(LOOK_AGAIN)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)
