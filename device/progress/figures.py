"""The figures of one practice that are kept for its trainee: counts, and never a word."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from device.coach.scenario import Scenario
from device.coach.skills import Skill
from device.coach.talk.act import Why
from device.coach.talk.feedback import worth_telling
from device.event import Ended, Event, Found
from device.moment import Moment

MOST_REPLIES = 500
"""Replies told of, as in what the server gets."""
LONGEST_TITLE = 200
"""Characters."""
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Many = Annotated[int, Field(ge=0, le=MOST_REPLIES)]


@checked(frozen=True, config=ConfigDict(extra="ignore"))
class Figures:
    """One practice."""

    id: UUID
    """The practice's own, so that none is counted twice."""
    at: Moment
    """When it began."""
    scenario: str
    title: Annotated[str, Field(max_length=LONGEST_TITLE)]
    replies: Many
    """That were assessed, new tries of the same turn among them."""
    tries: Many = 0
    """How many of them were another try at the same turn."""
    skills: dict[str, Many] = field(default_factory=dict)
    """By a skill's id, in how many replies it was heard surely enough to be told."""
    openness: tuple[Share, ...] = ()
    """The seeker's trust after each reply."""

    def share(self, skill: Skill) -> float:
        """In which share of the replies a skill was heard, 0 to 1."""
        return self.times(skill) / self.replies if self.replies else 0.0

    def times(self, skill: Skill) -> int:
        """In how many replies a skill was heard."""
        return self.skills.get(skill.value, 0)

    @property
    def open_share(self) -> float | None:
        """The share of questions that were open, 0 to 1; None where nothing was asked."""
        asked = self.times(Skill.OPEN_QUESTION) + self.times(Skill.CLOSED_QUESTION)
        return self.times(Skill.OPEN_QUESTION) / asked if asked else None


def figures(id_: UUID, at: Moment, scenario: Scenario, events: Sequence[Event]) -> Figures | None:
    """The figures of a practice that is over.

    None where nothing may be kept of it (it ended in a crisis, or broke off), and where nothing was
    answered.

    Args:
        id_: the practice's own.
        at: when it began.
        events: all that happened; the last is its end.
    """
    last = events[-1] if events else None
    if not isinstance(last, Ended) or last.why is Why.CRISIS:
        return None
    found = [event for event in events if isinstance(event, Found)][:MOST_REPLIES]
    if not found:
        return None
    heard = Counter(
        skill.value
        for event in found
        for skill in {one.skill for one in event.findings if worth_telling(one)}
    )
    return Figures(
        id_,
        at,
        scenario.id,
        scenario.title[:LONGEST_TITLE],
        len(found),
        sum(event.attempt > 1 for event in found),
        dict(heard),
        tuple(round(min(max(event.openness, 0.0), 1.0), 3) for event in found),
    )


def written(one: Figures) -> str:
    """As JSON, to be kept."""
    return _FIGURES.dump_json(one).decode()


def read(text: str) -> Figures | None:
    """Back again; None where it isn't whole."""
    try:
        return _FIGURES.validate_json(text)
    except ValidationError:
        return None


_FIGURES = TypeAdapter(Figures)
