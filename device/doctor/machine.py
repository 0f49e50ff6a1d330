"""The machine itself: Python, room, time, settings."""

import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from device import config
from device.config import Settings, SettingsError
from device.doctor.finding import Finding, failed, ok, warning

PYTHON = (3, 11)
LITTLE = 1_000
"""MB free below which it is told: room for a model to be replaced."""
TOO_LITTLE = 100
"""MB free below which lines can't be kept any more."""
BUILT = datetime(2025, 1, 1, tzinfo=UTC)
"""A clock that shows an earlier time than this is surely wrong."""
READ_ONLY = Path("/etc/overlayroot.local.conf")
"""Is there where the installer made the system read-only."""
MOUNTS = Path("/proc/mounts")
PROGRAM_LIMIT = 5.0
"""Seconds a small program of the system may take to answer."""


def settings(folders: tuple[Path, ...] | None = None) -> tuple[Settings, Finding]:
    """The settings, or the defaults where they can't be used, and what was found.

    Args:
        folders: where the files are; without it, where they always are.
    """
    try:
        read = config.load(folders)
    except SettingsError as error:
        what, _, advice = str(error).rpartition("\n")
        found = failed(what or advice, advice if what else "Mend it, or move it away.")
        return Settings.model_construct(), found
    given = sorted(read.model_fields_set | _from_environment())
    return read, ok("set by you: " + ", ".join(given) if given else "the defaults")


def _from_environment() -> set[str]:
    names = {name.lower() for name in os.environ}
    return {name for name in Settings.model_fields if f"wellheard_{name}" in names}


async def python(_: Settings) -> Finding:
    """The version and the kind of machine."""
    found = f"{platform.python_version()} on {platform.machine()}"
    if sys.version_info < PYTHON:
        return failed(found, "Install Python 3.11 or newer; Debian 12 has it.")
    if sys.maxsize < 2**32:
        return failed(f"{found}, 32 bit", "Install a 64-bit system: the models need one.")
    return ok(found)


async def disk(settings: Settings) -> Finding:
    """Room where models and rendered lines are kept; and whether a read-only system is one."""
    places = {_standing(settings.models), _standing(settings.cache)}
    free, place = min((shutil.disk_usage(place).free / 1e6, place) for place in places)
    found = f"{free:,.0f} MB free at {place}"
    if free < TOO_LITTLE:
        return failed(found, "Make room: nothing can be kept any more.")
    if free < LITTLE:
        return warning(found, "Make room before models are fetched or replaced.")
    if _lost_its_shield():
        return warning(
            f"{found}; the system is to be read-only, and can be written to",
            "If nobody is changing it: take overlayroot=disabled out of /boot/firmware/cmdline.txt,"
            " and start it anew. Still so? sudo apt-get install busybox, then"
            " sudo update-initramfs -u",
        )
    return ok(found)


def _lost_its_shield() -> bool:
    if not READ_ONLY.exists():
        return False
    mounted = [line.split() for line in MOUNTS.read_text("utf-8").splitlines()]
    return ["/", "overlay"] not in (each[1:3] for each in mounted)


async def clock(_: Settings) -> Finding:
    """Whether the time is right; a Pi has no battery for its clock."""
    now = datetime.now(UTC)
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < BUILT:
        return warning(
            f"{shown}, which can't be", "Connect it to a network for a while, or set the clock."
        )
    synchronised = asked("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if synchronised == "yes":
        return ok(f"{shown}, synchronised")
    if synchronised == "no":
        return warning(
            f"{shown}, not synchronised",
            "Connect it to a network for a while. Practices work without.",
        )
    return ok(f"{shown}; this system doesn't tell whether it is synchronised")


def _standing(place: Path) -> Path:
    """The nearest folder above that is there."""
    return next(folder for folder in (place, *place.absolute().parents) if folder.is_dir())


def asked(*command: str, always: bool = False) -> str:
    """What a small program printed; empty if it isn't there or doesn't know.

    Args:
        always: also where it ends with an error.
    """
    try:
        answer = subprocess.run(
            command, capture_output=True, check=False, timeout=PROGRAM_LIMIT, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if always or answer.returncode == 0 else ""
