"""What is past its time goes, every night, for good."""

from fastapi import FastAPI

from server.centre import facts
from server.database import Database, now
from server.staff import log


def forget_log(app: FastAPI) -> str:
    """Delete what the log has kept for long enough."""
    database: Database = app.state.database
    with database.write() as session:
        term = facts.past(facts.read(session).keep_log_days)
        if term is None:
            return "the log is kept for ever"
        return f"deleted {log.forget(session, now() - term)} old lines of the log"
