"""The list of scenarios: by state, by what is searched for, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from server.content.states import State, Step
from server.content.tables import Draft, ScenarioRecord, Version
from server.pages.paging import Paging

WORDS = 8
"""Words of a search that are looked at."""


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    record: ScenarioRecord
    draft: Draft
    under_way: Version | None
    """A version that waits for somebody, or for its voices."""

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.record.state)


def listed(
    session: Session, page: int, query: str = "", state: State | None = None
) -> tuple[list[Listed], Paging]:
    """One page of the list, what was changed last first."""
    filters = _filters(query, state)
    count = select(func.count()).select_from(ScenarioRecord).where(*filters)
    paging = Paging.of(page, session.scalar(count) or 0)
    wanted = select(ScenarioRecord, Draft).join(Draft).where(*filters)
    order = wanted.order_by(ScenarioRecord.changed_at.desc(), ScenarioRecord.id.desc())
    rows = session.execute(order.offset(paging.offset).limit(paging.size)).all()
    pending = under_way(session, [record.id for record, _ in rows])
    return [Listed(record, draft, pending.get(record.id)) for record, draft in rows], paging


def _filters(query: str, state: State | None) -> list[ColumnElement[bool]]:
    found = [
        ScenarioRecord.search.contains(word, autoescape=True)
        for word in query.replace("\0", "").casefold().split()[:WORDS]
    ]
    return found if state is None else [*found, ScenarioRecord.state == state.value]


def under_way(session: Session, ids: list[int]) -> Mapping[int, Version]:
    """Of these scenarios, the versions on their way."""
    steps = [step.value for step in Step if step.under_way]
    found = select(Version).where(Version.scenario_id.in_(ids), Version.state.in_(steps))
    return {version.scenario_id: version for version in session.scalars(found)}


def counts(session: Session) -> Mapping[State, int]:
    """How many there are in each state."""
    found = select(ScenarioRecord.state, func.count()).group_by(ScenarioRecord.state)
    rows = {state: number for state, number in session.execute(found)}  # noqa: C416 - rows, not pairs
    return {state: rows.get(state.value, 0) for state in State}
