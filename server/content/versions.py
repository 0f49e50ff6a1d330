"""The versions of a scenario: found, read, and made the draft again. They never change."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from device.coach.scenario import Scenario, document
from server.content import drafts
from server.content.states import Step
from server.content.tables import ScenarioRecord, Version
from server.content.typed import of_scenario
from server.pages.visitor import Visitor
from server.problems import NotFound


def find(session: Session, version_id: int, *, lock: bool = False) -> Version:
    """A version by its row's number.

    Raises:
        NotFound: there is none.
    """
    found = (
        session.get(Version, version_id, with_for_update=lock or None, populate_existing=lock)
        if 0 < version_id < 2**31
        else None
    )
    if found is None:
        raise NotFound("There is no such version of a scenario.")
    return found


def numbered(session: Session, scenario_id: int, number: int) -> Version:
    """A scenario's version by the number that people see.

    Raises:
        NotFound: there is none.
    """
    mine = select(Version).where(Version.scenario_id == scenario_id, Version.number == number)
    found = session.scalar(mine) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound("There is no such version of this scenario.")
    return found


def history(session: Session, scenario_id: int) -> list[Version]:
    """Every version, the newest first."""
    mine = select(Version).where(Version.scenario_id == scenario_id)
    return list(session.scalars(mine.order_by(Version.number.desc())))


def scenario(version: Version) -> Scenario:
    """What a version holds."""
    return document.read(version.document, f"version {version.number}")


def under_way(session: Session, scenario_id: int) -> Version | None:
    """The version that is on its way to the kiosks."""
    steps = [step.value for step in Step if step.under_way]
    mine = select(Version).where(Version.scenario_id == scenario_id, Version.state.in_(steps))
    return session.scalar(mine)


def named(record: ScenarioRecord, version: Version) -> str:
    """A version in a sentence."""
    return f"“{record.title}”, version {version.number}"


def held(session: Session, version_id: int) -> tuple[Version, ScenarioRecord]:
    """A version and its scenario, locked in the order in which everybody locks them."""
    record, _ = drafts.find(session, find(session, version_id).scenario_id, lock=True)
    return find(session, version_id, lock=True), record


def stopped(session: Session, scenario_id: int) -> Version | None:
    """The newest version, where it did not come to be published."""
    mine = select(Version).where(Version.scenario_id == scenario_id)
    newest = session.scalar(mine.order_by(Version.number.desc()).limit(1))
    return newest if newest is not None and newest.state == Step.STOPPED else None


def draft_from(session: Session, who: Visitor, scenario_id: int, number: int) -> None:
    """Make what a version says the draft; the present draft is kept.

    Raises:
        NotFound: there is no version with this number.
    """
    version = numbered(session, scenario_id, number)
    content = of_scenario(scenario(version))
    told = f"took version {number} as the draft of"
    drafts.replace(session, who, scenario_id, content, told)
