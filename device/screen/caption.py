"""What was said, to read: a line for each that is spoken, and for each reply that was heard."""

from dataclasses import dataclass
from enum import StrEnum

from device.event import CoachSaid, Event, Heard, SeekerSaid

LONGEST = 2_000
"""Characters of one line; what is longer ends with an ellipsis."""


class Who(StrEnum):
    """Who said it: each looks different, and not by colour alone."""

    SEEKER = "seeker"
    COACH = "coach"
    TRAINEE = "trainee"


@dataclass(frozen=True, slots=True)
class Caption:
    """A line."""

    number: int
    """1 for the first line of a visit."""
    who: Who
    name: str
    """What the seeker is called; empty for coach and trainee, whom the page names itself."""
    text: str


def shortened(text: str) -> str:
    """No longer than a line may be."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def caption(event: Event, number: int) -> Caption | None:
    """The line that an event brings; None where it brings nothing to read."""
    match event:
        case SeekerSaid():
            return Caption(number, Who.SEEKER, event.name, shortened(event.text))
        case CoachSaid():
            return Caption(number, Who.COACH, "", shortened(event.text))
        case Heard():
            return Caption(number, Who.TRAINEE, "", shortened(event.text))
        case _:
            return None
