import threading
import uuid

import pytest
from sqlalchemy import URL, inspect, select

from server import migrations
from server.database import Database
from server.migrations import SchemaError
from server.results.tables import AttemptErased


@pytest.fixture
def empty(empty_url: URL) -> Database:
    return Database(empty_url)


def test_the_steps_lead_to_exactly_what_the_rooms_declare(empty: Database) -> None:
    migrations.upgrade(empty)
    assert migrations.differences(empty) == []
    empty.close()


def test_every_step_goes_down_and_up_again(empty: Database) -> None:
    migrations.upgrade(empty)
    tables = set(inspect(empty.engine).get_table_names())
    migrations.downgrade(empty, "base")
    assert set(inspect(empty.engine).get_table_names()) == {"alembic_version"}
    migrations.upgrade(empty)
    assert set(inspect(empty.engine).get_table_names()) == tables
    assert migrations.present(empty) == migrations.head()
    empty.close()


def test_a_version_that_knows_no_practices_too_old_takes_them_for_new_ones(
    empty: Database,
) -> None:
    """It would have kiosks erase them."""
    migrations.upgrade(empty)
    erased, aged = uuid.uuid4(), uuid.uuid4()
    with empty.write() as session:
        session.add_all(AttemptErased(id=one, aged=one == aged) for one in (erased, aged))
    migrations.downgrade(empty, "0009")
    migrations.upgrade(empty)
    with empty.read() as session:
        assert [(row.id, row.aged) for row in session.scalars(select(AttemptErased))] == [
            (erased, False)
        ]
    empty.close()


def test_several_processes_that_start_at_once_make_one_database(
    empty: Database, empty_url: URL
) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        database = Database(empty_url)
        try:
            migrations.upgrade(database)
        except BaseException as error:
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert migrations.present(empty) == migrations.head()
    empty.close()


def test_a_database_of_a_newer_version_is_left_alone_and_told(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.connect(writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match="newer version of Wellheard"):
        migrations.upgrade(empty)
    empty.close()
