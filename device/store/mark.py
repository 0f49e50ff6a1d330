"""The last sequence number that was given to a practice, in a file of its own.

A number seen twice makes the server think of a copied memory card, so it must not go back even
when the database is lost. The file has two places, written in turn and each with a checksum: a
write that a power cut tears leaves the other one whole. Once it is made it needs no more room, so
a full disk does not matter to it.
"""

import os
import struct
import zlib
from pathlib import Path

from device.store import folder as folders

PLACE = 4096
"""Bytes from one place to the next: they never share a block of the disk."""
_FORMAT = struct.Struct("<8sQI")
_MAGIC = b"wellhear"


class Mark:
    """The file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "sequence"

    def read(self) -> int | None:
        """The highest number written; 0 where there is no file, None where it is unreadable."""
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return 0
        except OSError:
            return None
        found = [_unpacked(data[place : place + _FORMAT.size]) for place in (0, PLACE)]
        return max((number for number in found if number is not None), default=None)

    def write(self, number: int) -> None:
        """Put down the number; when this returns, it outlasts a power cut.

        Raises:
            OSError: it can't be written.
        """
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            self._make(number)
            return
        try:
            _write(descriptor, _packed(number), (number % 2) * PLACE)
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    def _make(self, number: int) -> None:
        """Under another name first, so that a file that is there is whole."""
        new = self._file.with_name("sequence.new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            _write(descriptor, bytes(2 * PLACE), 0)
            _write(descriptor, _packed(number), (number % 2) * PLACE)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        new.replace(self._file)
        folders.sync(self._file.parent)


def _write(descriptor: int, data: bytes, at: int) -> None:
    while data:
        written = os.pwrite(descriptor, data, at)
        data, at = data[written:], at + written


def _packed(number: int) -> bytes:
    return _FORMAT.pack(_MAGIC, number, zlib.crc32(_MAGIC + number.to_bytes(8, "little")))


def _unpacked(data: bytes) -> int | None:
    if len(data) < _FORMAT.size:
        return None
    magic, number, check = _FORMAT.unpack(data)
    whole = magic == _MAGIC and check == zlib.crc32(magic + number.to_bytes(8, "little"))
    return int(number) if whole else None
