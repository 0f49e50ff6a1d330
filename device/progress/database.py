"""The progress that is kept, as tables; where the file is damaged, it is put aside and begun anew.

Losing it costs nobody more than a look back, so nothing is salvaged: the kiosk goes on.
"""

from pathlib import Path

import apsw

from device.store import StoreNewer, database
from device.store.database import Damaged, Writing

__all__ = ["ASIDE", "FILE", "Damaged", "Writing", "begin", "delete_aside", "opened"]

FILE = "progress.sqlite"
ASIDE = "damaged.sqlite"
"""What the last damaged file is called; nobody can tell who is in it, so it goes with the next
person who is forgotten."""
_BESIDE = ("", "-wal", "-shm", "-journal")
SCHEMA: tuple[str, ...] = (
    """
    CREATE TABLE person (
        key TEXT PRIMARY KEY,
        shared INTEGER NOT NULL,
        erasures INTEGER NOT NULL,
        used INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE practice (
        number INTEGER PRIMARY KEY,
        key TEXT NOT NULL REFERENCES person (key) ON DELETE CASCADE ON UPDATE CASCADE,
        id TEXT NOT NULL UNIQUE,
        erasures INTEGER NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX practice_key ON practice (key, number);
    CREATE TABLE guesses (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        "left" REAL NOT NULL,
        boot TEXT NOT NULL,
        monotonic REAL NOT NULL
    ) STRICT;
    """,
)
"""`erasures` is the newest erasure that the kiosk knew when the row was made; `used` grows with
each visit of anybody: whoever has been away longest has the lowest."""


def begin(folder: Path) -> tuple[apsw.Connection, Path | None]:
    """Open it, made anew where it isn't there or damaged; gives where a damaged file was put.

    Raises:
        apsw.Error, OSError, StoreNewer: it can't be used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / FILE
    try:
        return opened(file), None
    except Damaged:
        aside = folder / ASIDE
        delete_aside(folder)
        for ending in _BESIDE:
            there = Path(f"{file}{ending}")
            if there.exists():
                there.rename(f"{aside}{ending}")
        return opened(file), aside


def opened(file: Path) -> apsw.Connection:
    """The database, its tables up to date.

    Raises:
        Damaged: it isn't whole.
    """
    db = database.connect(file, mode=database.journal())
    try:
        db.execute("PRAGMA foreign_keys = ON").fetchall()
        _check(db)
        with Writing(db):
            _upgrade(db, file)
        for table in ("person", "practice", "guesses"):
            db.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608 - names of ours
    except (apsw.CorruptError, apsw.NotADBError, apsw.SQLError) as error:
        db.close(True)
        raise Damaged(str(error)) from error
    except BaseException:
        db.close(True)
        raise
    return db


def _check(db: apsw.Connection) -> None:
    (found,) = db.execute("PRAGMA integrity_check(1)").fetchall()[0]
    if found != "ok":
        raise Damaged(str(found))


def _upgrade(db: apsw.Connection, file: Path) -> None:
    there = database.version(db)
    if there > len(SCHEMA):
        raise StoreNewer(
            f"{file} was written by a newer version of Wellheard. Install that version again, or a"
            " later one; nothing was changed."
        )
    for step in SCHEMA[there:]:
        db.execute(step)
    if there < len(SCHEMA):
        db.execute(f"PRAGMA user_version = {len(SCHEMA)}")


def delete_aside(folder: Path) -> None:
    """Delete what was put aside."""
    for ending in _BESIDE:
        Path(f"{folder / ASIDE}{ending}").unlink(missing_ok=True)
