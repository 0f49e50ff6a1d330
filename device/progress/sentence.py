"""What is said of somebody's progress: one or two warm sentences, for them alone.

What grew, and one thing to practise next. Never a score, never a comparison with anybody; a day is
named only when the clock was sure of both. Nothing at all before the second practice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from device.coach.skills import Kind, Skill
from device.coach.talk.phrases.trying import INSTEAD
from device.moment import Moment, Quality
from device.progress import wording
from device.progress.figures import Figures

FEWEST = 2
"""Practices from which there is anything to tell."""
BEFORE = 4
"""Practices before the last that it is held against: a habit shows in a few, an old one is over."""
GREW = 0.15
"""By how much the share of replies with a skill must have changed to be told."""
MOSTLY = 0.5
"""Share of closed questions above which they were most."""
CORE = (
    Skill.REFLECTS_FEELING,
    Skill.REFLECTS_CONTENT,
    Skill.OPEN_QUESTION,
    Skill.VALIDATION,
    Skill.AFFIRMATION,
)
"""What there is room for in nearly every talk, and so worth practising without a special reason."""


@dataclass(frozen=True, slots=True)
class Change:
    """How often something was heard before, and in the last practice."""

    skill: Skill
    before: float
    """Share of the replies, 0 to 1."""
    now: float

    @property
    def better(self) -> float:
        """By how much it changed to the good, as a share of the replies."""
        change = self.now - self.before
        return -change if self.skill.kind is Kind.HINDERS else change


def sentence(practices: Sequence[Figures]) -> str | None:
    """What to say after the last of these practices; None for fewer than two.

    Args:
        practices: oldest first.
    """
    if len(practices) < FEWEST:
        return None
    last, before = practices[-1], practices[-1 - BEFORE : -1]
    # One person's wording changes with each practice, and is the same when it is asked for again.
    chance = Random(f"{last.id} {len(practices)}")  # noqa: S311 - variety of wording
    when = wording.ago(_days(before[-1].at, last.at))
    told = _questions(last, before) or _grown(last, before)
    frames = wording.steady(last, before) if told is None else told
    first = chance.choice(frames).format(when=when)
    return f"{first} {chance.choice(wording.NEXT[_next(last, before)])}"


def changes(last: Figures, before: Sequence[Figures]) -> list[Change]:
    """What changed, the best first; what is told without judgement is left out."""
    found = [
        Change(skill, _share(before, skill), last.share(skill))
        for skill in Skill
        if skill.kind is not Kind.NEUTRAL
    ]
    return sorted(found, key=lambda change: -change.better)


def _questions(last: Figures, before: Sequence[Figures]) -> tuple[str, ...] | None:
    """From mostly closed questions to more open ones."""
    now = last.open_share
    shares = [one.open_share for one in before if one.open_share is not None]
    if now is None or not shares:
        return None
    earlier = sum(shares) / len(shares)
    return wording.MORE_OPEN if earlier < MOSTLY and now - earlier >= GREW else None


def _grown(last: Figures, before: Sequence[Figures]) -> tuple[str, ...] | None:
    told = (change for change in changes(last, before) if change.better >= GREW)
    best = next((change for change in told if change.skill in wording.TOLD), None)
    if best is None:
        return None
    if best.skill.kind is Kind.HELPS and best.before == 0.0:
        return wording.first_time(best.skill)
    return wording.grown(best.skill)


def _next(last: Figures, before: Sequence[Figures]) -> Skill:
    """What to practise: in place of the habit that was heard most, else what was heard least."""
    habits = [skill for skill in INSTEAD if last.times(skill) and skill.kind is Kind.HINDERS]
    if habits:
        worst = max(habits, key=last.share)
        offered = [skill for skill in INSTEAD[worst] if skill in wording.NEXT]
        fresh = [skill for skill in offered if not last.times(skill)]
        if offered:
            return (fresh or offered)[0]
    return min(CORE, key=lambda skill: (last.share(skill), _share(before, skill)))


def _share(practices: Sequence[Figures], skill: Skill) -> float:
    """The share of all their replies together."""
    replies = sum(one.replies for one in practices)
    return sum(one.times(skill) for one in practices) / replies if replies else 0.0


def _days(then: Moment, now: Moment) -> int | None:
    """Days between two practices; None where the clock wasn't sure of both."""
    sure = then.quality is now.quality is Quality.SYNCED
    if not sure or then.wall is None or now.wall is None or now.wall < then.wall:
        return None
    today, that_day = map(datetime.fromtimestamp, (now.wall, then.wall))  # as people here count
    return today.toordinal() - that_day.toordinal()
