"""The screen: a page for a small touch display, for whoever can't hear or can't speak too.

Begin with `Screen.start`; give it a `View` at each moment and every event of the talk; read
`asked`. It is served on loopback alone.
"""

from device.screen.asked import Asked, Begin, Chosen, Finished, Leave, Pressed, Typed
from device.screen.page import Scanning
from device.screen.screen import Screen
from device.screen.trouble import ScreenError
from device.screen.view import Choice, Picture, View
from device.screen.words import ENGLISH, Words

__all__ = [
    "ENGLISH",
    "Asked",
    "Begin",
    "Choice",
    "Chosen",
    "Finished",
    "Leave",
    "Picture",
    "Pressed",
    "Scanning",
    "Screen",
    "ScreenError",
    "Typed",
    "View",
    "Words",
]
