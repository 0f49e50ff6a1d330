"""The folder with the updates that staff offer to kiosks."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from server.settings import Settings

NAME = re.compile(r"wellheard-(\d{1,4})\.(\d{1,4})\.(\d{1,4})-(aarch64|x86_64)\.update")


@dataclass(frozen=True)
class Offer:
    """An update that is there."""

    file: Path
    machine: str
    numbers: tuple[int, int, int]
    size: int
    """Bytes."""
    changed: int
    """When the file was written, in nanoseconds."""

    @property
    def version(self) -> str:
        """Such as 0.2.0."""
        return ".".join(map(str, self.numbers))

    @property
    def mark(self) -> str:
        """Another one for other bytes: a fetch that broke off goes on with the same file."""
        told = f"{self.file.name} {self.size} {self.changed}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def folder(settings: Settings) -> Path:
    """Beside the server's own folder: backups don't hold what can be had again. Nobody but whoever
    offers something writes there; what a kiosk on the same machine fetches lies elsewhere.
    """
    return settings.server_folder.parent / "offered"


def newest(place: Path, machine: str, version: str | None = None) -> Offer | None:
    """The newest update for a sort of machine, or the one of that version.

    Args:
        machine: `aarch64` or `x86_64`.
    """
    found: list[Offer] = []
    for file in place.iterdir() if place.is_dir() else ():
        named = NAME.fullmatch(file.name)
        if named is None or named[4] != machine:
            continue
        if file.is_symlink() or not file.is_file():
            continue
        first, second, third = (int(named[number]) for number in (1, 2, 3))
        about = file.stat()
        numbers = (first, second, third)
        offer = Offer(file, machine, numbers, about.st_size, about.st_mtime_ns)
        if version in (None, offer.version):
            found.append(offer)
    return max(found, key=lambda one: one.numbers, default=None)
