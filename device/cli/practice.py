"""`wellheard practice`: one practice at this machine."""

from pathlib import Path
from typing import Annotated

import typer

from device.trainee.samples import Manner

FIRST = "two-cups-of-tea"
"""The scenario for whoever names none: an easy one to begin with."""


def command(
    scenario: Annotated[
        str, typer.Argument(help="A scenario's id, or its file.", metavar="SCENARIO")
    ] = FIRST,
    *,
    reply: Annotated[
        list[Path] | None,
        typer.Option(help="A recording (WAV) of a reply; once for each turn.", metavar="WAV"),
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Type instead of speaking.")] = False,
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse", help="A synthetic trainee speaks the scenario's sample replies."
        ),
    ] = False,
    trainee: Annotated[
        Manner, typer.Option(help="What sort of trainee rehearses.")
    ] = Manner.LEARNING,
    out: Annotated[
        Path | None,
        typer.Option(help="Keep the sound and a report in this folder.", metavar="DIR"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The same number gives the coach the same words.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, as things happen.")
    ] = False,
) -> None:
    """Practise: a seeker speaks, you answer, and the coach tells what your words did."""
    import asyncio

    from rich.console import Console
    from rich.markup import escape

    from device import content, keeping, library
    from device.cli.stage import Ahead, Stage
    from device.config import load
    from device.event import as_json as line
    from device.practice import Means, Watcher, Wish, hold
    from device.voice.sound import read

    means = {"reply": Means.TAPE, "text": Means.TYPED, "rehearse": Means.REHEARSED}
    asked = [
        name for name, given in (("reply", reply), ("text", text), ("rehearse", rehearse)) if given
    ]
    if len(asked) > 1:
        names = " and ".join(f"--{name}" for name in asked)
        raise typer.BadParameter(f"{names} can't go together. Choose one.")
    wish = Wish(
        means[asked[0]] if asked else None,
        tuple(reply or ()),
        trainee,
        out,
        **({} if seed is None else {"seed": seed}),
    )
    for file in wish.recordings:
        read(file)  # what is no recording is told before the talk is announced
    settings = load()
    talk = library.find(scenario, content.load(settings.data))
    aside = Console(stderr=True)
    stage = Stage(aside if as_json else Console())
    with Ahead(aside) as ahead:
        watcher = Watcher(
            (lambda event: print(line(event), flush=True)) if as_json else stage.show,
            equipped=lambda means: aside.print(stage.introduce(means, talk.title)),
            rendering=ahead.show,
            note=lambda text: aside.print(f"[yellow]{escape(text)}[/]"),
            reported=lambda page: aside.print(
                f"The report: {escape(str(page.resolve()))}", soft_wrap=True
            ),
            trouble=lambda trouble: aside.print(f"[yellow]{trouble}[/]"),
        )
        with keeping.one(settings.data, watcher.note) as keep:
            asyncio.run(hold(talk, settings, wish, watcher, keep=keep))
