"""Copies of the database, whole even while somebody writes, and whether a copy is sound.

SQLite's own backup makes them, or PostgreSQL's `pg_dump`.
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from device.errors import WellheardError

SECONDS = 3600
"""How long PostgreSQL's programs may work; a centre's database takes seconds."""
NAMES = {True: "database.sqlite3", False: "database.dump"}
"""By whether it is SQLite's."""


class BackupError(WellheardError, RuntimeError):
    """A backup could not be made, read or put back."""


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file of SQLite's."""
    return url.get_backend_name() == "sqlite"


def copy(url: URL, to: Path) -> None:
    """Copy the database into a new file.

    Raises:
        BackupError: it could not be done; the file may be there in part.
    """
    if is_sqlite(url):
        try:
            _copy_sqlite(Path(str(url.database)), to)
        except sqlite3.Error as error:
            raise BackupError(
                f"The database {url.database} could not be copied: {error}. See that the disk has"
                " room; `wellheard server check` tells whether the database itself is sound."
            ) from error
        return
    where, environment = _access(url)
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--file",
        str(to),
        where,
        environment=environment,
    )


def _copy_sqlite(source: Path, to: Path) -> None:
    if not source.exists():
        raise BackupError(f"There is no database at {source} yet. Start the server once.")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(to)) as new:
        old.backup(new)


def check(url: URL, copied: Path) -> tuple[str | None, str]:
    """Restore a copy in a scratch place and look at it: its step, and how it was looked at.

    Raises:
        BackupError: it is not sound.
    """
    return _check_sqlite(copied) if is_sqlite(url) else _check_postgresql(url, copied)


def faults(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong in a database; nothing, if it is sound."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    broken = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
    return [*found, *(f"a row of {row[0]} refers to nothing in {row[2]}" for row in broken)]


def _check_sqlite(copied: Path) -> tuple[str | None, str]:
    try:
        with closing(sqlite3.connect(f"file:{copied}?mode=ro", uri=True)) as connection:
            wrong = faults(connection)
            if wrong:
                raise BackupError(f"The copy of the database is not sound: {wrong[0]}.")
            step = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None, "opened and looked through"
        raise BackupError(f"The copy of the database can't be opened: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The copy of the database is not sound: {error}.") from error
    return (str(step[0]) if step else None), "opened and looked through"


def _check_postgresql(url: URL, copied: Path) -> tuple[str | None, str]:
    script = script_of(copied)
    name = scratch_name(url)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            try:
                # one at a time; and what a power cut left of the last one goes
                connection.exec_driver_sql(f"SELECT pg_advisory_lock(hashtext('{name}'))")
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
            except SQLAlchemyError:
                return _step_in(
                    script
                ), "read from end to end (no right to make a scratch database)"
            try:
                scratch = url.set(database=name)
                apply(scratch, script)
                return _step(scratch), "restored into a scratch database"
            finally:
                connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    except SQLAlchemyError as error:
        raise BackupError(f"The backup could not be tried out: {_reason(error)}.") from error
    finally:
        engine.dispose()
        script.unlink(missing_ok=True)


def scratch_name(url: URL) -> str:
    """The database beside it that its copies are tried in."""
    return f"wellheard_scratch_{sha256(str(url.database).encode()).hexdigest()[:12]}"


def _step(url: URL) -> str | None:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
            return str(found[0]) if found else None
    finally:
        engine.dispose()


def _step_in(script: Path) -> str | None:
    """The step as it stands in a script of SQL."""
    with script.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("COPY public.alembic_version "):
                return next(lines).strip() or None
    return None


def script_of(copied: Path) -> Path:
    """A copy of PostgreSQL's as a script of SQL beside it, read from end to end."""
    script = copied.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", "--file", str(script), str(copied))
    return script


EMPTY = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', one.tablename);
  END LOOP;
END $$;
"""


FORGOTTEN = 1_000_000
"""Numbers of erasures that are passed over after a restore: those given since the backup was made
are known to kiosks, and must not come again for somebody else."""
LEAP = 1_000_000
"""Numbers of changes, and versions of the list of scenarios, that are passed over after a restore:
kiosks may know those given since the backup was made. As in `server.content.sequence`."""
_FORGETTING_SQLITE = (
    "DELETE FROM device_history",
    f"UPDATE content_sequence SET last = last + {LEAP}, floor = last + {LEAP}",  # noqa: S608 - ours
    f"UPDATE device_feed SET version = version + {LEAP}",  # noqa: S608 - ours
    "INSERT INTO sqlite_sequence (name, seq) SELECT 'device_erasure', 0"
    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'device_erasure')",
    f"UPDATE sqlite_sequence SET seq = seq + {FORGOTTEN} WHERE name = 'device_erasure'",  # noqa: S608 - ours
)
FORGETTING_POSTGRESQL = """
DO $$ DECLARE numbers text; BEGIN
  IF to_regclass('public.device_history') IS NOT NULL THEN
    DELETE FROM public.device_history;
    UPDATE public.content_sequence SET last = last + LEAP, floor = last + LEAP;
    UPDATE public.device_feed SET version = version + LEAP;
    numbers := pg_get_serial_sequence('public.device_erasure', 'number');
    PERFORM setval(numbers, nextval(numbers) + FORGOTTEN);
  END IF;
END $$;
""".replace("FORGOTTEN", str(FORGOTTEN)).replace("LEAP", str(LEAP))


def forget_history(copied: Path) -> None:
    """Let a copy of SQLite's begin a new history, for what came after it is lost: kiosks then send
    again what they have and ask for the whole list of scenarios, and no number is given twice.
    """
    with closing(sqlite3.connect(copied)) as connection, connection:
        looked = "SELECT 1 FROM sqlite_master WHERE name = 'device_history'"
        if connection.execute(looked).fetchone() is not None:
            for statement in _FORGETTING_SQLITE:
                connection.execute(statement)


def apply(url: URL, script: Path, then: str = "") -> None:
    """Replace all tables by those of a script, in one transaction: all of it or nothing.

    Args:
        then: SQL that belongs to it.
    """
    where, environment = _access(url)
    _run(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set",
        "ON_ERROR_STOP=1",
        "--output",
        os.devnull,
        "--command",
        EMPTY,
        "--file",
        str(script),
        *(("--command", then) if then else ()),
        where,
        environment=environment,
    )


def _access(url: URL) -> tuple[str, dict[str, str]]:
    """An address for PostgreSQL's programs, and the password where nobody can read it."""
    plain = url.set(drivername="postgresql", password=None)
    return plain.render_as_string(), {"PGPASSWORD": str(url.password or "")}


def _run(program: str, *arguments: str, environment: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(
            (program, *arguments),
            env={**os.environ, **(environment or {})},
            capture_output=True,
            check=False,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"A backup of PostgreSQL needs the program {program}. Install it:"
            " sudo apt-get install -y postgresql-client"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise BackupError(
            f"{program} did not end within {SECONDS // 60} minutes. Look at the database’s server."
        ) from error
    if done.returncode:
        told = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise BackupError(
            f"{program} could not do it: {told[:500]}. If it is older than the database’s server,"
            " install the postgresql-client of the server’s version."
        )


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
