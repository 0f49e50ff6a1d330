"""The program as one file, to be put on a card or a stick."""

import io
import tarfile
from pathlib import Path

import device
from device.errors import WellheardError

PARTS = (
    "device",
    "server",
    "provisioning",
    "systemd",
    "locks",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)
"""What the installer needs of the project."""
LEFT_OUT = {"__pycache__", ".DS_Store"}


class NoProject(WellheardError, FileNotFoundError):
    """The project's folder isn't here."""


def project() -> Path:
    """The project's folder, which this program was started from.

    Raises:
        NoProject: it was started from an installation.
    """
    place = Path(device.__file__).resolve().parent.parent
    if not (place / "provisioning" / "install.sh").is_file():
        raise NoProject(
            "The installer is not part of an installed Wellheard. Get the project's folder, and run"
            " there: make models, then .venv/bin/wellheard provision card"
        )
    return place


def pack(project: Path) -> bytes:
    """The project as a compressed archive, without what tools left in it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as archive:
        for part in PARTS:
            if (project / part).exists():
                archive.add(project / part, part, filter=_plain)
    return packed.getvalue()


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Root's, whoever packed it; None for what is left out."""
    if LEFT_OUT & set(entry.name.split("/")):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry
