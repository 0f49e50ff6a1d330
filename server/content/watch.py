"""What the room of content does beside the requests, in every process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from server.content import heard, stopping
from server.database import Database

LOG = logging.getLogger("server.content")
LOOK_SECONDS = 1.0
"""How often it is looked whether there is something to do; a look is two small reads."""
AWAY_SECONDS = 10.0
"""How long to wait while the database is away, or after something went wrong."""


@contextmanager
def running(app: FastAPI) -> Iterator[None]:
    """Look again and again, as long as the app runs."""
    database: Database = app.state.database
    stop = threading.Event()

    def watch() -> None:
        wait = LOOK_SECONDS
        while not stop.wait(wait):
            wait = _turn(database, stop)

    thread = threading.Thread(target=watch, name="content", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _turn(database: Database, stop: threading.Event) -> float:
    """Do what there is to do; gives the seconds until the next look."""
    try:
        stopping.settle(database)
        return 0.0 if heard.read_ahead(database, stop) else LOOK_SECONDS
    except SQLAlchemyError:
        return AWAY_SECONDS  # it may be back then; pages do without meanwhile
    except Exception:
        LOG.exception("Looking after the scenarios went wrong")
        return AWAY_SECONDS
