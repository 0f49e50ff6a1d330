"""A practice as the centre's server gets it: what was found and when, and never a word.

The server's side of it is the contract of `POST /results`. Nothing is made of a practice that
ended because somebody seemed to be in crisis, nor of one that nobody has ended yet.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from device import __version__, uuid7
from device.coach import timing
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Scenario
from device.coach.scenario.digest import digest
from device.coach.talk.act import Expect, Why
from device.event import Disputed, Ended, Event, FeedbackGiven, Found, Heard, Listening
from device.moment import Moment

MOST_REPLIES = 500
"""Replies and turns that one attempt may tell of; the server takes no more."""
MOST_FINDINGS = 60
"""Findings of one reply."""
LONGEST = 86_400.0
"""Seconds; no practice lasts a day."""
_UNSUITED = re.compile(r"[^!-~]")
"""What a recogniser's name may not have."""
_NAME = 60
"""Characters of a recogniser's name."""

Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Begun:
    """A practice that begins: what must be known of it before anything else can happen."""

    id: uuid.UUID
    at: Moment

    @classmethod
    def now(cls, at: Moment) -> "Begun":
        """One that begins at this moment."""
        return cls(uuid7.new(at.wall), at)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A practice that is over."""

    begun: Begun
    scenario: Scenario
    events: tuple[Event, ...]
    """All that happened, in order; the last is its end."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who practised, where they chose to be known."""

    code: str
    """Their hashed code."""
    shared: bool = False
    """Whether they said yes to staff seeing how they get on."""


def finished(begun: Begun, scenario: Scenario, events: Sequence[Event]) -> Attempt | None:
    """The attempt; None where the practice has no end, or nothing may be kept of it."""
    last = events[-1] if events else None
    if not isinstance(last, Ended) or last.why is Why.CRISIS:
        return None
    return Attempt(begun, scenario, tuple(events))


def body(
    attempt: Attempt,
    device: uuid.UUID,
    sequence: int,
    *,
    erasures: int = 0,
    person: Person | None = None,
) -> Body:
    """What is sent to the server, as JSON values.

    Args:
        device: the kiosk's number.
        sequence: the practice's number on this kiosk.
        erasures: the newest erasure that the kiosk knew as the practice began.
        person: who practised; None for nobody.
    """
    end = attempt.events[-1]
    assert isinstance(end, Ended)
    told: Body = {
        "id": str(attempt.begun.id),
        "device": str(device),
        "boot": str(attempt.begun.at.boot),
        "sequence": sequence,
        "began": attempt.begun.at.clock(),
        "seconds": _rounded(min(max(end.at, 0.0), LONGEST)),
        "scenario": {
            "id": attempt.scenario.id,
            "version": attempt.scenario.version,
            "sha256": digest(attempt.scenario),
        },
        "path": _path(attempt.events),
        "end": end.why.value,
        "ending": end.ending,
        "replies": _replies(attempt.events),
        "erasures": erasures,
        "program": __version__,
        "recognizer": _recognizer(attempt.events),
    }
    if person is not None:
        told |= {"trainee": person.code, "shared": person.shared}
    return told


def _path(events: Sequence[Event]) -> list[str]:
    """The turns in the order in which they were reached.

    A turn that is waited for again is the same visit, unless its tries begin anew.
    """
    path: list[str] = []
    answered = False
    for event in events:
        match event:
            case Listening(expect=Expect.REPLY):
                anew = answered and event.attempt == 1
                if not path or path[-1] != event.turn or anew:
                    path.append(event.turn)
                    answered = False
            case Heard():
                answered = True
    return path[:MOST_REPLIES]


def _replies(events: Sequence[Event]) -> list[Body]:
    replies: list[Body] = []
    current: Body = {}
    for event in events:
        match event:
            case Heard():
                current = _heard(event)
            case Found() if current:
                current |= {
                    "findings": _findings(event.findings),
                    "outcome": event.outcome.value,
                    "openness": _share(event.openness),
                }
                replies.append(current)
            case FeedbackGiven() if current:
                praised, suggested = event.feedback.praised, event.feedback.suggested
                current |= {
                    "praised": praised and praised.value,
                    "suggested": suggested and suggested.value,
                }
            case Disputed():
                for reply in replies[-1:]:
                    reply["disagreed"] = True
    return replies[:MOST_REPLIES]


def _heard(event: Heard) -> Body:
    """What the voice and the number of words tell; the words themselves stay here."""
    figures = timing.figures(Reply(event.text, words=event.words, timing=event.timing))
    told: Body = {
        "turn": event.turn,
        "attempt": event.attempt,
        "at": _rounded(event.at if event.started is None else event.started),
        "way": "typed" if event.recognizer is None else "spoken",
        "words": figures.words,
        "fillers": figures.fillers,
    }
    if event.recognizer is not None:
        told["confidence"] = _share(event.confidence)
    if event.timing is not None:
        told["timing"] = {
            "gap": _seconds(event.timing.gap),
            "overlap": _seconds(event.timing.overlap),
            "duration": _seconds(event.timing.duration),
        }
    return told


def _findings(findings: Sequence[Finding]) -> list[Body]:
    surest = sorted(findings, key=lambda finding: -finding.confidence)[:MOST_FINDINGS]
    return [
        {
            "skill": finding.skill.value,
            "confidence": _share(finding.confidence),
            "source": finding.source.value,
        }
        for finding in surest
    ]


def _recognizer(events: Sequence[Event]) -> str:
    """What understood the last reply that was spoken."""
    names = [event.recognizer for event in events if isinstance(event, Heard) and event.recognizer]
    return _UNSUITED.sub("-", names[-1])[:_NAME] if names else ""


def _share(value: float) -> float:
    return _rounded(min(max(value, 0.0), 1.0))


def _seconds(value: float) -> float:
    return _rounded(min(max(value, -LONGEST), LONGEST))


def _rounded(value: float) -> float:
    """To the millisecond, which is more than any clock here is good for."""
    return round(value, 3)
