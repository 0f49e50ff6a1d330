"""Take a bundle in: where it waits, a copy that nobody else can change, and if it is wanted."""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from device.errors import WellheardError
from device.update import state
from device.update.bundle import CHUNK, HEAD, MANIFEST_MOST, SUFFIX, TOTAL_MOST, Bundle
from device.update.home import Home
from device.update.release import SPARE, NoRoom, suits
from device.update.state import State
from device.update.version import Version

MOST = HEAD + MANIFEST_MOST + TOTAL_MOST
"""Bytes that a bundle can have."""
LOOKED_AT = 50
"""Files of a stick that are looked at."""


class NotWanted(WellheardError, ValueError):
    """A bundle is not installed, for good reason."""


def newest(folders: Iterable[Path], keys: tuple[str, ...]) -> Path | None:
    """The newest bundle in these folders that is signed and for such a machine; none is None.

    Whether it is whole, and whether there is room for it, is not known yet.
    """
    found: list[tuple[Version, Path]] = []
    for folder in folders:
        for file in sorted(folder.glob(f"*{SUFFIX}"))[:LOOKED_AT] if folder.is_dir() else ():
            try:
                with _open(file) as opened:
                    bundle = Bundle.open(opened, keys)
                    suits(bundle)
            except (WellheardError, OSError):
                continue
            found.append((Version.read(bundle.manifest.version), file))
    return max(found)[1] if found else None


def next_one(folders: Iterable[Path], keys: tuple[str, ...], home: Home) -> Path | None:
    """The newest bundle that waits, if it may follow what runs; else None, for nobody asked.

    Whether there is room for it is told to whoever installs it.
    """
    found = newest(folders, keys)
    if found is None:
        return None
    with contextlib.suppress(WellheardError, OSError), _open(found) as opened:
        bundle = Bundle.open(opened, keys)
        wanted(bundle, home.current(), state.load(home.state), older=False, again=False)
        return found
    return None


def on_stick(stick: Path, keys: tuple[str, ...]) -> Path:
    """The newest bundle on a stick.

    Raises:
        NotWanted: there is none for this machine; says what was found instead.
    """
    folders = (stick, stick / "wellheard")
    found = newest(folders, keys)
    if found is not None:
        return found
    files = [file for folder in folders if folder.is_dir() for file in folder.glob(f"*{SUFFIX}")]
    if not files:
        raise NotWanted(
            f"There is no update in {stick}: one is a file that ends in {SUFFIX}. Is the stick"
            " mounted, and is this its folder?"
        )
    try:
        with _open(files[0]) as opened:
            suits(Bundle.open(opened, keys))
    except (WellheardError, OSError) as error:
        raise NotWanted(f"{files[0].name}: {error}") from error
    raise NotWanted(f"No update in {stick} is for this machine.")


def take(file: Path, home: Home) -> Path:
    """A copy that only the administrator can change: what is checked is what is unpacked.

    Raises:
        NotWanted: the file can't be read, or is no ordinary file.
        NoRoom: there is none on the disk.
    """
    incoming = home.folder / "incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(0o700)
    taken = incoming / "taken"
    try:
        source = _open(file)
    except OSError as error:
        raise NotWanted(f"{file} can't be read: {error.strerror or error}.") from error
    with source, taken.open("xb") as out:
        size = os.fstat(source.fileno()).st_size
        free = shutil.disk_usage(incoming).free - SPARE
        if size > min(free, MOST):
            raise NoRoom(
                f"The update has {size // 1_000_000} MB, and only {max(free, 0) // 1_000_000} MB"
                " are free. Make room on the memory card, or put in a larger one."
            )
        while size > 0 and (chunk := source.read(min(CHUNK, size))):
            size -= len(chunk)
            out.write(chunk)
    return taken


def wanted(bundle: Bundle, runs: str, now: State, *, older: bool, again: bool) -> None:
    """Whether a bundle may follow what runs.

    Args:
        runs: the release that runs.
        now: what became of updates before.
        older: also where it is older than what ran here.
        again: also where it did not do well before.

    Raises:
        NotWanted: it may not; says why, and how all the same.
    """
    version, oldest = Version.read(bundle.manifest.version), Version.read(bundle.manifest.oldest)
    present = Version.of_folder(runs)
    known = [one for one in (present, Version.of_folder(now.highest)) if one is not None]
    if version == present:
        raise NotWanted(f"Version {version} runs already.")
    if present is not None and present < oldest:
        raise NotWanted(
            f"Version {version} can follow {oldest} and newer ones, and {present} runs here."
            f" Install {oldest} first."
        )
    if not older and any(version < one for one in known):
        raise NotWanted(
            f"Version {version} is older than {max(known)}, which runs or ran here, so it may lack"
            " what keeps this machine safe. Add --older if you want it all the same."
        )
    if not again and bundle.sha256 in now.refused:
        raise NotWanted(
            f"Version {version} was tried here and not kept: {now.refused[bundle.sha256]} Add"
            " --again to try it once more."
        )


def _open(file: Path) -> BinaryIO:
    """An ordinary file, and neither a link nor a pipe in its place."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    opened = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        opened.close()
        raise OSError(errno.EINVAL, "it is no ordinary file")
    return opened
