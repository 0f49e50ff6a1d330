"""A draft looked at before it goes out: the checks, and what changes for the kiosks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy.orm import Session

from device.coach.scenario import Scenario
from server.centre import facts
from server.content import checks, difference, drafts, heard, versions
from server.content.checks import Found, Length, Severity, Site
from server.content.difference import Change
from server.content.tables import Version
from server.content.written import WHOLE, Field, Looked
from server.problems import Conflict
from server.room import Room


@dataclass(frozen=True, slots=True)
class Told:
    """What a check found, and where in the form to mend it."""

    found: Found
    field: Field


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of the checks."""

    told: tuple[Told, ...] | None
    """None where a field of the draft doesn't hold yet, so that they can't be run."""
    unread: bool = False
    """Whether the coach has not read all sample replies yet, so that nothing is told of them."""
    lengths: tuple[Length, ...] = ()
    """Of every line."""

    @property
    def measured(self) -> int:
        """How many lines were measured in their sound."""
        return sum(length.measured for length in self.lengths)

    @property
    def longest(self) -> Length | None:
        """The line that takes longest."""
        return max(self.lengths, key=lambda length: length.seconds, default=None)


def whole(looked: Looked) -> Scenario | None:
    """The draft as a scenario where each of its fields holds, sound or not."""
    if looked.scenario is not None:
        return looked.scenario
    try:
        return Scenario.model_validate_json(looked.written.text())
    except ValidationError:
        return None


def site(session: Session) -> Site:
    """What the checks must know of the centre."""
    centre = facts.read(session)
    return Site(
        name=centre.name,
        town=centre.town,
        crisis_words=centre.crisis_words,
        crisis_line=centre.crisis_line,
    )


def look(session: Session, scenario_id: int, looked: Looked, rooms: Iterable[Room]) -> Checked:
    """Run the checks over a draft; what the look itself tells of as wrong is no part of it."""
    scenario = whole(looked)
    if scenario is None:
        return Checked(None)
    return _checked(session, scenario_id, scenario, rooms, looked.written.nearest, errors=False)


def look_at_version(session: Session, version: Version, rooms: Iterable[Room]) -> Checked:
    """Run the checks over a version, as they are today."""
    content = versions.scenario(version)
    return _checked(session, version.scenario_id, content, rooms, lambda _: WHOLE, errors=True)


def _checked(
    session: Session,
    scenario_id: int,
    scenario: Scenario,
    rooms: Iterable[Room],
    place: Callable[[str], Field],
    *,
    errors: bool,
) -> Checked:
    reader = heard.of(session, scenario_id).reader(scenario)
    known = measured(session, scenario, rooms)
    found = checks.look(scenario, site(session), known, errors=errors, reader=reader)
    told = tuple(Told(one, place(one.field)) for one in found)
    return Checked(told, reader is None, checks.lengths(scenario, known))


def measured(session: Session, scenario: Scenario, rooms: Iterable[Room]) -> dict[str, float]:
    """Seconds by the text of each line whose sound is there."""
    found: dict[str, float] = {}
    for room in rooms:
        if room.measures is not None:
            found.update(room.measures(session, scenario))
    return found


def refuse_stopped(session: Session, scenario: Scenario) -> None:
    """See that no check stops a scenario from being published.

    Raises:
        Conflict: one does; says what, where, and what to do.
    """
    # No reply that is heard otherwise stops it, so none has to be read in this transaction.
    for found in checks.look(scenario, site(session), reader=None):
        if found.severity is Severity.STOPS:
            where = f"{found.where}: " if found.field else ""
            raise Conflict(f"It can't be published yet. {where}{found.sentence} {found.fix}")


def changes(
    session: Session, scenario: Scenario, base: Version | None
) -> list[tuple[str, list[Change]]]:
    """What is other than in a version, part by part."""
    old = versions.scenario(base) if base else None
    return difference.by_part(difference.between(old, scenario))


def before(session: Session, version: Version) -> Version | None:
    """The version with which one that is looked at is compared: what kiosks have, or, for that one
    and those before it, the published one before it.
    """
    record, _ = drafts.find(session, version.scenario_id)
    if record.published_id is not None:
        present = versions.find(session, record.published_id)
        if present.number < version.number:
            return present
    older = (
        one
        for one in versions.history(session, version.scenario_id)
        if one.number < version.number and one.published_at is not None
    )
    return next(older, None)
