"""SQLite's one writer: across threads and processes, and the log that only it writes back."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from sqlalchemy.exc import OperationalError

from server import sqlite
from server.backup import dump
from server.database import Database

ROOT = Path(__file__).resolve().parents[2]
ADD = "UPDATE counted SET n = ?"
OTHER = """
import sys
from sqlalchemy import URL
from server.database import Database
database = Database(URL.create("sqlite", database=sys.argv[1]))
with database.connect(writes=True) as connection:
    print("mine", flush=True)
    {then}
"""


@pytest.fixture
def url(tmp_path: Path) -> URL:
    return URL.create("sqlite", database=str(tmp_path / "server.sqlite3"))


@pytest.fixture
def database(url: URL) -> Iterator[Database]:
    made = Database(url)
    with made.connect(writes=True) as connection:
        connection.exec_driver_sql("CREATE TABLE counted (n INTEGER, filler BLOB)")
        connection.exec_driver_sql("INSERT INTO counted VALUES (0, NULL)")
    yield made
    made.close()


def count_up(database: Database, times: int) -> None:
    """Read, then write what was read and one more: lost where two do it at one moment."""
    for _ in range(times):
        with database.connect(writes=True) as connection:
            n = connection.exec_driver_sql("SELECT n FROM counted").scalar_one()
            connection.exec_driver_sql(ADD, (n + 1,))


def other(url: URL, then: str) -> "subprocess.Popen[str]":
    """Another process that writes: has begun when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER.format(then=then), str(url.database)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "mine\n"
    return process


def test_it_keeps_what_it_has_said_it_keeps(database: Database) -> None:
    with database.connect(writes=False) as connection:

        def told(pragma: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()

        assert told("journal_mode") == "wal"
        assert told("synchronous") == 2
        assert told("foreign_keys") == 1
        assert told("wal_autocheckpoint") == 0, "nobody writes the log back without a turn"


def test_threads_and_processes_write_one_after_another(url: URL, database: Database) -> None:
    work = (
        "pass\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from tests.server.test_sqlite import count_up\n"
        "with ThreadPoolExecutor(3) as pool:\n"
        "    list(pool.map(lambda _: count_up(database, 60), range(3)))\n"
    )
    beside = [other(url, work) for _ in range(2)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: count_up(database, 60), range(3)))
    for process in beside:
        process.communicate(timeout=60)
        assert process.returncode == 0
    with database.connect(writes=False) as connection:
        assert connection.exec_driver_sql("SELECT n FROM counted").scalar_one() == 9 * 60


def test_who_reads_waits_for_no_writer_and_sees_what_was_there(database: Database) -> None:
    with database.connect(writes=True) as writer:
        writer.exec_driver_sql(ADD, (5,))
        began = time.monotonic()
        with database.connect(writes=False) as reader:
            assert reader.exec_driver_sql("SELECT n FROM counted").scalar_one() == 0
        assert time.monotonic() - began < 5


def test_a_turn_that_is_not_given_back_is_told_as_busy_and_the_next_goes_on(
    url: URL, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.3)
    process = other(url, "input()")
    for _ in range(2):
        with (
            pytest.raises(OperationalError, match="database is locked"),
            database.connect(writes=True),
        ):
            raise AssertionError("it is not ours")
    process.communicate("\n")
    count_up(database, 1)


def test_within_a_process_too(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.3)
    with database.connect(writes=True):
        met: list[Exception] = []

        def write() -> None:
            try:
                count_up(database, 1)
            except OperationalError as error:
                met.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert len(met) == 1
    count_up(database, 1)


def test_who_is_killed_in_mid_write_leaves_nothing_and_holds_nobody_up(
    url: URL, database: Database
) -> None:
    process = other(
        url, 'connection.exec_driver_sql("UPDATE counted SET n = 99"); sys.stdin.readline()'
    )
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    count_up(database, 1)
    with database.connect(writes=False) as connection:
        assert connection.exec_driver_sql("SELECT n FROM counted").scalar_one() == 1


def test_an_error_in_mid_write_undoes_it_and_gives_the_turn_back(database: Database) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), database.connect(writes=True) as connection:
            connection.exec_driver_sql(ADD, (7,))
            raise ZeroDivisionError
    count_up(database, 1)
    with database.connect(writes=False) as connection:
        assert connection.exec_driver_sql("SELECT n FROM counted").scalar_one() == 1


def test_the_log_is_written_back_and_begun_anew(url: URL, database: Database) -> None:
    log = Path(f"{url.database}-wal")
    for _ in range(60):
        with database.connect(writes=True) as connection:
            connection.exec_driver_sql("UPDATE counted SET filler = ?", (os.urandom(500_000),))
    assert 0 < log.stat().st_size < 3 * sqlite.LOG_BYTES
    count_up(database, 1)
    asked: list[str] = []
    with database.connect(writes=True) as connection:
        watched: Any = connection.connection.dbapi_connection
        watched.set_trace_callback(asked.append)
    count_up(database, 20)  # with the same connection, for it is the only one
    assert [text for text in asked if "UPDATE" in text]
    assert not [text for text in asked if "wal_checkpoint" in text], "what is small is left alone"
    database.close()
    with closing(sqlite3.connect(str(url.database))) as connection:
        assert dump.faults(connection) == []


def test_a_database_of_before_is_taken_up_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("PRAGMA journal_mode = TRUNCATE")
        old.execute("CREATE TABLE counted (n INTEGER)")
        old.execute("INSERT INTO counted VALUES (41)")
    database = Database(URL.create("sqlite", database=str(file)))
    count_up(database, 1)
    with database.connect(writes=False) as connection:
        assert connection.exec_driver_sql("SELECT n FROM counted").scalar_one() == 42
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    database.close()
