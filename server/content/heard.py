"""What the coach hears in the sample replies, read ahead of the pages that tell of it.

The coach takes some 10 ms for a reply, so the first look at a long scenario would take seconds. A
thread beside the requests finds drafts that were saved, reads their replies, and keeps what it
heard for every process; a page takes what is kept, and reads only a few replies by itself.
"""

import hashlib
import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import device.coach
from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Scenario
from server.content import drafts
from server.content.checks import replies
from server.content.tables import Draft, HeardReplies
from server.content.typed import Typed
from server.database import Database

AT_ONCE = 8
"""Replies that a page reads by itself: those of a turn that was just changed, in a tenth of a
second."""
_KEPT = TypeAdapter(dict[str, tuple[Finding, ...]])


@dataclass(frozen=True)
class Heard:
    """What is known of a scenario's sample replies."""

    kept: Mapping[str, tuple[Finding, ...]]

    def reader(self, scenario: Scenario) -> replies.Reader | None:
        """What hears the scenario's replies; None where too many are unread yet to wait for."""
        unread = sum(_name(one) not in self.kept for one in samples(scenario))
        return self._read if unread <= AT_ONCE else None

    def _read(self, reply: Reply) -> tuple[Finding, ...]:
        found = self.kept.get(_name(reply))
        return replies.read(reply) if found is None else found


def samples(scenario: Scenario) -> list[Reply]:
    """Every sample reply, to the line before it."""
    return [
        Reply(sample.text, seeker=turn.line.text)
        for turn in scenario.turns
        for sample in turn.samples
    ]


def _name(reply: Reply) -> str:
    told = json.dumps([reply.seeker, reply.text], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@cache
def coach() -> str:
    """Names the coach as it is installed: its code and what it learned."""
    told = hashlib.sha256()
    for file in sorted(Path(device.coach.__path__[0]).rglob("*")):
        if file.suffix in (".py", ".json", ".npz", ".onnx"):
            told.update(file.name.encode())
            told.update(file.read_bytes())
    return told.hexdigest()


def of(session: Session, scenario_id: int) -> Heard:
    """What is kept of a scenario's replies."""
    row = session.get(HeardReplies, scenario_id)
    return Heard({} if row is None or row.coach != coach() else _KEPT.validate_json(row.heard))


def next_one(session: Session) -> int | None:
    """The draft saved last whose replies are not all read."""
    behind = or_(
        HeardReplies.scenario_id.is_(None),
        HeardReplies.number != Draft.number,
        HeardReplies.coach != coach(),
    )
    kept = select(Draft.scenario_id).outerjoin(
        HeardReplies, HeardReplies.scenario_id == Draft.scenario_id
    )
    return session.scalar(kept.where(behind).order_by(Draft.changed_at.desc()).limit(1))


def read(database: Database, scenario_id: int, stop: threading.Event) -> bool:
    """Read a draft's replies and keep what was heard; False if it was stopped in the middle."""
    with database.read() as session:
        draft = session.get(Draft, scenario_id)
        before = of(session, scenario_id).kept
    if draft is None:  # deleted at this moment
        return True
    kept = dict[str, tuple[Finding, ...]]()
    for reply in _typed(drafts.typed(draft)):
        name = _name(reply)
        if name not in before and name not in kept:
            began = time.monotonic()
            kept[name] = replies.read(reply)
            # As long as reading took: the requests come first.
            if stop.wait(time.monotonic() - began):
                return False
        elif name in before:
            kept[name] = before[name]
    told = _KEPT.dump_json(kept).decode()
    with database.write() as session:
        if session.get(Draft, scenario_id) is not None:
            session.merge(
                HeardReplies(
                    scenario_id=scenario_id, number=draft.number, coach=coach(), heard=told
                )
            )
    return True


def _typed(draft: Typed) -> Iterator[Reply]:
    """The replies of a draft, whether it is sound or not."""
    for turn in draft.turns:
        for sample in turn.samples:
            if sample.text.strip():
                yield Reply(sample.text.strip(), seeker=turn.line.text.strip())


def read_ahead(database: Database, stop: threading.Event) -> bool:
    """Read the replies of one draft; whether there may be more to read."""
    with database.read() as session:
        scenario_id = next_one(session)
    return scenario_id is not None and read(database, scenario_id, stop)
