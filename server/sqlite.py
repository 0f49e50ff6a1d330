"""SQLite under the server: a write-ahead log, and one writer at a time.

SQLite before 3.51.3 (3.50.7, 3.44.6 on their branches) can lose pages when one connection commits
while another writes the log back into the database (sqlite.org/wal.html, "The WAL-reset bug"). No
two ever do so here: whoever writes takes a **turn** first, across all threads and processes, and
the log is written back by whoever has the turn (and by who closes the last connection, when there
is nobody else). So the log is safe with any build. And a turn that is given back is taken at once,
where SQLite itself would look again every tenth of a second.
"""

import fcntl
import os
import sqlite3
import time
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 15.0
"""How long a writer waits for another; longer means something is stuck."""
LOG_BYTES = 4_000_000
"""What the log grows by until it is written back: a thousand pages, as is SQLite's own custom."""
LOOK = 0.002
"""Seconds between two looks whether another process is through."""

WRITES = "wellheard_writes"
"""The execution option that says whether a transaction writes."""


class Turn:
    """Whose turn it is to write to one database."""

    def __init__(self, database: Path) -> None:
        """
        Args:
            database: its file; the turn is a lock on a file beside it.
        """
        self._file = database.with_name(f"{database.name}-turn")
        self._here = Lock()
        self._open: int | None = None
        self.written_back = 0
        """Bytes in the log when it was last written back; whoever has the turn knows and says."""

    def take(self, seconds: float) -> None:
        """Wait for it.

        Raises:
            sqlite3.OperationalError: nobody gave it back in that time, or the file can't be made.
        """
        until = time.monotonic() + seconds
        if not self._here.acquire(timeout=seconds):
            raise sqlite3.OperationalError("database is locked")
        try:
            if self._open is None:
                self._open = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            mine = _locked(self._open)
            while not mine and time.monotonic() < until:
                time.sleep(LOOK)
                mine = _locked(self._open)
        except OSError as error:
            self._here.release()
            raise sqlite3.OperationalError(f"unable to open {self._file}: {error}") from error
        if not mine:
            self._here.release()
            raise sqlite3.OperationalError("database is locked")

    def give_back(self) -> None:
        """Somebody else's now."""
        if self._open is not None:
            fcntl.flock(self._open, fcntl.LOCK_UN)
        self._here.release()

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            os.close(self._open)
            self._open = None


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Taking(sqlite3.Connection):
    """A connection that gives its turn back when its transaction is over."""

    turn: Turn
    log: Path
    _mine = False

    def begin(self, *, writes: bool) -> None:
        self.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        if writes:
            self.turn.take(BUSY_SECONDS)
            self._mine = True
        try:
            self.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        except sqlite3.Error:
            self._done()
            raise

    def commit(self) -> None:
        super().commit()
        if self._mine:
            self._write_back()
        self._done()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._done()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._done()

    def _write_back(self) -> None:
        """Once the log has grown, and as far as nobody reads what is in it; a reader who stays does
        not have it tried at every commit.
        """
        try:
            size = self.log.stat().st_size
            if size < self.turn.written_back:  # it was begun anew
                self.turn.written_back = 0
            if size - self.turn.written_back >= LOG_BYTES:
                self.turn.written_back = size
                self.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except (OSError, sqlite3.Error):
            return  # what is committed is in the log, and is written back another time

    def _done(self) -> None:
        if self._mine:
            self._mine = False
            self.turn.give_back()


def engine(url: URL, **pool: Any) -> Engine:
    """For one database in a file; what writes says so with `WRITES`.

    Args:
        pool: how many connections there are, as `create_engine` takes it.
    """
    file = Path(str(url.database))
    turn = Turn(file)
    made = create_engine(
        url,
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "factory": _Taking,
        },
        hide_parameters=True,
        **pool,
    )

    @event.listens_for(made, "connect")
    def set_up(connection: _Taking, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we begin ourselves, in the listener below
        connection.turn, connection.log = turn, file.with_name(f"{file.name}-wal")
        try:
            _use_log(connection, turn)
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA journal_size_limit = 0")  # begun anew, the log is cut short
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
        except sqlite3.Error:  # it is no database, say: nobody else would close it
            connection.close()
            raise

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        taking: Any = connection.connection.dbapi_connection
        try:
            taking.begin(writes=writes)
        except sqlite3.OperationalError as error:
            raise OperationalError("BEGIN", None, error) from error

    @event.listens_for(made, "engine_disposed")
    def disposed(_: Engine) -> None:
        turn.close()

    return made


def _use_log(connection: _Taking, turn: Turn) -> None:
    """From now on, if it isn't used already; while nobody writes."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    turn.take(BUSY_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        turn.give_back()
