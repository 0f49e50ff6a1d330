"""`wellheard server step-back`: after an update of the program was undone."""

from sqlalchemy.exc import SQLAlchemyError

from server import backup, migrations
from server.backup import BackupError, archive
from server.cli.ready import ServerError, make_folder, unreachable
from server.database import Database
from server.settings import Settings, load


def step_back() -> None:
    """If the database is of a newer version, put back the copy from before it was changed.

    What is there now is put aside. Kiosks bring again what came since.
    """
    settings = load()
    if not settings.server_folder.is_dir():
        print("There is no server here.")
        return
    make_folder(settings)
    if _fits(settings):
        print("The database fits this version.")
        return
    why = "There is no copy of the database from before it was changed."
    copies = sorted(
        archive.folder(settings).glob(f"{archive.BEFORE_UPGRADE}-*{archive.ENDING}"), reverse=True
    )
    for file in copies:
        try:
            did = backup.put_back(settings, file, force=True)
        except BackupError as error:  # an older update's, or one of another database
            why = str(error)
            continue
        print("\n".join(did))
        return
    raise ServerError(
        f"The database was made by a newer version, and can't be put back. {why} Install the newer"
        " version again: wellheard update install FILE --again"
    )


def _fits(settings: Settings) -> bool:
    database = Database(settings.url)
    try:
        return migrations.known(migrations.present(database))
    except SQLAlchemyError as error:
        raise ServerError(unreachable(database, error)) from error
    finally:
        database.close()
