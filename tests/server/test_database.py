import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import URL, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from server.database import Database, now
from server.staff.tables import LogEntry, StaffSession, Tries


@pytest.fixture
def opened(url: URL) -> Database:
    return Database(url)


def test_a_reading_transaction_can_not_write(opened: Database) -> None:
    with opened.read() as session:
        session.add(Tries(key="x"))
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            session.flush()
    with opened.write() as session:
        session.add(Tries(key="x"))
    opened.close()


def test_a_reference_to_nobody_is_refused(opened: Database) -> None:
    with pytest.raises(IntegrityError), opened.write() as session:
        session.add(StaffSession(hash="x", staff_id=99))
    opened.close()


def test_an_error_undoes_the_whole_transaction(opened: Database) -> None:
    with pytest.raises(ZeroDivisionError), opened.write() as session:
        session.add(Tries(key="x"))
        session.flush()
        _ = 1 / 0
    with opened.read() as session:
        assert session.scalars(select(Tries)).all() == []
    opened.close()


def test_moments_come_back_in_utc_and_naive_ones_are_refused(opened: Database) -> None:
    at = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with opened.write() as session:
        session.add(LogEntry(at=at, who="x", did="y", what="z"))
    with opened.read() as session:
        found = session.scalars(select(LogEntry.at)).one()
    assert found == at
    assert found.tzinfo is UTC
    with pytest.raises(StatementError, match="no time zone"), opened.write() as session:
        session.add(LogEntry(at=datetime(2026, 1, 1), who="x", did="y", what="z"))
    opened.close()


def test_writers_wait_for_each_other_and_lose_nothing(opened: Database) -> None:
    with opened.write() as session:
        session.add(Tries(key="x", count=0))

    def add() -> None:
        for _ in range(10):
            with opened.write() as session:
                tries = session.get_one(Tries, "x", with_for_update=True)
                tries.count += 1

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened.read() as session:
        assert session.get_one(Tries, "x").count == 60
    opened.close()


def test_a_page_is_read_while_somebody_writes(opened: Database) -> None:
    began = time.monotonic()
    with opened.write() as writer:
        writer.add(Tries(key="x"))
        writer.flush()
        with opened.read() as reader:
            assert reader.scalars(select(Tries)).all() == []
    assert time.monotonic() - began < 10, "the reader waited for the writer"
    opened.close()


def test_the_present_moment_has_a_zone() -> None:
    assert now().tzinfo is UTC
