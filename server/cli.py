"""`wellheard serve` and `wellheard server …`.

`device.cli` finds them by the entry points in pyproject.toml, so that a kiosk needs none of this.
"""

import os
from typing import Annotated, Any

import typer
import uvicorn

from device.errors import WellheardError
from server import backup, certificate, journal, migrations
from server.app import create_app
from server.certificate import Certificate
from server.database import Database
from server.roles import Role
from server.settings import PREFIX, Settings, load
from server.staff import people

KEEP_ALIVE_SECONDS = 20
STOP_SECONDS = 10
"""How long requests under way may take when the server is stopped."""
BACKLOG = 2048
AT_ONCE = 1000
"""Connections a process takes; the rest are told to come again (503)."""

app = typer.Typer(
    name="server",
    help="Look after the centre's server.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
user = typer.Typer(
    help="Let staff in, also when nobody can sign in any more.", no_args_is_help=True
)
app.add_typer(user, name="user")


class ServerError(WellheardError, RuntimeError):
    """Something about the server can't be done."""


serving = typer.Typer(
    add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
)

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)]
Plain = Annotated[
    bool | None, typer.Option("--plain-http", help="Without TLS; for this machine only.")
]


@serving.command()
def serve(host: Host = None, port: Port = None, plain_http: Plain = None) -> None:
    """Run the centre's server."""
    given: dict[str, Any] = {"host": host, "port": port, "plain_http": plain_http}
    if plain_http and host is None and f"{PREFIX}HOST" not in os.environ:
        given["host"] = "127.0.0.1"
    given = {name: value for name, value in given.items() if value is not None}
    settings = load(**given)
    for name, value in given.items():  # for the workers, which read the settings themselves
        os.environ[f"{PREFIX}{name.upper()}"] = str(value)
    secret = _first(settings)
    shown = _certificate(settings)
    _tell(settings, shown, secret)
    journal.start()
    more: dict[str, object] = {}
    if shown is not None:
        more = {"ssl_certfile": shown.chain, "ssl_keyfile": shown.key}
    try:
        uvicorn.run(
            "server.app:from_environment" if settings.workers > 1 else create_app(settings),
            factory=settings.workers > 1,
            workers=settings.workers,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies or None,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
            limit_concurrency=AT_ONCE,
            backlog=BACKLOG,
            **more,  # type: ignore[arg-type]  # uvicorn names each of its seventy arguments
        )
    except SystemExit as error:
        if error.code:
            raise ServerError(
                f"The server could not start on {settings.host}:{settings.port}; the log above says"
                " why. If something else uses the port, choose another: wellheard serve --port 8444"
            ) from None


def _first(settings: Settings) -> str | None:
    """Make the database ready; gives the secret of the first link while nobody has a password."""
    with _opened(settings) as database, database.write() as session:
        return people.first_link(session)


class _opened:  # noqa: N801 - reads as what it does, where it is used
    """The database, brought up to date after a copy was made; closed at the end."""

    def __init__(self, settings: Settings) -> None:
        _make_folder(settings)
        self._settings = settings
        self.database = Database(settings.url)

    def __enter__(self) -> Database:
        try:
            if migrations.present(self.database) not in (None, migrations.head()):
                backup.copy(self._settings, "before-upgrade")
            migrations.upgrade(self.database)
        except Exception as error:
            self.database.close()
            if isinstance(error, WellheardError):
                raise
            raise ServerError(_unreachable(self.database, error)) from error
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.close()


def _unreachable(database: Database, error: Exception) -> str:
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    where = database.engine.url.render_as_string(hide_password=True)
    return (
        f"The database {where} can't be used: {reason}."
        f" Check {PREFIX}DATABASE_URL, and that the database runs and may be written to."
    )


def _make_folder(settings: Settings) -> None:
    try:
        settings.server_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ServerError(
            f"{settings.server_folder} can't be made: {error.strerror}."
            f" Set {PREFIX}SERVER_FOLDER to a folder you may write to."
        ) from error


def _certificate(settings: Settings) -> Certificate | None:
    if settings.plain_http:
        return None
    if settings.certificate is not None and settings.certificate_key is not None:
        return certificate.given(settings.certificate, settings.certificate_key)
    names = [name.strip() for name in settings.names.split(",")]
    return certificate.own(settings.server_folder / "tls", names)


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


def _tell(settings: Settings, shown: Certificate | None, secret: str | None) -> None:
    found = addresses(settings)
    print("Wellheard's server. In a browser, go to one of:")
    for address in found:
        print(f"    {address}")
    if secret is not None:
        print("Nobody can sign in yet. Choose the first name and password here, within three days:")
        print(f"    {found[-1]}/welcome/{secret}")
    if shown is not None:
        print("Kiosks ask whether this is the server's fingerprint:")
        print(f"    {shown.fingerprint}")
    if shown is not None and shown.authority is not None:
        print(f"A browser warns until {shown.authority} is imported as an authority.")
    print("To stop it, press Ctrl-C.", flush=True)


@app.command("init")
def init() -> None:
    """Make the database and the certificate, and print the first link."""
    settings = load()
    secret = _first(settings)
    _tell(settings, _certificate(settings), secret)


@app.command("upgrade")
def upgrade() -> None:
    """Bring the database up to date, after a backup copy was made."""
    settings = load()
    _make_folder(settings)
    database = Database(settings.url)
    try:
        step = migrations.present(database)
        if step == migrations.head():
            print(f"The database is up to date (step {step}).")
            return
        if step is not None:
            print(f"Backup copy: {backup.copy(settings, 'before-upgrade')}")
        migrations.upgrade(database)
        print(f"The database went from step {step or 'none'} to {migrations.head()}.")
    except WellheardError:
        raise
    except Exception as error:
        raise ServerError(_unreachable(database, error)) from error
    finally:
        database.close()


@user.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name they sign in with.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.EDITOR,
) -> None:
    """Add somebody, and print a one-time link for their password."""
    settings = load()
    with _opened(settings) as database, database.write() as session:
        secret = people.link(session, None, people.add(session, None, name, role))
    _tell_link(settings, secret)


@user.command("reset")
def reset(name: Annotated[str, typer.Argument(help="The name they sign in with.")]) -> None:
    """Print a new one-time link for somebody who is locked out; lets them in again if kept out."""
    settings = load()
    with _opened(settings) as database, database.write() as session:
        staff = people.named(session, name)
        if staff is None:
            there = ", ".join(one.name for one in people.everyone(session)) or "nobody yet"
            raise ServerError(f"There is no {name!r} on the staff. There is: {there}.")
        staff.disabled = False
        secret = people.link(session, None, staff)
    _tell_link(settings, secret)


def _tell_link(settings: Settings, secret: str) -> None:
    print("Good once, for three days:")
    print(f"    {addresses(settings)[0]}/welcome/{secret}")
