"""Bytes on disk under their SHA-256: whole or not at all, also after a power cut.

Where several servers share one PostgreSQL, they share this folder too.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.content.tables import Blob
from server.database import now
from server.problems import Unavailable
from server.settings import Settings

CHUNK = 1 << 16
"""Bytes read at a time."""
_NAME = re.compile(r"[0-9a-f]{64}")


class BlobError(Unavailable, OSError):
    """Bytes could not be kept."""


class Blobs:
    """A folder of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where these bytes are, or would be.

        Raises:
            ValueError: that is no SHA-256 in hex.
        """
        if not _NAME.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is not a SHA-256 in hex.")
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether they are here."""
        return bool(_NAME.fullmatch(sha256)) and self.path(sha256).is_file()

    def names(self) -> Iterator[str]:
        """The SHA-256 of all that is here."""
        for path in self.folder.glob("??/*"):
            if _NAME.fullmatch(path.name):
                yield path.name

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, to be read and closed.

        Raises:
            FileNotFoundError: they are not here.
        """
        return self.path(sha256).open("rb")

    def keep(self, content: bytes | Iterable[bytes]) -> tuple[str, int]:
        """Put bytes here; gives their SHA-256 and how many they are.

        Raises:
            BlobError: the disk is full, or can't be written to; nothing is left behind.
        """
        parts = (content,) if isinstance(content, bytes) else content
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(dir=self.folder, prefix="part-")
            part = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    sha256, size = _write(file, parts)
                target = self.path(sha256)
                target.parent.mkdir(exist_ok=True, mode=0o700)
                part.replace(target)
                _settle(target.parent)
                _settle(self.folder)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise BlobError(
                f"The sound could not be kept: {(error.strerror or str(error)).lower()}."
                f" Ask whoever looks after the server to see to the disk that {self.folder} is on."
            ) from error
        return sha256, size


def _write(file: BinaryIO, parts: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for part in parts:
        file.write(part)
        digest.update(part)
        size += len(part)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _settle(folder: Path) -> None:
    """Have the disk know of a new name in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def of(settings: Settings) -> Blobs:
    """The server's own."""
    return Blobs(settings.server_folder / "blobs")


def note(session: Session, sha256: str, size: int, media_type: str) -> None:
    """Write down that these bytes are kept, from now on. Keep the bytes first."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"sha256": sha256, "size": size, "media_type": media_type, "kept_at": now()}
    again = {"kept_at": row["kept_at"]}
    session.execute(
        insert(Blob).values(row).on_conflict_do_update(index_elements=["sha256"], set_=again)
    )


def touch(session: Session, *sha256: str) -> None:
    """Keep what is here already for another while, as what was just taken out of a draft."""
    session.execute(update(Blob).where(Blob.sha256.in_(sha256)).values(kept_at=now()))
