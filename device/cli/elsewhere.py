"""Commands that come with another part of Wellheard, found by entry point when they are run.

So the command line knows of `wellheard serve` without importing the server, and a kiosk need not
have it.
"""

from importlib.metadata import entry_points

import typer

from device.errors import WellheardError

GROUP = "wellheard.commands"
COMMANDS = {
    "serve": ("server", "Run the centre's server."),
    "server": ("server", "Look after the centre's server: staff, backups, upgrades."),
}
"""Name to the extra that brings it, and what it does."""
SET_UP = {"server": "make serve"}
"""The extra to what sets it up, from the project's folder."""
PASSED_ON = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "allow_interspersed_args": False,
    "help_option_names": [],
}
"""Everything after the name, `--help` too, is for the command itself."""


class NotInstalledError(WellheardError, ImportError):
    """A part of Wellheard is not installed on this machine."""


def add_to(app: typer.Typer) -> None:
    """Add them all; each is loaded only when it is run."""
    for name, (_, about) in COMMANDS.items():
        app.command(name, help=about, context_settings=PASSED_ON)(_run)


def _run(context: typer.Context) -> None:
    name = context.info_name or ""
    command = typer.main.get_command(_load(name))
    command.main(args=list(context.args), prog_name=f"wellheard {name}", standalone_mode=True)


def _load(name: str) -> typer.Typer:
    """The command's own app.

    Raises:
        NotInstalledError: it, or a package that it needs, is missing.
    """
    extra, _ = COMMANDS[name]
    missing: ModuleNotFoundError | None = None
    try:
        for found in entry_points(group=GROUP, name=name):
            app = found.load()
            assert isinstance(app, typer.Typer)
            return app
    except ModuleNotFoundError as error:
        missing = error
    raise NotInstalledError(
        f"The {extra}'s part is not set up here yet. In the project's folder run: {SET_UP[extra]}"
    ) from missing
