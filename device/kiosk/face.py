"""The face: what light and screen show, from what is going on."""

from dataclasses import dataclass, replace

from device.coach.talk.act import Command, Expect
from device.coach.talk.being_known import CODE
from device.event import CoachSaid, Event, Listening, SeekerSaid
from device.panel import Light, Panel
from device.screen import Choice, Picture, Screen, View

_MANNERS = (Command.LOUDER, Command.SLOWER)
_BUTTONS: dict[Expect | None, tuple[Command, ...]] = {
    Expect.REPLY: (Command.REPEAT, Command.HELP, *_MANNERS, Command.SKIP),
    Expect.CHOICE: (Command.AGAIN, Command.GO_ON, Command.DISAGREE, Command.REPEAT, *_MANNERS),
    Expect.PRIVATE: (Command.REPEAT, *_MANNERS),
    None: (Command.REPEAT, *_MANNERS),
}
_ASKING: tuple[Command, ...] = (Command.REPEAT, Command.HELP, *_MANNERS)
"""In a small talk, where the choices stand beside."""
COACH_NAME = "Coach"


@dataclass(frozen=True, slots=True)
class Now:
    """What is going on."""

    activity: Light = Light.STARTING
    heading: str = ""
    speaker: str = ""
    expect: Expect | None = None
    choices: tuple[Choice, ...] = ()
    small: bool = False
    """It is a small talk around a practice."""
    hushed: bool = False
    """What is heard is not shown."""
    visiting: bool = False
    language: str = ""


class Face:
    """Shows it. What is wrong, offline or too loud is shown beside whatever goes on."""

    def __init__(self, panel: Panel, screen: Screen | None) -> None:
        self.panel = panel
        self.screen = screen
        self.now = Now()
        self.troubles: dict[str, str] = {}
        """What is wrong, by code, in a sentence or two that say what to do."""
        self.offline = False
        self.too_loud = False

    def change(self, **changed: object) -> None:
        """Something else is going on, in the fields of `Now`."""
        self.now = replace(self.now, **changed)  # type: ignore[arg-type]
        self.draw()

    def idle(self, heading: str = "", *, dark: bool = False) -> None:
        """Nobody is here."""
        self.now = Now(Light.STOPPED if dark else Light.IDLE, heading)
        self.too_loud = False
        if self.screen is not None:
            self.screen.forget()
        self.draw()

    def tell(self, event: Event) -> None:
        """Something happened in a talk."""
        match event:
            case SeekerSaid():
                self.now = replace(
                    self.now, activity=Light.SPEAKING, speaker=event.name, expect=None
                )
            case CoachSaid():
                self.now = replace(
                    self.now, activity=Light.SPEAKING, speaker=COACH_NAME, expect=None
                )
            case Listening():
                self.now = replace(
                    self.now,
                    activity=Light.YOUR_TURN,
                    speaker="",
                    expect=event.expect,
                    hushed=event.turn == CODE,
                )
        if self.screen is not None:
            self.screen.tell(event)
        self.draw()

    def partial(self, text: str) -> None:
        """So much was heard of a reply. A code that is being said is nobody else's to read."""
        if self.screen is not None and not self.now.hushed:
            self.screen.partial(text)

    def picture(self, picture: Picture | None) -> None:
        """Show how somebody gets on, or take it away."""
        if self.screen is not None:
            self.screen.picture(picture)

    def trouble(self, code: str, told: str) -> None:
        """Something is wrong; nothing is, where nothing is told."""
        if told == self.troubles.get(code, ""):
            return
        if told:
            self.troubles[code] = told
        else:
            self.troubles.pop(code, None)
        self.draw()

    def loud(self, too_loud: bool) -> None:
        """The room is too loud to be heard in, or no more."""
        if too_loud != self.too_loud:
            self.too_loud = too_loud
            self.draw()

    def draw(self) -> None:
        """Show all of it."""
        now = self.now
        states = [now.activity]
        if self.troubles:
            states.append(Light.TROUBLE)
        if self.too_loud and now.visiting:
            states.append(Light.TOO_LOUD)
        if self.offline:
            states.append(Light.OFFLINE)
        if now.activity is Light.STOPPED:
            states = [Light.STOPPED]
        self.panel.show(*states)
        if self.screen is not None:
            self.screen.show(self._view())

    def _view(self) -> View:
        now = self.now
        waiting = now.expect is not None
        buttons = _ASKING if now.small and waiting else _BUTTONS[now.expect]
        return View(
            light=now.activity,
            heading=now.heading,
            speaker=now.speaker,
            choices=now.choices if waiting or now.small else (),
            expect=now.expect,
            begin=now.activity is Light.IDLE,
            finish=now.expect in {Expect.REPLY, Expect.PRIVATE},
            buttons=buttons if now.visiting else (),
            typing=waiting,
            leave=now.visiting,
            trouble=" ".join(self.troubles.values()),
            language=now.language,
        )
