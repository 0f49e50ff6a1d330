"""Make a release from a bundle, beside the one that runs and without any network."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from device import disk
from device.errors import WellheardError
from device.update.bundle import Bundle, BundleBroken
from device.update.home import MODE, WHOLE, Home

ROLES = {"kiosk": "gpiozero", "server": "sqlalchemy"}
"""What a machine is, and a package that only such a machine has."""
TIMES = 4
"""Room a release takes for each byte of its bundle: the wheels, and what is in them unpacked."""
SPARE = 200_000_000
"""Bytes that are left free on the disk for practices."""
LIMIT = 3600.0
"""Seconds that a step may take; a Pi with a slow card needs some minutes."""
CLEAN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PIP_CONFIG_FILE": os.devnull}


class ReleaseFailed(WellheardError, RuntimeError):
    """A release can't be made of a bundle; the one that runs stays."""


class NoRoom(ReleaseFailed):
    """A bundle is for this machine, and the disk has no room for it."""


def fits(bundle: Bundle, home: Home) -> None:
    """Whether a bundle can become a release here.

    Raises:
        ReleaseFailed: it is for other machines.
        NoRoom: it is for this one, and there is no room.
    """
    suits(bundle)
    needed, free = bundle.manifest.size * TIMES + SPARE, shutil.disk_usage(home.folder).free
    if free < needed:
        raise NoRoom(
            f"The update needs {needed // 1_000_000} MB, and only {free // 1_000_000} MB are free."
            " Make room on the memory card, or put in a larger one."
        )


def suits(bundle: Bundle) -> None:
    """Whether a bundle is for such a machine.

    Raises:
        ReleaseFailed: it is for others.
    """
    manifest = bundle.manifest
    here, python = platform.machine(), ".".join(platform.python_version_tuple()[:2])
    if manifest.machine != here:
        raise ReleaseFailed(
            f"This update is for {manifest.machine} machines, and this one is {here}. Get the one"
            f" that ends in -{here}."
        )
    if python not in manifest.pythons:
        raise ReleaseFailed(
            f"This update is for Python {', '.join(manifest.pythons)}, and this machine has"
            f" {python}. Get one for this release of the system, or install Wellheard anew."
        )


def roles() -> tuple[str, ...]:
    """What this machine is, by what its program was installed with."""
    return tuple(role for role, package in ROLES.items() if importlib.util.find_spec(package))


def build(bundle: Bundle, home: Home, wanted: tuple[str, ...]) -> str:
    """Make a release; gives its folder's name. It is whole, or not there.

    Args:
        wanted: what this machine is: kiosk, server, or both.

    Raises:
        ReleaseFailed, BundleBroken, OSError: it can't be made.
    """
    name = bundle.manifest.version
    folder = home.release(name)
    contents = f"{bundle.sha256}\n"
    if home.is_whole(name) and (folder / WHOLE).read_text(encoding="ascii") == contents:
        return name
    lists = [one.path for one in bundle.manifest.files if one.path.startswith("requirements/")]
    missing = [role for role in wanted if f"requirements/{role}.txt" not in lists]
    if missing or not wanted:
        raise ReleaseFailed(
            f"This machine is a {' and '.join(wanted) or 'neither kiosk nor server'}, and the"
            " update is for others. Get the one for it."
        )
    home.drop(name)
    folder.mkdir(MODE, parents=True)
    packed = folder / "packed"
    bundle.unpack(packed)
    python = (
        Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    )
    _run("making its environment", str(python), "-m", "venv", str(folder))
    own = str(folder / "bin" / "python")
    for role in wanted:
        _run(
            "installing its packages",
            *(own, "-m", "pip", "--isolated", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-input", "--no-index", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"),
            *("--root-user-action=ignore", "--require-hashes"),
            *(
                "--find-links",
                str(packed / "wheels"),
                "-r",
                str(packed / f"requirements/{role}.txt"),
            ),
            TMPDIR=str(packed),
        )
    _carry_links(own)
    said = _run("starting it", str(folder / "bin" / "wellheard"), "--version").strip()
    if said != f"wellheard {name}":
        raise BundleBroken(f"The update says that it is {name}, and its program says {said!r}.")
    (packed / "units").rename(folder / "units")
    shutil.rmtree(packed)
    os.sync()
    disk.write(folder / WHOLE, contents.encode(), 0o644)
    return name


def _carry_links(own: str) -> None:
    """Drivers that pip has not for each Python are Debian's own, linked in when this machine was
    installed: the new release gets the same links.
    """
    asked = "import sysconfig; print(sysconfig.get_path('platlib'))"
    target = Path(_run("looking at it", own, "-c", asked).strip())
    present = Path(next((one for one in sys.path if one.endswith("site-packages")), os.devnull))
    for link in sorted(present.iterdir()) if present.is_dir() else ():
        if link.is_symlink() and not (target / link.name).exists():
            (target / link.name).symlink_to(link.readlink())


def _run(doing: str, *words: str, **more: str) -> str:
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            check=False,
            env=CLEAN | {"HOME": "/nonexistent"} | more,
            text=True,
            timeout=LIMIT,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise ReleaseFailed(
            f"The update could not be installed: {doing} took longer than {LIMIT / 60:.0f} minutes."
            " Try it again while the machine has nothing else to do; if it happens again, the"
            " memory card may be worn out."
        ) from None
    if done.returncode:
        why = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise ReleaseFailed(f"The update could not be installed: {doing} failed ({why}).")
    return done.stdout
