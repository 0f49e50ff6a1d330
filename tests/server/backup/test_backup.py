"""Backups of real databases: made, tried out, put back."""

import gzip
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import URL, create_engine, select

from server import backup, migrations
from server.backup import archive, dump, restore, seal
from server.backup.archive import Contents, Verified
from server.backup.dump import BackupError
from server.cli import ready
from server.database import Database, now
from server.devices import erasures, history
from server.roles import Role
from server.settings import Settings
from server.staff import people
from server.staff.tables import Staff

Change = Callable[..., Settings]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "COST", seal.COSTS[0])


@pytest.fixture
def settings(url: URL, tmp_path: Path) -> Settings:
    address = SecretStr(url.render_as_string(hide_password=False))
    folder = tmp_path / "server"
    folder.mkdir(mode=0o700)
    return Settings(server_folder=folder, database_url=address, host="127.0.0.1")


def changed(settings: Settings, **more: Any) -> Settings:
    return settings.model_copy(update=more)


def add(settings: Settings, name: str) -> None:
    database = Database(settings.url)
    with database.write() as session:
        people.add(session, None, name, Role.EDITOR)
    database.close()


def names(settings: Settings) -> list[str]:
    database = Database(settings.url)
    with database.read() as session:
        found = list(session.scalars(select(Staff.name).order_by(Staff.key)))
    database.close()
    return found


def fill(settings: Settings) -> None:
    add(settings, "Ann")
    for name, content in {
        "blobs/ab/sound": b"\x00sound" * 1000,
        "keys/signing.key": b"secret",
        "tls/server.pem": b"certificate",
        "serving.lock": b"",
        "backups/older.wellheard": b"an older backup",
        "blobs/half.part": b"half done",
    }.items():
        file = settings.server_folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (settings.server_folder / "keys/signing.key").chmod(0o600)


def parts(verified: Verified) -> set[str]:
    return {name for name in verified.contents.parts if name.startswith("folder/")}


@pytest.mark.parametrize("passphrase", [None, "seven brown kettles sing"])
def test_everything_comes_back_and_what_was_there_is_put_aside(
    settings: Settings, passphrase: str | None
) -> None:
    settings = changed(settings, backup_passphrase=SecretStr(passphrase) if passphrase else None)
    fill(settings)
    file, verified = backup.make(settings, "by-hand")
    assert file.stat().st_mode & 0o777 == 0o600
    assert (b"WELLHEARD SEALED" in file.read_bytes()) is (passphrase is not None)
    assert parts(verified) == {
        "folder/blobs/ab/sound",
        "folder/keys/signing.key",
        "folder/tls/server.pem",
    }
    assert verified.step == migrations.head()

    add(settings, "Bob")
    (settings.server_folder / "blobs/ab/sound").write_bytes(b"changed")
    (settings.server_folder / "keys/signing.key").unlink()
    with pytest.raises(BackupError, match="There is a database already"):
        backup.put_back(settings, file)
    assert names(settings) == ["Ann", "Bob"]

    did = backup.put_back(settings, file, force=True)
    assert names(settings) == ["Ann"]
    assert (settings.server_folder / "blobs/ab/sound").read_bytes() == b"\x00sound" * 1000
    key = settings.server_folder / "keys/signing.key"
    assert (key.read_bytes(), key.stat().st_mode & 0o777) == (b"secret", 0o600)
    assert "every checksum right" in " ".join(did)
    (aside,) = settings.server_folder.glob("replaced-*")
    assert (aside / "blobs/ab/sound").read_bytes() == b"changed"
    left = {entry.name for entry in settings.server_folder.iterdir()}
    assert not {name for name in left if name.startswith(("scratch-", "restoring-"))}
    if settings.url.get_backend_name() == "sqlite":
        assert sqlite3.connect(aside / "server.sqlite3").execute(
            "SELECT count(*) FROM staff"
        ).fetchone() == (2,)
    else:
        (before,) = archive.folder(settings).glob("before-restore-*")
        backup.put_back(settings, before, force=True)
        assert names(settings) == ["Ann", "Bob"]


def test_a_backup_is_whole_while_others_write(settings: Settings) -> None:
    fill(settings)
    database = Database(settings.url)
    with database.read() as reading:
        reading.scalars(select(Staff)).all()
        _, verified = backup.make(settings, "by-hand")
    database.close()
    assert verified.how in ("opened and looked through", "restored into a scratch database")


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_scratch_database_that_a_power_cut_left_goes_with_the_next_backup(
    settings: Settings,
) -> None:
    fill(settings)
    name = dump.scratch_name(settings.url)
    engine = create_engine(settings.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        _, verified = backup.make(settings, "by-hand")
        left = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
    engine.dispose()
    assert verified.how == "restored into a scratch database"
    assert name not in left


def test_it_goes_onto_an_empty_machine_without_force(
    settings: Settings, empty_url: URL, tmp_path: Path
) -> None:
    fill(settings)
    file, _ = backup.make(settings, "by-hand")
    other = tmp_path / "other"
    other.mkdir()
    (fresh := other / "server").mkdir()
    url = URL.create("sqlite", database=str(other / "elsewhere.sqlite3"))
    if settings.url.get_backend_name() != "sqlite":
        url = empty_url
    address = SecretStr(url.render_as_string(hide_password=False))
    there = Settings(server_folder=fresh, database_url=address, host="127.0.0.1")
    backup.put_back(there, file)
    assert names(there) == ["Ann"]
    assert (fresh / "blobs/ab/sound").exists()
    assert not list(fresh.glob("replaced-*"))


def test_a_restore_that_was_cut_short_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes after each single renaming, and the next start finishes."""
    fill(settings)
    file, _ = backup.make(settings, "by-hand")
    add(settings, "Bob")
    real = Path.rename
    for allowed in range(5):
        left = allowed

        def rename(self: Path, target: Path) -> Path:
            nonlocal left
            if left == 0 and "restoring-" in str(self):
                raise KeyboardInterrupt
            left -= 1
            return real(self, target)

        monkeypatch.setattr(Path, "rename", rename)
        try:
            backup.put_back(settings, file, force=True)
        except KeyboardInterrupt:
            assert restore.unfinished(settings)
        monkeypatch.setattr(Path, "rename", real)
        restore.finish(settings)
        assert not restore.unfinished(settings)
        assert names(settings) == ["Ann"]
        assert (settings.server_folder / "keys/signing.key").read_bytes() == b"secret"


def test_a_restore_that_was_cut_short_at_its_very_end_is_no_trouble_at_the_next_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(settings)
    file, _ = backup.make(settings, "by-hand")

    real = shutil.rmtree

    def cut(place: Path | str, **more: Any) -> None:
        if (Path(place) / "plan.json").exists():
            (Path(place) / "plan.json").unlink()
            raise KeyboardInterrupt
        real(place, **more)

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", cut)
        with pytest.raises(KeyboardInterrupt):
            backup.put_back(settings, file, force=True)
    ready.make_folder(settings)
    assert not half_done(settings)
    assert names(settings) == ["Ann"]


def half_done(settings: Settings) -> list[str]:
    """Names of what a power cut may leave."""
    return [
        file.name
        for file in settings.server_folder.parent.rglob("*")
        if any(word in file.name for word in ("scratch-", "restoring-", ".unfinished"))
    ]


def cut_short(settings: Settings) -> None:
    """What is left of a backup, of its trial and of a restore, by a power cut."""
    top = settings.server_folder
    for left in (
        top / "scratch-a1/database.sqlite3",
        archive.folder(settings) / "nightly-1.sealed.wellheard.unfinished",
        top / "backups-by-timer/by-hand-1.wellheard.unfinished",
    ):
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_bytes(b"everything")
    if settings.url.get_backend_name() == "sqlite":
        own = Path(str(settings.url.database))
        own.with_name(f"{own.name}.restoring-1").write_bytes(b"everything")


def test_what_a_power_cut_left_half_done_is_swept_away_by_the_next_backup_and_the_next_start(
    settings: Settings,
) -> None:
    fill(settings)
    cut_short(settings)
    backup.make(settings, "by-hand")
    assert not half_done(settings)
    cut_short(settings)
    ready.make_folder(settings)
    assert not half_done(settings)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_others_are_at_is_not_swept_away(settings: Settings) -> None:
    fill(settings)
    with archive.scratch(settings) as place:
        (place / "database.sqlite3").touch()
        cut_short(settings)
        before = half_done(settings)
        backup.make(settings, "by-hand")
        ready.make_folder(settings)
        assert half_done(settings) == before
        assert (place / "database.sqlite3").exists()
    ready.make_folder(settings)
    assert not half_done(settings)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_database_that_waits_for_the_rest_of_its_restore_is_not_swept_away(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(settings)
    file, _ = backup.make(settings, "by-hand")
    add(settings, "Bob")
    with monkeypatch.context() as patched:
        patched.setattr(restore, "_put_aside", None)
        with pytest.raises(TypeError):
            backup.put_back(settings, file, force=True)
    backup.make(settings, "by-hand")
    restore.finish(settings)
    assert names(settings) == ["Ann"]


def test_nothing_is_restored_while_the_server_runs(settings: Settings) -> None:
    fill(settings)
    file, _ = backup.make(settings, "by-hand")
    with (
        restore.serving(settings, alone=False),
        restore.serving(settings, alone=False),
        pytest.raises(BackupError, match="The server is running"),
    ):
        backup.put_back(settings, file, force=True)
    if settings.url.get_backend_name() == "postgresql":
        database = Database(settings.url)
        with database.read() as session:
            session.scalars(select(Staff)).all()
            with pytest.raises(BackupError, match="Something else uses the database"):
                backup.put_back(settings, file, force=True)
        database.close()
    assert names(settings) == ["Ann"]


def test_a_sealed_backup_needs_its_passphrase(settings: Settings) -> None:
    own = changed(settings, backup_passphrase=SecretStr("seven brown kettles sing"))
    fill(settings)
    file, _ = backup.make(own, "by-hand")
    with pytest.raises(BackupError, match=r"is sealed. Give its passphrase"):
        backup.put_back(settings, file, force=True)
    wrong = changed(settings, backup_passphrase=SecretStr("seven brown kettles sang"))
    with pytest.raises(BackupError, match="does not open"):
        backup.put_back(wrong, file, force=True)
    assert names(settings) == ["Ann"]


def forged(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a backup with other parts."""
    with tarfile.open(file, "r:gz") as tar:
        held = {
            member.name: opened.read()
            for member in tar
            if (opened := tar.extractfile(member)) is not None
        }
    change(held)
    made = file.with_name("forged.wellheard")
    with tarfile.open(made, "w:gz") as tar:
        for name, content in held.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))
    return made


def listed(held: dict[str, bytes], **more: Any) -> None:
    """Change the manifest."""
    held["manifest.json"] = json.dumps(json.loads(held["manifest.json"]) | more).encode()


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda held: held.update({"folder/tls/server.pem": b"mine"}), "server.pem is missing or"),
        (lambda held: held.pop("folder/tls/server.pem"), "server.pem is missing or changed"),
        (lambda held: held.update({"folder/more": b""}), "more is missing or changed"),
        (lambda held: held.pop("manifest.json"), "no manifest"),
        (lambda held: listed(held, format=2), "newer version"),
        (lambda held: held.update({"folder/../../evil": b""}), "which none of ours has"),
        (lambda held: held.update({"/etc/evil": b""}), "which none of ours has"),
        (lambda held: held.update({"evil": b""}), "which none of ours has"),
        (
            lambda held: [held.pop(name) for name in list(held) if name.startswith("database")],
            "missing or changed",
        ),
    ],
)
def test_a_backup_that_was_changed_is_refused_and_nothing_is_touched(
    settings: Settings, change: Callable[[dict[str, bytes]], None], why: str
) -> None:
    fill(settings)
    file, _ = backup.make(settings, "by-hand")
    before = sorted(settings.server_folder.rglob("*"))
    with pytest.raises(BackupError, match=why):
        backup.put_back(settings, forged(file, change), force=True)
    assert names(settings) == ["Ann"]
    after = sorted(settings.server_folder.rglob("*"))
    assert set(after) - set(before) == {file.with_name("forged.wellheard")}


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("kept", [0, 10, 0.5, -1])
def test_a_backup_that_was_cut_off_is_refused(settings: Settings, kept: float) -> None:
    fill(settings)
    file, _ = backup.make(settings, "by-hand")
    content = file.read_bytes()
    file.write_bytes(content[: int(kept * len(content)) if kept == 0.5 else int(kept)])
    with pytest.raises(BackupError, match=r"no whole backup|no manifest"):
        backup.put_back(settings, file, force=True)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_that_is_something_else_is_told_in_our_own_words(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "README.md"
    file.write_text("# Wellheard")
    with pytest.raises(
        BackupError, match=r"README\.md is not a file that `wellheard server backup`"
    ):
        backup.put_back(settings, file, force=True)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_link_in_a_backup_is_refused(settings: Settings) -> None:
    made = settings.server_folder / "forged.wellheard"
    with tarfile.open(made, "w:gz") as tar:
        about = tarfile.TarInfo("folder/link")
        about.type, about.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(about)
    with pytest.raises(BackupError, match="which is no file"):
        backup.put_back(settings, made, force=True)


def test_a_backup_of_a_newer_version_is_refused(settings: Settings) -> None:
    fill(settings)
    database = Database(settings.url)
    with database.connect(writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    file, verified = backup.make(settings, "by-hand")
    assert verified.step == "9999"
    with database.connect(writes=True) as connection:
        connection.exec_driver_sql(
            f"UPDATE alembic_version SET version_num = '{migrations.head()}'"
        )
    database.close()
    with pytest.raises(BackupError, match="newer version of Wellheard"):
        backup.put_back(settings, file, force=True)
    assert names(settings) == ["Ann"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_other_kind_of_database_is_refused(settings: Settings) -> None:
    fill(settings)
    file, _ = backup.make(settings, "by-hand")
    other = SecretStr("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(BackupError):
        backup.put_back(changed(settings, database_url=other), file, force=True)
    contents = Contents.model_validate_json(
        gzip.decompress(file.read_bytes()).rpartition(b'{"format"')[1]
        + gzip.decompress(file.read_bytes()).rpartition(b'{"format"')[2].rstrip(b"\0")
    )
    assert contents.database == "sqlite"
    assert "holds a database of SQLite" in archive.other_kind(file.name, contents)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_damaged_database_makes_no_backup(settings: Settings) -> None:
    fill(settings)
    file = Path(str(settings.url.database))
    content = bytearray(file.read_bytes())
    content[5000:9000] = os.urandom(4000)
    file.write_bytes(content)
    with pytest.raises(BackupError, match=r"not sound|could not be copied"):
        backup.make(settings, "by-hand")
    assert not list(archive.folder(settings).glob("by-hand*"))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_backup_that_finds_no_room_leaves_nothing_behind(settings: Settings) -> None:
    fill(settings)
    place = settings.server_folder.parent / "away"
    with pytest.raises(BackupError, match="could not be made"):
        backup.make(settings, "by-hand", to=place / "b.wellheard")
    with pytest.raises(BackupError, match="is there already"):
        existing = settings.server_folder.parent / "b.wellheard"
        existing.touch()
        backup.make(settings, "by-hand", to=existing)
    assert not list(settings.server_folder.glob("scratch-*"))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_only_the_newest_nightly_backups_are_kept(settings: Settings) -> None:
    kept = changed(settings, backup_keep=2)
    folder = archive.folder(settings)
    folder.mkdir()
    for name in (
        "nightly-2021",
        "nightly-2022.sealed",
        "nightly-2023",
        "by-hand-0",
        "before-upgrade-0",
    ):
        (folder / f"{name}.wellheard").touch()
    assert [file.name for file in archive.prune(kept)] == ["nightly-2021.wellheard"]
    assert len(list(folder.iterdir())) == 4


@pytest.mark.parametrize("kind", ["sqlite"])
def test_backups_dated_in_the_future_go_before_the_one_that_was_just_made(
    settings: Settings,
) -> None:
    folder = archive.folder(settings)
    folder.mkdir()
    names = ("nightly-2025", "nightly-2098", "nightly-2099", f"nightly-{now():%Y%m%dT%H%M%S}")
    for name in names:
        (folder / f"{name}.wellheard").touch()
    archive.prune(changed(settings, backup_keep=3))
    assert {file.stem for file in folder.iterdir()} == set(names) - {"nightly-2098"}
    archive.prune(changed(settings, backup_keep=1))
    assert {file.stem for file in folder.iterdir()} == {names[-1]}


NIGHTS = ("nightly-20260101", "nightly-20260102")
PASSING = (
    "backups/before-upgrade-20260101.wellheard",
    "backups/before-upgrade-20260102.wellheard",
    "backups/before-restore-20260101.wellheard",
    "backups/by-hand-20260101.wellheard",
    "backups-by-timer/by-hand-20260101.wellheard",
    "replaced-20260101/server.sqlite3",
)


def dated(settings: Settings, days: int, *files: str) -> None:
    """Files that were written so many days ago, with their folders of the same day."""
    at = now().timestamp() - days * 86400
    for name in files:
        file = settings.server_folder / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
        os.utime(file, (at, at))
        os.utime(file.parent, (at, at))


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("days", "night_before", "gone"),
    [(33, 1, True), (29, 1, False), (33, 50, False), (99, 50, True), (-400, 1, False)],
)
def test_copies_that_were_made_by_themselves_go_after_a_month_and_those_by_hand_stay(
    settings: Settings, days: int, night_before: int, gone: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "server.backup")
    dated(settings, days, *PASSING)
    dated(settings, night_before, f"backups/{NIGHTS[0]}.wellheard")
    dated(settings, 0, f"backups/{NIGHTS[1]}.wellheard")
    deleted = {str(one.relative_to(settings.server_folder)) for one in archive.prune(settings)}
    left = {name for name in PASSING if (settings.server_folder / name).exists()}
    assert left == ({PASSING[1], PASSING[3]} if gone else set(PASSING))
    assert deleted == {name.removesuffix("/server.sqlite3") for name in set(PASSING) - left}
    assert len(caplog.records) == len(deleted)
    assert not half_done(settings)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_month_of_a_copy_dated_in_the_future_begins_when_that_is_seen(
    settings: Settings,
) -> None:
    dated(settings, -400, *PASSING)
    for night in NIGHTS:
        dated(settings, 0, f"backups/{night}.wellheard")
    archive.prune(settings)
    aside = settings.server_folder / "replaced-20260101"
    assert abs(aside.stat().st_mtime - now().timestamp()) < 60


@pytest.mark.parametrize("kind", ["postgresql"])
def test_without_the_right_to_make_databases_the_backup_is_read_to_its_end(
    settings: Settings,
) -> None:
    fill(settings)
    database = Database(settings.url)
    name = settings.url.database
    with database.connect(writes=True) as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS small")
        connection.exec_driver_sql("CREATE ROLE small LOGIN NOCREATEDB IN ROLE pg_read_all_data")
        connection.exec_driver_sql(f'GRANT CONNECT ON DATABASE "{name}" TO small')
    database.close()
    url = settings.url.set(username="small").render_as_string(hide_password=False)
    _, verified = backup.make(changed(settings, database_url=SecretStr(url)), "by-hand")
    assert verified.how.startswith("read from end to end")
    assert verified.step == migrations.head()


def test_a_restored_database_begins_a_new_history_and_gives_no_erasure_s_number_twice(
    settings: Settings,
) -> None:
    fill(settings)

    def erased(trainee: str) -> int:
        database = Database(settings.url)
        with database.write() as session:
            number = erasures.add(session, trainee * 64, trainee * 64)
        database.close()
        return number

    def present() -> str:
        database = Database(settings.url)
        history.begin(database)
        with database.read() as session:
            found = history.present(session)
        database.close()
        return found

    before = present()
    assert present() == before
    file, _ = backup.make(settings, "by-hand")
    lost = [erased("a"), erased("b")]
    backup.put_back(settings, file, force=True)
    assert present() != before
    assert erased("c") > max(lost)
