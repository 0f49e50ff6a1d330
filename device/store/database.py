"""The database: how it is opened, what is in it, and whether it is whole."""

import os
from pathlib import Path

import apsw

from device.store.trouble import StoreNewer

PATIENCE = 10_000
"""Milliseconds to wait for another program's transaction."""
PAGE = 4096
"""Bytes; the block of most memory cards' file systems."""
JOURNAL = 1_000_000
"""Bytes that SQLite's journal keeps of the disk between two writes, at most."""
PAGES_WAITING = 100
"""Pages in the journal from which they are carried over: little journal, little to lose."""
LOOKED_THROUGH = 32_000_000
"""Bytes up to which a database is checked with its indexes: under a second on a slow card."""

SCHEMA: tuple[str, ...] = (
    """
    CREATE TABLE attempt (
        sequence INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL,
        checksum INTEGER NOT NULL,
        state TEXT NOT NULL,
        why TEXT NOT NULL,
        answered REAL,
        trainee TEXT,
        erasures INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX attempt_state ON attempt (state, sequence);
    CREATE INDEX attempt_trainee ON attempt (trainee) WHERE trainee IS NOT NULL;
    CREATE TABLE standing (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        sequence INTEGER NOT NULL,
        erasures INTEGER NOT NULL,
        received REAL
    ) STRICT;
    INSERT INTO standing VALUES (1, 0, 0, NULL);
    CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """,
)
"""The steps that lead from an empty file to today's tables. A file's `user_version` says how many
were taken; a step that was ever released is never changed.

`attempt.state` is `waiting`, `acknowledged`, or the answer that set it aside; `answered` is the
server's clock then, in Unix seconds. `checksum` is the CRC-32 of the body in UTF-8: SQLite does not
notice a changed letter in a text.
"""


class Damaged(Exception):
    """The file is not whole; says what was found."""


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite can lose what was written when two connections restart a write-ahead log
    at the same moment: 3.7.0 to 3.51.2, but for 3.50.7 and 3.44.6 and what followed on those.
    """
    major, minor, patch = version
    mended = {50: 7, 44: 6}.get(minor, 3 if minor == 51 else None)
    if (major, minor) >= (3, 52) or (major, minor) < (3, 7):
        return False
    return mended is None or patch < mended


def linked() -> tuple[int, int, int]:
    """The version of SQLite in use."""
    major, minor, patch = (int(part) for part in apsw.sqlite_lib_version().split(".")[:3])
    return major, minor, patch


def journal(version: tuple[int, int, int] | None = None) -> str:
    """The way of writing that is safe with this SQLite: `wal`, or the slower `delete`."""
    return "delete" if has_wal_reset_bug(version or linked()) else "wal"


def connect(file: Path, *, mode: str) -> apsw.Connection:
    """Open a database for reading and writing; it is made where it isn't there.

    Args:
        mode: of the journal, see `journal`.

    Raises:
        Damaged: it is no database any more.
        apsw.Error: it can't be opened.
    """
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    db = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        db.set_busy_timeout(PATIENCE)
        for pragma in (
            f"page_size = {PAGE}",
            f"journal_mode = {mode}",
            # In a rollback journal a commit is its file's deletion, which FULL does not await.
            f"synchronous = {'FULL' if mode == 'wal' else 'EXTRA'}",
            f"journal_size_limit = {JOURNAL}",
            f"wal_autocheckpoint = {PAGES_WAITING}",
            "secure_delete = ON",
            "cell_size_check = ON",
            "trusted_schema = OFF",
        ):
            db.execute(f"PRAGMA {pragma}").fetchall()
    except (apsw.CorruptError, apsw.NotADBError) as error:
        db.close(True)
        raise Damaged(str(error)) from error
    except BaseException:
        db.close(True)
        raise
    return db


def upgrade(db: apsw.Connection, file: Path) -> None:
    """Bring its tables up to date, all steps in one transaction.

    Raises:
        StoreNewer: it is of a newer program.
    """
    with Writing(db):
        there = version(db)
        if there > len(SCHEMA):
            raise StoreNewer(
                f"{file} was written by a newer version of Wellheard. Install that version again,"
                " or a later one; nothing was changed."
            )
        for step in SCHEMA[there:]:
            db.execute(step)
        if there < len(SCHEMA):
            db.execute(f"PRAGMA user_version = {len(SCHEMA)}")


def version(db: apsw.Connection) -> int:
    """How many steps of the schema it has taken."""
    (number,) = db.execute("PRAGMA user_version").fetchall()[0]
    assert isinstance(number, int)
    return number


def is_long(file: Path) -> bool:
    """Whether a database's write-ahead log is so long that SQLite carries it over and begins it
    anew, over what was in it. A page that is cut off in the middle of that looks broken.
    """
    try:
        return Path(f"{file}-wal").stat().st_size >= PAGES_WAITING * PAGE
    except FileNotFoundError:
        return False


def size(db: apsw.Connection) -> int:
    """Bytes in use; inside a transaction, with what it has done so far."""
    pages, free = (
        db.execute(f"PRAGMA {name}").fetchall()[0][0] for name in ("page_count", "freelist_count")
    )
    assert isinstance(pages, int)
    assert isinstance(free, int)
    return (pages - free) * PAGE


def check(db: apsw.Connection, file: Path) -> None:
    """Read it through.

    Raises:
        Damaged: it is not whole; says what was found first.
    """
    # A missing index entry would hide a practice for ever, and only the longer check finds it.
    name = "integrity_check" if file.stat().st_size <= LOOKED_THROUGH else "quick_check"
    try:
        (found,) = db.execute(f"PRAGMA {name}(1)").fetchall()[0]
        if found != "ok":
            raise Damaged(str(found))
        if version(db) == 0:
            raise Damaged("it is empty")
        if not db.execute("SELECT only FROM standing").fetchall():
            raise Damaged("it lacks its own line")
    except (apsw.CorruptError, apsw.NotADBError, apsw.SQLError) as error:
        raise Damaged(str(error)) from error


class Writing:
    """A transaction that writes: whole when the block ends, undone when it raises."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        # Asked for at once: a reader that turns writer gets no patience from SQLite.
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:  # SQLite has ended it by itself after some errors
                self._db.execute("ROLLBACK")
