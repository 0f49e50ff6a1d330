"""What the kiosk wants shown at this moment: one frozen picture of the whole page."""

from dataclasses import dataclass

from device.coach.talk.act import Command, Expect
from device.panel.light import Light


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: a topic, a scenario, yes or no."""

    id: str
    """Handed back in `Chosen`; shown nowhere."""
    title: str
    note: str = ""
    """A few words below it, smaller."""


@dataclass(frozen=True, slots=True)
class View:
    """All but what is said, which `Screen.tell` brings.

    What is not offered here can't be asked for: the page shows no button for it, and a press that
    comes late, for what was offered before, is let go.
    """

    light: Light = Light.STARTING
    heading: str = ""
    """What is going on, in plain words; empty for what the light means."""
    speaker: str = ""
    """The name of whoever speaks now, as in captions; empty while nobody does."""
    choices: tuple[Choice, ...] = ()
    expect: Expect | None = None
    """What is listened for; None while nothing is. What is said in private is never shown."""
    begin: bool = False
    """Nobody is here: one big button to begin, and the sentence about privacy."""
    finish: bool = False
    """The trainee may say that their turn is over."""
    buttons: tuple[Command, ...] = ()
    """What else makes sense now, the most useful first."""
    typing: bool = False
    """An answer may be typed in place of spoken."""
    leave: bool = False
    """The whole visit may be left, and is forgotten."""
    trouble: str = ""
    """What is wrong and what to do about it; empty while all is well."""
    language: str = ""
    """Of what is said, such as `en-GB`; empty for the page's own."""


@dataclass(frozen=True, slots=True)
class Picture:
    """How somebody gets on: to look at, and the same to read."""

    title: str
    svg: str
    """A whole SVG document. It is shown as an image: nothing in it runs or fetches."""
    columns: tuple[str, ...]
    """The table's headings."""
    rows: tuple[tuple[str, ...], ...]
    """The table, each row as long as `columns`."""
