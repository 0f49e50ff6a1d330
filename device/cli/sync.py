"""`wellheard sync`: scenarios down, results up."""

import json
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.sync.step import Outcome


class SyncError(WellheardError, RuntimeError):
    """Not all of a round went well."""


def command(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="One round; ends with 0 only if all of it went well.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a step.")] = False,
) -> None:
    """Keep this kiosk and the centre's server together: scenarios down, results up."""
    from device import config
    from device.store import Store
    from device.sync import identity
    from device.sync.agent import Agent

    settings = config.load()
    if once and identity.load(settings.data) is None:
        raise identity.NotEnrolled
    store = Store.open(settings.data)
    try:
        agent = Agent(settings.data, store, told=_as_json if as_json else _in_words)
        if once:
            failed = [outcome for outcome in agent.once() if not outcome.ok]
            if failed:
                reasons = dict.fromkeys(outcome.why for outcome in failed)
                raise SyncError(" ".join(reasons))
        else:
            for sort in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sort, lambda *_: agent.stop())
            agent.run()
    finally:
        store.close()


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
