"""What is done once each night, by one of however many processes work on the database.

Each process looks every minute whether something is due, and takes it with a lease in one statement
that only one of them can win. A server that was off at that hour catches up when it is on again.

A server without internet and without a battery for its clock may wake up in another year. So what
lies ahead counts for nothing, and after a leap nothing is deleted for a night.
"""

import logging
import os
import random
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, tzinfo

from fastapi import FastAPI
from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server import backup, tls
from server.backup import archive
from server.centre import facts
from server.database import Database, now
from server.operation import health
from server.operation.tables import Run
from server.room import Room
from server.settings import Settings
from server.staff import log

LOG = logging.getLogger("server.night")

PERIOD = 60.0
"""Seconds between two looks, and up to a fifth more, so that processes don't look all at once."""
LEASE = timedelta(hours=2)
"""The longest that night work may take; then another process may try."""
RETRY = timedelta(hours=1)
"""After something went wrong."""
STALE = timedelta(days=3)
"""A backup older than this is told to every administrator; one night may go wrong."""
AHEAD = timedelta(days=1)
"""What is further ahead than this was written before the clock went back."""
LEAP = timedelta(days=40)
"""After longer than this, work that deletes holds back once: the clock may have leapt."""
REST = timedelta(hours=20)
"""How long work that held back does so, whenever the next night is: somebody may set the clock."""
STOP_SECONDS = 10.0
"""How long a process that stops waits for its night work."""
BACKUP = "backup"
BACK = "; the clock had gone back since the last time"
"""The end of what came of it, where that was so."""
HELD = (
    f"nothing was deleted, for by the clock the last time is more than {LEAP.days} days ago; if the"
    " clock is right, the next night deletes what is due"
)
HOLDER = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"

Work = Callable[[FastAPI], str]


def due(moment: datetime, zone: tzinfo, hour: int) -> datetime:
    """When the night's work was due last, seen from `moment`."""
    local = moment.astimezone(zone)
    last = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return last if last <= local else last - timedelta(days=1)


def works(rooms: tuple[Room, ...]) -> dict[str, Work]:
    """All that is done at night, by name: the backup last, so that it holds what is kept."""
    found: dict[str, Work] = {}
    for room in rooms:
        found.update(room.nightly)
    return {**found, BACKUP: back_up}


def back_up(app: FastAPI) -> str:
    """Make the night's backup, and delete those that are too old."""
    settings: Settings = app.state.settings
    file, verified = backup.make(settings, archive.NIGHTLY)
    gone = len(archive.prune(settings))
    pruned = f"; {gone} older ones deleted" if gone else ""
    return f"made {file.name}, {verified.how}{pruned}"


def know(session: Session, name: str) -> None:
    """See that the work has its row."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(Run)
        .values(name=name, since=now(), holder="", leased_until=now(), told="")
        .on_conflict_do_nothing(index_elements=["name"])
    )


def take(session: Session, name: str, since: datetime) -> bool:
    """Take the work that was due at `since`, if nobody has done it or is at it."""
    moment = now()
    last = func.coalesce(Run.done_at, Run.since)
    taken = session.execute(
        update(Run)
        .where(
            Run.name == name,
            or_(Run.leased_until <= moment, Run.leased_until > moment + AHEAD),
            or_(last < since, last > moment + AHEAD),
        )
        .values(holder=HOLDER, leased_until=moment + LEASE)
        .returning(Run.name)
    )
    return taken.one_or_none() is not None


def _ended(session: Session, name: str, told: str, *, good: bool, rest: timedelta) -> None:
    moment = now()
    values: dict[str, object] = {"told": told, "leased_until": moment + rest}
    if good:
        values |= {"done_at": moment, "failed_at": None}
    else:
        values |= {"failed_at": moment}
    session.execute(update(Run).where(Run.name == name, Run.holder == HOLDER).values(values))


def run_due(app: FastAPI, moment: datetime | None = None) -> list[str]:
    """Do what is due and not done; gives the names of what this process did."""
    database: Database = app.state.database
    settings: Settings = app.state.settings
    did = []
    wanted = works(app.state.rooms)
    if not settings.backup_nightly:
        del wanted[BACKUP]
    with database.read() as session:
        zone = facts.read(session).zone
        rows = {row.name: row for row in session.scalars(select(Run))}
    since = due(moment or now(), zone, settings.backup_hour)
    for name, work in wanted.items():
        row = rows.get(name)
        last = row.last if row is not None else now()
        back = last > now() + AHEAD
        if row is not None and last >= since and not back:
            continue  # looked at without a lock, as it is nearly always so
        with database.write() as session:
            know(session, name)
            if not take(session, name, since):
                continue
        if name != BACKUP and now() - last > LEAP:  # all the rooms' work is to delete
            good, outcome, told, rest = True, "held", HELD, REST
            LOG.warning("Night work held back", extra={"about": {"work": name, "told": told}})
        else:
            good, told = _tried(app, name, work)
            outcome, rest = ("done", timedelta()) if good else ("failed", RETRY)
        told += BACK if back else ""
        with database.write() as session:
            _ended(session, name, told, good=good, rest=rest)
            log.record(session, None, f"operation.{name}_{outcome}", f"{name}: {told}")
        did.append(name)
    return did


def _tried(app: FastAPI, name: str, work: Work) -> tuple[bool, str]:
    began = time.monotonic()
    try:
        told = work(app)
    except Exception as error:
        LOG.exception("Night work failed", extra={"about": {"work": name}})
        return False, f"did not work: {error}"
    took = round(time.monotonic() - began, 1)
    LOG.info("night work", extra={"about": {"work": name, "seconds": took, "told": told}})
    return True, told


def note(settings: Settings, name: str, told: str) -> None:
    """Write down that something was done by hand; where that can't be, it was done all the same."""
    database = Database(settings.url)
    try:
        with suppress(SQLAlchemyError), database.write() as session:
            know(session, name)
            session.execute(
                update(Run).where(Run.name == name).values(done_at=now(), failed_at=None, told=told)
            )
            log.record(session, None, f"operation.{name}_done", f"{name}: {told}")
    finally:
        database.close()


def look(app: FastAPI) -> None:
    """Find out what administrators must be told, and the centre's time zone, for this process."""
    settings: Settings = app.state.settings
    database: Database = app.state.database
    with database.read() as session:
        app.state.zone = facts.read(session).zone
        run = session.get(Run, BACKUP)
        told = stale(run, settings)
    room = health.free(settings.server_folder)
    if room is None or room < health.LITTLE:
        told = (
            *told,
            f"The server’s disk is nearly full: {(room or 0) / 1e6:,.0f} MB are left. Make room, or"
            " nothing more can be saved soon.",
        )
    app.state.warnings = (*told, *tls.look(settings))


def stale(run: Run | None, settings: Settings) -> tuple[str, ...]:
    """What to say of the backups, and of the clock that dates them; nothing, if all is well."""
    if run is None:
        return ()
    back = run.last > now() + AHEAD
    told = (
        f"The server’s clock went back, and now says that today is {now():%-d %B %Y}. If that is"
        " wrong, whoever looks after the server should set the clock: until then new results and"
        " backups get wrong dates."
    )
    clock = (told,) if back or run.told.endswith(BACK) else ()
    if not back and now() - run.last < STALE:
        return clock
    if run.done_at is None:
        when = "No backup has been made yet."
    elif back:
        when = f"The last backup is dated {run.done_at:%-d %B %Y}, which is yet to come."
    else:
        when = f"The last backup is {(now() - run.done_at).days} days old."
    why = f" The last try {run.told}" if run.failed_at and run.told else ""
    why += "" if not why or why.endswith((".", "!", "?")) else "."
    fix = "" if settings.backup_nightly else " Nightly backups are switched off."
    return (
        *clock,
        f"{when}{why}{fix} Whoever looks after the server can make one with: wellheard server"
        " backup",
    )


@contextmanager
def running(app: FastAPI) -> Iterator[None]:
    """Look every minute, beside the requests, from the start of the process to its end."""
    stop = threading.Event()
    database: Database = app.state.database
    try:
        with database.write() as session:
            for name in works(app.state.rooms):
                know(session, name)
        look(app)
    except SQLAlchemyError as error:  # a full disk must not keep the pages from being read
        LOG.warning("Night work could not be looked at: %s", error)

    def watch() -> None:
        while not stop.wait(PERIOD * random.uniform(1.0, 1.2)):  # noqa: S311 - no secret
            try:
                run_due(app)
                look(app)
            except Exception as error:  # the database is away, say: it may be back in a minute
                LOG.warning("Night work could not be looked at: %s", error)

    thread = threading.Thread(target=watch, name="night", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_SECONDS)
