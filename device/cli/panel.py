"""`wellheard panel`: try the buttons, the receiver and the light."""

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from device.panel import Event, Light, Panel

SHOWN = 4.0
"""Seconds each state of the light is shown: two rounds of nearly every rhythm."""


def command(
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", min=0.0, help="End after so many seconds; else by Ctrl-C."),
    ] = None,
    lights: Annotated[
        bool, typer.Option("--lights/--no-lights", help="Step through the light's states.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object an event.")] = False,
) -> None:
    """Try the panel: shows what each press is taken for, and steps through the light's states."""
    with suppress(KeyboardInterrupt):  # the usual way to end it
        asyncio.run(_try(seconds, lights, as_json))


async def _try(seconds: float | None, lights: bool, as_json: bool) -> None:
    from device import config
    from device.panel import NoPanel, PanelError, open_panel

    panel = await open_panel(config.load())
    try:
        if isinstance(panel, NoPanel):
            raise PanelError(
                "There is no panel: this is no Raspberry Pi, and there is no keyboard either."
                " Run it in a terminal, or set panel to gpio."
            )
        if panel.trouble:
            raise PanelError(panel.trouble)
        if not as_json:
            print(_invited(panel))
        async with asyncio.timeout(seconds):
            stepping = asyncio.create_task(_step(panel, as_json)) if lights else None
            try:
                while True:
                    _print_event(await panel.events.get(), as_json)
            finally:
                if stepping is not None:
                    stepping.cancel()
    except TimeoutError:
        pass  # the seconds are over
    finally:
        await panel.close()


async def _step(panel: "Panel", as_json: bool) -> None:
    from device.panel import Light

    while True:
        for state in reversed(Light):
            panel.show(state)
            _print_light(state, as_json)
            await asyncio.sleep(SHOWN)


def _invited(panel: "Panel") -> str:
    from device.panel import KeyboardPanel
    from device.panel.keyboard import KEYS

    if isinstance(panel, KeyboardPanel):
        return f"No pins here, so the keyboard is the panel: {KEYS} Ctrl-C ends."
    return "Press each button and lift the receiver; hold the second button to leave. Ctrl-C ends."


def _print_event(event: "Event", as_json: bool) -> None:
    if as_json:
        row = {"event": event.kind.value, "line": event.line, "at": round(event.at, 3)}
        print(json.dumps(row | ({"told": event.told} if event.told else {})), flush=True)
        return
    where = f" ({event.line})" if event.line else ""
    print(f"{event.at:12.3f} s  {event.kind.value}{where}  {event.told}".rstrip(), flush=True)


def _print_light(state: "Light", as_json: bool) -> None:
    from device.panel import SIGNS

    sign = SIGNS[state]
    if as_json:
        print(json.dumps({"light": state.value, "looks": sign.looks}), flush=True)
        return
    print(f"{'light':>14}  {state.value.replace('_', ' ')}: {sign.looks}", flush=True)
