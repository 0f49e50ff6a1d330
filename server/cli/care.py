"""`wellheard server backup|restore|upgrade|check`."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from device.errors import WellheardError
from device.settled import PREFIX
from server import backup, migrations
from server.backup import BackupError, archive
from server.cli import listening
from server.cli.ready import ServerError, before_upgrade, make_folder, unreachable, upgraded
from server.database import Database, now
from server.operation import checks, night
from server.settings import Settings, load

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(help="A file whose first line is the passphrase; else the setting counts."),
]


def _settings(passphrase_file: Path | None) -> Settings:
    """The settings, with the passphrase from a file if one was named."""
    if passphrase_file is None:
        settings = load()
    else:
        try:
            line = passphrase_file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise BackupError(
                f"The passphrase can't be read from {passphrase_file}: {error}."
            ) from error
        settings = load(backup_passphrase=SecretStr(line))
    make_folder(settings)
    return settings


def back_up(
    to: Annotated[
        Path | None, typer.Option(help="A folder, or a new file; else the backups' own folder.")
    ] = None,
    if_older: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="HOURS",
            help="Make none where one is no older, in that folder or the backups' own.",
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make a backup of everything, and try it out."""
    settings = _settings(passphrase_file)
    kept = archive.folder(settings)
    if if_older is not None:
        there = _of_the_last(timedelta(hours=if_older), {kept, to or kept})
        if there is not None:
            told = {"file": str(there), "made": False}
            print(json.dumps(told) if as_json else f"None is needed: {there} is new enough.")
            return
    file, verified = backup.make(settings, "by-hand", to=to)
    if file.parent.resolve() == kept.resolve():  # one elsewhere says nothing of the nightly ones
        night.note(settings, night.BACKUP, f"made by hand, {verified.how}")
    size = file.stat().st_size
    if as_json:
        told = {
            "file": str(file),
            "made": True,
            "bytes": size,
            "parts": len(verified.contents.parts),
            "step": verified.step,
            "verified": verified.how,
            "sealed": settings.backup_passphrase is not None,
        }
        print(json.dumps(told))
        return
    print(f"{file}: {size / 1e6:,.1f} MB, {len(verified.contents.parts)} files.")
    print(f"It was tried out: every checksum right, the database {verified.how}.")
    if settings.backup_passphrase is None:
        print(
            "It is not sealed: whoever has it can read it, keys and results too."
            f" Set {PREFIX}BACKUP_PASSPHRASE to seal it."
        )


def _of_the_last(time: timedelta, folders: Iterable[Path]) -> Path | None:
    """A whole backup made since then, if there is one. What is dated in the future, by a clock that
    was wrong, is none; neither is what a folder holds that can't be read, as its disk is gone.
    """
    for folder in folders:
        with suppress(OSError):
            for file in folder.glob(f"*{archive.ENDING}"):
                age = now() - datetime.fromtimestamp(file.stat().st_mtime, UTC)
                if timedelta() <= age <= time and not file.name.startswith(archive.BEFORE_UPGRADE):
                    return file
    return None


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.", exists=True, dir_okay=False)],
    force: Annotated[bool, typer.Option("--force", help="Also where there is a database.")] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Put a backup back; the server must be stopped."""
    settings = _settings(passphrase_file)
    did = backup.put_back(settings, file, force=force)
    if as_json:
        print(json.dumps({"done": did}))
        return
    print("\n".join(did))
    print("Now start the server: it brings an older database up to date by itself.")


def check(as_json: Json = False) -> None:
    """Look at everything: database, sound, keys, certificate, disk, backups."""
    settings = listening.as_served(load())
    found = checks.look(settings)
    wrong = [one for one in found if not one.good]
    if as_json:
        told = [
            {"what": one.what, "good": one.good, "told": one.told, "fix": one.fix} for one in found
        ]
        print(json.dumps({"good": not wrong, "checks": told}))
    else:
        for one in found:
            print(f"{'good ' if one.good else 'WRONG'}  {one.what}: {one.told}")
            if one.fix:
                print(f"       {one.fix}")
    if wrong:
        what = ", ".join(one.what.lower() for one in wrong)
        raise ServerError(f"Something is wrong with: {what}. What to do is said above.")


def upgrade() -> None:
    """Bring the database up to date, after a backup copy was made."""
    settings = load()
    make_folder(settings)
    database = Database(settings.url)
    try:
        step = migrations.present(database)
        if step == migrations.head():
            print(f"The database is up to date (step {step}).")
            return
        if step is not None:
            print(f"Backup copy: {before_upgrade(settings, step)}")
        migrations.upgrade(database)
        upgraded(settings)
        print(f"The database went from step {step or 'none'} to {migrations.head()}.")
    except WellheardError:
        raise
    except Exception as error:
        raise ServerError(unreachable(database, error)) from error
    finally:
        database.close()
