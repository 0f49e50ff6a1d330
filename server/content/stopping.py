"""Versions that don't come to be published: stopped by somebody, or without their voices.

The draft is as it was, and may be published anew. A version whose work on its voices has ended
without a word (stopped on the page of work, given up after the server died in it) is told so too.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.content import versions
from server.content.states import Step
from server.content.tables import Version
from server.database import Database
from server.jobs import queue
from server.jobs.tables import Job, State
from server.pages.visitor import Visitor
from server.problems import Conflict
from server.staff import log

CANCELLED = "The work on its voices was stopped, so it was not published."
LOST = "The work on its voices was broken off, so it was not published."


def job_key(version_id: int) -> str:
    """The key of the job that gives a version its voices."""
    return f"version:{version_id}"


def stop(session: Session, who: Visitor, version_id: int, why: str = "") -> Version:
    """Refuse a version, or call it back, before it is published.

    Raises:
        Conflict: it is published already, or was stopped before.
    """
    version, record = versions.held(session, version_id)
    if not Step(version.state).under_way:
        raise Conflict("This version is not on its way any more, so there is nothing to stop.")
    version.state = Step.STOPPED.value
    version.problem = " ".join(part for part in (f"Stopped by {who.name}.", why.strip()) if part)
    job = queue.under_way(session, job_key(version.id))
    if job is not None:
        queue.cancel(session, who, job.id)
    log.record(session, who, "scenario.stopped", f"stopped {versions.named(record, version)}")
    return version


def failed(session: Session, version_id: int, why: str) -> None:
    """A version's lines could not all be spoken; `why` is a sentence for people."""
    version, record = versions.held(session, version_id)
    if version.state == Step.RENDERING:
        version.state, version.problem = Step.STOPPED.value, why
        log.record(
            session,
            None,
            "scenario.failed",
            f"could not give {versions.named(record, version)} its voices",
        )


def lost(session: Session, version: Version) -> bool:
    """Stop a version whose voices nobody works on any more; whether that was so."""
    if version.state != Step.RENDERING or queue.under_way(session, job_key(version.id)):
        return False
    failed(session, version.id, _why(queue.latest(session, job_key(version.id))))
    return True


def _why(job: Job | None) -> str:
    if job is not None and job.state == State.CANCELLED:
        return CANCELLED
    return (job.problem if job is not None else None) or LOST


def settle(database: Database) -> int:
    """Stop every version whose voices nobody works on any more; gives how many."""
    rendering = select(Version.id).where(Version.state == Step.RENDERING.value)
    with database.read() as session:
        left = [
            one
            for one in session.scalars(rendering)
            if queue.under_way(session, job_key(one)) is None
        ]
    stopped = 0
    for version_id in left:
        with database.write() as session:
            version, _ = versions.held(session, version_id)
            stopped += lost(session, version)
    return stopped
