"""Where the models stand, and whether they are whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from device.errors import WellheardError
from device.models.catalogue import CATALOGUE, Model, find

CONTENTS = "contents.json"
"""In a model whose files the catalogue doesn't list: what was in the archive it came from."""
TREE_NEEDS = ("am/final.mdl", "conf")
"""What no Vosk model is without."""
CHUNK = 1 << 20
"""Bytes read at a time."""


class ModelMissing(WellheardError, FileNotFoundError):
    """A model is not installed."""


class ModelBroken(ModelMissing):
    """A model is there in part, or not as it was published."""


class Entry(BaseModel):
    """A file as it was when it was installed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str
    size: int
    sha256: str


class Contents(BaseModel):
    """All files of a model as they were when it was installed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    files: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a model."""

    path: Path
    what: str
    """Continues a sentence that begins with the path."""

    def __str__(self) -> str:
        return f"{self.path} {self.what}"


def folder(models: Path, name: str) -> Path:
    """The folder of an installed model; quick, for it compares sizes and no checksums.

    Raises:
        ModelMissing: it is not there, or not whole; says which command fetches it.
        UnknownModel: there is no model of this name.
    """
    model = find(name)
    place = models / model.id
    if not place.is_dir():
        raise ModelMissing(
            f"The model {name} is not in {models}. Run: wellheard models fetch {name}"
        )
    for fault in faults(place, model, thorough=False):
        raise ModelBroken(f"{fault}. To mend it, run: wellheard models fetch {name}")
    return place


def installed(models: Path) -> list[Model]:
    """The models that are there and look whole."""
    return [
        model
        for model in CATALOGUE
        if (models / model.id).is_dir()
        and not any(faults(models / model.id, model, thorough=False))
    ]


def faults(place: Path, model: Model, *, thorough: bool = True) -> Iterator[Fault]:
    """What is wrong with the model in this folder; nothing if it is whole.

    Args:
        thorough: compare checksums too, which reads every byte.
    """
    expected: tuple[Entry, ...] | None
    if model.files:
        expected = tuple(
            Entry(path=file.path, size=file.size, sha256=file.sha256) for file in model.files
        )
    else:
        expected = _contents(place)
        if expected is None and thorough:
            yield Fault(
                place / CONTENTS, "is missing, so there is nothing to compare the model with"
            )
        if expected is None:
            yield from (
                Fault(place / path, "is missing")
                for path in TREE_NEEDS
                if not (place / path).exists()
            )
    for entry in expected or ():
        fault = _compare(place / entry.path, entry, thorough=thorough)
        if fault is not None:
            yield fault


def sha256(file: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _contents(place: Path) -> tuple[Entry, ...] | None:
    try:
        return Contents.model_validate_json((place / CONTENTS).read_bytes()).files
    except (OSError, ValidationError):
        return None


def _compare(file: Path, entry: Entry, *, thorough: bool) -> Fault | None:
    try:
        size = file.stat().st_size
        if size != entry.size:
            return Fault(file, f"has {size:,} bytes in place of {entry.size:,}")
        if thorough and sha256(file) != entry.sha256:
            return Fault(file, "is not as it was published: its checksum differs")
    except FileNotFoundError:
        return Fault(file, "is missing")
    except OSError as error:
        return Fault(file, f"can't be read ({error.strerror})")
    return None
