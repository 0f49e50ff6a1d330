"""The panel: receiver, buttons and light, or the keyboard in their place.

Begin with `open_panel`; read `events` and call `show`. Not yet tried on a Raspberry Pi.
"""

from device.panel.board import PanelError, PinsError
from device.panel.choose import chosen, open_panel
from device.panel.event import Event, Kind
from device.panel.gpio import GpioPanel
from device.panel.keyboard import KeyboardPanel
from device.panel.light import SIGNS, Light, most_urgent
from device.panel.meaning import SECOND
from device.panel.panel import NoPanel, Panel

__all__ = [
    "SECOND",
    "SIGNS",
    "Event",
    "GpioPanel",
    "KeyboardPanel",
    "Kind",
    "Light",
    "NoPanel",
    "Panel",
    "PanelError",
    "PinsError",
    "chosen",
    "most_urgent",
    "open_panel",
]
