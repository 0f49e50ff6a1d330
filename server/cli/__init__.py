"""`wellheard serve` and `wellheard server …`.

`device.cli` finds them by the entry points in pyproject.toml, so that a kiosk needs none of this.
"""

import typer

from server import certificate
from server.cli import care, listening, stepback, stick, user
from server.cli.ready import first, tell
from server.cli.serve import serving
from server.settings import load

__all__ = ["app", "serving"]

app = typer.Typer(
    name="server",
    help="Look after the centre's server.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(user.app, name="user")
app.command("backup")(care.back_up)
app.command("restore")(care.restore)
app.command("upgrade")(care.upgrade)
app.command("check")(care.check)
app.command("step-back")(stepback.step_back)
app.command("stick")(stick.stick)


@app.command("init")
def init() -> None:
    """Make the database and the certificate, and print the first link."""
    settings = listening.as_served(load())
    link = first(settings)
    tell(settings, certificate.of(settings), link)
