"""Where versions of the program live, and which is which.

/opt/wellheard/releases/VERSION/   a virtual environment and its units; whole once `.contents` is
                                   there, and never changed from then on
/opt/wellheard/current             → the one that runs
/opt/wellheard/good                → the one that proved itself last: it looks after updates
/opt/wellheard/update.json         how far an update is
"""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from device import disk
from device.errors import WellheardError
from device.update.version import Version

PLACE = Path("/opt/wellheard")
WAITING = Path("/var/lib/wellheard/updates")
"""Where updates that were fetched wait; the kiosk's account writes it, and is not believed."""
FULL = "full"
"""The file there, while one finds no room to be fetched: the megabytes that are needed."""
OFFERED = Path("/var/lib/wellheard/offered")
"""Where a server has the updates that it offers to kiosks; its own machine takes them too."""
WHOLE = ".contents"
"""The file whose presence says that a release is whole; it says what it was made of."""
MODE = 0o755


class UpdateRuns(WellheardError, BlockingIOError):
    """Another update is under way."""


class NotInstalled(WellheardError, FileNotFoundError):
    """There is no release that runs."""


class NotAllowed(WellheardError, PermissionError):
    """Another account decides what the machine runs."""


@dataclass(frozen=True)
class Home:
    """The folder with the releases."""

    folder: Path = PLACE

    @property
    def releases(self) -> Path:
        """One folder each."""
        return self.folder / "releases"

    @property
    def state(self) -> Path:
        """How far an update is."""
        return self.folder / "update.json"

    @property
    def undone(self) -> Path:
        """There from when an update was undone until one does well: what the newer version changed
        may have to be changed back.
        """
        return self.folder / "undone"

    def release(self, name: str) -> Path:
        """A release's own folder."""
        return self.releases / name

    def is_whole(self, name: str) -> bool:
        """Whether a release was made to the end."""
        return (self.release(name) / WHOLE).is_file()

    def current(self) -> str:
        """The release that runs.

        Raises:
            NotInstalled: there is none.
        """
        found = self.linked("current")
        if found is None:
            raise NotInstalled(
                f"{self.folder / 'current'} does not lead to a release, so there is nothing to"
                " update. Install Wellheard first: sudo sh provisioning/install.sh kiosk, or server"
            )
        return found

    def good(self) -> str | None:
        """The release that proved itself last."""
        return self.linked("good")

    def linked(self, name: str) -> str | None:
        """Where one of the two links leads."""
        with contextlib.suppress(OSError, ValueError):
            target = (self.folder / name).readlink()
            if target.parent == Path("releases") and self.release(target.name).is_dir():
                return target.name
        return None

    def link(self, name: str, release: str) -> None:
        """Let a link lead to a release, from one moment to the next."""
        if self.linked(name) == release:
            return
        beside = self.folder / f".{name}.{secrets.token_hex(4)}.new"
        beside.symlink_to(Path("releases") / release)
        beside.replace(self.folder / name)
        disk.settle(self.folder)

    def whole(self) -> list[str]:
        """The names of the releases that were made to the end, the newest last."""
        if not self.releases.is_dir():
            return []
        return sorted(
            (one.name for one in self.releases.iterdir() if self.is_whole(one.name)), key=_age
        )

    def prune(self, keep: frozenset[str]) -> None:
        """Delete every release but these, and what was cut off while one was made."""
        for one in sorted(self.releases.iterdir()) if self.releases.is_dir() else ():
            if one.name not in keep and one.is_dir() and not one.is_symlink():
                self.drop(one.name)

    def sweep(self) -> None:
        """Delete what was cut off beside the releases."""
        for pattern in (".current.*.new", ".good.*.new"):
            for left in self.folder.glob(pattern):
                left.unlink(missing_ok=True)
        disk.sweep(self.state)
        shutil.rmtree(self.folder / "incoming", ignore_errors=True)

    def drop(self, name: str) -> None:
        """Delete a release; it is not whole any more from the first moment on."""
        (self.release(name) / WHOLE).unlink(missing_ok=True)
        shutil.rmtree(self.release(name), ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one who changes anything here.

        Raises:
            UpdateRuns: somebody else is at it.
            PermissionError: this account may not.
        """
        try:
            descriptor = os.open(self.folder / "update.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            error.filename = str(self.folder)
            raise NotAllowed(
                f"Only the administrator may change {self.folder}. Type sudo before it."
            ) from error
        except FileNotFoundError:
            self.current()
            raise
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UpdateRuns(
                    "An update is under way. See how far it is with: wellheard update status"
                ) from error
            yield
        finally:
            os.close(descriptor)


def lacks_room(waiting: Path = WAITING) -> int | None:
    """The megabytes that are needed before the next update can be fetched; None where it can."""
    try:
        return int((waiting / FULL).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _age(name: str) -> tuple[tuple[int, int, int], str]:
    version = Version.of_folder(name)
    return ((0, 0, 0) if version is None else version.numbers, name)
