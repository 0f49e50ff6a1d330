"""`wellheard server check`: everything, a sentence each, and what to do where it is wrong."""

import hashlib
import re
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from device.errors import WellheardError
from server import certificate, migrations, tls
from server.backup import archive, dump, restore
from server.database import Database, now
from server.operation import health, night
from server.operation.tables import Run
from server.settings import Settings

HASH = re.compile(r"[0-9a-f]{64}")
"""A file with such a name holds what has this SHA-256."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    what: str
    good: bool
    told: str
    fix: str = ""
    """What to do; "" where there is nothing to do."""


def look(settings: Settings) -> list[Check]:
    """Look at everything; nothing is changed."""
    database = Database(settings.url)
    try:
        return [
            *_database(settings, database),
            _content(settings),
            _secrets(settings),
            _plain(settings) if settings.plain_http else _certificate(settings),
            _disk(settings),
            *_backups(settings, database),
            *_half_done(settings),
        ]
    finally:
        database.close()


def _database(settings: Settings, database: Database) -> Iterator[Check]:
    file = Path(str(settings.url.database))
    if database.sqlite and not file.exists():
        yield Check("Database", False, f"there is none at {file}.", "Run: wellheard server init")
        return
    try:
        step = migrations.present(database)
        wrong = _sqlite_faults(file) if database.sqlite else _postgresql_faults(database)
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Check(
            "Database",
            False,
            f"it can’t be used: {reason}.",
            "See that it runs and may be read; if it is broken, put a backup back:"
            " wellheard server restore FILE --force",
        )
        return
    if wrong:
        yield Check(
            "Database",
            False,
            f"it is damaged: {wrong[0]}.",
            "Stop the server and put the newest backup back: wellheard server restore FILE --force",
        )
    else:
        yield Check("Database", True, f"{database.about}, sound.")
    if step == migrations.head():
        yield Check("Migrations", True, f"at step {step}, the newest.")
    elif migrations.known(step):
        told = f"at step {step or 'none'}; this version needs {migrations.head()}."
        yield Check("Migrations", False, told, "Run: wellheard server upgrade")
    else:
        yield Check(
            "Migrations",
            False,
            f"at step {step}, which comes from a newer version of Wellheard.",
            "Install that version again, or put an older backup back.",
        )


def _sqlite_faults(file: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return dump.faults(connection)


def _postgresql_faults(database: Database) -> list[str]:
    """Tables that are missing, indexes that are not valid; PostgreSQL looks after its pages."""
    with database.connect(writes=False) as connection:
        there = set(inspect(connection).get_table_names())
        missing = set(migrations.metadata().metadata.tables) - there
        invalid = connection.execute(
            text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        ).scalars()
        behind = migrations.present(database) != migrations.head()
        return [
            *(() if behind else (f"the table {name} is missing" for name in sorted(missing))),
            *(f"the index {name} is not valid" for name in invalid),
        ]


def _content(settings: Settings) -> Check:
    """Files that are named by their own hash: sound, mostly. What else is named by a hash, such as
    lines by their words and voice, is none of them.
    """
    count, broken = 0, []
    blobs = settings.server_folder / "blobs"
    try:
        for file in archive.files(settings):
            if HASH.fullmatch(file.stem) and blobs in file.parents:
                count += 1
                if _hash(file) != file.stem:
                    broken.append(file)
    except OSError as error:
        return Check(
            "Sound",
            False,
            f"{error.filename} can’t be read: {error.strerror}.",
            "See that the server’s account may read its folder.",
        )
    if broken:
        return Check(
            "Sound",
            False,
            f"{len(broken)} of {count} files are damaged, {broken[0]} first.",
            "Put them back from a backup, or record or render those lines again.",
        )
    return Check("Sound", True, f"{count} files, each with the right checksum.")


def _hash(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def _secrets(settings: Settings) -> Check:
    """Keys can be read, and by nobody else."""
    keys = [file for file in archive.files(settings) if file.suffix == ".key"]
    if settings.certificate_key is not None:
        keys.append(settings.certificate_key)
    for file in keys:
        try:
            serialization.load_pem_private_key(file.read_bytes(), None)
        except (OSError, ValueError, TypeError) as error:
            told = f"{file} can’t be used: {error}."
            return Check("Keys", False, told, "Put it back from a backup.")
        if stat.S_IMODE(file.stat().st_mode) & stat.S_IRWXO:
            told = f"everybody on this machine may read {file}."
            return Check("Keys", False, told, f"Run: chmod 600 {file}")
    if stat.S_IMODE(settings.server_folder.stat().st_mode) & OTHERS:
        return Check(
            "Keys",
            False,
            f"others on this machine may look into {settings.server_folder}.",
            f"Run: chmod 700 {settings.server_folder}",
        )
    return Check("Keys", True, f"{len(keys)} files, readable by the server alone.")


def _plain(settings: Settings) -> Check:
    where = "on this machine only" if settings.loopback else "behind what does TLS in front"
    if settings.plain_http_anywhere:
        return Check(
            "Certificate",
            False,
            "there is no TLS: passwords can be overheard.",
            "Take plain_http and plain_http_anywhere out of the settings.",
        )
    return Check("Certificate", True, f"none is needed: plain HTTP, {where}.")


def _certificate(settings: Settings) -> Check:
    """The file, and what is shown at this moment, if the server runs."""
    ours = settings.server_folder / "tls"
    file, key = settings.certificate, settings.certificate_key
    if file is None or key is None:
        file, key = ours / "server.pem", ours / "server.key"
        if not file.exists():
            return Check("Certificate", True, "none yet; one is made at the next start.")
    try:
        certificate.given(file, key)
        ends = tls.ends(file)
    except (OSError, ValueError) as error:
        return Check("Certificate", False, str(error), "Put it back from a backup, or get another.")
    shown = tls.served(settings)
    if shown is not None and shown != x509.load_pem_x509_certificates(file.read_bytes())[0]:
        until = f"{shown.not_valid_after_utc:%Y-%m-%d}"
        return Check(
            "Certificate",
            False,
            f"the server still shows another one than {file} holds, good until {until}.",
            "It takes up the new one within two minutes. If it does not, restart it.",
        )
    left = ends - now()
    told = f"good until {ends:%Y-%m-%d}, {left.days} days."
    if left > tls.ENDS_SOON:
        return Check("Certificate", True, told)
    fix = (
        "See that the disk has room, and restart the server: it makes a new one."
        if settings.certificate is None
        else f"Get a new one from whoever made it, and put it in {file} with its key. The server"
        " takes it up by itself."
    )
    ended = "it has ended" if left <= timedelta() else "it ends soon"
    return Check("Certificate", False, f"{ended}: {told}", fix)


def _disk(settings: Settings) -> Check:
    room = health.free(settings.server_folder)
    if room is None:
        return Check(
            "Disk",
            False,
            f"{settings.server_folder} is not there.",
            "See that the disk is plugged in, or set WELLHEARD_SERVER_FOLDER.",
        )
    told = f"{room / 1e9:,.1f} GB are free for {settings.server_folder}."
    fix = "Make room: delete old backups, or move them to another disk (backup_folder)."
    return Check("Disk", room >= health.LITTLE, told, "" if room >= health.LITTLE else fix)


def _backups(settings: Settings, database: Database) -> Iterator[Check]:
    make = "Run: wellheard server backup"
    run = None
    with suppress(SQLAlchemyError), database.read() as session:
        run = session.get(Run, night.BACKUP)
    told = night.stale(run, settings)
    newest = _newest(settings)
    if newest is None and run is not None and run.done_at is not None:
        yield Check(
            "Backup",
            False,
            f"there is none in {archive.folder(settings)}, though one was made on"
            f" {run.done_at:%Y-%m-%d}.",
            f"See that the disk with that folder is plugged in. {make}",
        )
    elif newest is None:
        fresh = not told
        words = f"there is none in {archive.folder(settings)}"
        if fresh and settings.backup_nightly:
            words += " yet; the first is made tonight, if the server runs"
            make = "To have one now, run: wellheard server backup"
        yield Check("Backup", fresh and settings.backup_nightly, f"{words}.", make)
    else:
        try:
            verified = archive.verify(settings, newest)
        except (WellheardError, OSError) as error:
            yield Check("Backup", False, str(error), make)
        else:
            made = f"{verified.contents.made_at:%Y-%m-%d %H:%M} UTC"
            if told:
                yield Check("Backup", False, f"{newest.name} of {made}. {told[0]}", make)
            else:
                yield Check("Backup", True, f"{newest.name} of {made}, {verified.how}.")
    if not database.sqlite:
        missing = [name for name in ("pg_dump", "pg_restore", "psql") if not shutil.which(name)]
        if missing:
            yield Check(
                "Programs",
                False,
                f"{', '.join(missing)} not found; backups need them.",
                "Run: sudo apt-get install -y postgresql-client",
            )


def _newest(settings: Settings) -> Path | None:
    try:
        return archive.newest(settings)
    except OSError:  # its disk is gone
        return None


def _half_done(settings: Settings) -> Iterator[Check]:
    if restore.unfinished(settings):
        yield Check(
            "Restore",
            False,
            "a restore was cut short.",
            "Start the server, or say wellheard server init: it goes on by itself.",
        )
