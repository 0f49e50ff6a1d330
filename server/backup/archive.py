"""The one file of a backup: made, read, verified."""

import fcntl
import gzip
import hashlib
import io
import json
import logging
import os
import shutil
import stat
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from pydantic import BaseModel, ValidationError

import device
from server.backup import dump, seal
from server.backup.dump import BackupError
from server.database import now
from server.settings import Settings

LOG = logging.getLogger("server.backup")
FORMAT = 1
ENDING = ".wellheard"
NIGHTLY = "nightly"
BEFORE_UPGRADE, BEFORE_RESTORE = "before-upgrade", "before-restore"
"""Why a backup was made of the database alone; its file's name begins so."""
BY_TIMER = "backups-by-timer"
"""In the server's folder, where `wellheard-backup.timer` puts its own."""
UPGRADING = "upgrading"
"""A file in the server's folder, from when the database is copied before a step until it fits."""
PASSING = timedelta(days=30)
"""How long is kept what was copied or put aside by itself, beside the nights' backups."""
MANIFEST = "manifest.json"
FOLDER = "folder"
LEVEL = 6
"""gzip's; sound and keys hardly shrink, a database to a fifth."""
SCRATCH = "scratch-"
"""Folders with this beginning hold something half done; they are no part of a backup."""
RESTORING, REPLACED = "restoring-", "replaced-"
"""What a restore is about to put in place, and what was there before."""
LEFT_OUT = (
    "addresses.json",
    "backups",
    "erasures.jsonl",
    "serving.lock",
    REPLACED,
    RESTORING,
    SCRATCH,
    UPGRADING,
)
"""Beginnings of names in the server's folder that are no part of a backup. What was erased is none,
so that a restore can't take it back."""
UNFINISHED = (".unfinished", ".new", ".part", ".tmp")
BLOCK = 1024 * 1024
GZIP = b"\x1f\x8b"
"""What every backup begins with, once it is unsealed."""
FOREIGN = "{name} is not a file that `wellheard server backup` made. Name one that it did."


class Part(BaseModel):
    """One file in the backup."""

    size: int
    sha256: str


class Contents(BaseModel):
    """The manifest: what is in a backup."""

    format: int
    made_at: datetime
    made_by: str
    """The version of Wellheard."""
    why: str
    """`nightly`, `by-hand`, `before-upgrade`."""
    database: str
    """`sqlite` or `postgresql`."""
    parts: dict[str, Part]


@dataclass(frozen=True)
class Verified:
    """A backup that was read to its end and whose database was tried."""

    contents: Contents
    step: str | None
    """The database's step."""
    how: str
    """How the database was tried."""


def folder(settings: Settings) -> Path:
    """Where backups are kept."""
    return settings.backup_folder or settings.server_folder / "backups"


def make(
    settings: Settings, why: str, *, whole: bool = True, to: Path | None = None
) -> tuple[Path, Verified]:
    """Make a backup and verify it by restoring it into a scratch place.

    It is sealed if the settings have a passphrase. With `whole=False` it is the database alone.
    `to` is a folder or a new file's name.

    Raises:
        BackupError: it could not be made, or did not stand the test; nothing of it is left.
    """
    ending = f"{'.sealed' if settings.backup_passphrase else ''}{ENDING}"
    file = to or folder(settings)
    if to is None or to.is_dir():
        file = file / f"{why}-{now():%Y%m%dT%H%M%S%fZ}{ending}"
    if file.exists():
        raise BackupError(f"{file} is there already. Choose another name, or move it away.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        if to is None:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with working(settings):
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out, scratch(settings) as place:
                _write(settings, why, out, place, whole=whole)
                out.flush()
                os.fsync(out.fileno())
            verified = verify(settings, unfinished)
            unfinished.rename(file)
            settle(file.parent)
    except OSError as error:
        raise BackupError(
            f"The backup {file} could not be made: {error.strerror or error}. See that the disk has"
            " room and that the folder is there and can be written to."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return file, verified


def settle(place: Path) -> None:
    """See that names in a folder are on the disk itself."""
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """Be at work with backups, maybe beside others. Whoever begins alone first sweeps away what a
    power cut left half done, which is readable even where backups are sealed.
    """
    descriptor = os.open(settings.server_folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # others are at it, or it is on a disk that is gone
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sweep(settings)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _sweep(settings: Settings) -> None:
    top = settings.server_folder
    left = list(top.glob(f"{SCRATCH}*"))
    for place in (folder(settings), top / BY_TIMER):
        left += place.glob(f"*{ENDING}.unfinished")
    if dump.is_sqlite(settings.url):
        own = Path(str(settings.url.database)).resolve()
        for file in own.parent.glob(f"{own.name}.{RESTORING}*"):
            if not (top / file.name.removeprefix(f"{own.name}.")).exists():  # it was never planned
                left.append(file)
    for one in left:
        LOG.info("Swept away what was left half done", extra={"about": {"file": str(one)}})
        discard(settings, one)


def discard(settings: Settings, one: Path) -> None:
    """Delete a file, or a folder in the server's: that as a whole, whatever comes between."""
    if not one.is_dir():
        one.unlink(missing_ok=True)
        return
    if not one.name.startswith(SCRATCH):  # what is cut short from here on is swept away
        one = one.rename(settings.server_folder / f"{SCRATCH}{one.name}")
        settle(settings.server_folder)
    shutil.rmtree(one, ignore_errors=True)


@contextmanager
def scratch(settings: Settings) -> Iterator[Path]:
    """A folder for what is half done, on the server's own disk, readable by nobody else."""
    with (
        working(settings),
        tempfile.TemporaryDirectory(
            prefix=SCRATCH, dir=settings.server_folder, ignore_cleanup_errors=True
        ) as place,
    ):
        yield Path(place)


def _write(settings: Settings, why: str, out: BinaryIO, place: Path, *, whole: bool) -> None:
    sqlite = dump.is_sqlite(settings.url)
    copied = place / dump.NAMES[sqlite]
    dump.copy(settings.url, copied)
    parts: dict[str, Part] = {}
    with ExitStack() as open_:
        below: IO[bytes] = out
        if settings.backup_passphrase is not None:
            passphrase = settings.backup_passphrase.get_secret_value()
            below = cast(IO[bytes], open_.enter_context(seal.Sealer(out, passphrase)))
        zipped = open_.enter_context(
            gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=below)
        )
        tar = open_.enter_context(tarfile.open(mode="w|", fileobj=zipped, bufsize=BLOCK))
        parts[copied.name] = _add(tar, copied.name, copied)
        copied.unlink()
        for file in files(settings) if whole else ():
            name = f"{FOLDER}/{file.relative_to(settings.server_folder).as_posix()}"
            try:
                parts[name] = _add(tar, name, file)
            except FileNotFoundError:
                continue  # it was something passing
        contents = Contents(
            format=FORMAT,
            made_at=now(),
            made_by=device.__version__,
            why=why,
            database="sqlite" if sqlite else "postgresql",
            parts=parts,
        )
        told = contents.model_dump_json().encode()
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(told)
        tar.addfile(about, io.BytesIO(told))


def files(settings: Settings) -> Iterator[Path]:
    """All in the server's folder that belongs in a backup; no links are followed."""
    top = settings.server_folder
    own = Path(str(settings.url.database)).resolve() if dump.is_sqlite(settings.url) else None
    kept = folder(settings).resolve()
    for root, folders, names in os.walk(top):
        here = Path(root)
        if here == top:
            folders[:] = [name for name in folders if not name.startswith(LEFT_OUT)]
        folders[:] = sorted(name for name in folders if (here / name).resolve() != kept)
        for name in sorted(names):
            file = here / name
            if (here == top and name.startswith(LEFT_OUT)) or name.endswith(UNFINISHED):
                continue
            if own is not None and str(file.resolve()).startswith(str(own)):
                continue  # with SQLite's log and journal beside it
            if file.is_symlink() or not file.is_file():
                continue
            yield file


class _Hashed:
    """Reads a file, and knows the hash of what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.hash.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, file: Path) -> Part:
    with file.open("rb") as opened:
        found = os.fstat(opened.fileno())
        about = tarfile.TarInfo(name)
        about.size, about.mtime = found.st_size, int(found.st_mtime)
        about.mode = stat.S_IMODE(found.st_mode) & 0o700
        hashed = _Hashed(opened)
        tar.addfile(about, hashed)
    return Part(size=found.st_size, sha256=hashed.hash.hexdigest())


def extract(settings: Settings, file: Path, into: Path) -> Contents:
    """Take a backup apart into an empty folder; every part is compared with the manifest.

    Raises:
        BackupError: it is no backup, can't be opened, or a part is missing or damaged.
    """
    found: dict[str, Part] = {}
    told = b""
    try:
        with file.open("rb") as opened:
            below = opened
            if seal.is_sealed(opened):
                if settings.backup_passphrase is None:
                    raise BackupError(
                        f"{file.name} is sealed. Give its passphrase: set"
                        " WELLHEARD_BACKUP_PASSPHRASE, or use --passphrase-file."
                    )
                passphrase = settings.backup_passphrase.get_secret_value()
                below = io.BufferedReader(seal.Opener(opened, passphrase, file.name), BLOCK)
            if not GZIP.startswith(below.peek(len(GZIP))[: len(GZIP)]):
                raise BackupError(FOREIGN.format(name=file.name))
            with (
                gzip.GzipFile(fileobj=below) as zipped,
                tarfile.open(mode="r|", fileobj=zipped, bufsize=BLOCK) as tar,
            ):
                for member in tar:
                    content = tar.extractfile(member) if member.isreg() else None
                    if content is None:
                        raise BackupError(f"{file.name} holds {member.name!r}, which is no file.")
                    if member.name == MANIFEST:
                        told = content.read(BLOCK * 64)
                    else:
                        found[member.name] = _take(content, _within(into, member.name), member)
                while zipped.read(BLOCK):  # to the very end, where gzip's checksum is
                    pass
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BackupError(
            f"{file.name} is no whole backup of Wellheard: it was cut short or changed."
            " Use another backup."
        ) from error
    except OSError as error:
        raise BackupError(
            f"{file} can't be read, or {into} not written to: {error.strerror or error}."
        ) from error
    return _compared(file.name, told, found)


def _within(into: Path, name: str) -> Path:
    """Where a part goes; never outside of `into`."""
    path = PurePosixPath(name)
    known = name in dump.NAMES.values() or (path.parts[0] == FOLDER and len(path.parts) > 1)
    if not known or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise BackupError(f"This backup holds a part called {name!r}, which none of ours has.")
    return into / path


def _take(content: IO[bytes], to: Path, member: tarfile.TarInfo) -> Part:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashed, size = hashlib.sha256(), 0
    mode = 0o700 if member.mode & 0o100 else 0o600
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        while block := content.read(BLOCK):
            out.write(block)
            hashed.update(block)
            size += len(block)
        out.flush()
        os.fsync(out.fileno())
    return Part(size=size, sha256=hashed.hexdigest())


def _compared(name: str, told: bytes, found: dict[str, Part]) -> Contents:
    try:
        contents = Contents.model_validate(json.loads(told))
    except (ValidationError, ValueError) as error:
        raise BackupError(
            f"{name} has no manifest that can be read; use another backup."
        ) from error
    if contents.format != FORMAT:
        raise BackupError(
            f"{name} was made by a newer version of Wellheard ({contents.made_by}). Install that"
            " version first."
        )
    differing = sorted(set(found) ^ set(contents.parts)) or sorted(
        part for part in found if found[part] != contents.parts[part]
    )
    if differing or not set(found) & set(dump.NAMES.values()):
        what = differing[0] if differing else "the database"
        raise BackupError(f"{name} is damaged: {what} is missing or changed. Use another backup.")
    return contents


def verify(settings: Settings, file: Path) -> Verified:
    """Restore a backup into a scratch place, look at its database, and throw it away again.

    Raises:
        BackupError: it would not restore.
    """
    with scratch(settings) as place:
        contents = extract(settings, file, place)
        sqlite = contents.database == "sqlite"
        if sqlite != dump.is_sqlite(settings.url):
            raise BackupError(other_kind(file.name, contents))
        step, how = dump.check(settings.url, place / dump.NAMES[sqlite])
    return Verified(contents, step, how)


def other_kind(name: str, contents: Contents) -> str:
    """Why a backup can't be used here."""
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[contents.database]
    return (
        f"{name} holds a database of {kind}, and this server uses the other kind."
        " Set WELLHEARD_DATABASE_URL to that kind, then try again."
    )


def prune(settings: Settings) -> list[Path]:
    """Delete the oldest nightly backups beyond those that are kept, and what is kept for `PASSING`
    only; gives what was deleted. What was made by hand stays.

    Those named after a day that is yet to come, by a clock that was wrong, count as the oldest:
    else each one that is made would be deleted at once.
    """
    ahead = f"{NIGHTLY}-{now() + timedelta(days=1):%Y%m%dT%H%M%S}"
    nights = sorted(
        folder(settings).glob(f"{NIGHTLY}-*{ENDING}"),
        key=lambda file: (file.name < ahead, file.name),
        reverse=True,
    )
    old = [*nights[settings.backup_keep :], *_passed(settings, nights)]
    for one in old:
        LOG.info("Deleted for its age", extra={"about": {"file": str(one)}})
        discard(settings, one)
    return old


def _passed(settings: Settings, nights: Sequence[Path]) -> Iterator[Path]:
    """What its time is over for, as seen from the night before: so a clock that leapt deletes
    nothing in its first night. The newest copy from before an upgrade stays, to undo that.
    """
    if len(nights) < 2:
        return
    kept, moment = folder(settings), now()
    before = min(moment, _written(nights[1]))
    for one in (
        *sorted(kept.glob(f"{BEFORE_UPGRADE}-*{ENDING}"))[:-1],
        *kept.glob(f"{BEFORE_RESTORE}-*{ENDING}"),
        *(settings.server_folder / BY_TIMER).glob(f"*{ENDING}"),
        *settings.server_folder.glob(f"{REPLACED}*"),
    ):
        if _written(one) > moment + timedelta(days=1):
            os.utime(one)  # by a clock that was wrong: its time begins now
        elif _written(one) < before - PASSING:
            yield one


def _written(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def newest(settings: Settings) -> Path | None:
    """The newest backup that is there, of any kind."""
    found = folder(settings).glob(f"*{ENDING}")
    return max(found, key=lambda file: file.stat().st_mtime, default=None)
