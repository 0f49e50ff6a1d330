"""Sound that nothing refers to any more: deleted at night, some days after it was last kept.

What a published version names stays for good, for a kiosk may fetch it yet. So does, as long as it
is named, what a version on its way, a draft or a draft that was replaced has: recordings, and the
lines that a voice has spoken; and the cast's samples.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from device.coach.scenario import Scenario
from server.content import blobs, typed
from server.content.blobs import Blobs
from server.content.states import Step
from server.content.tables import Blob, Draft, PastDraft, Version, VersionBlob
from server.content.typed import Typed
from server.database import Database, now
from server.settings import Settings
from server.sound import lines, voices
from server.sound.tables import SpokenRow, TakeRow

GRACE = timedelta(days=14)
"""What was kept, spoken or taken out within it stays: somebody may want it back."""
CHUNK = 200
"""Rows looked at, or deleted, in one transaction, so that nobody has to wait for the night."""

GOING = ".going"
"""At the end of the name of a file that is being deleted."""


@dataclass
class Named:
    """What drafts and versions name."""

    recordings: set[str] = field(default_factory=set)
    """SHA-256 of blobs."""
    keys: set[str] = field(default_factory=set)
    """Of lines that a voice says."""

    def add(self, content: Typed) -> None:
        """Whatever stands in it."""
        for line in lines.of_draft(content):
            self.keys.add(line.key)
        self.recordings.update(typed.recordings(content))


def forget(app: FastAPI, moment: datetime | None = None) -> str:
    """The night's work."""
    database: Database = app.state.database
    settings: Settings = app.state.settings
    before = (moment or now()) - GRACE
    named = _named(database)
    _forget_spoken(database, named, before)
    store = blobs.of(settings)
    _put_back(store)
    gone = list(_forget_blobs(database, named, before))
    size = sum(_delete(store, sha256, before) for sha256 in gone)
    size += sum(_delete(store, sha256, before) for sha256 in _strays(database, store))
    return f"{len(gone)} sounds that nothing needs any more deleted, {size / 1e6:.1f} MB"


def _named(database: Database) -> Named:
    named = Named(keys={line.key for line in voices.lines()})
    for content in _contents(database):
        named.add(content)
    return named


def _contents(database: Database) -> Iterator[Typed]:
    """Every draft, every one that was replaced, and every version that is not published."""
    for number, text in (Draft.scenario_id, Draft.typed), (PastDraft.id, PastDraft.typed):
        last = 0
        while True:
            some = select(number, text).where(number > last).order_by(number).limit(CHUNK)
            with database.read() as session:
                rows = session.execute(some).all()
            if not rows:
                break
            last = rows[-1][0]
            for _, content in rows:
                yield Typed.model_validate_json(content)
    with database.read() as session:
        other = select(Version).where(Version.state != Step.PUBLISHED.value)
        for version in session.scalars(other):
            yield typed.of_scenario(Scenario.model_validate_json(version.document))


def _forget_spoken(database: Database, named: Named, before: datetime) -> None:
    """Let go of what voices said of lines that are no more."""
    unused = and_(SpokenRow.made_at < before, ~_of_version(SpokenRow.sha256))
    with database.read() as session:
        old = session.scalars(select(SpokenRow.key).where(unused)).all()
    for some in _chunks(key for key in old if key not in named.keys):
        with database.write() as session:
            session.execute(delete(SpokenRow).where(SpokenRow.key.in_(some), unused))


def _of_version(sha256: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return exists().where(VersionBlob.sha256 == sha256)


def _forget_blobs(database: Database, named: Named, before: datetime) -> Iterator[str]:
    """Strike blobs off the list; gives their SHA-256."""
    unused = and_(
        Blob.kept_at < before,
        ~_of_version(Blob.sha256),
        ~exists().where(SpokenRow.sha256 == Blob.sha256),
    )
    with database.read() as session:
        old = session.scalars(select(Blob.sha256).where(unused)).all()
    for some in _chunks(sha256 for sha256 in old if sha256 not in named.recordings):
        with database.write() as session:
            # Asked again, with the rows held: somebody may have kept one of them just now.
            still = select(Blob.sha256).where(Blob.sha256.in_(some), unused).with_for_update()
            gone = list(session.scalars(still))
            session.execute(delete(TakeRow).where(TakeRow.sha256.in_(gone)))
            session.execute(delete(Blob).where(Blob.sha256.in_(gone)))
        yield from gone


def _chunks(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while some := list(islice(left, CHUNK)):
        yield some


def _strays(database: Database, store: Blobs) -> Iterator[str]:
    """Files that are on no list, as after a server that was killed in between."""
    for some in _chunks(store.names()):
        with database.read() as session:
            listed = set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(some))))
        yield from (name for name in some if name not in listed)


def _delete(store: Blobs, sha256: str, before: datetime) -> int:
    """Delete a file, unless it was written lately; gives its bytes."""
    path = store.path(sha256)
    aside = Path(f"{path}{GOING}")
    try:
        if path.stat().st_mtime >= before.timestamp():
            return 0
        # Out of the way first: whoever keeps the same bytes at this moment writes a file anew.
        path.rename(aside)
        told = aside.stat()
        if told.st_mtime >= before.timestamp():  # it was kept anew since it was looked at
            aside.rename(path)
            return 0
        aside.unlink()
    except FileNotFoundError:
        return 0
    return told.st_size


def _put_back(store: Blobs) -> None:
    """Give files their name back that a server was killed over; they are then judged like any."""
    for aside in store.folder.glob(f"??/*{GOING}"):
        path = aside.with_name(aside.name.removesuffix(GOING))
        with suppress(FileNotFoundError):
            if path.exists():  # the same bytes were kept again
                aside.unlink()
            else:
                aside.rename(path)
