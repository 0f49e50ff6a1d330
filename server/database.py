"""The database: SQLite in one file, or PostgreSQL; the rest of the server need not know which.

A **reading** transaction can't write, on either. A **writing** one takes SQLite's write lock when
it begins (`BEGIN IMMEDIATE`), so that it waits its turn and never fails halfway.

SQLite before 3.51.3 (3.50.7, 3.44.6 on their branches) can lose pages when two connections reset
the write-ahead log at one moment, so there the rollback journal is used.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

BUSY_SECONDS = 15.0
"""How long a writer waits for another on SQLite; longer means something is stuck."""
POOL = 10
"""Connections kept to PostgreSQL by each process; its default limit is 100 for all."""
OVERFLOW = 30
"""Connections more when busy: one for each of the 40 threads that serve."""
POOL_SECONDS = 10.0
"""How long a request waits for a connection."""
STATEMENT_MILLISECONDS = 30_000
"""How long PostgreSQL works on one statement before it gives up."""

WRITES = "wellheard_writes"

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""So that a migration can name what it changes, on both databases."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; naive ones are refused, aware ones come back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite keeps it without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone. Use database.now().")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, whatever the session's zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """What every table's class derives from."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment}  # noqa: RUF012 - SQLAlchemy's own way


def now() -> datetime:
    """The present moment, as it is stored."""
    return datetime.now(UTC)


def safe_log(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite's write-ahead log is free of the reset bug."""
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


class Database:
    """The one database of this process; safe to share between threads."""

    def __init__(self, url: URL) -> None:
        self.sqlite = url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.sqlite else _postgresql(url)
        reading = {} if self.sqlite else {"postgresql_readonly": True}  # told as it begins
        self._reading = self.engine.execution_options(**{WRITES: False, **reading})
        self._writing = self.engine.execution_options(**{WRITES: True})
        self.turn: AbstractContextManager[object] = Lock() if self.sqlite else nullcontext()
        """Taken by whoever works through much, one after another. SQLite has one writer, and with
        a rollback journal no reader beside it; whoever finds it taken there looks again after up to
        a tenth of a second, and may find it taken anew."""

    @property
    def about(self) -> str:
        """What it is, for the log."""
        if not self.sqlite:
            return "PostgreSQL"
        journal = "write-ahead log" if safe_log() else "rollback journal"
        return f"SQLite {sqlite3.sqlite_version}, {journal}"

    def session(self, *, writes: bool) -> Session:
        """A session that the caller commits and closes; begins with its first statement."""
        return Session(self._writing if writes else self._reading, expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One reading transaction."""
        with self.session(writes=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One writing transaction: committed at the end, undone by any error."""
        with self.session(writes=True) as session, session.begin():
            yield session

    @contextmanager
    def connect(self, *, writes: bool) -> Iterator[Connection]:
        """One transaction without objects, for migrations and bulk work."""
        with (self._writing if writes else self._reading).begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=POOL_SECONDS,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we begin ourselves, in the listener below
        try:
            connection.execute(f"PRAGMA journal_mode = {'WAL' if safe_log() else 'TRUNCATE'}")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
        except sqlite3.Error:  # it is no database, say: nobody else would close it
            connection.close()
            raise

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        connect_args={
            "connect_timeout": int(POOL_SECONDS),
            "options": f"-c statement_timeout={STATEMENT_MILLISECONDS} -c timezone=UTC",
        },
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
    )


READS = frozenset({"GET", "HEAD", "OPTIONS"})


def _of_request(request: Request) -> Iterator[Session]:
    database: Database = request.app.state.database
    with database.session(writes=request.method not in READS) as session, session.begin():
        yield session


Db = Annotated[Session, Depends(_of_request, scope="function")]
"""A route's session: it reads in a GET and may write in anything else; it is committed before the
answer goes out, and undone by any error. The transaction begins with the first statement: do slow
work before it, for on SQLite one writes at a time.

Only for routes that give a whole `Response`. What gives a model, as the API's do, is written out by
another thread before the commit: when all threads wait for this very transaction, none is left for
that. Such a route asks for `Whole`, and is through with its transaction when it returns."""


def _whole(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


Whole = Annotated[Database, Depends(_whole)]
"""The database itself, for a route that needs several short transactions of its own."""
