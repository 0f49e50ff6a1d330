"""`wellheard serve`: run the server."""

import errno
import logging
import os
import resource
import socket
import sys
import tempfile
from contextlib import ExitStack
from typing import Annotated, Any

import typer
import uvicorn
from fastapi import FastAPI

from device.settled import PREFIX
from server import certificate, journal, tls
from server.backup.restore import serving as holding
from server.cli import listening, watched
from server.cli.ready import ServerError, first, tell
from server.patience import PatientProtocol
from server.settings import Settings, load

KEEP_ALIVE_SECONDS = 20
STOP_SECONDS = 10
"""How long requests under way may take when the server is stopped."""
BACKLOG = 2048
AT_ONCE = 5000
"""Connections a process takes; the rest are told to come again (503). Kiosks beyond what can be
served soon are sent away by `server.gate` long before, so this many are open for moments only."""
HIGHEST = 65_535
"""Of a port's numbers."""
FILES = 2 * AT_ONCE
"""Open files a process may have: each connection is one, and many systems begin with 1,024."""

TAKEN = (
    "Something uses {host}:{port} already. If it is this server, it runs: open it in a browser. If"
    " not, choose another port: wellheard serve --port 8444"
)

serving = typer.Typer(
    add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
)

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]


def _port(text: str | int) -> int:
    """A number of a port."""
    try:
        number = int(text)
    except ValueError:
        raise typer.BadParameter("--port is a number, such as 8443.") from None
    if not 0 <= number <= HIGHEST:
        raise typer.BadParameter(f"--port is a number up to {HIGHEST}, such as 8443.")
    return number


Port = Annotated[
    int | None, typer.Option(parser=_port, metavar="NUMBER", help="Port to listen on.")
]
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
    _free(settings)
    link = first(settings)
    shown = certificate.of(settings)
    listening.note(settings)
    tell(settings, shown, link)
    print("To stop it, press Ctrl-C.", flush=True)
    journal.start()
    if settings.port and sys.stderr.isatty():  # where it is has been told
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    more: dict[str, object] = {}
    if shown is not None:
        more = {
            "ssl_certfile": shown.chain,
            "ssl_keyfile": shown.key,
            "ssl_context_factory": tls.show,
        }
    _allow_files()
    with ExitStack() as held:
        held.enter_context(holding(settings, alone=False))
        held.enter_context(watched.by_the_manager(settings))
        if settings.workers > 1:  # they count in files, so that any of them tells of all
            counts = held.enter_context(tempfile.TemporaryDirectory(prefix="wellheard-metrics-"))
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        _run(settings, more)


def _free(settings: Settings) -> None:
    """Before a first link is made: a new one ends the one that a running server has shown.

    Raises:
        ServerError: something else has the port.
    """
    kind = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(kind) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ServerError(TAKEN.format(host=settings.host, port=settings.port)) from error


def _allow_files() -> None:
    """For this process and its workers, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY:
        most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def _app(settings: Settings) -> str | FastAPI:
    """What is served, or where each worker finds it."""
    if settings.workers > 1:
        return "server.app:from_environment"
    # Not above: all rooms and the coach take a second to load, and no other command needs them.
    from server.app import create_app  # noqa: PLC0415

    return create_app(settings)


def _run(settings: Settings, more: dict[str, object]) -> None:
    try:
        uvicorn.run(
            _app(settings),
            factory=settings.workers > 1,
            workers=settings.workers,
            host=settings.host,
            port=settings.port,
            http=PatientProtocol,
            ws="none",
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
