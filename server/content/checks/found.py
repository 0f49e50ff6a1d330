"""What a check found, and what it has to know of the centre."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from device.coach.scenario import Outcome, Scenario


class Severity(StrEnum):
    """What it means for publishing."""

    STOPS = "stops"
    """The scenario can't be published until it is mended."""
    ADVICE = "advice"
    """It can be; staff decide."""

    @property
    def label(self) -> str:
        """For people."""
        return {"stops": "Stops publishing", "advice": "Advice"}[self]


class Topic(StrEnum):
    """What a check looks at, in the words of the page."""

    WAYS = "Where the talk goes"
    READING = "Plain words"
    LENGTH = "Length"
    VOICE = "What a voice can say"
    NAMES = "Names that look real"
    CRISIS = "Words for a crisis"
    REPLIES = "Sample replies"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a check found."""

    severity: Severity
    topic: Topic
    field: str
    """The way to the field, such as `turns[2].line.text`; empty for the whole."""
    sentence: str
    """What is so."""
    fix: str
    """What to do, as a sentence."""
    where: str = ""
    """The field in words, such as "Turn 3 (the-radio), the line"."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of the centre."""

    name: str = ""
    town: str = ""
    """And places near by, with commas between."""
    crisis_words: str = ""
    """Said to a trainee who seems to be in crisis."""
    crisis_line: str = ""
    """A telephone line that is said after them."""


Look = Callable[[Scenario], Iterator[Found]]


def said(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """All that is said out loud in the talk itself, each with the way to its field."""
    yield "content_note", scenario.content_note
    for number, seeker in enumerate(scenario.seekers):
        yield f"seekers[{number}].about", seeker.about
    for number, turn in enumerate(scenario.turns):
        way = f"turns[{number}]"
        yield f"{way}.line.text", turn.line.text
        for skill, line in turn.model_lines.items():
            yield f"{way}.model_lines.{skill}", line
        for outcome in Outcome:
            if says := turn.next[outcome].says:
                yield f"{way}.next.{outcome}.says.text", says.text
    for number, ending in enumerate(scenario.endings):
        yield f"endings[{number}].line.text", ending.line.text


def written(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """All text in which somebody could be named: what is said, the sample replies, the rest."""
    yield "title", scenario.title
    yield from said(scenario)
    for number, seeker in enumerate(scenario.seekers):
        yield f"seekers[{number}].name", seeker.name
    for number, turn in enumerate(scenario.turns):
        way = f"turns[{number}]"
        for place, sample in enumerate(turn.samples):
            yield f"{way}.samples[{place}].text", sample.text
        for name in ("feelings", "facts", "strengths"):
            for place, item in enumerate(getattr(turn.to_hear, name)):
                yield f"{way}.to_hear.{name}[{place}]", item
