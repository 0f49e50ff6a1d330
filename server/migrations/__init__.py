"""The database's shape, step by step (Alembic).

One file a step in `versions/`, in one line: `NNNN_<room>_<what>.py`, whose `revision` is its number
and whose `down_revision` is the number before. Two rooms that add a step at once renumber: the
later commit takes the next number. A step is never changed once it has been released.

Every step goes up and down on both databases. SQLite can't change a column in place: use
`op.batch_alter_table`, which makes the table anew there. Add your tables' module to `TABLES`.
"""

import importlib
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from device.errors import WellheardError
from server import sqlite
from server.database import Database, Table

TABLES = (
    "server.operation.tables",
    "server.staff.tables",
    "server.centre.tables",
    "server.content.tables",
    "server.jobs.tables",
    "server.sound.tables",
    "server.devices.tables",
    "server.results.tables",
)
"""Every module that declares tables."""
LOCK = 0x57454C4C
"""The number of PostgreSQL's advisory lock that whoever migrates holds ("WELL")."""


class SchemaError(WellheardError, RuntimeError):
    """The database is not of a shape that this version can work with."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def metadata() -> type[Table]:
    """All tables of all rooms, declared."""
    for module in TABLES:
        importlib.import_module(module)
    return Table


def head() -> str:
    """The step this version of the program is made for."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None
    return found


def present(database: Database) -> str | None:
    """The step the database is at; None if it is empty."""
    with database.connect(writes=False) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known(step: str | None) -> bool:
    """Whether this version of the program knows the step."""
    scripts = ScriptDirectory.from_config(_config())
    return step is None or step in {script.revision for script in scripts.walk_revisions()}


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the database up to date; several processes may ask at once, one of them does it.

    Raises:
        SchemaError: the database was made by a newer version.
    """
    step = present(database)
    if not known(step):
        raise SchemaError(
            f"The database was made by a newer version of Wellheard (step {step}; this one knows up"
            f" to {head()}). Install that version again, or restore an older backup."
        )
    if step != head() or to != "head":
        _run(database, lambda config: command.upgrade(config, to))


def downgrade(database: Database, to: str) -> None:
    """Take the database back to a step; `base` empties it."""
    _run(database, lambda config: command.downgrade(config, to))


def _run(database: Database, work: Callable[[Config], None]) -> None:
    with database.engine.connect() as plain:
        connection = plain.execution_options(**{sqlite.WRITES: True})
        if database.sqlite:
            # Making a table anew drops the old one, which would take what refers to it along. It
            # can't be switched off within a transaction.
            _foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                if database.sqlite:
                    work(_config(connection))
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    if broken:
                        raise SchemaError(
                            f"The step would break {len(broken)} references, so it was undone."
                            " Restore a backup, and tell whoever wrote it."
                        )
                else:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                    work(_config(connection))
        finally:
            if database.sqlite:
                _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, state: str) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute(f"PRAGMA foreign_keys = {state}")


def differences(database: Database) -> list[object]:
    """How the database differs from what the rooms declare; nothing, if the steps are right."""
    with database.connect(writes=False) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, metadata().metadata))
