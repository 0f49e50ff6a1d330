"""The database: SQLite in one file, or PostgreSQL; the rest of the server need not know which.

A **reading** transaction can't write, on either. A **writing** one waits for its turn on SQLite
when it begins (`server.sqlite`), and never fails halfway.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, MetaData, create_engine
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from server import sqlite

POOL_SECONDS = 10.0
"""How long a request waits for a connection."""
POOL = {"pool_size": 10, "max_overflow": 30, "pool_timeout": POOL_SECONDS}
"""Connections kept by each process, and more when busy: one for each of the 40 threads that serve.
PostgreSQL's default limit is 100 for all."""
STATEMENT_MILLISECONDS = 30_000
"""How long PostgreSQL works on one statement before it gives up."""

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


class Database:
    """The one database of this process; safe to share between threads."""

    def __init__(self, url: URL) -> None:
        self.sqlite = url.get_backend_name() == "sqlite"
        self.engine = sqlite.engine(url, **POOL) if self.sqlite else _postgresql(url)
        reading = {} if self.sqlite else {"postgresql_readonly": True}  # told as it begins
        self._reading = self.engine.execution_options(**{sqlite.WRITES: False, **reading})
        self._writing = self.engine.execution_options(**{sqlite.WRITES: True})

    @property
    def about(self) -> str:
        """What it is, for the log."""
        if not self.sqlite:
            return "PostgreSQL"
        return f"SQLite {sqlite3.sqlite_version}"

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


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        connect_args={
            "connect_timeout": int(POOL_SECONDS),
            # What the server asks is short: to compile it first takes longer than to answer it.
            "options": f"-c statement_timeout={STATEMENT_MILLISECONDS} -c timezone=UTC -c jit=off",
        },
        pool_pre_ping=True,
        hide_parameters=True,
        **POOL,
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
