"""A server whose newer version was undone goes on with the database from before."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import URL, select, text

from server import backup, migrations
from server.cli import stepback
from server.cli.ready import ServerError
from server.database import Database
from server.roles import Role
from server.settings import Settings
from server.staff import people
from server.staff.tables import Staff


@pytest.fixture
def settings(url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    folder = tmp_path / "server"
    folder.mkdir(mode=0o700)
    address = SecretStr(url.render_as_string(hide_password=False))
    made = Settings(server_folder=folder, database_url=address, host="127.0.0.1")
    monkeypatch.setattr(stepback, "load", lambda: made)
    return made


def add(settings: Settings, name: str) -> None:
    database = Database(settings.url)
    with database.write() as session:
        people.add(session, None, name, Role.EDITOR)
    database.close()


def changed_by_a_newer_version(settings: Settings) -> None:
    database = Database(settings.url)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'of_tomorrow'"))
    assert not migrations.known(migrations.present(database))
    database.close()


def names(settings: Settings) -> list[str]:
    database = Database(settings.url)
    assert migrations.known(migrations.present(database))
    with database.read() as session:
        found = list(session.scalars(select(Staff.name).order_by(Staff.key)))
    database.close()
    return found


def test_a_database_of_a_newer_version_is_put_back(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    add(settings, "Ann")
    backup.make(settings, "before-upgrade", whole=False)
    add(settings, "Bob")
    changed_by_a_newer_version(settings)
    backup.make(settings, "by-hand", whole=False)
    stepback.step_back()
    assert names(settings) == ["Ann"]
    add(settings, "Cat")
    capsys.readouterr()
    stepback.step_back()
    assert "fits this version" in capsys.readouterr().out
    assert names(settings) == ["Ann", "Cat"]


def test_without_a_copy_it_says_what_to_do_and_changes_nothing(settings: Settings) -> None:
    changed_by_a_newer_version(settings)
    with pytest.raises(ServerError, match="Install the newer version again"):
        stepback.step_back()
