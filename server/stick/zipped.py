"""A memory stick in somebody's browser: its files come as they are or in a zip, and go in a zip."""

import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from device.errors import WellheardError
from server.stick import letter
from server.stick.folder import CHUNK
from server.stick.give import Piece
from server.stick.take import LONGEST_LINE

MOST_BYTES = 60_000_000
"""Of what is sent at once, and of what its zips unfold to: some 10,000 practices are 20 MB."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What a zip is answered with that is damaged, locked or made in an unusual way; the system's error
is what bzip2 says."""


class ZipError(WellheardError, ValueError):
    """What was sent can't be used."""


def lines(file: IO[bytes]) -> Iterator[bytes]:
    """A file's lines; one that is far too long comes in pieces."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line


@dataclass
class Room:
    """What all zips that are sent at once may unfold to together."""

    left: int = MOST_BYTES
    """Bytes."""

    def take(self, opened: IO[bytes], name: str) -> bytes:
        """All of a zip's member, if there is room for it.

        Raises:
            ZipError: there isn't.
        """
        content = opened.read(self.left + 1)
        self.left -= len(content)
        if self.left < 0:
            raise ZipError(f"{name} unfolds to more than a stick of ours ever holds.")
        return content


def unfolded(file: IO[bytes], name: str, room: Room) -> list[tuple[str, Iterable[bytes]]]:
    """What kiosks wrote, from a zip; whatever else is in it is passed over.

    Args:
        room: what is left of it; less afterwards.

    Raises:
        ZipError: it is no zip, is damaged, or unfolds to far too much.
    """
    found: list[tuple[str, Iterable[bytes]]] = []
    try:
        with zipfile.ZipFile(file) as zipped:
            for member in zipped.infolist():
                short = member.filename.rpartition("/")[2]
                if member.is_dir() or not letter.FROM.fullmatch(short):
                    continue
                with zipped.open(member) as opened:
                    content = room.take(opened, name)
                found.append((short, lines(io.BytesIO(content))))
    except ZipError:
        raise
    except DAMAGED as error:
        raise ZipError(
            f"{name} is no zip that can be read. Zip the folder “{letter.FOLDER}” of the stick"
            " once more, without a password, or choose its files."
        ) from error
    return found


def folded(pieces: Iterable[Piece], beside: Path) -> IO[bytes]:
    """A zip of the files for a stick, at its beginning; it is gone when it is closed.

    Args:
        beside: a folder on a disk with room.
    """
    out = tempfile.TemporaryFile(dir=beside)  # noqa: SIM115 - whoever sends it closes it
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
            for piece in pieces:
                name = f"{letter.FOLDER}/{piece.name}"
                if isinstance(piece.data, Path):
                    zipped.write(piece.data, name)
                else:
                    zipped.writestr(name, piece.data)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def sent(file: IO[bytes]) -> Iterator[bytes]:
    """Its bytes, piece by piece; closed at the end."""
    with file:
        yield from iter(lambda: file.read(CHUNK), b"")
