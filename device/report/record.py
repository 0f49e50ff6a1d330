"""The record of one practice: its events, laid out as a talk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from device.coach.cast import COACH
from device.coach.finding import Finding
from device.coach.reply import Word
from device.coach.scenario import Outcome, Scenario
from device.coach.talk.act import Why
from device.coach.talk.feedback import Feedback, worth_telling
from device.event import (
    CoachSaid,
    Disputed,
    Ended,
    Event,
    FeedbackGiven,
    Found,
    Heard,
    SeekerSaid,
)

TRAINEE = "trainee"
BACKCHANNEL = 0.3
"""Seconds both may speak before it counts as an overlap (the rubric's `interruption`)."""


@dataclass(slots=True)
class Passage:
    """One person speaks."""

    who: str
    """`coach`, `trainee`, or the id of a seeker."""
    name: str
    text: str
    start: float | None
    """Seconds since the practice began; None where it was typed."""
    end: float | None
    turn: str | None = None
    attempt: int = 1
    words: tuple[Word, ...] = ()
    findings: tuple[Finding, ...] = ()
    feedback: Feedback | None = None
    outcome: Outcome | None = None
    openness: float | None = None
    within_feedback: bool = False
    """A sentence of the feedback that stands, whole, beside the trainee's reply."""
    disputed: bool = False
    """The trainee disagreed with the feedback."""

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings that are sure enough to be shown."""
        return tuple(filter(worth_telling, self.findings))


@dataclass(slots=True)
class Record:
    """One practice."""

    scenario: Scenario
    content_hash: str
    """SHA-256 of the scenario's canonical JSON."""
    began: datetime
    passages: list[Passage] = field(default_factory=list)
    why: Why | None = None
    ending: str | None = None
    seconds: float = 0.0

    @property
    def replies(self) -> list[Passage]:
        """What the trainee answered the seeker, in order."""
        return [p for p in self.passages if p.who == TRAINEE]


def record(
    scenario: Scenario, content_hash: str, began: datetime, events: Iterable[Event]
) -> Record:
    """Lay out the events of one practice."""
    talk = Record(scenario, content_hash, began)
    reply: Passage | None = None
    told = list(events)
    for event, then in zip(told, [*told[1:], None], strict=True):
        match event:
            case SeekerSaid():
                end = _end(event, then)
                talk.passages.append(Passage(event.seeker, event.name, event.text, event.at, end))
            case CoachSaid():
                end = _end(event, then)
                talk.passages.append(
                    Passage(
                        COACH,
                        "Coach",
                        event.text,
                        event.at,
                        end,
                        within_feedback=event.feedback,
                    )
                )
            case Heard():
                reply = Passage(
                    TRAINEE,
                    "You",
                    event.text,
                    event.started,
                    event.ended,
                    turn=event.turn,
                    attempt=event.attempt,
                    words=event.words,
                )
                talk.passages.append(reply)
            case Found():
                if reply is not None:
                    reply.findings = event.findings
                    reply.outcome, reply.openness = event.outcome, event.openness
            case FeedbackGiven():
                if reply is not None:
                    reply.feedback = event.feedback
            case Disputed():
                if reply is not None:
                    reply.disputed = True
            case Ended():
                talk.why, talk.ending = event.why, event.ending
        talk.seconds = event.at
    return talk


def _end(said: SeekerSaid | CoachSaid, then: Event | None) -> float:
    """When a line ended: where it was cut short, the next thing happened before its own end."""
    end = said.at + said.seconds
    return end if then is None else min(end, then.at)


@dataclass(frozen=True, slots=True)
class Silence:
    """A moment in which nobody spoke, between the seeker's last word and the trainee's first."""

    start: float
    end: float


def silences(passages: list[Passage], at_least: float = 1.0) -> list[Silence]:
    """Where the trainee let a moment pass before answering.

    Args:
        passages: as they were spoken.
        at_least: seconds.
    """
    found = []
    for before, after in pairwise(passages):
        if after.who != TRAINEE or before.end is None or after.start is None:
            continue
        if after.start - before.end >= at_least:
            found.append(Silence(before.end, after.start))
    return found


def overlaps(passages: list[Passage]) -> list[tuple[float, float]]:
    """Where the trainee spoke over somebody, as (start, end) in seconds."""
    found = []
    for before, after in pairwise(passages):
        if after.who != TRAINEE or before.end is None or after.start is None:
            continue
        if before.end - after.start > BACKCHANNEL:
            found.append((after.start, min(before.end, after.end or before.end)))
    return found
