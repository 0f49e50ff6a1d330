"""Room on the disk that is held back, so that the practice of a full disk is still kept."""

import contextlib
import os
import shutil
from pathlib import Path

SIZE = 1_000_000
"""Bytes: some hundred practices, and what SQLite needs beside them."""
PLENTY = 8 * SIZE
"""Bytes that must be free before room is held back."""


class Reserve:
    """A file of zeros."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "reserve"

    def hold(self) -> None:
        """Hold room back if none is, and there is plenty; where that fails there is no reserve."""
        with contextlib.suppress(OSError):
            there = self._file.exists() and self._file.stat().st_size == SIZE
            if there or shutil.disk_usage(self._file.parent).free < PLENTY:
                return
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, SIZE)
            finally:
                os.close(descriptor)

    def give_up(self) -> bool:
        """Let the room go; gives whether there was any."""
        try:
            self._file.unlink()
        except OSError:
            return False
        return True
