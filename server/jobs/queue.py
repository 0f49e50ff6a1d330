"""The queue: asking for a job, taking it, and telling how it went. Each is one short transaction's
work; what several processes decide at once is decided in the database.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.database import now
from server.jobs.tables import Job, State
from server.pages.paging import Paging
from server.pages.visitor import Visitor
from server.problems import Conflict, NotFound
from server.staff import log

LEASE = timedelta(seconds=30)
"""How long a job stays with a holder that is not heard of; clocks of machines that share a database
may differ by less than this."""
MOST_TRIES = 3
"""A job whose process died so often is given up: it may well be the cause."""
KEPT = timedelta(days=30)
"""How long it is remembered what came of a job."""
BROKEN_OFF = (
    "The server was stopped {tries} times in the middle of this, so it was given up. Try again; if"
    " it happens again, tell whoever looks after the server."
)


def ask(
    session: Session,
    who: Visitor | None,
    kind: str,
    key: str,
    *,
    title: str,
    back: str,
    asked: Mapping[str, Any],
) -> Job:
    """Ask for a job; where one with this key waits or runs, that one is given back."""
    found = under_way(session, key)
    if found is not None:
        return found
    job = Job(
        kind=kind,
        key=key,
        active_key=key,
        title=title[:200],
        back=back,
        asked=dict(asked),
        staff_id=who.staff if who else None,
        who=who.name if who else log.SERVER,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:  # somebody asked at the same moment
        found = under_way(session, key)
        if found is None:
            raise
        return found
    return job


def under_way(session: Session, key: str) -> Job | None:
    """The job with this key that waits or runs."""
    return session.scalar(select(Job).where(Job.active_key == key))


def latest(session: Session, key: str) -> Job | None:
    """The newest job with this key, whatever came of it."""
    return session.scalar(select(Job).where(Job.key == key).order_by(Job.id.desc()).limit(1))


def find(session: Session, job_id: int) -> Job:
    """The job with this number.

    Raises:
        NotFound: there is none, or it was long ago.
    """
    job = session.get(Job, job_id) if 0 < job_id < 2**31 else None
    if job is None:
        raise NotFound("There is no such work here; what ended a month ago is forgotten.")
    return job


def listed(session: Session, page: int) -> tuple[list[Job], Paging]:
    """One page of all jobs, newest first."""
    paging = Paging.of(page, session.scalar(select(func.count()).select_from(Job)) or 0)
    order = select(Job).order_by(Job.id.desc()).offset(paging.offset).limit(paging.size)
    return list(session.scalars(order)), paging


def cancel(session: Session, who: Visitor, job_id: int) -> Job:
    """Stop a job: at once if it waits, within some seconds if it runs."""
    job = find(session, job_id)
    waiting = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == State.QUEUED)
        .values(**_ended(State.CANCELLED))
    )
    if not _rows(waiting):
        session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == State.RUNNING)
            .values(cancel_wanted=True)
        )
    log.record(session, who, "job.cancelled", f"stopped the work “{job.title}”")
    session.refresh(job)
    return job


def retry(session: Session, who: Visitor, job_id: int) -> Job:
    """Let a job that failed or was stopped be done after all.

    Raises:
        Conflict: it is done already.
    """
    job = find(session, job_id)
    if job.active:
        return job
    if job.state == State.DONE:
        raise Conflict("This is done already. To have it done anew, ask for it on its own page.")
    again = ask(
        session, who, job.kind, job.key, title=job.title, back=job.back, asked=dict(job.asked)
    )
    log.record(session, who, "job.retried", f"had the work “{job.title}” done again")
    return again


def _ended(state: State) -> dict[str, Any]:
    return {
        "state": state,
        "active_key": None,
        "holder": None,
        "lease_until": None,
        "ended_at": now(),
    }


def _rows(result: Any) -> int:
    return int(result.rowcount)


def anything(session: Session, kinds: list[str]) -> bool:
    """Whether there may be something to take; asked before the write lock is."""
    wanted = select(Job.id).where(_free(), Job.kind.in_(kinds)).limit(1)
    return session.scalar(wanted) is not None


def _free() -> ColumnElement[bool]:
    return or_(Job.state == State.QUEUED, _abandoned())


def _abandoned() -> ColumnElement[bool]:
    moment = now()
    # A lease that nobody could give at this moment is from before the clock went back.
    over = or_(Job.lease_until < moment, Job.lease_until > moment + 2 * LEASE)
    return (Job.state == State.RUNNING) & over


def take(session: Session, holder: str, kinds: list[str]) -> Job | None:
    """The job that has waited longest, for this holder alone; None if there is none."""
    for over, values in (
        (Job.cancel_wanted, _ended(State.CANCELLED)),
        (
            Job.tries >= MOST_TRIES,
            {**_ended(State.FAILED), "problem": BROKEN_OFF.format(tries=MOST_TRIES)},
        ),
    ):
        session.execute(update(Job).where(_abandoned(), over).values(**values))
    next_one = (
        select(Job.id)
        .where(_free(), Job.kind.in_(kinds))
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # no clause on SQLite, where one writes at a time
        .scalar_subquery()
    )
    taken = session.execute(
        update(Job)
        .where(Job.id == next_one)
        .values(
            state=State.RUNNING,
            holder=holder,
            lease_until=now() + LEASE,
            tries=Job.tries + 1,
            done=0,
            total=0,
        )
        .returning(Job.id)
    ).scalar_one_or_none()
    return None if taken is None else session.get(Job, taken, populate_existing=True)


def _held(job_id: int, holder: str) -> ColumnElement[bool]:
    return (Job.id == job_id) & (Job.holder == holder) & (Job.state == State.RUNNING)


def renew(session: Session, job_id: int, holder: str, **values: Any) -> bool | None:
    """Keep the job for another while, and say how far it is.

    Returns:
        Whether it is to be cancelled; None if it is no longer this holder's.
    """
    return session.execute(
        update(Job)
        .where(_held(job_id, holder))
        .values(lease_until=now() + LEASE, **values)
        .returning(Job.cancel_wanted)
    ).scalar_one_or_none()


def end(session: Session, job_id: int, holder: str, state: State, **values: Any) -> bool:
    """Say what came of it; False if it is no longer this holder's to say."""
    ended = update(Job).where(_held(job_id, holder)).values(**_ended(state), **values)
    return bool(_rows(session.execute(ended)))


def put_back(session: Session, job_id: int, holder: str) -> None:
    """Give it up unfinished, for any process to take; that was no try."""
    session.execute(
        update(Job)
        .where(_held(job_id, holder))
        .values(state=State.QUEUED, holder=None, lease_until=None, tries=Job.tries - 1)
    )


def forget_old(session: Session) -> None:
    """Let go of what ended long ago."""
    session.execute(delete(Job).where(Job.ended_at < now() - KEPT))
