"""Copies of the database, whole even while somebody writes.

SQLite's own backup makes them, or PostgreSQL's `pg_dump`.
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from device.errors import WellheardError
from server.database import now
from server.settings import Settings


class BackupError(WellheardError, RuntimeError):
    """A copy could not be made."""


def folder(settings: Settings) -> Path:
    """Where copies are kept."""
    return settings.server_folder / "backups"


def copy(settings: Settings, why: str) -> Path:
    """A copy of the database, in a file named for `why` and the present moment.

    Raises:
        BackupError: it could not be made; nothing of it is left.
    """
    url = settings.url
    sqlite = url.get_backend_name() == "sqlite"
    name = f"{why}-{now():%Y%m%dT%H%M%S%fZ}.{'sqlite3' if sqlite else 'dump'}"
    file = folder(settings) / name
    unfinished = file.with_name(f"{name}.unfinished")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.touch(mode=0o600, exist_ok=False)
        _sqlite(url, unfinished) if sqlite else _postgresql(url, unfinished)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(
            f"The backup {file} could not be made: {error}. See that the disk has room and the"
            " folder can be written to."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return file


def _sqlite(url: URL, file: Path) -> None:
    with closing(sqlite3.connect(str(url.database))) as old, closing(sqlite3.connect(file)) as new:
        old.backup(new)


def _postgresql(url: URL, file: Path) -> None:
    plain = url.set(drivername="postgresql", password=None)
    try:
        done = subprocess.run(
            ("pg_dump", "--format=custom", "--no-owner", "--file", file, plain.render_as_string()),
            env={**os.environ, "PGPASSWORD": url.password or ""},
            capture_output=True,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        raise BackupError(
            "A backup of PostgreSQL needs the program pg_dump. Install it:"
            " sudo apt-get install -y postgresql-client"
        ) from error
    if done.returncode:
        raise BackupError(
            f"pg_dump could not copy the database: {done.stderr.strip()}. If it is older than the"
            " database's server, install the pg_dump of the server's version."
        )
