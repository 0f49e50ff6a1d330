"""A draft looked at before it goes out: the checks, and what changes for the kiosks."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy.orm import Session

from device.coach.scenario import Scenario
from server.centre import facts
from server.content import checks, difference, drafts, publishing
from server.content.checks import Found, Severity, Site
from server.content.difference import Change
from server.content.tables import Version
from server.content.written import Field, Looked
from server.problems import Conflict


@dataclass(frozen=True, slots=True)
class Told:
    """What a check found, and where in the form to mend it."""

    found: Found
    field: Field


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
    return Site(name=centre.name, crisis_words=centre.crisis_words, crisis_line=centre.crisis_line)


def told(
    looked: Looked, centre: Site, measured: Mapping[str, float] | None = None
) -> tuple[Told, ...] | None:
    """What the checks find beside what the look itself tells of as wrong; None where a field
    doesn't hold yet, so that they can't be run.
    """
    scenario = whole(looked)
    if scenario is None:
        return None
    found = checks.look(scenario, centre, measured, errors=False)
    return tuple(Told(one, looked.written.nearest(one.field)) for one in found)


def refuse_stopped(session: Session, scenario_id: int) -> None:
    """Raise Conflict where a check stops the draft from being published."""
    looked = drafts.look(session, scenario_id)
    for one in told(looked, site(session)) or ():
        if one.found.severity is Severity.STOPS:
            where = f"{one.found.where}: " if one.found.field else ""
            raise Conflict(
                f"It can't be published yet. {where}{one.found.sentence} {one.found.fix}"
            )


def changes(
    session: Session, scenario: Scenario, base: Version | None
) -> list[tuple[str, list[Change]]]:
    """What is other than in a version, part by part."""
    old = publishing.scenario(base) if base else None
    return difference.by_part(difference.between(old, scenario))


def before(session: Session, version: Version) -> Version | None:
    """The version with which one that is looked at is compared: what kiosks have, or, for that one
    and those before it, the published one before it.
    """
    record, _ = drafts.find(session, version.scenario_id)
    if record.published_id is not None:
        present = publishing.find(session, record.published_id)
        if present.number < version.number:
            return present
    older = (
        one
        for one in publishing.history(session, version.scenario_id)
        if one.number < version.number and one.published_at is not None
    )
    return next(older, None)
