"""What a hand does at the panel."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened."""

    PRESS = "press"
    """The talk button went down: for a click or a wink of the light, and to record from."""
    TAP = "tap"
    """The talk button was meant once: begin, I have finished, go on."""
    HOLD = "hold"
    """The talk button is held to talk; only where it is used so."""
    RELEASE = "release"
    """The talk button came up; ends every press, and every hold."""
    PICKED_UP = "picked_up"
    """The receiver was lifted: begin."""
    HUNG_UP = "hung_up"
    """The receiver was put back: leave, and forget."""
    SECOND = "second"
    """The second button was pressed; what it means depends on the moment (`meaning`)."""
    LEAVE = "leave"
    """The second button was held: leave, and forget."""
    BUTTON_LOST = "button_lost"
    """A button or the hook switch can't be relied on: a broken cable, or something leans on it."""
    BUTTON_FOUND = "button_found"
    """It has come to rest and is heeded again."""
    PANEL_LOST = "panel_lost"
    """No pin can be reached; it is tried again and again."""
    PANEL_FOUND = "panel_found"
    """The pins are back."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, when, and where."""

    kind: Kind
    at: float
    """Seconds of the monotonic clock: when the finger moved, not when the contact had settled."""
    line: str = ""
    """Which line is meant: talk, second or hook; empty where it is the whole panel."""
    told: str = ""
    """What to tell staff: one or two sentences; empty where nothing is wrong."""
