"""`wellheard sync`: scenarios down, results up."""

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.sync.step import Outcome, Step


class SyncError(WellheardError, RuntimeError):
    """Not all of a round went well."""


def command(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="One round; ends with 0 only if all of it went well.")
    ] = False,
    taken_from: Annotated[
        Path | None,
        typer.Option(
            "--import",
            help="Take in what the server put on the memory stick in this folder, and end.",
            metavar="FOLDER",
        ),
    ] = None,
    put_on: Annotated[
        Path | None,
        typer.Option(
            "--export",
            help="Put what waits on the memory stick in this folder, and end; after --import.",
            metavar="FOLDER",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a step.")] = False,
) -> None:
    """Keep this kiosk and the centre's server together: scenarios down, results up. Where there is
    no network a memory stick does it: --import and --export, both at once as well.
    """
    from device import config, disk
    from device.cli import stick
    from device.store import Store
    from device.sync import identity
    from device.sync.agent import Agent
    from device.update import held

    settings = config.load()
    disk.ours(settings.data)
    told = _as_json if as_json else _in_words
    if taken_from is not None or put_on is not None:
        if once:
            raise typer.BadParameter("--once is for the network; leave it out for a stick.")
        _all_well(stick.carry(settings, taken_from, put_on, told))
        return
    if identity.load(settings.data) is None:
        raise identity.NotEnrolled
    store = Store.open(settings.data)
    try:
        changes = told if once or as_json else _Changes()
        agent = Agent(settings.data, store, troubles=held.troubles, told=changes)
        if once:
            _all_well([outcome for outcome in agent.once() if not outcome.ok])
        else:
            for sort in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sort, lambda *_: agent.stop())
            agent.run()
    finally:
        store.close()


def _all_well(failed: "list[Outcome]") -> None:
    if failed:
        raise SyncError(" ".join(dict.fromkeys(outcome.why for outcome in failed)))


def _as_json(outcome: "Outcome") -> None:
    print(json.dumps(outcome.as_data, ensure_ascii=False, default=str), flush=True)


def _in_words(outcome: "Outcome") -> None:
    """What was done; what failed ends up on standard error in any case."""
    if outcome.ok:
        if outcome.did:
            print(outcome.did, flush=True)
        for one in outcome.figures.get("set_aside", ()):
            why = f" ({'; '.join(one['why'])})" if one["why"] else ""
            print(f"Set aside: practice {one['sequence']}, {one['answer']}{why}", flush=True)


class _Changes:
    """In words, and on standard error why something fails, as often as that changes."""

    def __init__(self) -> None:
        self._why: dict[Step, str] = {}

    def __call__(self, outcome: "Outcome") -> None:
        _in_words(outcome)
        if outcome.ok:
            self._why.pop(outcome.step, None)
            return
        if outcome.why not in self._why.values():
            print(f"wellheard: {outcome.why}", file=sys.stderr, flush=True)
        self._why[outcome.step] = outcome.why
