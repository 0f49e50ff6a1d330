"""A memory stick in this machine.

Each file is written beside and then put in place, so a stick that is pulled out holds the old one
or the new one. What is not ours is left alone.
"""

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from device.errors import WellheardError
from server.stick import letter
from server.stick.give import Piece
from server.stick.take import LONGEST_LINE

CHUNK = 1 << 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
LOCKED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class StickError(WellheardError, OSError):
    """The stick can't be read or written, or is not the right one."""


class Stick:
    """One stick."""

    def __init__(self, place: Path) -> None:
        """
        Args:
            place: where it is to be found.

        Raises:
            StickError: there is no folder.
        """
        if not place.is_dir():
            what = "is not a folder" if place.exists() else "is not there"
            raise StickError(
                f"{place} {what}. Name the folder where the memory stick shows up, such as"
                " /media/pi/STICK."
            )
        self._place = place
        self._folder = place if place.name == letter.FOLDER else place / letter.FOLDER

    def files(self) -> list[Path]:
        """What kiosks have written on it.

        Raises:
            StickError: it can't be read.
        """
        try:
            there = self._folder.iterdir() if self._folder.is_dir() else ()
            return sorted(file for file in there if letter.FROM.fullmatch(file.name))
        except OSError as error:
            raise self._failed(error) from error

    def lines(self, file: Path) -> Iterator[bytes]:
        """A file's lines; one that is far too long comes in pieces.

        Raises:
            StickError: it can't be read.
        """
        try:
            with file.open("rb") as opened:
                while line := opened.readline(LONGEST_LINE + 1):
                    yield line
        except OSError as error:
            raise self._failed(error) from error

    def put(self, pieces: Iterable[Piece], listed: set[str]) -> int:
        """Write files, in their order; gives how many bytes that were.

        Args:
            listed: the SHA-256 of what may stay; other bytes of ours are deleted first.

        Raises:
            StickError: it can't be written; what was there stays, file by file.
        """
        written = 0
        try:
            self._folder.mkdir(exist_ok=True)
            self._sweep(listed)
            for piece in pieces:
                file = self._folder / piece.name
                if piece.sha256 and _is(file, piece.sha256):
                    continue
                written += _write(file, piece.data)
                if letter.FOR.fullmatch(piece.name):
                    self._drop_namesakes(file)
        except OSError as error:
            raise self._failed(error) from error
        return written

    def _sweep(self, listed: set[str]) -> None:
        """Delete what a write that was cut off left, and bytes that nobody needs any more."""
        for left in self._folder.glob("*.new"):
            left.unlink()
        for file in (self._folder / letter.BLOBS).glob("*/*"):
            if file.name not in listed and file.is_file():
                file.unlink()

    def _drop_namesakes(self, answer: Path) -> None:
        """Delete older answers to the same kiosk, from when it had another name."""
        number = answer.name.rpartition("-")[2]
        for file in self._folder.glob(f"for-kiosk-*-{number}"):
            if file.name != answer.name and letter.FOR.fullmatch(file.name):
                file.unlink()

    def _failed(self, error: OSError) -> StickError:
        if error.errno in FULL:
            words = "is full. What was on it is whole: make room on it, or take another one"
        elif error.errno in LOCKED:
            words = (
                "may not be written to or read. Is its little lock switch on? Or run this as the"
                " account that may, for example with sudo"
            )
        else:
            words = (
                f"can't be read or written ({(error.strerror or str(error)).lower()}). Push it in"
                " again, or take another one"
            )
        return StickError(f"The stick at {self._place} {words}.")


def _is(file: Path, sha256: str) -> bool:
    """Whether these bytes are on the stick already, and whole."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _write(file: Path, data: bytes | Path) -> int:
    """Put a file in its place, on the stick when this returns; gives how many bytes it has."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name[:40]}.{secrets.token_hex(4)}.new")
    try:
        with beside.open("xb") as out:
            if isinstance(data, Path):
                with data.open("rb") as source:
                    while chunk := source.read(CHUNK):
                        out.write(chunk)
            else:
                out.write(data)
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        beside.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    descriptor = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return size
