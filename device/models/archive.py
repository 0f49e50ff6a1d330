"""Looking into wheels, zips and tarballs, and never out of the folder they are unpacked to."""

import contextlib
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from device.errors import WellheardError


class ArchiveError(WellheardError, ValueError):
    """An archive can't be used."""


class Archive(Protocol):
    """A packed folder."""

    def names(self) -> list[str]:
        """The files in it, in its own order."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """One file's bytes."""
        ...


@contextlib.contextmanager
def opened(file: Path) -> Iterator[Archive]:
    """The archive in this file.

    Raises:
        ArchiveError: it is none, is damaged, or names a file that would land outside its folder.
    """
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                yield _Zip(archive)
        else:
            with tarfile.open(file) as tarball:
                yield _Tar(tarball)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise ArchiveError(f"{file} can't be unpacked: {error}. Fetch it again.") from error


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def names(self) -> list[str]:
        return [safe(info.filename) for info in self._archive.infolist() if not info.is_dir()]

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)


class _Tar:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def names(self) -> list[str]:
        # Links and devices are no files: they are passed over, whatever they point at.
        return [safe(member.name) for member in self._archive.getmembers() if member.isfile()]

    def open(self, name: str) -> IO[bytes]:
        member = self._archive.extractfile(name)
        if member is None:
            raise ArchiveError(f"{name} is no file.")
        return member


def safe(name: str) -> str:
    """The name, if it stays inside the folder it is unpacked to.

    Raises:
        ArchiveError: it would land elsewhere.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise ArchiveError(
            f"The archive holds a file named {name!r}, which would land outside its folder."
            " It was not unpacked."
        )
    return name
