"""`wellheard provision`: from a blank card to a kiosk."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.provision.answers import Answers, Wifi

app = typer.Typer(help="From a blank card to a kiosk or a server.", no_args_is_help=True)
Answer = TypeVar("Answer")


@app.callback()
def _provision() -> None:
    pass


@app.command()
def card(
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            help="The card's first partition; found by itself if left out.", metavar="DIR"
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="What the kiosk is called.")] = None,
    role: Annotated[str, typer.Option(help="kiosk or server.")] = "kiosk",
    wifi: Annotated[str | None, typer.Option(help='Its Wi-Fi; "" for a cable.')] = None,
    wifi_password: Annotated[
        str | None, typer.Option(help="Only the key made of it goes to the card.")
    ] = None,
    wifi_hidden: Annotated[
        bool, typer.Option("--wifi-hidden", help="The Wi-Fi doesn't show its name.")
    ] = False,
    wpa3: Annotated[
        bool,
        typer.Option("--wpa3", help="The Wi-Fi takes WPA3 alone: the password goes to the card."),
    ] = False,
    country: Annotated[str | None, typer.Option(help="Two letters, such as GB.")] = None,
    server: Annotated[
        str | None, typer.Option(help='The centre\'s server; "" for none.', metavar="URL")
    ] = None,
    fingerprint: Annotated[
        str | None,
        typer.Option(help="The server's, from its page Kiosks; then nobody need compare it."),
    ] = None,
    ssh_key: Annotated[
        list[str] | None,
        typer.Option(help="Who may sign in: a key, or the file with it. May be given again."),
    ] = None,
    user: Annotated[str, typer.Option(help="The account for it.")] = "helper",
    update_key: Annotated[
        str | None,
        typer.Option(
            help="Whose new versions it takes: the maintainers' public key, or the file with it."
        ),
    ] = None,
    language: Annotated[str | None, typer.Option(help="Such as en_GB.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Such as Europe/London.")] = None,
    screen: Annotated[bool, typer.Option("--screen", help="A screen is connected.")] = False,
    program: Annotated[
        bool, typer.Option("--program/--no-program", help="Put the program on the card too.")
    ] = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="Ask nothing, and print the result as JSON.")
    ] = False,
) -> None:
    """Write to a Raspberry Pi's card what makes a kiosk of it; asks for what isn't given."""
    from device.provision import answers as the
    from device.provision import bundle, card

    try:
        wanted = the.Role(role)
    except ValueError:
        raise typer.BadParameter("kiosk or server.", param_hint="--role") from None
    asking = not as_json and sys.stdin.isatty()
    place = to if to is not None else card.find()
    ask = _Asking(asking)
    kiosk = wanted is the.Role.KIOSK
    if name is None and not asking:
        raise typer.BadParameter("give the kiosk a name.", param_hint="--name")
    called = ask("What shall it be called?", name, the.name, wanted.value.capitalize())
    joined = _wifi(ask, wifi, wifi_password, country=country, hidden=wifi_hidden, wpa3=wpa3)
    address = pairs = None
    if kiosk:
        address = ask(
            "The centre's server, such as https://wellheard.local:8443 (empty: none)",
            server,
            _or_none(the.server),
            "",
        )
        if address is not None:
            pairs = ask(
                "Its fingerprint, from its page Kiosks (empty: somebody compares it)",
                fingerprint,
                _or_none(the.fingerprint),
                "",
            )
    given = ssh_key if ssh_key is not None else _own_keys()
    if ssh_key is None and asking:
        first = ask(
            "An SSH key, or its file, to sign in with (empty: nobody signs in)",
            None,
            _or_none(_read_key),
            given[0] if given else "",
        )
        keys = [first] if first else []
    else:
        keys = [_read_key(one) for one in ssh_key or ()]
    believed = ask(
        "The maintainers' key for new versions, or its file (empty: it takes none)",
        update_key,
        lambda written: the.update_keys(_line_or_file(written)) if written.strip() else (),
        "",
    )
    answers = the.Answers(
        name=called,
        role=wanted,
        wifi=joined,
        server=address,
        fingerprint=pairs,
        keys=tuple(keys),
        user=the.user(user),
        update_keys=believed,
        locale=ask("Language", language, the.locale, "en_GB"),
        timezone=ask("Time zone", timezone, the.timezone, _own_timezone()),
        screen=screen,
    )
    written = card.write(place, answers, bundle.pack(bundle.project()) if program else None)
    _tell(answers, written, card.is_card(place), as_json)


class _Asking:
    """Asks until there is an answer that can be used; takes what was given without asking."""

    def __init__(self, asking: bool) -> None:
        self._asking = asking

    def __call__(
        self, question: str, given: str | None, check: Callable[[str], Answer], usual: str
    ) -> Answer:
        if given is not None or not self._asking:
            return check(usual if given is None else given)
        while True:
            try:
                return check(typer.prompt(question, default=usual, show_default=bool(usual)))
            except WellheardError as error:
                typer.echo(f"  {error}", err=True)

    def secret(self, question: str, given: str | None) -> str:
        if given is not None or not self._asking:
            return given or ""
        return str(typer.prompt(question, default="", show_default=False, hide_input=True))


def _wifi(
    ask: _Asking,
    called: str | None,
    secret: str | None,
    *,
    country: str | None,
    hidden: bool,
    wpa3: bool,
) -> "Wifi | None":
    from device.provision import answers as the
    from device.provision import wifi

    network = ask(
        "Wi-Fi, as your telephone shows it (empty: a cable)",
        called,
        lambda written: wifi.name(written) if written else "",
        "",
    )
    if not network:
        return None
    if country is None and not ask._asking:
        raise typer.BadParameter("say in which country the Wi-Fi is.", param_hint="--country")
    where = ask("Country, in two letters", country, the.country, "GB")
    while True:
        try:
            word = ask.secret("Its password (empty: it has none)", secret)
            return the.network(network, word, where, hidden=hidden, wpa3=wpa3)
        except WellheardError as error:
            if secret is not None or not ask._asking:
                raise
            typer.echo(f"  {error}", err=True)


def _or_none(check: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda written: check(written) if written.strip() else None


def _own_keys() -> list[str]:
    return [str(file) for file in sorted((Path.home() / ".ssh").glob("id_*.pub"))]


def _read_key(written: str) -> str:
    """A key to sign in with, or the one in the file that is named."""
    from device.provision import answers as the

    return the.ssh_key(_line_or_file(written))


def _line_or_file(written: str) -> str:
    """What was typed, or what is in the file that was named."""
    from device.provision import answers as the

    file = Path(written).expanduser()
    try:
        if len(written) < 255 and file.is_file():
            return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise the.AnswerError(f"{written} can't be read ({error}). Name another file.") from error
    return written


def _own_timezone() -> str:
    """The one of this computer."""
    place = str(Path("/etc/localtime").resolve())
    return place.partition("zoneinfo/")[2] or "Etc/UTC"


def _tell(answers: "Answers", written: Any, is_card: bool, as_json: bool) -> None:
    notes = []
    if not is_card:
        notes.append(
            "This does not look like the first partition of a Raspberry Pi's card: there is no"
            " config.txt in it."
        )
    if not answers.keys:
        notes.append(
            "Without an SSH key nobody can sign in to it; to change it, write a card anew."
        )
    if not answers.update_keys:
        notes.append(
            "Without the maintainers' key it takes no new versions; it can be given later, with the"
            " installer's --update-key."
        )
    if answers.wifi is not None and answers.wifi.wpa3:
        notes.append("The Wi-Fi's password itself is on the card: keep it safe.")
    if as_json:
        told = {
            "name": answers.name,
            "host": answers.host,
            "role": answers.role.value,
            "folder": str(written.place),
            "files": [file.name for file in written.files],
            "put_aside": [file.name for file in written.put_aside],
            "notes": notes,
        }
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"\nWritten to {written.place}: {', '.join(file.name for file in written.files)}")
    for file in written.put_aside:
        typer.echo(f"What was there before is called {file.name} now.")
    for note in notes:
        typer.echo(f"Note: {note}")
    typer.echo(
        f"Eject the card, put it into the Raspberry Pi and switch it on. Installing takes half an"
        f" hour; then it is in the network as {answers.host}.local"
    )
