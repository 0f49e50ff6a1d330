"""Totals by day, kept beside the attempts: added with them, taken away when they are erased."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from device.coach.finding import Finding as Heard
from device.coach.skills import Skill
from device.coach.talk.feedback import PRAISED_AT, worth_telling
from server.results.contract import Attempt, Finding
from server.results.tables import AttemptTotal

EVERYTHING, ANYWHERE = "", 0
PRACTICES = ""
"""In place of a skill: the practices themselves."""

Key = tuple[str, int, date, str]


@dataclass(frozen=True)
class Gist:
    """What the totals need to know of an attempt."""

    scenario: str
    place_id: int
    day: date
    heard: frozenset[str]
    told: frozenset[str]
    disputed: frozenset[str]

    @classmethod
    def of(cls, attempt: Attempt, place_id: int, day: date) -> "Gist":
        """Of an attempt that was just sent."""
        named = [(reply, {reply.praised, reply.suggested} - {None}) for reply in attempt.replies]
        return cls(
            attempt.scenario.id,
            place_id,
            day,
            frozenset(
                one.skill for reply in attempt.replies for one in reply.findings if sure(one)
            ),
            frozenset(skill for _, skills in named for skill in skills if skill),
            frozenset(
                skill for reply, skills in named if reply.disagreed for skill in skills if skill
            ),
        )


def sure(finding: Finding) -> bool:
    """Whether it counts: whatever is sure enough to be told to the trainee."""
    try:
        skill = Skill(finding.skill)
    except ValueError:  # a newer kiosk's
        return finding.confidence >= PRAISED_AT
    return worth_telling(Heard(skill, "", 0, 0, finding.confidence, finding.source))


def packed(skills: Iterable[str]) -> str:
    """As an attempt keeps them."""
    return " ".join(sorted(skills))


def unpacked(skills: str) -> frozenset[str]:
    """Back again."""
    return frozenset(skills.split())


def add(session: Session, gists: Iterable[Gist], sign: int = 1) -> None:
    """Count these attempts; with `sign=-1` take them away again."""
    practices, told, disputed = Counter[Key](), Counter[Key](), Counter[Key]()
    for gist in gists:
        for scope in (
            (EVERYTHING, ANYWHERE),
            (gist.scenario, ANYWHERE),
            (EVERYTHING, gist.place_id),
        ):
            practices[*scope, gist.day, PRACTICES] += sign
            disputed[*scope, gist.day, PRACTICES] += sign * bool(gist.disputed)
            told[*scope, gist.day, PRACTICES] += sign * bool(gist.told)
            for counter, skills in (
                (practices, gist.heard),
                (told, gist.told),
                (disputed, gist.disputed),
            ):
                for skill in skills:
                    counter[*scope, gist.day, skill] += sign
    # In one order always, so that two processes wait for each other instead of for ever.
    keys = sorted({*practices, *told, *disputed})
    rows = [
        {
            "scenario": key[0],
            "place_id": key[1],
            "day": key[2],
            "skill": key[3],
            "practices": practices[key],
            "told": told[key],
            "disputed": disputed[key],
        }
        for key in keys
    ]
    if not rows:
        return
    if session.get_bind().dialect.name == "sqlite":
        session.connection().execute(_ONE, rows)
    else:
        text = json.dumps(rows, default=date.isoformat)
        session.connection().execute(_ALL, {"rows": text})


def _adding(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=["scenario", "place_id", "day", "skill"],
        set_={
            name: getattr(AttemptTotal, name) + insert.excluded[name]
            for name in ("practices", "told", "disputed")
        },
    )


_COLUMNS = ("scenario", "place_id", "day", "skill", "practices", "told", "disputed")
_ONE = _adding(sqlite.insert(AttemptTotal))
"""Made once, and run for each row: a statement with many rows in it would have to be written anew
each time, which takes longer than to run it."""
_ROWS = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON)).table_valued(
    *(column(name, AttemptTotal.__table__.c[name].type) for name in _COLUMNS)
)
_ALL = _adding(
    postgresql.insert(AttemptTotal).from_select(
        _COLUMNS, select(_ROWS.render_derived(name="added", with_types=True))
    )
)
"""PostgreSQL takes all rows as one value: some fifty of a practice in one statement, which stays
the same however many there are. Written as JSON, for arrays cost more to hand over."""
