"""What the results say: practices over time, skills, what was disagreed with.

Read from the totals, so that it takes as long for a million practices as for a thousand. Only for
one scenario at one place are the practices themselves counted, in the database, by what was heard.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from device.coach.skills import RUBRIC, Kind, Skill
from server.content.tables import ScenarioRecord
from server.devices.kiosks import places
from server.results import totals
from server.results.tables import Attempt, AttemptTotal

PERIODS: dict[str, tuple[int, str]] = {
    "week": (7, "the last 7 days"),
    "month": (30, "the last 30 days"),
    "quarter": (91, "the last 13 weeks"),
    "year": (364, "the last 52 weeks"),
}
"""Days up to today, and how that is called."""
USUAL = "quarter"
BY_DAY = 31
"""A period of more days is told by week."""
MOST_SCENARIOS = 50
"""Scenarios in the list, the most practised first."""


@dataclass(frozen=True)
class Filter:
    """Which practices."""

    first: date
    last: date
    scenario: str = totals.EVERYTHING
    place_id: int = totals.ANYWHERE

    @property
    def counted(self) -> bool:
        """Whether there are no totals for it, so that practices are counted."""
        return bool(self.scenario and self.place_id)

    def totals(self) -> tuple[ColumnElement[bool], ...]:
        """Of the totals."""
        return (
            AttemptTotal.scenario == self.scenario,
            AttemptTotal.place_id == self.place_id,
            AttemptTotal.day.between(self.first, self.last),
        )

    def attempts(self) -> tuple[ColumnElement[bool], ...]:
        """Of the practices themselves."""
        chosen: list[ColumnElement[bool]] = [Attempt.day.between(self.first, self.last)]
        if self.scenario:
            chosen.append(Attempt.scenario == self.scenario)
        if self.place_id:
            chosen.append(Attempt.place_id == self.place_id)
        return tuple(chosen)


@dataclass(frozen=True)
class Bar:
    """A day or a week."""

    first: date
    practices: int


@dataclass(frozen=True)
class SkillShare:
    """One skill, over all the practices looked at."""

    skill: str
    name: str
    kind: Kind
    practices: int
    """In which it was heard at least once."""
    told: int
    """Practices in which feedback named it."""
    disputed: int
    """Practices in which the trainee disagreed with that."""
    share: float
    """Of all practices, 0 to 1."""

    @property
    def disputed_share(self) -> float:
        """Of the practices in which it was named, 0 to 1."""
        return self.disputed / self.told if self.told else 0.0


@dataclass(frozen=True)
class ScenarioShare:
    """One scenario."""

    id: str
    title: str
    practices: int


@dataclass(frozen=True)
class Summary:
    """All that a page shows."""

    practices: int
    disputed: int
    """Practices in which the trainee disagreed with some feedback."""
    bars: list[Bar]
    by_week: bool
    skills: list[SkillShare]
    """The most heard first."""
    scenarios: list[ScenarioShare]

    def of_kind(self, *kinds: Kind) -> list[SkillShare]:
        """Those skills of these kinds that were heard."""
        return [one for one in self.skills if one.kind in kinds and one.practices]

    @property
    def disagreed(self) -> list[SkillShare]:
        """Those whose feedback was disagreed with, the most often first."""
        return sorted(
            (one for one in self.skills if one.disputed),
            key=lambda one: (-one.disputed_share, -one.disputed),
        )


def period(name: str, today: date) -> tuple[date, date]:
    """The first and the last day."""
    days, _ = PERIODS.get(name, PERIODS[USUAL])
    return today - timedelta(days=days - 1), today


def look(session: Session, chosen: Filter) -> Summary:
    """Read it."""
    days, counts = _counted(session, chosen) if chosen.counted else _totalled(session, chosen)
    practices = sum(days.values())
    skills = [
        _share(skill, *counts[skill], of=practices) for skill in counts if skill != totals.PRACTICES
    ]
    skills.sort(key=lambda one: (-one.practices, one.name))
    _, _, disputed = counts.get(totals.PRACTICES, (0, 0, 0))
    bars, by_week = _bars(chosen, days)
    return Summary(practices, disputed, bars, by_week, skills, _scenarios(session, chosen))


def _totalled(
    session: Session, chosen: Filter
) -> tuple[dict[date, int], dict[str, tuple[int, int, int]]]:
    by_day = session.execute(
        select(AttemptTotal.day, AttemptTotal.practices).where(
            *chosen.totals(), AttemptTotal.skill == totals.PRACTICES
        )
    )
    by_skill = session.execute(
        select(
            AttemptTotal.skill,
            func.sum(AttemptTotal.practices),
            func.sum(AttemptTotal.told),
            func.sum(AttemptTotal.disputed),
        )
        .where(*chosen.totals())
        .group_by(AttemptTotal.skill)
    )
    days = {day: many for day, many in by_day}  # noqa: C416 - typed
    return days, {skill: (heard, told, off) for skill, heard, told, off in by_skill}


def _counted(
    session: Session, chosen: Filter
) -> tuple[dict[date, int], dict[str, tuple[int, int, int]]]:
    rows = session.execute(
        select(Attempt.day, Attempt.heard, Attempt.told, Attempt.disputed, func.count())
        .where(*chosen.attempts())
        .group_by(Attempt.day, Attempt.heard, Attempt.told, Attempt.disputed)
    )
    days = Counter[date]()
    counters = Counter[str](), Counter[str](), Counter[str]()
    for day, *lists, many in rows:
        days[day] += many
        for counter, packed in zip(counters, lists, strict=True):
            skills = packed.split()
            for skill in skills:
                counter[skill] += many
            counter[totals.PRACTICES] += many * bool(skills)
    heard, told, disputed = counters
    every = {*heard, *told, *disputed}
    return days, {skill: (heard[skill], told[skill], disputed[skill]) for skill in every}


def _share(skill: str, practices: int, told: int, disputed: int, of: int) -> SkillShare:
    try:
        about = RUBRIC[Skill(skill)]
        name, kind = about.name, about.kind
    except ValueError:  # a newer kiosk's
        name, kind = skill.replace("_", " "), Kind.NEUTRAL
    share = practices / of if of else 0.0
    return SkillShare(skill, name, kind, practices, told, disputed, share)


def skill_names(skills: Iterable[str]) -> list[str]:
    """In words, in the order of the rubric."""
    order = {skill.value: place for place, skill in enumerate(Skill)}
    known = sorted(skills, key=lambda one: (order.get(one, len(order)), one))
    return [_share(one, 0, 0, 0, 0).name for one in known]


def _bars(chosen: Filter, days: dict[date, int]) -> tuple[list[Bar], bool]:
    """A bar for each day, or for each week that ends with the last day."""
    length = (chosen.last - chosen.first).days + 1
    step = 1 if length <= BY_DAY else 7
    starts = [chosen.first + timedelta(days=n) for n in range(0, length, step)]
    bars = Counter[date]()
    for day, many in days.items():
        bars[starts[(day - chosen.first).days // step]] += many
    return [Bar(start, bars[start]) for start in starts], step == 7


def _scenarios(session: Session, chosen: Filter) -> list[ScenarioShare]:
    """The most practised, whatever scenario is chosen."""
    if chosen.place_id:
        where = (
            Attempt.place_id == chosen.place_id,
            Attempt.day.between(chosen.first, chosen.last),
        )
        many: ColumnElement[int] = func.count()
        asked = select(Attempt.scenario, many).where(*where).group_by(Attempt.scenario)
    else:
        many = func.sum(AttemptTotal.practices)
        asked = (
            select(AttemptTotal.scenario, many)
            .where(
                AttemptTotal.skill == totals.PRACTICES,
                AttemptTotal.place_id == totals.ANYWHERE,
                AttemptTotal.day.between(chosen.first, chosen.last),
                AttemptTotal.scenario != totals.EVERYTHING,
            )
            .group_by(AttemptTotal.scenario)
        )
    rows = session.execute(asked.order_by(many.desc()).limit(MOST_SCENARIOS)).all()
    names = titles(session, [scenario for scenario, _ in rows])
    return [ScenarioShare(one, names.get(one) or one, int(count)) for one, count in rows]


def titles(session: Session, scenarios: Iterable[str]) -> dict[str, str]:
    """What people call these scenarios."""
    asked = select(ScenarioRecord.key, ScenarioRecord.title)
    found = session.execute(asked.where(ScenarioRecord.key.in_(list(scenarios))))
    return {key: title for key, title in found}  # noqa: C416 - typed


def choices(session: Session) -> list[tuple[str, str]]:
    """The places to choose from, as (value, words)."""
    return [("", "Every place"), *((str(one.id), one.name) for one in places(session))]


@dataclass(frozen=True)
class Practice:
    """One practice of a person who shares their progress."""

    day: date
    title: str
    replies: int
    heard: list[str]
    """In words."""


def progress(session: Session, person: str, most: int = 200) -> list[Practice]:
    """What a person shares, the latest first; nothing of what they don't share."""
    rows = session.execute(
        select(Attempt.day, Attempt.scenario, Attempt.replies, Attempt.heard)
        .where(Attempt.person == person, Attempt.shared)
        .order_by(Attempt.placed_at.desc(), Attempt.number.desc())
        .limit(most)
    ).all()
    names = titles(session, {scenario for _, scenario, *_ in rows})
    return [
        Practice(day, names.get(scenario) or scenario, replies, skill_names(heard.split()))
        for day, scenario, replies, heard in rows
    ]
