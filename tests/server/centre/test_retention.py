from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from server.centre import facts, retention
from server.centre.facts import Centre
from server.database import Database, now
from server.pages.visitor import Visitor
from server.roles import Role
from server.staff.tables import LogEntry
from tests.server.browser import Browser


@pytest.mark.parametrize(
    ("days", "left"), [(30, ["new"]), (90, ["new", "month"]), (None, ["new", "month", "years"])]
)
def test_the_log_is_kept_as_long_as_the_centre_wants(
    app: FastAPI, client: Browser, database: Database, days: int | None, left: list[str]
) -> None:
    with database.write() as session:
        who = Visitor(None, "Ann", Role.ADMIN, "")  # type: ignore[arg-type]  # nobody of the staff's rows
        facts.change(session, who, Centre(name="Door", keep_log_days=days))
        for what, age in (("new", 1), ("month", 31), ("years", 3000)):
            at = now() - timedelta(days=age)
            session.add(LogEntry(who="Ann", did="a.b", what=what, at=at))
    retention.forget_log(app)
    with database.read() as session:
        kept = session.scalars(select(LogEntry.what).where(LogEntry.did == "a.b")).all()
    assert sorted(kept) == sorted(left)
