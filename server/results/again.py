"""What was erased stays so, whatever backup the database is put back to.

When the server starts, the file of erasures (`server.devices.lasting`) and the database are brought
together: results that came back with a restore are deleted again, and kiosks hear of it again.
"""

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.database import Database
from server.devices import erasures, lasting
from server.devices.lasting import Known, Line
from server.devices.tables import Erasure
from server.results import erasing
from server.settings import Settings
from server.staff import log

LOG = logging.getLogger("server.results")


def catch_up(database: Database, settings: Settings) -> int:
    """Bring the two together; gives how many practices were deleted again.

    Raises:
        LastingError: the file can't be read or written.
    """
    known = lasting.read(settings.server_folder)
    if known.damaged:
        LOG.warning("%s: %d lines can't be read", lasting.FILE, known.damaged)
    with database.read() as session:
        if not _lacking_here(session, known) and not _lacking_there(session, known):
            return 0
    with database.write() as session:
        erasures.alone(session)
        known = lasting.read(settings.server_folder)  # another process may have been quicker
        added = erasures.merged(session, _lacking_here(session, known))
        gone = sum(erasing.delete_of(session, line.person, line.number) for line in added)
        if added:
            people = "one person’s" if len(added) == 1 else f"{len(added)} people’s"
            many = "1 practice" if gone == 1 else f"{gone} practices"
            told = f"deleted {people} results again ({many}), for a backup had brought them back"
            log.record(session, None, "results.erased_again", told)
        session.flush()
        lasting.note(settings.server_folder, _lacking_there(session, known))
    return gone


def _lacking_here(session: Session, known: Known) -> list[Line]:
    """Lines whose person the database has no erasure of, or only an earlier one."""
    latest = erasures.latest(session)
    return [line for line in known.lines if latest.get(line.person, 0) < line.number]


def _lacking_there(session: Session, known: Known) -> list[Line]:
    """Erasures that are not in the file: from before there was one, or it was lost."""
    there = {(line.number, line.person) for line in known.lines}
    rows = session.scalars(select(Erasure).order_by(Erasure.number))
    return [
        Line(number=row.number, trainee=row.trainee, person=row.person)
        for row in rows
        if (row.number, row.person) not in there
    ]
