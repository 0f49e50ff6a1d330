"""What happens in a practice, as it happens.

One event is one JSON object for whoever watches: the command line's `--json`, the report. Events
are told at the moment they begin.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from device.coach.finding import Finding
from device.coach.reply import Timing, Word
from device.coach.scenario import Outcome
from device.coach.talk.act import Expect, Why
from device.coach.talk.feedback import Feedback


@dataclass(frozen=True, slots=True)
class SeekerSaid:
    """A seeker begins to speak."""

    event: ClassVar[str] = "seeker_said"
    at: float
    """Seconds since the practice began."""
    seconds: float
    """How long the line lasts; 0 where it is only shown."""
    seeker: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CoachSaid:
    """The coach begins to speak."""

    event: ClassVar[str] = "coach_said"
    at: float
    seconds: float
    text: str
    feedback: bool = False
    """Part of the feedback that was told of whole just before."""


@dataclass(frozen=True, slots=True)
class Listening:
    """It is the trainee's turn."""

    event: ClassVar[str] = "listening"
    at: float
    expect: Expect
    turn: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Heard:
    """The trainee has spoken, and the words are known."""

    event: ClassVar[str] = "heard"
    at: float
    turn: str
    attempt: int
    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    started: float | None = None
    """When the trainee began to speak; None where the reply was typed."""
    ended: float | None = None
    """When the trainee ended."""
    recognizer: str | None = None
    timing: Timing | None = None
    """How the reply was placed in the talk; None where it was typed."""


@dataclass(frozen=True, slots=True)
class Found:
    """The reply was assessed."""

    event: ClassVar[str] = "findings"
    at: float
    turn: str
    attempt: int
    findings: tuple[Finding, ...]
    outcome: Outcome
    openness: float


@dataclass(frozen=True, slots=True)
class FeedbackGiven:
    """The coach begins its feedback."""

    event: ClassVar[str] = "feedback"
    at: float
    turn: str
    attempt: int
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class Disputed:
    """The trainee disagreed with the feedback on this try."""

    event: ClassVar[str] = "disagreed"
    at: float
    turn: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The practice is over."""

    event: ClassVar[str] = "ended"
    at: float
    why: Why
    ending: str | None


Event = SeekerSaid | CoachSaid | Listening | Heard | Found | FeedbackGiven | Disputed | Ended


def since(event: Event, moment: float) -> Event:
    """The same event, its times counted from a moment in place of the clock's own beginning."""
    moved: Event = replace(event, at=event.at - moment)
    if isinstance(moved, Heard):
        started = None if moved.started is None else moved.started - moment
        ended = None if moved.ended is None else moved.ended - moment
        moved = replace(moved, started=started, ended=ended)
    return moved


def word_as_data(word: Word) -> dict[str, Any]:
    """A word for JSON, by the names that every command of the program uses."""
    return {
        "word": word.text,
        "start": word.start,
        "end": word.end,
        "confidence": word.confidence,
    }


def as_json(event: Event) -> str:
    """The event as one line of JSON, its times to the millisecond."""
    fields: dict[str, Any] = asdict(event)
    if isinstance(event, Heard):
        fields["words"] = [word_as_data(word) for word in event.words]
    if isinstance(event, FeedbackGiven):
        fields |= {
            name: fields["feedback"][name]
            for name in (
                "strength",
                "try_next",
                "model_line",
                "spoken",
                "praised",
                "suggested",
            )
        }
        del fields["feedback"]
    rounded = {name: _rounded(value) for name, value in fields.items()}
    return json.dumps({"event": event.event, **rounded}, ensure_ascii=False)


def _rounded(value: object) -> object:
    match value:
        case float():
            return round(value, 3)
        case dict():
            return {key: _rounded(part) for key, part in value.items()}
        case list() | tuple():
            return [_rounded(part) for part in value]
    return value
