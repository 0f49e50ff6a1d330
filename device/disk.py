"""Files that are whole or not there, whenever the power goes."""

import contextlib
import os
import secrets
from pathlib import Path

from device.errors import WellheardError


class NotOurs(WellheardError, PermissionError):
    """A folder belongs to another account: what this one wrote there, that one couldn't read."""


def ours(folder: Path) -> None:
    """See that a folder belongs to the account that this runs as, if it is there.

    Raises:
        NotOurs: it doesn't.
    """
    try:
        owner = folder.stat().st_uid
    except OSError:
        return  # whoever uses it says why
    if owner != os.geteuid():
        raise NotOurs(
            f"{folder} belongs to another account, and files of this one in it would lock the kiosk"
            f" out. Run this as that account: sudo -u '#{owner}' wellheard …"
        )


def write(file: Path, data: bytes, mode: int = 0o600) -> None:
    """Put a file in the place of what was there; on the disk when this returns.

    Args:
        mode: who may read it, from its first moment on.

    Raises:
        OSError: it could not be written, with its name; what was there before stays.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}.new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        error.filename = str(file)  # a write that fails does not say where
        raise
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    settle(file.parent)


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk, as they are now."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(file: Path) -> None:
    """Take away what a write that was cut off left beside a file."""
    with contextlib.suppress(OSError):
        for left in file.parent.glob(f".{file.name}.*.new"):
            left.unlink(missing_ok=True)
