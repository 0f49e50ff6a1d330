"""The `wellheard` command.

Each command lives in the file of its name and imports what it needs when it runs, so that
`wellheard --help` answers at once. Exit status: 0 done, 1 it could not be done (one clear sentence
on standard error), 2 wrong use.
"""

import io
import logging
import os
import signal
import sys

import typer

import device
from device.cli import (
    analyse,
    elsewhere,
    enrol,
    kiosk,
    models,
    panel,
    practice,
    progress,
    provision,
    recording,
    render,
    scenario,
    speak,
    sync,
    transcribe,
    update,
)
from device.cli import doctor as doctor_command
from device.errors import WellheardError

LOG = "WELLHEARD_LOG"
"""The variable that says from what level on things are logged on standard error."""
OURS = {"device", "server"}
MISSING = (
    "This needs {package}, which is not installed here: this machine was not set up as a kiosk yet."
    " From the project's folder run: make models"
)
LEVELS = ("debug", "info", "warning", "error")

app = typer.Typer(
    name="wellheard",
    help="A coach for listening skills that speaks, listens and never leaves the room.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("practice")(practice.command)
app.command("progress")(progress.command)
app.command("kiosk")(kiosk.command)
app.command("analyse")(analyse.command)
app.command("transcribe")(transcribe.command)
app.command("speak")(speak.command)
app.command("doctor")(doctor_command.command)
app.command("panel")(panel.command)
app.command("enrol")(enrol.command)
app.command("sync")(sync.command)
app.add_typer(models.app, name="models")
app.add_typer(update.app, name="update")
app.add_typer(provision.app, name="provision")
scenario.app.command("render")(render.command)
scenario.app.command("recording")(recording.command)
app.add_typer(scenario.app, name="scenario")
elsewhere.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"wellheard {device.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    pass


class LogLevelError(WellheardError, ValueError):
    """There is no such level to log from."""


def _log() -> None:
    """Nothing is logged where people practise, unless WELLHEARD_LOG says from what level on.

    Raises:
        LogLevelError: it names no level.
    """
    wanted = os.environ.get(LOG)
    if not wanted:
        logging.getLogger().addHandler(logging.NullHandler())
        return
    if wanted.lower() not in LEVELS:
        raise LogLevelError(f"{LOG}: there is no level {wanted!r}. There are {', '.join(LEVELS)}.")
    logging.basicConfig(
        level=wanted.upper(), stream=sys.stderr, format="%(asctime)s %(name)s: %(message)s"
    )


def main() -> None:
    """Run the command line; a user's own mistake is told in a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may not know every character
    try:
        _log()
        app()
    except WellheardError as error:
        print(f"wellheard: {error}", file=sys.stderr)
        sys.exit(1)
    except ModuleNotFoundError as error:
        if (error.name or "device").partition(".")[0] in OURS:
            raise
        print(f"wellheard: {MISSING.format(package=error.name)}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        # Whoever read our output has gone; a second error at exit would only puzzle.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
