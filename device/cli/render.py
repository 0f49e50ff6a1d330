"""`wellheard scenario render`: a scenario's lines, spoken ahead."""

import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.coach.talk.act import Say
    from device.config import Settings
    from device.voice.speak.render import Line

BETWEEN = 10.0
"""Seconds between two reports of how far it is, where no bar can show it."""


class NothingToRender(WellheardError, ValueError):
    """No scenario was named."""


class LinesUnreadable(WellheardError, ValueError):
    """The file with the lines can't be read."""


class LinesFailed(WellheardError, RuntimeError):
    """Some lines could not be spoken."""


def command(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Scenarios: files, or ids of those that ship with the kiosk."),
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Every scenario that ships with the kiosk.")
    ] = False,
    voice: Annotated[
        str | None, typer.Option(help="Give every seeker this voice, to hear whom it would suit.")
    ] = None,
    seekers_only: Annotated[
        bool, typer.Option("--seekers-only", help="Leave out what the coach may say.")
    ] = False,
    lines_file: Annotated[
        Path | None,
        typer.Option(
            "--lines",
            help="A file of lines in place of a scenario: one JSON object a line, with voice, text"
            " and speaker.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for a WAV file of each line, to listen to.")
    ] = None,
    flac: Annotated[bool, typer.Option("--flac", help="FLAC files in place of WAV.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object for each line.")
    ] = False,
) -> None:
    """Speak a scenario's lines ahead, so that nobody has to wait for them.

    What was rendered before is not made again: after an interruption, run it once more.
    """
    from device import config, library

    if not scenarios and not everything and lines_file is None:
        raise NothingToRender(
            f"Name a scenario, or give --all. There are: {', '.join(library.names())}."
        )
    settings = config.load()
    names = [*(scenarios or ()), *(library.names() if everything else ())]
    lines = _lines(names, settings, voice, seekers_only)
    if lines_file is not None:
        lines += _written(lines_file)
    if not as_json:
        typer.echo(_announced(lines, of_scenarios=lines_file is None), err=True)
    try:
        done = asyncio.run(_rendered(lines, settings, out, flac=flac, as_json=as_json))
    except KeyboardInterrupt:
        typer.echo("Stopped. What was rendered is kept; run it again to go on.", err=True)
        raise
    failed = [line for line in done if line.problem]
    if failed:
        raise LinesFailed(
            f"{len(failed)} of {len(done)} lines could not be spoken."
            f" The first, “{failed[0].say.text[:60]}”: {failed[0].problem}"
        )
    if not as_json:
        made = sum(not line.kept for line in done)
        minutes = sum(line.seconds for line in done) / 60
        where = f" They are in {out}." if out else ""
        print(
            f"{len(done)} lines, {minutes:.1f} minutes:"
            f" {made} rendered now, {len(done) - made} before.{where}"
        )


def _announced(lines: "list[Say]", *, of_scenarios: bool) -> str:
    """How much there is to do, and how to have less of it."""
    from device.coach.cast import COACH
    from device.voice.speak.render import distinct

    every = distinct(lines)
    coachs = sum(say.speaker == COACH for say in every) if of_scenarios else 0
    if not coachs:
        return f"Lines to speak: {len(every):,}."
    return (
        f"Lines to speak: {len(every):,}, {coachs:,} of them the coach's, which are kept for every"
        " scenario. --seekers-only speaks the scenario's alone."
    )


def _lines(
    names: list[str], settings: "Settings", voice: str | None, seekers_only: bool
) -> "list[Say]":
    from device import library
    from device.coach.cast import COACH
    from device.coach.talk import script
    from device.voice.speak.part import part

    if voice is not None:
        part(voice)
    found: list[Say] = []
    for scenario in map(library.find, dict.fromkeys(names)):
        for say in script.lines(scenario, settings.crisis_words):
            if say.speaker == COACH:
                found += [] if seekers_only else [say]
            else:
                found.append(say if voice is None else replace(say, voice=voice, recording=None))
    return found


def _written(file: Path) -> "list[Say]":
    from pydantic import BaseModel, ValidationError

    from device.coach.cast import COACH
    from device.coach.talk.act import Say

    class Row(BaseModel):
        text: str
        voice: str
        speaker: str = COACH

    found = []
    try:
        rows = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "it is not UTF-8 text"
        raise LinesUnreadable(f"{file}: it can't be read ({why}). Name another file.") from error
    for number, row in enumerate(rows, 1):
        try:
            told = Row.model_validate_json(row)
        except ValidationError as error:
            raise LinesUnreadable(
                f"{file}:{number}: this is no line to speak. Write"
                ' {"voice": "bf_emma", "text": "…", "speaker": "rose"}.'
            ) from error
        found.append(Say(told.text, told.voice, told.speaker))
    return found


async def _rendered(
    lines: "list[Say]", settings: "Settings", out: Path | None, *, flac: bool, as_json: bool
) -> "list[Line]":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from device.voice.speak.render import distinct, render
    from device.voice.speak.voices import Voices

    voices = Voices(settings, fetched=False)  # it makes what others fetch
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=as_json or not console.is_terminal,
    )
    reported = time.monotonic()

    def told(line: "Line") -> None:
        nonlocal reported
        bar.advance(task)
        if bar.disable and not as_json and time.monotonic() - reported >= BETWEEN:
            reported = time.monotonic()
            typer.echo(f"{line.number:,} of {line.total:,} lines are there.", err=True)
        if as_json:
            print(json.dumps(_as_data(line), ensure_ascii=False), flush=True)

    with bar:
        task = bar.add_task("Rendering", total=len(distinct(lines)))
        try:
            return await render(lines, voices, told, out, as_flac=flac)
        finally:
            await voices.close()


def _as_data(line: "Line") -> dict[str, object]:
    return {
        "line": line.number,
        "of": line.total,
        "speaker": line.say.speaker,
        "voice": line.say.voice,
        "text": line.say.text,
        "seconds": round(line.seconds, 3),
        "rendered_before": line.kept,
        "engine": line.engine,
        "file": str(line.file) if line.file else None,
        "sha256": line.sha256,
        "problem": line.problem,
    }
