"""`wellheard server backup`, `restore` and `check`, and each thing that `check` finds."""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import URL, update
from typer.testing import CliRunner, Result

from device.errors import WellheardError
from server import certificate
from server.backup import archive, seal
from server.cli import app
from server.database import Database, now
from server.operation import checks, health, night
from server.operation.tables import Run
from server.settings import Settings


@pytest.fixture
def settings(url: URL, tmp_path: Path) -> Settings:
    folder = tmp_path / "server"
    folder.mkdir(mode=0o700)
    address = SecretStr(url.render_as_string(hide_password=False))
    return Settings(server_folder=folder, database_url=address, host="127.0.0.1", plain_http=True)


def look(settings: Settings) -> dict[str, checks.Check]:
    return {one.what: one for one in checks.look(settings)}


def wrong(settings: Settings) -> dict[str, str]:
    """What is wrong, and what it says; each with something to do."""
    found = [one for one in checks.look(settings) if not one.good]
    assert all(one.fix for one in found)
    return {one.what: one.told for one in found}


def test_a_sound_server_has_nothing_wrong(settings: Settings) -> None:
    archive.make(settings, "by-hand")
    assert wrong(settings) == {}
    found = look(settings)
    assert {"Database", "Migrations", "Sound", "Keys", "Certificate", "Disk", "Backup"} <= set(
        found
    )
    assert "by-hand" in found["Backup"].told


def test_before_the_first_night_the_first_backup_is_announced(settings: Settings) -> None:
    assert look(settings)["Backup"].good
    assert "the first is made tonight" in look(settings)["Backup"].told
    without = settings.model_copy(update={"backup_nightly": False})
    assert "Backup" in wrong(without)


def test_a_sound_file_that_changed_is_found(settings: Settings) -> None:
    name = hashlib.sha256(b"a line").hexdigest()
    file = settings.server_folder / "blobs" / name[:2] / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a line")
    assert look(settings)["Sound"].told.startswith("1 files, each with the right checksum")
    other = settings.server_folder / "voice" / name[:2] / f"{name}.flac"  # named by its words
    other.parent.mkdir(parents=True)
    other.write_bytes(b"how a line sounds")
    assert "Sound" not in wrong(settings)
    file.write_bytes(b"a life")
    assert "1 of 1 files are damaged" in wrong(settings)["Sound"]


def test_an_older_and_a_newer_step_are_told(settings: Settings) -> None:
    database = Database(settings.url)
    for step, told in (("0001", "at step 0001; this version needs"), ("9999", "newer version")):
        with database.connect(writes=True) as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{step}'")
        assert told in wrong(settings)["Migrations"]
    database.close()


def test_what_is_missing_in_the_database_is_told(settings: Settings) -> None:
    database = Database(settings.url)
    with database.connect(writes=True) as connection:
        connection.exec_driver_sql("DROP TABLE log_entry")
    database.close()
    if settings.url.get_backend_name() == "postgresql":
        assert "the table log_entry is missing" in wrong(settings)["Database"]
    else:
        file = Path(str(settings.url.database))
        content = bytearray(file.read_bytes())
        content[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
        file.write_bytes(content)
        assert "Database" in wrong(settings)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_keys_that_others_may_read_and_broken_ones_are_told(settings: Settings) -> None:
    certificate.own(settings.server_folder / "tls")
    assert "Keys" not in wrong(settings)
    key = settings.server_folder / "tls" / "server.key"
    key.chmod(0o644)
    assert "everybody on this machine may read" in wrong(settings)["Keys"]
    key.chmod(0o600)
    settings.server_folder.chmod(0o755)
    assert "others on this machine may look into" in wrong(settings)["Keys"]
    settings.server_folder.chmod(0o700)
    key.write_bytes(b"no key")
    assert "can’t be used" in wrong(settings)["Keys"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_certificate_s_end_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    own = settings.model_copy(update={"plain_http": False})
    certificate.own(settings.server_folder / "tls")
    assert "Certificate" not in wrong(own)
    for days, told in ((certificate.LIFE.days - 10, "it ends soon"), (400, "it has ended")):
        later = now() + timedelta(days=days)
        monkeypatch.setattr(checks, "now", lambda later=later: later)
        assert told in wrong(own)["Certificate"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_too_little_room_stale_backups_and_a_restore_cut_short_are_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _ = archive.make(settings, "by-hand")
    night.note(settings, night.BACKUP, "made")
    database = Database(settings.url)
    with database.write() as session:
        session.execute(update(Run).values(done_at=now() - timedelta(days=8)))
    database.close()
    (settings.server_folder / f"{archive.RESTORING}1").mkdir()
    monkeypatch.setattr(health, "free", lambda folder: 1000)
    found = wrong(settings)
    assert "8 days old" in found["Backup"]
    assert "0.0 GB are free" in found["Disk"]
    assert "cut short" in found["Restore"]
    file.write_bytes(file.read_bytes()[:-50])
    assert "no whole backup" in wrong(settings)["Backup"]


@pytest.fixture
def say(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command line, with these settings."""
    monkeypatch.setenv("WELLHEARD_DATABASE_URL", settings.url.render_as_string(hide_password=False))
    monkeypatch.setenv("WELLHEARD_SERVER_FOLDER", str(settings.server_folder))
    return lambda *words: CliRunner().invoke(app, words)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_backup_elsewhere_does_not_hide_that_the_backups_own_disk_is_gone(
    settings: Settings,
    tmp_path: Path,
    say: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = tmp_path / "file" / "backups"
    gone.parent.touch()  # nothing can be made below it
    settings = settings.model_copy(update={"backup_folder": gone})
    monkeypatch.setenv("WELLHEARD_BACKUP_FOLDER", str(gone))
    night.note(settings, night.BACKUP, "made")
    database = Database(settings.url)
    with database.write() as session:
        session.execute(update(Run).values(done_at=now() - timedelta(days=4)))
    (tmp_path / "second").mkdir()
    made = say("backup", "--to", str(tmp_path / "second"))
    assert made.exit_code == 0, made.output
    with database.read() as session:
        run = session.get(Run, night.BACKUP)
    assert "4 days old" in night.stale(run, settings)[0]
    with database.write() as session:
        session.execute(update(Run).values(done_at=now()))
    database.close()
    assert f"there is none in {gone}, though one was made" in wrong(settings)["Backup"]
    assert "plugged in" in look(settings)["Backup"].fix


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_in_the_backups_own_folder_counts_wherever_it_was_said_to_go(
    settings: Settings, say: Callable[..., Result]
) -> None:
    archive.folder(settings).mkdir()
    assert say("backup", "--to", str(archive.folder(settings))).exit_code == 0
    database = Database(settings.url)
    with database.read() as session:
        assert session.get(Run, night.BACKUP) is not None
    database.close()


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("there", "makes_one"),
    [
        ({}, True),
        ({"backups/nightly-1.wellheard": -1}, False),
        ({"backups/nightly-1.sealed.wellheard": -35}, False),
        ({"second/by-hand-1.wellheard": -1}, False),
        ({"backups/nightly-1.wellheard": -37}, True),
        ({"backups/nightly-1.wellheard": 9000}, True),
        ({"backups/nightly-1.wellheard": 9000, "second/by-hand-1.wellheard": -1}, False),
        ({"backups/nightly-1.wellheard.unfinished": -1}, True),
        ({"backups/before-upgrade-1.wellheard": -1}, True),
    ],
)
def test_the_second_net_makes_a_backup_unless_there_is_one_of_the_last_days(
    settings: Settings,
    tmp_path: Path,
    say: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
    there: dict[str, int],
    makes_one: bool,
) -> None:
    """Wherever the settings' folder is."""
    monkeypatch.setenv("WELLHEARD_BACKUP_FOLDER", str(tmp_path / "backups"))
    (tmp_path / "backups").mkdir()
    (tmp_path / "second").mkdir()
    for name, hours in there.items():
        (tmp_path / name).touch()
        at = now().timestamp() + hours * 3600
        os.utime(tmp_path / name, (at, at))
    done = say("backup", "--json", "--if-older", "36", "--to", str(tmp_path / "second"))
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["made"] is makes_one
    assert len([*tmp_path.glob("second/*-*T*.wellheard")]) == makes_one


def test_backup_check_and_restore_from_the_command_line(
    settings: Settings, say: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "COST", seal.COSTS[0])
    assert say("user", "add", "Ann", "--role", "admin").exit_code == 0
    secret = settings.server_folder / "passphrase"
    secret.write_text("seven brown kettles sing\n")
    made = say("backup", "--json", "--passphrase-file", str(secret))
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout)
    assert told["sealed"] is True
    checked = say("check", "--json")
    assert isinstance(checked.exception, WellheardError), "it is sealed, and may not be opened"
    assert {one["what"] for one in json.loads(checked.stdout)["checks"] if not one["good"]} == {
        "Backup"
    }
    monkeypatch.setenv("WELLHEARD_BACKUP_PASSPHRASE", "seven brown kettles sing")
    assert say("check", "--json").exit_code == 0

    assert say("user", "add", "Bob").exit_code == 0
    refused = say("restore", told["file"])
    assert "There is a database already" in str(refused.exception)
    done = say("restore", told["file"], "--force")
    assert done.exit_code == 0, done.output
    assert "every checksum right" in done.stdout
    assert "There is: Ann." in str(say("user", "reset", "Bob").exception)
    monkeypatch.delenv("WELLHEARD_BACKUP_PASSPHRASE")
    sealed = say("restore", told["file"], "--force")
    assert isinstance(sealed.exception, WellheardError)
    assert "is sealed. Give its passphrase" in str(sealed.exception)
