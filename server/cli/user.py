"""`wellheard server user`: let staff in."""

from typing import Annotated

import typer

from server.cli import listening
from server.cli.ready import ServerError, addresses, opened
from server.roles import Role
from server.settings import Settings, load
from server.staff import people

app = typer.Typer(help="Let staff in, also when nobody can sign in any more.", no_args_is_help=True)

ROLES = "|".join(Role)


def _role(text: str | Role) -> Role:
    """One of the roles, in small letters or capitals."""
    try:
        return Role(text.lower())
    except ValueError:
        there = ", ".join(Role)
        raise typer.BadParameter(f"there is no {text!r}. There are: {there}.") from None


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name they sign in with.")],
    role: Annotated[
        Role, typer.Option(parser=_role, metavar=f"[{ROLES}]", help="What they may do.")
    ] = Role.EDITOR,
) -> None:
    """Add somebody, and print a one-time link for their password."""
    settings = load()
    with opened(settings) as database, database.write() as session:
        secret = people.link(session, None, people.add(session, None, name, role))
    _tell_link(settings, secret)


@app.command("reset")
def reset(name: Annotated[str, typer.Argument(help="The name they sign in with.")]) -> None:
    """Print a new one-time link for somebody who is locked out; lets them in again if kept out."""
    settings = load()
    with opened(settings) as database, database.write() as session:
        staff = people.named(session, name)
        if staff is None:
            there = ", ".join(one.name for one in people.everyone(session)) or "nobody yet"
            raise ServerError(f"There is no {name!r} on the staff. There is: {there}.")
        staff.disabled = False
        secret = people.link(session, None, staff)
    _tell_link(settings, secret)


def _tell_link(settings: Settings, secret: str) -> None:
    print("Good once, for three days:")
    print(f"    {addresses(listening.as_served(settings))[0]}/welcome/{secret}")
