"""What can go wrong with the store, as errors for people."""

import errno
import os
import shutil
from pathlib import Path

import apsw

from device.errors import WellheardError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where a file can't grow: disk full, quota, size limit."""
FULL = 100_000
"""Bytes free under which SQLite can't make the files that lie beside a database, and tells it as
an error of reading and writing."""


class StoreError(WellheardError, OSError):
    """The store of practices can't be used."""


class StoreFull(StoreError):
    """There is no room for another practice."""


class StoreNewer(StoreError):
    """The store was written by a newer version of the program."""


class AlreadyKept(WellheardError, ValueError):
    """A practice with this id is kept already."""


def is_full(error: Exception, place: Path, db: apsw.Connection | None = None) -> bool:
    """Whether this is for want of room.

    Args:
        place: the folder.
        db: which met the error, if it is open.
    """
    match error:
        case apsw.FullError():
            return True
        case apsw.IOError() | apsw.CantOpenError():
            if db is not None and db.system_errno in NO_ROOM:
                return True
            return _free(place) < FULL
        case OSError():
            return error.errno in NO_ROOM
    return False


def _free(place: Path) -> float:
    try:
        return shutil.disk_usage(place).free
    except OSError:
        return float("inf")


def is_damage(error: Exception) -> bool:
    """Whether the file itself is broken. SQLite does not look into texts."""
    return isinstance(error, (apsw.CorruptError, apsw.NotADBError, UnicodeDecodeError))


def told(error: Exception, where: str | os.PathLike[str], *, full: bool) -> StoreError:
    """The error for people."""
    if isinstance(error, StoreError):
        return error
    if full:
        return StoreFull(
            f"{where}: the disk is full, so this practice can't be kept. Make room on it; practices"
            " that wait to be sent are safe."
        )
    if isinstance(error, apsw.BusyError):
        return StoreError(
            f"{where}: another program has been writing to it for too long. Restart the kiosk."
        )
    if isinstance(error, (apsw.CantOpenError, apsw.ReadOnlyError, PermissionError)):
        return StoreError(
            f"{where}: practices can't be kept here ({error}). Let the kiosk's user own this folder"
            " and write to it."
        )
    return StoreError(
        f"{where}: practices can't be kept ({error}). The memory card may be failing; have it"
        " replaced."
    )
