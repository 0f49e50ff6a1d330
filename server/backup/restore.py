"""Putting a backup back: all of it or nothing.

Everything is taken apart and tried beside what is there. A database of PostgreSQL is then replaced
in one transaction. Files are replaced by renaming: the list of what is to be renamed is on the disk
before the first one is, so that a restore that was cut short goes on at the next start (`finish`).
What was there before is put aside, and deleted after 30 days (`archive.PASSING`).
"""

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from server import migrations
from server.backup import archive, dump
from server.backup.archive import REPLACED, RESTORING, Contents
from server.backup.dump import BackupError
from server.database import now
from server.settings import Settings

LOCK = "serving.lock"
PLAN = "plan.json"
BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps of one database."""


@contextmanager
def serving(settings: Settings, *, alone: bool) -> Iterator[None]:
    """Hold the server's folder: together with other servers, or alone, to restore.

    Raises:
        BackupError: somebody else holds it in a way that does not go with this.
    """
    file = settings.server_folder / LOCK
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupError(
                "The server is running. Stop it first: sudo systemctl stop wellheard-server, or"
                " Ctrl-C where it was started."
                if alone
                else "A backup is being restored at this moment. Start the server when it is done."
            ) from error
        yield
    finally:
        os.close(descriptor)


def put_back(settings: Settings, file: Path, *, force: bool = False) -> list[str]:
    """Put a backup back; gives what was done, a sentence each.

    Raises:
        BackupError: it was not done, and nothing was changed.
    """
    with serving(settings, alone=True):
        did = finish(settings)
        there = _occupied(settings.url)
        if there and not force:
            raise BackupError(
                f"There is a database already ({there}). Nothing was changed. To put the backup in"
                " its place, say it again with --force; what is there now is put aside"
                + (" on the disk." if dump.is_sqlite(settings.url) else " in a backup of its own.")
            )
        with archive.scratch(settings) as place:
            contents = archive.extract(settings, file, place)
            _check(settings, file, place, contents)
            (settings.server_folder / archive.UPGRADING).unlink(missing_ok=True)
            did.append(
                f"Read {file.name}, made on {contents.made_at:%Y-%m-%d %H:%M} UTC by Wellheard"
                f" {contents.made_by}: {len(contents.parts)} files, every checksum right."
            )
            if dump.is_sqlite(settings.url):
                dump.forget_history(place / dump.NAMES[True])
                _plan(settings, place, settings.url)
            else:
                did += _postgresql(settings, place, there)
                _plan(settings, place, None)
        return did + finish(settings)


def _check(settings: Settings, file: Path, place: Path, contents: Contents) -> None:
    sqlite = contents.database == "sqlite"
    if sqlite != dump.is_sqlite(settings.url):
        raise BackupError(archive.other_kind(file.name, contents))
    step, _ = dump.check(settings.url, place / dump.NAMES[sqlite])
    if not migrations.known(step):
        raise BackupError(
            f"{file.name} comes from a newer version of Wellheard (step {step}; this one knows up"
            f" to {migrations.head()}). Install Wellheard {contents.made_by} or newer first."
        )


def _occupied(url: URL) -> str:
    """What there is already, in words; "" for nothing."""
    if dump.is_sqlite(url):
        file = Path(str(url.database))
        if not file.exists() or not file.stat().st_size:
            return ""
        try:
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
                count = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.Error:
            return f"{file}, which is broken"
        return f"{file}" if count else ""
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            others = connection.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            )
            if others:
                raise BackupError(
                    f"Something else uses the database {url.database} ({others} connections). Stop"
                    " every server that works on it, then try again."
                )
            tables = inspect(connection).get_table_names()
        return f"{url.database} on PostgreSQL, {len(tables)} tables" if tables else ""
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise BackupError(
            f"The database {url.database} can't be reached: {reason}. Start PostgreSQL, then try"
            " again."
        ) from error
    finally:
        engine.dispose()


def _postgresql(settings: Settings, place: Path, there: str) -> list[str]:
    did = []
    if there:
        aside, _ = archive.make(settings, archive.BEFORE_RESTORE, whole=False)
        did.append(f"What the database held before is in {aside}.")
    script = dump.script_of(place / dump.NAMES[False])
    dump.apply(settings.url, script, then=dump.FORGETTING_POSTGRESQL)
    did.append(f"Replaced the tables of {settings.url.database} in one transaction.")
    return did


def _plan(settings: Settings, place: Path, url: URL | None) -> None:
    """Write down what is to be renamed; from here on it is done, at the next start if not now."""
    stamp = f"{now():%Y%m%dT%H%M%S%fZ}"
    staged = settings.server_folder / f"{RESTORING}{stamp}"
    (place / archive.FOLDER).mkdir(exist_ok=True)
    plan: dict[str, str] = {}
    if url is not None:
        target = Path(str(url.database)).resolve()
        beside = target.with_name(f"{target.name}.{RESTORING}{stamp}")
        shutil.move(place / dump.NAMES[True], beside)
        with beside.open("rb") as moved:
            os.fsync(moved.fileno())
        plan = {"from": str(beside), "to": str(target)}
    with (place / PLAN).open("w", encoding="utf-8") as out:
        json.dump(plan, out)
        out.flush()
        os.fsync(out.fileno())
    shutil.move(place, staged)
    archive.settle(settings.server_folder)
    place.mkdir()  # whoever made the scratch folder takes it away


def unfinished(settings: Settings) -> bool:
    """Whether a restore was cut short after it had been planned."""
    return any(settings.server_folder.glob(f"{RESTORING}*"))


def finish(settings: Settings) -> list[str]:
    """Do the renaming that is planned, from wherever it was cut short; gives what was done."""
    did = []
    for staged in sorted(settings.server_folder.glob(f"{RESTORING}*")):
        aside = settings.server_folder / staged.name.replace(RESTORING, REPLACED)
        aside.mkdir(mode=0o700, exist_ok=True)
        names = []
        for entry in sorted((staged / archive.FOLDER).iterdir()):
            target = settings.server_folder / entry.name
            _put_aside(target, aside)
            entry.rename(target)
            names.append(entry.name)
        plan = json.loads((staged / PLAN).read_text(encoding="utf-8"))
        if plan and Path(plan["from"]).exists():
            target = Path(plan["to"])
            for ending in BESIDE:
                _put_aside(target.with_name(target.name + ending), aside)
            Path(plan["from"]).rename(target)
            names.append(target.name)
        archive.discard(settings, staged)
        did.append(f"Put in place: {', '.join(names) or 'nothing more'}.")
        if any(aside.iterdir()):
            did.append(
                f"What was there before is in {aside} for {archive.PASSING.days} days; delete it"
                " before then if all is well."
            )
        else:
            aside.rmdir()
    return did


def _put_aside(file: Path, aside: Path) -> None:
    if file.exists():
        shutil.move(file, aside / file.name)
