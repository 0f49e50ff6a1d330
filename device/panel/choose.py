"""Which panel there is."""

import os
import sys
from pathlib import Path
from typing import TextIO

from device.config import PanelChoice, Settings
from device.panel.board import MODEL, board_name
from device.panel.gpio import GpioPanel
from device.panel.keyboard import KeyboardPanel
from device.panel.panel import NoPanel, Panel


def chosen(settings: Settings, keys: TextIO = sys.stdin, model: Path = MODEL) -> PanelChoice:
    """The panel that the settings ask for; never `auto`.

    Args:
        settings: what is asked for.
        keys: where keys would be read from.
        model: where a single-board computer tells its name.
    """
    if settings.panel is not PanelChoice.AUTO:
        return settings.panel
    if "Raspberry Pi" in board_name(model):
        return PanelChoice.GPIO
    return PanelChoice.KEYBOARD if _terminal(keys) else PanelChoice.NONE


async def open_panel(settings: Settings, shown: TextIO | None = None) -> Panel:
    """Open the panel that the settings ask for.

    Pins that can't be reached raise nothing: the panel's `trouble` says why, and it goes on trying.

    Args:
        settings: what is asked for.
        shown: where a keyboard's panel writes what the light would show.

    Raises:
        PanelError: the settings can't be, or there is no keyboard where one is asked for.
    """
    match chosen(settings):
        case PanelChoice.GPIO:
            return await GpioPanel.start(settings)
        case PanelChoice.KEYBOARD:
            return KeyboardPanel(settings.talk_button, shown=shown)
        case _:
            return NoPanel()


def _terminal(keys: TextIO) -> bool:
    try:
        return os.isatty(keys.fileno())
    except (OSError, ValueError):
        return False
