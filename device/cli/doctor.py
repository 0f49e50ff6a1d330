"""`wellheard doctor`: is this machine fit for a practice, and if not, what to do."""

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.doctor import Finding

BROAD = 16
"""Characters for a check's name: the longest, its colon and a space."""
COLOURS = {"ok": "green", "warning": "yellow", "failed": "bold red"}


class NotFit(WellheardError, RuntimeError):
    """Something that a practice needs doesn't work."""


def command(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Put all that somebody who helps would ask for into this file; nothing private.",
            metavar="FILE",
        ),
    ] = None,
) -> None:
    """Check this machine: models, voices, sound, panel, room. Plays a tone and records 2 seconds.

    Ends with 1 if something that a practice needs has failed.
    """
    from device.doctor import State

    findings = asyncio.run(_examine(quietly=as_json))
    if report is not None:
        _report(report, findings)
    if as_json:
        rows = [
            {"check": name, "state": found.state, "found": found.found, "do": found.advice}
            for name, found in findings
        ]
        print(json.dumps(rows, indent=2))
    bad = [name for name, found in findings if found.state is State.FAILED]
    if bad:
        raise NotFit(f"Not ready for a practice: {', '.join(bad)}. What to do is told beside each.")


def _report(file: Path, findings: "list[tuple[str, Finding]]") -> None:
    from device.doctor import machine
    from device.doctor.report import write

    write(file, findings, machine.settings()[0])
    print(f"The report: {file.resolve()}", file=sys.stderr)


async def _examine(quietly: bool) -> "list[tuple[str, Finding]]":
    from rich.console import Console
    from rich.markup import escape

    from device.doctor import examine

    console = Console(quiet=quietly, highlight=False)
    findings = []
    with console.status("Looking at the machine"):
        async for name, found in examine():
            findings.append((name, found))
            colour = COLOURS[found.state]
            console.print(
                f"[{colour}]{found.state:<8}[/] {name + ':':<{BROAD}}{escape(found.found)}",
                soft_wrap=True,
            )
            if found.advice:
                console.print(f"{'':<{BROAD + 9}}→ {escape(found.advice)}", soft_wrap=True)
    return findings
