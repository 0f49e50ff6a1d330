"""What the hand means at each line: receiver, talk button, second button. Pure.

Whatever the contacts do, what comes out is well formed: no hanging up without picking up, no
release without a press, and nothing begins by itself at the start or after a trouble: a line that
was on all the while must come to rest first.
"""

from abc import ABC, abstractmethod

from device.config import TalkMode
from device.panel.contact import Change, Contact, What
from device.panel.event import Event, Kind

BUTTON_SETTLE = 0.03
"""Seconds at rest: the small push buttons of the public collection bouncy-button-data bounce for 9
to 14 ms in all, a heavy pedal for 11 to 40, with far shorter gaps; the shortest tap of a finger
lasts about 50. Three of its oldest switches bounce for longer than a tap: replace such."""
PICK_UP_AFTER = 0.15
"""Seconds: a knock against the table rattles the cradle for less, and a receiver takes longer than
this to reach the ear."""
HANG_UP_AFTER = 0.8
"""Seconds: a receiver that slips, or a cradle brushed by a sleeve, comes back within half a second;
whoever hangs up for good waits no longer than a breath until all is forgotten."""
HOLD_AFTER = 0.4
"""Seconds: a tap is shorter even with slow fingers; a word takes longer. Sound from before, since
the press, belongs to the turn."""
LEAVE_AFTER = 1.5
"""Seconds: longer than a slow or trembling press, short enough for whoever wants out."""
STUCK_AFTER = 180.0
"""Seconds: nobody answers for three minutes in one breath; something leans on the button."""

LOOK = "Have its cable looked at."


class Line(ABC):
    """One line of the panel: readings in, events out."""

    def __init__(self, name: str, contact: Contact) -> None:
        self.name = name
        self._contact = contact

    @property
    def on(self) -> bool:
        """Whether it is pressed, or lifted, now."""
        return self._contact.on

    def feed(self, at: float, on: bool) -> list[Event]:
        """Take a reading, or an edge: seconds, and whether it is on."""
        changes = self._contact.feed(at, on)
        return self._told(changes) + self._timed(at)

    def tick(self, at: float) -> list[Event]:
        """Let time pass, in seconds."""
        return self._told(self._contact.tick(at)) + self._timed(at)

    def due(self) -> float | None:
        """When time alone may bring something; None if it won't."""
        waits = [at for at in (self._contact.due(), self._deadline()) if at is not None]
        return min(waits, default=None)

    def _told(self, changes: list[Change]) -> list[Event]:
        return [event for change in changes for event in self._change(change)]

    @abstractmethod
    def _change(self, change: Change) -> list[Event]: ...

    def _timed(self, at: float) -> list[Event]:
        return []

    def _deadline(self) -> float | None:
        return None

    def _event(self, kind: Kind, at: float, told: str = "") -> Event:
        return Event(kind, at, self.name, told)


class Hook(Line):
    """The hook switch of a telephone; on while the receiver is lifted."""

    def __init__(self, on: bool = False) -> None:
        super().__init__("hook", Contact(PICK_UP_AFTER, HANG_UP_AFTER, on))
        self._picked_up = False

    def _change(self, change: Change) -> list[Event]:
        match change.what:
            case What.ON:
                self._picked_up = True
                return [self._event(Kind.PICKED_UP, change.at)]
            case What.OFF:
                return self._hung_up(change.at)
            case What.LOST:
                told = f"The telephone's hook switch flickers without end. {LOOK}"
                return [self._event(Kind.BUTTON_LOST, change.at, told)]
            case What.FOUND:
                found = [self._event(Kind.BUTTON_FOUND, change.at)]
                return found if self.on else found + self._hung_up(change.at)

    def _hung_up(self, at: float) -> list[Event]:
        if not self._picked_up:
            return []
        self._picked_up = False
        return [self._event(Kind.HUNG_UP, at)]


class Button(Line):
    """A button: what a press and its end mean is for each kind to say."""

    def __init__(self, name: str, long_after: float | None, on: bool) -> None:
        """Begin with a button as it is.

        Args:
            name: of the line.
            long_after: seconds after which a press is a long one; None where there are none.
            on: whether it is down now.
        """
        super().__init__(name, Contact(BUTTON_SETTLE, BUTTON_SETTLE, on))
        self._long_after = float("inf") if long_after is None else long_after
        self._down: float | None = None
        """Since when it is pressed; None while it isn't, or may not count."""
        self._long = False
        self._stuck = False

    @abstractmethod
    def _pressed(self, at: float) -> list[Event]:
        """What it means that it went down."""

    @abstractmethod
    def _kept(self, at: float) -> list[Event]:
        """What it means that the press is a long one."""

    @abstractmethod
    def _released(self, at: float, short: bool) -> list[Event]:
        """What it means that it came up.

        Args:
            at: when, in seconds.
            short: the press counted, and was no long one.
        """

    def _change(self, change: Change) -> list[Event]:
        at = change.at
        match change.what:
            case What.ON:
                self._down, self._long = at, False
                return self._pressed(at)
            case What.OFF if self._stuck:
                self._stuck = False
                return [self._event(Kind.BUTTON_FOUND, at)]
            case What.OFF:
                return self._lengthen(at) + self._let_go(at, counts=True)
            case What.LOST:
                told = f"The {self.name} button flickers without end. {LOOK}"
                lost = [] if self._stuck else [self._event(Kind.BUTTON_LOST, at, told)]
                self._stuck = False
                return self._let_go(at, counts=False) + lost
            case What.FOUND:
                return [self._event(Kind.BUTTON_FOUND, at)]

    def _timed(self, at: float) -> list[Event]:
        if self._down is None:
            return []
        until, stuck = self._contact.on_until(at), self._down + STUCK_AFTER
        events = self._lengthen(until)
        if until < stuck:
            return events
        self._stuck = True
        told = (
            f"The {self.name} button has been down for three minutes."
            " See whether something leans on it."
        )
        let_go = self._let_go(stuck, counts=False)
        return [*events, *let_go, self._event(Kind.BUTTON_LOST, stuck, told)]

    def _deadline(self) -> float | None:
        if self._down is None or not self._contact.touched:
            return None
        return self._down + (STUCK_AFTER if self._long else min(self._long_after, STUCK_AFTER))

    def _lengthen(self, until: float) -> list[Event]:
        """The press becomes a long one, if it is."""
        if self._down is None or self._long or until < self._down + self._long_after:
            return []
        self._long = True
        return self._kept(self._down + self._long_after)

    def _let_go(self, at: float, counts: bool) -> list[Event]:
        """The press is over; it doesn't count where a trouble ended it."""
        if self._down is None:
            return []
        self._down = None
        return self._released(at, short=counts and not self._long)


class Talk(Button):
    """The talk button: tapped, or held to talk, by setting."""

    def __init__(self, mode: TalkMode, on: bool = False) -> None:
        super().__init__("talk", HOLD_AFTER if mode is TalkMode.HOLD else None, on)
        self._mode = mode

    def _pressed(self, at: float) -> list[Event]:
        press = self._event(Kind.PRESS, at)
        # Where nobody holds it, the press is all: who has finished waits for no finger to come up.
        return [press] if self._mode is TalkMode.HOLD else [press, self._event(Kind.TAP, at)]

    def _kept(self, at: float) -> list[Event]:
        return [self._event(Kind.HOLD, at)]

    def _released(self, at: float, short: bool) -> list[Event]:
        release = self._event(Kind.RELEASE, at)
        if short and self._mode is TalkMode.HOLD:
            return [self._event(Kind.TAP, at), release]
        return [release]


class Second(Button):
    """The second button: a press, or long enough to leave."""

    def __init__(self, on: bool = False) -> None:
        super().__init__("second", LEAVE_AFTER, on)

    def _pressed(self, at: float) -> list[Event]:
        return []

    def _kept(self, at: float) -> list[Event]:
        return [self._event(Kind.LEAVE, at)]

    def _released(self, at: float, short: bool) -> list[Event]:
        return [self._event(Kind.SECOND, at)] if short else []
