"""`wellheard server stick`: a memory stick of kiosks without a network."""

import json
from pathlib import Path
from typing import Annotated

import typer

from server.backup import restore
from server.cli.care import Json
from server.cli.ready import opened
from server.devices import history, pins
from server.devices.feed import Feeder
from server.results import again
from server.settings import load
from server.stick import give, tour
from server.stick.folder import Stick, StickError


def stick(
    folder: Annotated[Path, typer.Argument(help="Where the stick shows up.", metavar="FOLDER")],
    everything: Annotated[
        bool,
        typer.Option("--all", help="Fill it for every kiosk, also those that wrote nothing on it."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Take in what kiosks wrote on a memory stick, and fill it for them."""
    settings = load()
    found = Stick(folder)
    files = found.files()
    if not files and not everything:
        raise StickError(
            f"No kiosk has written anything on {folder}. Is it the right stick? To fill it for"
            " every kiosk all the same, add --all."
        )
    with opened(settings) as database, restore.serving(settings, alone=False):
        history.begin(database)
        again.catch_up(database, settings)
        keys = pins.keys(settings.server_folder)
        came = tour.take_all(
            database, keys, None, [(file.name, found.lines(file)) for file in files]
        )
        answered = give.answers(database, keys, came)
        if answered or everything:
            giver = give.Giver(database, keys, Feeder(database, keys), settings, came)
            pieces = giver.pieces(answered, everything=everything)
            written = found.put(pieces, giver.listed)
            tour.note_filled(database, None, len(answered))
        else:
            written = 0
    if as_json:
        told = [
            {"file": one.file, "kiosk": one.name, "wrong": one.wrong}
            | {answer.value: many for answer, many in sorted(one.answers.items())}
            for one in came
        ]
        print(json.dumps({"kiosks": told, "answered": len(answered), "bytes": written}))
    else:
        for one in came:
            print(f"{one.name or one.file}: {one.words}")
            for sentence in one.wrong:
                print(f"    {sentence}")
        print(f"The stick is filled: {written / 1e6:,.1f} MB." if written else "Nothing to fill.")
    left = [one for one in came if one.wrong]
    if left:
        which = ", ".join(one.name or one.file for one in left)
        raise StickError(f"Not all could be taken in: {which}. Why is said above.")
