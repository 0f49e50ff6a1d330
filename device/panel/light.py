"""What the light says: one table, most urgent first. Pure: seconds in, a colour out.

Every state has its colour and its rhythm, and no two share a rhythm: whoever can't tell the
colours, or has a lamp of one colour only, tells the states by their beat. Nothing flashes more
often than three times in a second (WCAG 2.2, 2.3.1), whatever the states do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Colour = tuple[float, float, float]
"""Red, green and blue, each how much of the time it is lit: 0 to 1."""
DARK: Colour = (0.0, 0.0, 0.0)

FRAME = 0.05
"""Seconds between two shades while it brightens or dims: 20 a second look smooth."""
DWELL = 0.4
"""Seconds a state is shown at the least: states that follow each other faster would flicker."""
MOST, SECOND = 3, 1.1
"""Flashes in any second: more of them can bring on a fit (WCAG 2.2, 2.3.1). A state that would make
it more waits, too."""
GAMMA = 2.2
"""The eye sees a lamp that is lit half the time as nearly full: exponent from shade to time lit."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A stretch of a rhythm."""

    seconds: float
    start: float
    """How bright it begins: 0 to 1, as the eye sees it."""
    end: float
    """How bright it ends; between, it goes evenly."""


def _lit(seconds: float, shade: float = 1.0) -> Beat:
    return Beat(seconds, shade, shade)


def _dark(seconds: float) -> Beat:
    return Beat(seconds, 0.0, 0.0)


class Light(StrEnum):
    """What is going on, most urgent first."""

    STOPPED = "stopped"
    TROUBLE = "trouble"
    TOO_LOUD = "too_loud"
    LISTENING = "listening"
    YOUR_TURN = "your_turn"
    THINKING = "thinking"
    SPEAKING = "speaking"
    STARTING = "starting"
    OFFLINE = "offline"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state looks."""

    colour: Colour
    rhythm: tuple[Beat, ...]
    """Repeated for as long as the state lasts."""
    looks: str
    """For people."""
    means: str
    """For people."""


_WHITE, _BLUE, _GREEN = (1.0, 0.9, 0.7), (0.0, 0.15, 1.0), (0.0, 1.0, 0.15)
_RED, _AMBER = (1.0, 0.0, 0.0), (1.0, 0.45, 0.0)
_VIOLET, _CYAN = (0.6, 0.0, 1.0), (0.0, 0.7, 0.7)

SIGNS: dict[Light, Sign] = {
    Light.STOPPED: Sign(DARK, (_dark(60.0),), "dark", "The kiosk is switched off."),
    Light.TROUBLE: Sign(
        _RED,
        (_lit(0.2), _dark(0.2), _lit(0.2), _dark(0.2), _lit(0.2), _dark(1.4)),
        "red, three short flashes and a pause",
        "Something is wrong. The screen says what; tell the person on duty.",
    ),
    Light.TOO_LOUD: Sign(
        _AMBER,
        (_lit(1.2), _dark(0.3), _lit(0.3), _dark(0.3)),
        "amber, one long flash and one short",
        "The room is too loud. Come closer, or wait a little.",
    ),
    Light.LISTENING: Sign(_GREEN, (_lit(60.0),), "green, steady", "It listens to you."),
    Light.YOUR_TURN: Sign(
        _GREEN, (_lit(0.5), _dark(0.5)), "green, on and off evenly", "It is your turn to speak."
    ),
    Light.THINKING: Sign(
        _VIOLET,
        (_lit(0.15), _dark(0.25), _lit(0.15), _dark(0.85)),
        "violet, two short flashes and a pause",
        "It thinks about what you said.",
    ),
    Light.SPEAKING: Sign(
        _BLUE,
        (Beat(1.0, 0.5, 1.0), Beat(1.0, 1.0, 0.5)),
        "blue, swelling like a voice",
        "It speaks.",
    ),
    Light.STARTING: Sign(
        _WHITE,
        (Beat(2.4, 0.1, 1.0), _dark(0.4)),
        "white, filling up again and again",
        "It is starting. Please wait a moment.",
    ),
    Light.OFFLINE: Sign(
        _CYAN,
        (_lit(3.6, 0.6), _dark(0.4)),
        "pale blue-green, a short wink every four seconds",
        "The centre's server can't be reached. You can practise all the same.",
    ),
    Light.IDLE: Sign(
        _WHITE,
        (Beat(3.0, 0.25, 0.6), Beat(3.0, 0.6, 0.25)),
        "white, breathing slowly",
        "It is free. Press the button, or pick up the receiver.",
    ),
}
"""The table.

What the trainee needs right now stands above what concerns the centre: a practice needs no server,
so that being offline must not hide whose turn it is. A trouble stands above both.
"""
URGENCY: tuple[Light, ...] = tuple(Light)


def most_urgent(states: Iterable[Light]) -> Light:
    """The state to show where several are true; idle where none is."""
    return min(states, key=URGENCY.index, default=Light.IDLE)


def shade(rhythm: tuple[Beat, ...], seconds: float) -> tuple[float, float]:
    """How bright a rhythm is, and for how many seconds it stays so; 0 or more seconds into it."""
    within = seconds % sum(beat.seconds for beat in rhythm)
    for beat in rhythm:
        if within < beat.seconds:
            bright = beat.start + (beat.end - beat.start) * within / beat.seconds
            left = beat.seconds - within
            return bright, left if beat.start == beat.end else min(FRAME, left)
        within -= beat.seconds
    return rhythm[-1].end, FRAME  # where rounding left a hair


class Lamp:
    """The light over time: told what to show, asked how it looks."""

    def __init__(self, at: float, showing: Light = Light.STARTING) -> None:
        self.showing = showing
        self._since = at
        self._wanted = showing
        self._changes: list[float] = []
        """When it lit up or went out in the second before this state."""

    def show(self, at: float, state: Light) -> None:
        """Show a state from now on, or as soon as the last one was seen."""
        self._wanted = state
        self._turn(at)

    def look(self, at: float) -> tuple[Colour, float]:
        """The colour now, and the seconds after which to look again."""
        self._turn(at)
        sign = SIGNS[self.showing]
        bright, left = shade(sign.rhythm, max(0.0, at - self._since))
        lit = bright**GAMMA
        if self._wanted is not self.showing:
            wait = self._since + DWELL - at
            left = min(left, wait if wait > 0 else FRAME)
        red, green, blue = sign.colour
        return (red * lit, green * lit, blue * lit), left

    def _turn(self, at: float) -> None:
        if self._wanted is self.showing or at < self._since + DWELL:
            return
        shown = changes(SIGNS[self.showing].rhythm, self._since, at - SECOND, at)
        seen = [one for one in self._changes if one > at - SECOND] + shown
        every = seen + changes(SIGNS[self._wanted].rhythm, at, at, at + SECOND)
        if any(
            last - first <= SECOND for first, last in zip(every, every[2 * MOST :], strict=False)
        ):
            return  # a moment later
        self.showing, self._since, self._changes = self._wanted, at, seen


def changes(rhythm: tuple[Beat, ...], since: float, begin: float, end: float) -> list[float]:
    """When a rhythm lights up or goes out between two moments; its very beginning counts as one.

    Args:
        since: when it began.
    """
    period = sum(beat.seconds for beat in rhythm)
    at = since + max(0, int((begin - since) / period)) * period
    found, before = list[float](), rhythm[-1].end if at > since else -1.0
    while at < end:
        for beat in rhythm:
            steady = beat.start == beat.end == before
            if not steady and begin <= at < end:
                found.append(at)
            at, before = at + beat.seconds, beat.end
    return found
