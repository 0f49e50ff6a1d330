"""What every command needs: settings, the database, the certificate, and where browsers go."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from device.errors import WellheardError
from device.settled import PREFIX
from server import backup, certificate, migrations
from server.backup import archive, restore
from server.certificate import Certificate
from server.database import Database
from server.settings import Settings
from server.staff import people


class ServerError(WellheardError, RuntimeError):
    """Something about the server can't be done."""


@dataclass(frozen=True)
class First:
    """The first link, with which somebody becomes the first administrator."""

    secret: str
    instead: bool
    """Whether there was another, which no longer works."""


def first(settings: Settings) -> First | None:
    """Make the database ready; gives the first link while nobody has a password."""
    with opened(settings) as database, database.write() as session:
        instead = people.first_link_waits(session)
        secret = people.first_link(session)
    return None if secret is None else First(secret, instead)


class opened:  # noqa: N801 - reads as what it does, where it is used
    """The database, brought up to date after a copy was made; closed at the end."""

    def __init__(self, settings: Settings) -> None:
        make_folder(settings)
        self._settings = settings
        self.database = Database(settings.url)

    def __enter__(self) -> Database:
        try:
            step = migrations.present(self.database)
            if step not in (None, migrations.head()):
                before_upgrade(self._settings, step)
            migrations.upgrade(self.database)
            upgraded(self._settings)
        except Exception as error:
            self.database.close()
            if isinstance(error, WellheardError):
                raise
            raise ServerError(unreachable(self.database, error)) from error
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.close()


def before_upgrade(settings: Settings, step: str) -> Path:
    """A backup of the database alone: the step changes nothing else. While it fails at each start,
    the copy that the first one made serves all.
    """
    noted = settings.server_folder / archive.UPGRADING
    with suppress(OSError, ValueError):
        known, _, made = noted.read_text(encoding="utf-8").partition(" ")
        if known == step and Path(made).is_file():
            return Path(made)
    file, _ = backup.make(settings, archive.BEFORE_UPGRADE, whole=False)
    with suppress(OSError):  # what is full now may have room for the step all the same
        noted.write_text(f"{step} {file}", encoding="utf-8")
    return file


def upgraded(settings: Settings) -> None:
    """The database fits: from now on it changes, and the next step needs a copy of its own."""
    (settings.server_folder / archive.UPGRADING).unlink(missing_ok=True)


def unreachable(database: Database, error: Exception) -> str:
    """What is wrong with a database that can't be used, and what to do."""
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    where = database.engine.url.render_as_string(hide_password=True)
    return (
        f"The database {where} can't be used: {reason}."
        f" Check {PREFIX}DATABASE_URL, and that the database runs and may be written to."
    )


def make_folder(settings: Settings) -> None:
    """See that the server's folder is there, and that nothing was left half done in it."""
    try:
        settings.server_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ServerError(
            f"{settings.server_folder} can't be made: {error.strerror}."
            f" Set {PREFIX}SERVER_FOLDER to a folder you may write to."
        ) from error
    if restore.unfinished(settings):
        with restore.serving(settings, alone=True):
            for sentence in restore.finish(settings):
                print(f"A restore was cut short and went on now. {sentence}")
    with suppress(OSError), archive.working(settings):
        pass  # which sweeps


def addresses(settings: Settings) -> list[str]:
    """What to type in a browser, the likeliest first."""
    scheme = "http" if settings.plain_http else "https"
    if settings.host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not listened on
        hosts = sorted(certificate.present_names() - {"127.0.0.1", "::1", "localhost"})
        hosts.sort(key=lambda name: (not name.endswith(".local"), ":" in name))
        hosts = [*hosts[:3], "localhost"]
    else:
        hosts = [settings.host]
    return [f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.port}" for host in hosts]


def tell(settings: Settings, shown: Certificate | None, link: First | None) -> None:
    """Say where the server is, and how to sign in first."""
    found = addresses(settings)
    print("Wellheard's server. In a browser, go to one of:")
    for address in found:
        print(f"    {address}")
    if link is not None:
        print("Nobody can sign in yet. Choose the first name and password here, within three days:")
        print(f"    {found[0]}/welcome/{link.secret}")
        if link.instead:
            print("Earlier first links no longer work.")
    if shown is not None:
        print("Kiosks ask whether this is the server's fingerprint:")
        print(f"    {shown.fingerprint}")
    if shown is not None and shown.authority is not None:
        print(f"A browser warns until {shown.authority} is imported as an authority.", flush=True)
