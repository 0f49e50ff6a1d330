"""From a draft to what kiosks have: asked for, approved, given its voices, published.

A version's document never changes. Where the lines are rendered (`RENDER` is a job that some room
does), a version that was accepted is **rendering** until `ready` says it has all its sound;
elsewhere it is published at once, and kiosks give it its voices themselves.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from device.coach.scenario import Scenario, document
from device.coach.scenario.digest import canonical, digest
from server.content import drafts, sequence, written
from server.content.states import State, Step
from server.content.tables import Blob, Change, ScenarioRecord, Version, VersionBlob
from server.content.typed import fingerprint, of_scenario
from server.database import now
from server.jobs import queue
from server.pages.visitor import Visitor
from server.problems import Conflict, Forbidden, NotFound
from server.staff import log

RENDER = "scenario.render"
"""The kind of job that gives a version its voices; it is asked for with `{"version": id}`, and ends
in `ready` or `failed`."""
NOTE_MOST = 1000
"""Characters of the note."""
UNDER_WAY = "Version {number} is on its way to the kiosks already. Wait for it, or stop it first."


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
    version = _add(session, who, record, looked.scenario, note)
    if needs_second:
        version.state = Step.WAITING.value
        log.record(
            session, who, "scenario.asked", f"asked to publish {_told(record, version.number)}"
        )
    else:
        _accept(session, who, record, version, renders=renders)
    return version


def _none_under_way(session: Session, scenario_id: int) -> None:
    pending = under_way(session, scenario_id)
    if pending is not None:
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


def _told(record: ScenarioRecord, number: int) -> str:
    return f"“{record.title}”, version {number}"


def approve(session: Session, who: Visitor, version_id: int, *, renders: bool) -> Version:
    """A second person says yes.

    Raises:
        Conflict: it waits for nobody any more.
        Forbidden: it is the one who asked.
    """
    version, record = _held(session, version_id)
    if version.state != Step.WAITING:
        raise Conflict("This version does not wait for anybody any more.")
    if version.asked_by_id == who.staff:
        raise Forbidden("Somebody else has to look at it: you asked for it yourself.")
    version.approved_by = who.name
    log.record(session, who, "scenario.approved", f"approved {_told(record, version.number)}")
    _accept(session, who, record, version, renders=renders)
    return version


def _held(session: Session, version_id: int) -> tuple[Version, ScenarioRecord]:
    """A version and its scenario, locked in the order in which everybody locks them."""
    record, _ = drafts.find(session, find(session, version_id).scenario_id, lock=True)
    return find(session, version_id, lock=True), record


def _accept(
    session: Session, who: Visitor, record: ScenarioRecord, version: Version, *, renders: bool
) -> None:
    version.state = Step.RENDERING.value
    session.flush()
    if not renders:
        _publish(session, who, record, version)
        return
    log.record(
        session, who, "scenario.accepted", f"sent {_told(record, version.number)} to its voices"
    )
    queue.ask(
        session,
        who,
        RENDER,
        f"version:{version.id}",
        title=f"Voices for {_told(record, version.number)}",
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
    version, record = _held(session, version_id)
    if version.state != Step.RENDERING:
        return False
    for name, sha256 in sounds.items():
        session.merge(VersionBlob(version_id=version.id, name=name, sha256=sha256))
    _publish(session, None, record, version)
    return True


def failed(session: Session, version_id: int, why: str) -> None:
    """A version's lines could not all be spoken; `why` is a sentence for people."""
    version, record = _held(session, version_id)
    if version.state == Step.RENDERING:
        version.state, version.problem = Step.STOPPED.value, why
        log.record(
            session,
            None,
            "scenario.failed",
            f"could not give {_told(record, version.number)} its voices",
        )


def _publish(
    session: Session, who: Visitor | None, record: ScenarioRecord, version: Version
) -> None:
    content = scenario(version)
    _need_recordings(session, version, content)
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
    log.record(session, who, "scenario.published", f"published {_told(record, version.number)}")


def recordings(content: Scenario) -> set[str]:
    """The SHA-256 of each recording in a scenario."""
    lines = [turn.line for turn in content.turns] + [end.line for end in content.endings]
    for turn in content.turns:
        steps = (turn.next.opens_up, turn.next.stays_guarded, turn.next.shuts_down)
        lines += [step.says for step in steps if step.says]
    return {line.recording for line in lines if line.recording}


def _need_recordings(session: Session, version: Version, content: Scenario) -> None:
    """Have kiosks fetch the recordings that a document names.

    Raises:
        Conflict: one of them is not kept here, as after an import.
    """
    needed = recordings(content)
    kept = set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(needed))))
    if missing := needed - kept:
        raise Conflict(
            f"{len(missing)} of the recordings that this scenario names are not on this server."
            " Record those lines here, or take the recordings out."
        )
    for sha256 in needed:
        session.merge(VersionBlob(version_id=version.id, name=sha256, sha256=sha256))


def stop(session: Session, who: Visitor, version_id: int, why: str = "") -> Version:
    """Refuse a version, or call it back, before it is published.

    Raises:
        Conflict: it is published already, or was stopped before.
    """
    version, record = _held(session, version_id)
    if not Step(version.state).under_way:
        raise Conflict("This version is not on its way any more, so there is nothing to stop.")
    version.state = Step.STOPPED.value
    version.problem = " ".join(part for part in (f"Stopped by {who.name}.", why.strip()) if part)
    job = queue.under_way(session, f"version:{version.id}")
    if job is not None:
        queue.cancel(session, who, job.id)
    log.record(session, who, "scenario.stopped", f"stopped {_told(record, version.number)}")
    return version


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
        Conflict: another version is under way, or this one never was published.
        NotFound: there is no version with this number.
    """
    record, _ = drafts.find(session, scenario_id, lock=True)
    _none_under_way(session, scenario_id)
    old = numbered(session, scenario_id, number)
    if old.state != Step.PUBLISHED:
        raise Conflict("Only what was published once can be published again.")
    following = drafts.next_number(session, scenario_id)
    content = scenario(old).model_copy(update={"version": following})
    version = _add(session, who, record, content, f"As version {number} was.")
    version.again = number
    if needs_second:
        version.state = Step.WAITING.value
        told = _told(record, version.number)
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


def draft_from(session: Session, who: Visitor, scenario_id: int, number: int) -> None:
    """Make what a version says the draft; the present draft is kept.

    Raises:
        NotFound: there is no version with this number.
    """
    version = numbered(session, scenario_id, number)
    content = of_scenario(scenario(version))
    told = f"took version {number} as the draft of"
    drafts.replace(session, who, scenario_id, content, told)
