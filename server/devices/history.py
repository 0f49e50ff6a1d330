"""Which course of events the database has been through, so that kiosks see when it was put back.

A server that is restored has forgotten what kiosks brought since the backup, and they may have been
told that it was safe. They keep it for a while, and send it again when this changes.
"""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.database import Database
from server.devices.tables import History

ONLY = 1


def begin(database: Database) -> None:
    """Have one, as after the first start or a restore; of several processes, one makes it."""
    with database.read() as session:
        if session.get(History, ONLY) is not None:
            return
    insert: Any = sqlite.insert if database.sqlite else postgresql.insert
    with database.write() as session:
        made = insert(History).values(id=ONLY, value=str(uuid.uuid4()))
        session.execute(made.on_conflict_do_nothing(index_elements=["id"]))


PRESENT = select(History.value).where(History.id == ONLY).scalar_subquery()
"""The one that is going on, within another statement."""


def present(session: Session) -> str:
    """The one that is going on."""
    return session.get_one(History, ONLY).value
