"""`wellheard progress`: somebody's own progress on this kiosk, with their three words."""

import getpass
import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.coach.talk.remembering import Remembered
    from device.progress.book import Book
    from device.progress.figures import Figures

NO_TERMINAL = "The three words are typed, so this needs a terminal. Run it in one."
LONGEST_CODE = 200
"""Characters."""
NOBODY = (
    "Nothing is kept on this kiosk under these three words. Try them once more, or ask the kiosk"
    " for new ones: press, and say remember me."
)


class CodeError(WellheardError, LookupError):
    """There is nobody with this code."""


class NothingTyped(WellheardError, ValueError):
    """The words were asked for, and none came."""


class OutError(WellheardError, ValueError):
    """The picture can't be put there."""


def command(
    code: Annotated[
        str | None, typer.Option("--code", help="The three words; else they are asked for.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Put the picture there: FILE.svg or FILE.html.")
    ] = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Delete all that this kiosk keeps of you.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Your own progress: what was heard in your practices on this kiosk, for your eyes."""
    from device import config, disk
    from device.progress.book import Book, exists
    from device.sync import identity
    from device.sync.protocol import unpacked

    if out is not None and out.suffix.lower() not in {".svg", ".html"}:
        raise OutError(f"{out}: the picture can be FILE.svg or FILE.html.")
    settings = config.load()
    disk.ours(settings.data)
    kiosk = identity.load(settings.data)
    words = code if code is not None else _asked()
    if not exists(settings.data):
        raise CodeError(NOBODY)
    with Book(settings.data, unpacked(kiosk.code_salt) if kiosk else None) as book:
        who = _who(book, words)
        if forget:
            _forget(book, who, as_json)
            return
        practices = book.practices(who)
    if out is not None:
        _put(out, practices)
    if as_json:
        print(json.dumps(_as_data(practices), ensure_ascii=False))
    else:
        _print(practices, out)


def _asked() -> str:
    """The words, typed without being shown.

    Raises:
        NothingTyped: there is nowhere to type them unseen, or nobody did.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # never where they would be seen
            return str(typer.prompt("Your three words", hide_input=True, err=True))
    except getpass.GetPassWarning as error:
        typer.echo(err=True)  # the question stands there
        raise NothingTyped(NO_TERMINAL) from error
    except typer.Abort as error:
        raise NothingTyped("Nothing was typed; nothing was changed.") from error


def _who(book: "Book", typed: str) -> "Remembered":
    from device.coach.talk.remembering import Remembered, Wait

    # Words of another list, as an older or a newer version may have given, are looked up as typed.
    found = book.look(book.find(typed) or typed[:LONGEST_CODE])
    match found:
        case Remembered():
            return found
        case Wait():
            raise CodeError(
                f"Too many words were wrong. Try again in {max(1, round(found.seconds))} seconds."
            )
    raise CodeError(NOBODY)


def _forget(book: "Book", who: "Remembered", as_json: bool) -> None:
    if not book.forget(who):
        raise CodeError("It can't be deleted just now. Look at the disk, or run: wellheard doctor")
    if as_json:
        print(json.dumps({"forgotten": True, "shared": who.shared}))
        return
    print("It's gone. Nothing about you is kept on this kiosk any more.")
    if who.shared:
        print("What staff could see goes as well, once this kiosk has reached its server.")


def _put(out: Path, practices: "tuple[Figures, ...]") -> None:
    from device import disk
    from device.progress.page import page
    from device.progress.picture import picture

    drawn = picture(practices) if out.suffix.lower() == ".svg" else page(practices)
    if not drawn:
        raise OutError("There is no practice yet, and so no picture. Practise once, and try again.")
    try:
        disk.write(out, drawn.encode())
    except OSError as error:
        told = (error.strerror or str(error)).lower()
        raise OutError(f"{out} can't be written ({told}). Choose another place.") from error


def _as_data(practices: "tuple[Figures, ...]") -> dict[str, Any]:
    from device.progress.sentence import sentence

    return {
        "practices": [
            {
                "id": str(one.id),
                "began": one.at.clock(),
                "scenario": one.scenario,
                "title": one.title,
                "replies": one.replies,
                "tries": one.tries,
                "skills": one.skills,
                "open_share": None if one.open_share is None else round(one.open_share, 3),
                "openness": list(one.openness),
            }
            for one in practices
        ],
        "sentence": sentence(practices),
    }


def _print(practices: "tuple[Figures, ...]", out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table

    from device.progress.picture import COLUMNS, day, shown
    from device.progress.sentence import sentence

    if not practices:
        print("There is no practice yet. After the next one there is something to see here.")
        return
    last = practices[-COLUMNS:]
    table = Table("in how many answers")
    for number, one in enumerate(last, len(practices) - len(last) + 1):
        table.add_column(day(one.at) or f"no. {number}", justify="right")
    for skill in (*shown(last)[0], *shown(last)[1]):
        table.add_row(skill.about.name, *(str(one.times(skill)) for one in last))
    table.add_row("of answers", *(str(one.replies) for one in last))
    Console().print(table)
    if told := sentence(practices):
        print(told)
    if out is not None:
        print(f"The picture is in {out}.")
