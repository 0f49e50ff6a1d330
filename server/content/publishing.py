"""From a draft to what kiosks have: asked for, approved, given its voices, published.

A version's document never changes. Where the lines are rendered (`RENDER` is a job that some room
does), a version that was accepted is **rendering** until `ready` says it has all its sound;
elsewhere it is published at once, and kiosks give it its voices themselves.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from device.coach.scenario import Scenario
from device.coach.scenario.digest import canonical, digest
from device.coach.scenario.problem import ScenarioError
from server.content import drafts, looking, recordings, sequence, stopping, versions, written
from server.content.states import State, Step
from server.content.tables import Change, ScenarioRecord, Version, VersionBlob
from server.content.typed import fingerprint, of_scenario
from server.database import now
from server.jobs import queue
from server.pages.visitor import Visitor
from server.problems import Conflict, Forbidden
from server.staff import log

RENDER = "scenario.render"
"""The kind of job that gives a version its voices; it is asked for with `{"version": id}`, and ends
in `ready` or `stopping.failed`."""
NOTE_MOST = 1000
"""Characters of the note."""
UNDER_WAY = "Version {number} is on its way to the kiosks already. Wait for it, or stop it first."


def ask(
    session: Session,
    who: Visitor,
    scenario_id: int,
    note: str,
    *,
    number: int,
    needs_second: bool,
    renders: bool,
) -> Version:
    """Ask for the draft to be published.

    Args:
        number: of the draft that this person looked at.
        needs_second: whether a second person must approve.
        renders: whether some room does the job `RENDER`.

    Raises:
        Conflict: the draft has changed since, is not sound, or another version is under way.
    """
    record, draft = drafts.find(session, scenario_id, lock=True)
    _none_under_way(session, scenario_id)
    if draft.number != number:
        raise Conflict(
            f"{draft.changed_by} has changed the draft since you looked at it. Look at it again,"
            " then publish."
        )
    following = drafts.next_number(session, scenario_id)
    looked = written.look(drafts.typed(draft), record.key, following)
    if looked.scenario is None:
        raise Conflict("The draft still has things to mend, so it can't be published yet.")
    looking.refuse_stopped(session, looked.scenario)
    version = _add(session, who, record, looked.scenario, note)
    if needs_second:
        version.state = Step.WAITING.value
        log.record(
            session,
            who,
            "scenario.asked",
            f"asked to publish {versions.named(record, version)}",
        )
    else:
        _accept(session, who, record, version, renders=renders)
    return version


def _none_under_way(session: Session, scenario_id: int) -> None:
    pending = versions.under_way(session, scenario_id)
    if pending is not None and not stopping.lost(session, pending):
        raise Conflict(UNDER_WAY.format(number=pending.number))


def _add(
    session: Session, who: Visitor, record: ScenarioRecord, content: Scenario, note: str
) -> Version:
    text = canonical(content)
    version = Version(
        scenario_id=record.id,
        number=content.version,
        document=text,
        size=len(text.encode()),
        sha256=digest(content),
        state=Step.RENDERING.value,
        note=note[:NOTE_MOST],
        asked_by=who.name,
        asked_by_id=who.staff,
    )
    session.add(version)
    session.flush()
    return version


def approve(session: Session, who: Visitor, version_id: int, *, renders: bool) -> Version:
    """A second person says yes.

    Raises:
        Conflict: it waits for nobody any more, or a check stops it by now.
        Forbidden: it is the one who asked.
    """
    version, record = versions.held(session, version_id)
    if version.state != Step.WAITING:
        raise Conflict("This version does not wait for anybody any more.")
    if version.asked_by_id == who.staff:
        raise Forbidden("Somebody else has to look at it: you asked for it yourself.")
    _may_still(session, version)
    version.approved_by = who.name
    log.record(session, who, "scenario.approved", f"approved {versions.named(record, version)}")
    _accept(session, who, record, version, renders=renders)
    return version


def _may_still(session: Session, version: Version) -> Scenario:
    """The content of a version from before, by the checks as they are today.

    Raises:
        Conflict: it can't be published as it is; says why and what to do.
    """
    try:
        content = versions.scenario(version)
        looking.refuse_stopped(session, content)
    except ScenarioError as error:
        first = error.problems[0]
        raise Conflict(
            f"Version {version.number} can't be published as it is: {first.message} {first.fix}"
            " Make it the draft, and mend it there."
        ) from error
    return content


def _accept(
    session: Session, who: Visitor, record: ScenarioRecord, version: Version, *, renders: bool
) -> None:
    version.state = Step.RENDERING.value
    session.flush()
    if not renders:
        _publish(session, who, record, version)
        return
    log.record(
        session,
        who,
        "scenario.accepted",
        f"sent {versions.named(record, version)} to its voices",
    )
    queue.ask(
        session,
        who,
        RENDER,
        stopping.job_key(version.id),
        title=f"Voices for {versions.named(record, version)}",
        back=f"/scenarios/{record.id}",
        asked={"version": version.id},
    )


def ready(session: Session, version_id: int, sounds: Mapping[str, str]) -> bool:
    """All of a version's sound is there: publish it.

    Args:
        sounds: SHA-256 of kept blobs by what the kiosk knows each line by.

    Returns:
        Whether it was published; not if it was stopped meanwhile, or was published before.
    """
    version, record = versions.held(session, version_id)
    if version.state != Step.RENDERING:
        return False
    for name, sha256 in sounds.items():
        session.merge(VersionBlob(version_id=version.id, name=name, sha256=sha256))
    _publish(session, None, record, version)
    return True


def _publish(
    session: Session, who: Visitor | None, record: ScenarioRecord, version: Version
) -> None:
    content = versions.scenario(version)
    recordings.need(session, version, content)
    version.state, version.published_at = Step.PUBLISHED.value, now()
    record.published_id = version.id
    data = written.write(of_scenario(content), record.key, 1).data
    record.fingerprint = fingerprint(data)
    draft = written.write(drafts.typed(drafts.find(session, record.id)[1]), record.key, 1).data
    same = fingerprint(draft) == record.fingerprint
    record.state = (State.PUBLISHED if same else State.CHANGED).value
    record.changed_at = now()
    session.flush()
    session.add(Change(seq=sequence.take(session), scenario_id=record.id, version_id=version.id))
    session.flush()
    log.record(session, who, "scenario.published", f"published {versions.named(record, version)}")


def again(
    session: Session,
    who: Visitor,
    scenario_id: int,
    number: int,
    *,
    needs_second: bool,
    renders: bool,
) -> Version:
    """Publish an older version again, as a new one with the same content.

    Raises:
        Conflict: another version is under way, this one never was published, or a check stops it
            by now.
        NotFound: there is no version with this number.
    """
    record, _ = drafts.find(session, scenario_id, lock=True)
    _none_under_way(session, scenario_id)
    old = versions.numbered(session, scenario_id, number)
    if old.state != Step.PUBLISHED:
        raise Conflict("Only what was published once can be published again.")
    following = drafts.next_number(session, scenario_id)
    content = _may_still(session, old).model_copy(update={"version": following})
    version = _add(session, who, record, content, f"As version {number} was.")
    version.again = number
    if needs_second:
        version.state = Step.WAITING.value
        told = versions.named(record, version)
        log.record(session, who, "scenario.asked", f"asked to publish {told}, as {number} was")
    else:
        _accept(session, who, record, version, renders=renders)
    return version


def withdraw(session: Session, who: Visitor, scenario_id: int) -> ScenarioRecord:
    """Take a scenario back from the kiosks; its versions and drafts stay.

    Raises:
        Conflict: kiosks don't have it, or a version is on its way.
    """
    record, _ = drafts.find(session, scenario_id, lock=True)
    _none_under_way(session, scenario_id)
    if record.state not in (State.PUBLISHED, State.CHANGED):
        raise Conflict("This scenario is not published, so there is nothing to withdraw.")
    record.state, record.changed_at = State.WITHDRAWN.value, now()
    session.add(Change(seq=sequence.take(session), scenario_id=record.id, version_id=None))
    session.flush()
    log.record(session, who, "scenario.withdrawn", f"withdrew “{record.title}”")
    return record
