"""Every moment of a visit that looks different, as the kiosk tells it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from device.coach.talk.act import Command, Expect
from device.event import CoachSaid, Heard, Listening, SeekerSaid
from device.panel.light import SIGNS, Light
from device.screen import Choice, Picture, View
from tests.screen.stage import Stage

LINE = (
    "I still set the alarm for five, every night. I don't know why. There is nobody to get up for."
)
REPLY = "It sounds like the mornings are the hardest, since she died."
STRENGTH = (
    "You said, “the mornings are the hardest.” You gave her story back, and went to the feeling."
)
TOPICS = ("Loss and grief", "Work and worry", "Night shift", "Addiction", "Coming back", "Family")
CHOICES = (
    *(Choice(f"t{n}", title, f"{3 + n} minutes") for n, title in enumerate(TOPICS)),
    Choice("surprise", "Surprise me"),
)
ALL = (Command.AGAIN, Command.GO_ON, Command.DISAGREE, Command.REPEAT, Command.HELP, Command.STOP)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120"><rect width="400" height="120"'
    ' fill="#fff"/><polyline points="10,100 130,80 260,50 390,20" fill="none" stroke="#0b5563"'
    ' stroke-width="4"/></svg>'
)
PICTURE = Picture(
    "How you got on",
    SVG,
    ("Week", "Open questions", "Saying it back"),
    (("1", "2", "1"), ("2", "3", "3"), ("3", "5", "4")),
)

IDLE = View(Light.IDLE, begin=True)
WELCOME = View(Light.SPEAKING, "The coach explains how this works.", "Coach", leave=True)
TOPIC = View(
    Light.YOUR_TURN,
    "What would you like to practise?",
    choices=CHOICES,
    expect=Expect.CHOICE,
    buttons=(Command.REPEAT, Command.HELP),
    leave=True,
)
SPEAKING = View(
    Light.SPEAKING,
    "Dora speaks.",
    "Dora",
    buttons=(Command.REPEAT, Command.SKIP, Command.HELP, Command.STOP),
)
TURN = View(
    Light.LISTENING,
    "Your turn: answer Dora.",
    expect=Expect.REPLY,
    finish=True,
    buttons=(Command.REPEAT, Command.SKIP, Command.HELP, Command.STOP),
    typing=True,
)
FEEDBACK = View(
    Light.YOUR_TURN,
    "Try again, or go on?",
    expect=Expect.CHOICE,
    buttons=ALL,
    typing=True,
    leave=True,
)
PRIVATE = replace(TURN, heading="How was that for you? Nobody keeps this.", expect=Expect.PRIVATE)
TROUBLE = replace(
    TURN,
    light=Light.TROUBLE,
    finish=False,
    trouble="I can't hear you. Is the microphone plugged in? You can type meanwhile.",
)
LOOKING = View(Light.IDLE, "This is how you got on.", buttons=(Command.GO_ON,), leave=True)
LIVE = "It sounds like the mornings"
SEEKER = SeekerSaid(1.0, 6.0, "dora", "Dora", LINE)
COACH = CoachSaid(20.0, 5.0, STRENGTH, feedback=True)
HEARD = Heard(18.0, "opening", 1, REPLY, 0.9)
LISTENING = Listening(8.0, Expect.REPLY, "opening", 1)


@dataclass(frozen=True)
class Moment:
    """A state of the page."""

    name: str
    view: View
    lead: Callable[[Stage], None] = lambda stage: None
    presses: tuple[str, ...] = ()
    """Buttons to press at the page to see it."""
    last: str = ""
    """The words that come last."""

    @property
    def words(self) -> str:
        """What the page says is going on."""
        return self.view.heading or SIGNS[self.view.light].means


def _talk(stage: Stage) -> None:
    stage.tell(SEEKER, LISTENING, HEARD, COACH)


def _live(stage: Stage) -> None:
    stage.tell(CoachSaid(0.0, 2.0, "Here is Dora. She lost her mother last spring."), SEEKER)
    stage.tell(LISTENING)
    stage.partial(LIVE)


def _said(text: str) -> Callable[[Stage], None]:
    return lambda stage: stage.tell(CoachSaid(0.0, 4.0, text))


def _seeker(stage: Stage) -> None:
    stage.tell(SEEKER, LISTENING)


def _progress(stage: Stage) -> None:
    stage.picture(PICTURE)


HELLO, WHAT = "Welcome. This is a place to practise.", "What would you like to practise?"
MOMENTS = (
    Moment("starting", View()),
    Moment("idle", IDLE),
    Moment("idle-offline", replace(IDLE, light=Light.OFFLINE)),
    Moment("welcome", WELCOME, _said(HELLO), last=HELLO),
    Moment("topics", TOPIC, _said(WHAT), last=WHAT),
    Moment("speaking", SPEAKING, _seeker, last=LINE),
    Moment("turn", TURN, _live, last=LIVE),
    Moment("typing", TURN, _seeker, ("Type instead",), LINE),
    Moment("thinking", View(Light.THINKING, buttons=(Command.STOP,)), _talk, last=STRENGTH),
    Moment("feedback", FEEDBACK, _talk, last=STRENGTH),
    Moment("private", PRIVATE, _talk, last=STRENGTH),
    Moment("trouble", TROUBLE, _live, last=LIVE),
    Moment("progress", LOOKING, _progress, last=PICTURE.title),
)
