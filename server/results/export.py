"""All practices as a file: a spreadsheet's CSV, or xAPI statements for a learning record store.

Streamed in small transactions, so that a million practices take little memory and hold up nobody.
Who practised is in neither, except in xAPI for those who share their progress, under a made-up
name.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from device.coach.skills import Skill
from server.database import Database
from server.devices.tables import Device, Place
from server.results import summary
from server.results.contract import Attempt as Sent
from server.results.contract import End
from server.results.summary import Filter
from server.results.tables import Attempt
from server.results.totals import sure

CHUNK = 500
"""Practices read at a time."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would reckon with (OWASP, CSV injection)."""
FACTS = ("day", "place", "kiosk", "scenario", "title", "version", "ended", "minutes", "replies")
ENDED = {End.FINISHED: "finished", End.STOPPED: "left", End.WALKED_OFF: "walked off"}


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows(database: Database, chosen: Filter) -> Iterator[list[tuple[Attempt, Sent]]]:
    """The practices in the order of arrival, some at a time."""
    last = 0
    while True:
        with database.read() as session:
            asked = select(Attempt).where(Attempt.number > last, *chosen.attempts())
            rows = session.scalars(asked.order_by(Attempt.number).limit(CHUNK)).all()
        if not rows:
            return
        last = rows[-1].number
        yield [(row, _sent(row)) for row in rows]


def _sent(row: Attempt) -> Sent:
    return Sent.model_validate_json(row.record)


class _Names:
    """What places, kiosks and scenarios are called, read once for an export."""

    def __init__(self, session: Session) -> None:
        found = session.execute(select(Place.id, Place.name))
        self.places = {key: name for key, name in found}  # noqa: C416 - typed
        kiosks = session.execute(select(Device.id, Device.name))
        self.kiosks = {key: name for key, name in kiosks}  # noqa: C416 - typed
        self.titles: dict[str, str] = {}

    def know(self, session: Session, scenarios: set[str]) -> None:
        """Look up the titles of those not yet known."""
        fresh = scenarios - set(self.titles)
        if fresh:
            self.titles.update(dict.fromkeys(fresh, "") | summary.titles(session, fresh))


def as_csv(database: Database, chosen: Filter) -> Iterator[str]:
    """A line for each practice; for each skill, in how many replies it was heard."""
    skills = [skill.value for skill in Skill]
    yield "\ufeff" + _line([*FACTS, *skills, "disagreed"])
    with database.read() as session:
        names = _Names(session)
    for rows in _rows(database, chosen):
        with database.read() as session:
            names.know(session, {row.scenario for row, _ in rows})
        lines = []
        for row, sent in rows:
            heard = Counter(
                skill
                for reply in sent.replies
                for skill in {one.skill for one in reply.findings if sure(one)}
            )
            lines.append(
                _line(
                    [
                        row.day.isoformat(),
                        cell(names.places.get(row.place_id, "")),
                        cell(names.kiosks.get(row.device_id, "")),
                        cell(row.scenario),
                        cell(names.titles[row.scenario]),
                        row.version,
                        ENDED[End(row.end)],
                        round(row.seconds / 60, 1),
                        row.replies,
                        *(heard[one] for one in skills),
                        sum(reply.disagreed for reply in sent.replies),
                    ]
                )
            )
        yield "".join(lines)


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


VERBS = {
    End.FINISHED: ("http://adlnet.gov/expapi/verbs/completed", "completed"),
    End.STOPPED: ("http://adlnet.gov/expapi/verbs/terminated", "terminated"),
    End.WALKED_OFF: ("https://w3id.org/xapi/adl/verbs/abandoned", "abandoned"),
}
NOBODY = "anonymous"


def as_xapi(database: Database, chosen: Filter, home: str) -> Iterator[str]:
    """A JSON array of xAPI 1.0.3 statements, one for each practice.

    `home` is the server's address, which the made-up names belong to.
    """
    with database.read() as session:
        names = _Names(session)
    before = "["
    for rows in _rows(database, chosen):
        with database.read() as session:
            names.know(session, {row.scenario for row, _ in rows})
        for row, sent in rows:
            yield before + "\n" + json.dumps(_statement(row, sent, names, home), ensure_ascii=False)
            before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _statement(row: Attempt, sent: Sent, names: _Names, home: str) -> dict[str, Any]:
    verb, word = VERBS[End(row.end)]
    name = row.person[:16] if row.person and row.shared else NOBODY
    title = names.titles[row.scenario] or row.scenario
    return {
        "id": str(row.id),
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": name}},
        "verb": {"id": verb, "display": {"en": word}},
        "object": {
            "objectType": "Activity",
            "id": f"urn:wellheard:scenario:{row.scenario}:{row.version}",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/simulation",
                "name": {"en": title},
            },
        },
        "result": {
            "completion": sent.end is End.FINISHED,
            "duration": f"PT{row.seconds:.1f}S",
            "extensions": {
                "urn:wellheard:skills": row.heard.split(),
                "urn:wellheard:replies": row.replies,
                "urn:wellheard:disagreed": sum(reply.disagreed for reply in sent.replies),
            },
        },
        "context": {
            "platform": "Wellheard",
            "extensions": {
                "urn:wellheard:place": names.places.get(row.place_id, ""),
                "urn:wellheard:uncertain-seconds": row.uncertain,
            },
        },
        "timestamp": row.placed_at.isoformat(),
        "stored": row.received_at.isoformat(),
    }
