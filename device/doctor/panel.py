"""Buttons, receiver and light."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from device.config import PanelChoice, Settings
from device.doctor.finding import Finding, failed, ok, warning
from device.panel import GpioPanel, PinsError, chosen
from device.panel.board import MODEL, board_name, wired


async def panel(
    settings: Settings, model: Path = MODEL, factory: Callable[[], Any] | None = None
) -> Finding:
    """Whether the pins can be claimed, and what is pressed while nobody should.

    Args:
        settings: pins and modes.
        model: where a single-board computer tells its name.
        factory: makes one of gpiozero's pin factories; without it, the settings' own.
    """
    choice = chosen(settings, model=model)
    if choice is not PanelChoice.GPIO and choice is settings.panel:
        return ok(f"{choice.value}, by setting")
    if choice is not PanelChoice.GPIO:
        return ok("not a Raspberry Pi: the keyboard is the button")
    try:
        pins = wired(settings)
        tried = await GpioPanel.start(settings, factory=factory)
    except PinsError as error:
        what, _, advice = str(error).partition(". ")
        return failed(what, advice)
    try:
        return _found(board_name(model) or "pins", pins, tried)
    finally:
        await tried.close()


def _found(board: str, pins: dict[str, int], tried: GpioPanel) -> Finding:
    if tried.trouble:
        what, _, advice = tried.trouble.partition(". ")
        return warning(f"{board}: no button or lights: {what}", f"{advice} The keyboard works.")
    listed = ", ".join(f"{name.replace('_', ' ')} on GPIO {pin}" for name, pin in pins.items())
    pressed = [line for line in tried.pressed if line != "hook"]
    if pressed:
        return warning(
            f"{board}: {listed}; the {' and '.join(pressed)} button is down",
            "Let it go, then look again. If nobody touches it, its cable has a fault.",
        )
    receiver = "; the receiver is lifted" if tried.off_hook else ""
    return ok(f"{board}: {listed}{receiver}. Try it, with the kiosk stopped: wellheard panel")
