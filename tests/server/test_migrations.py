import threading

import pytest
from sqlalchemy import URL, inspect

from server import migrations
from server.database import Database
from server.migrations import SchemaError


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
