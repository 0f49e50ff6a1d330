"""What was heard in a reply, as feedback looks at it, and what the seeker's line gave room for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.skills import Kind, Skill
from device.coach.talk import quote
from device.coach.talk.openness import LOSSES
from device.coach.talk.sure import NAMED_AT, PRAISED_AT

SMALL = frozenset({Skill.ENCOURAGER, Skill.THOUGHTFUL_PAUSE})
"""Skills that go along with others and are not enough by themselves."""

_OFTEN = 0.25
"""A habit weighs this much more for each further time it was heard in the same reply."""
_AS_SURE = 0.05
"""Findings of one skill within this much confidence count as equally sure: then the one whose words
tell more is quoted."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the seeker's line gave room for."""

    turn: str
    """The id of the turn; empty outside any practice."""
    room_for: tuple[Skill, ...]
    model_lines: dict[Skill, str]
    name: str | None = None
    """What the seeker is called."""
    aloud: bool = True
    """Whether the reply may be spoken of as a strength; not where it might have been the trainee's
    own distress, which is never praised nor said back."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply, and what in it is sure enough to speak of."""

    reply: Reply
    helps: dict[Skill, Finding]
    habits: dict[Skill, float]
    """Each habit that is sure enough to be named, and how much it matters here."""
    hindering: tuple[Finding, ...]
    """Every sign of a habit, sure or not: nothing to quote as a strength, nor to call gone."""
    closed: bool
    """A yes-or-no question, which is neither praised nor scolded."""

    @property
    def solid(self) -> frozenset[Skill]:
        """The skills that are enough by themselves."""
        return frozenset(self.helps) - SMALL


def heard(reply: Reply, findings: Sequence[Finding]) -> Heard:
    """What in the findings is sure enough to speak of."""
    hindering = tuple(f for f in findings if f.skill.kind is Kind.HINDERS)
    named = tuple(f for f in hindering if f.confidence >= NAMED_AT)
    habits: dict[Skill, float] = {}
    for finding in sorted(named, key=lambda f: -f.confidence):
        weight = LOSSES[finding.skill] * finding.confidence
        habits[finding.skill] = habits.get(finding.skill, weight * (1 - _OFTEN)) + weight * _OFTEN
    sure = (
        finding
        for finding in findings
        if finding.skill.kind is Kind.HELPS
        and finding.confidence >= PRAISED_AT
        and not any(_within(finding, habit) for habit in named)
    )
    closed = any(finding.skill is Skill.CLOSED_QUESTION for finding in findings)
    return Heard(reply, _best(sure), habits, hindering, closed)


def _within(help_: Finding, habit: Finding) -> bool:
    """Whether the words that helped are part of those that hindered, and so no strength."""
    return habit.start <= help_.start < help_.end <= habit.end


def _best(findings: Iterable[Finding]) -> dict[Skill, Finding]:
    """The surest finding of each skill; of those as sure, the one with most to quote."""
    of_skill: dict[Skill, list[Finding]] = {}
    for finding in findings:
        of_skill.setdefault(finding.skill, []).append(finding)
    best = {}
    for skill, found in of_skill.items():
        surest = max(finding.confidence for finding in found)
        close = [finding for finding in found if finding.confidence >= surest - _AS_SURE]
        best[skill] = max(close, key=_telling)
    return best


def _telling(finding: Finding) -> int:
    """How many of its words fit into a quote; those that would have to be cut count less."""
    count = len(finding.quote.split())
    return count if count <= quote.SHORTER else 2 * quote.SHORTER - min(count, quote.LONGEST)
