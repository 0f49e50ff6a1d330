"""What kiosks get: each scenario's last change, the documents and the blobs.

`devices` serves this; nothing here is told to whoever may not have it, for kiosks may have all.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from server.content import sequence
from server.content.states import Step
from server.content.tables import Blob, Change, ScenarioRecord, Version, VersionBlob


class TooOld(LookupError):
    """The number a kiosk has is not one of ours any more: it starts over with `everything`."""


@dataclass(frozen=True)
class Sound:
    """A blob that a version needs."""

    name: str
    """What the kiosk knows it by: a recording's SHA-256, or a rendered line's key."""
    sha256: str
    size: int
    """Bytes."""
    media_type: str


@dataclass(frozen=True)
class Entry:
    """The last thing that happened to a scenario."""

    seq: int
    """Of the change."""
    id: str
    """The scenario's own."""
    at: datetime
    withdrawn: bool
    """Then it is to be taken off, and what follows is empty."""
    version: int | None = None
    sha256: str | None = None
    """Of the document."""
    size: int | None = None
    """Bytes of the document."""
    sounds: tuple[Sound, ...] = field(default=())


def head(session: Session) -> int:
    """The number of the last change; 0 before the first."""
    return sequence.head(session)


def changes(session: Session, since: int) -> list[Entry]:
    """What changed after this number, one entry a scenario, in the order of their numbers.

    Raises:
        TooOld: the number is from before the database was restored, or from another server.
    """
    if since > sequence.head(session) or since < sequence.floor(session):
        raise TooOld(since)
    return _entries(session, since)


def everything(session: Session) -> list[Entry]:
    """Every scenario that was ever published, withdrawn ones too, in the order of the changes."""
    return _entries(session, 0)


def _entries(session: Session, since: int) -> list[Entry]:
    last = (
        select(func.max(Change.seq).label("seq"))
        .where(Change.seq > since)
        .group_by(Change.scenario_id)
        .subquery()
    )
    rows = session.execute(
        select(Change, ScenarioRecord.key, Version)
        .options(defer(Version.document))
        .join(last, Change.seq == last.c.seq)
        .join(ScenarioRecord, Change.scenario_id == ScenarioRecord.id)
        .outerjoin(Version, Change.version_id == Version.id)
        .order_by(Change.seq)
    ).all()
    sounds = _sounds(session, [version.id for *_, version in rows if version is not None])
    return [
        Entry(change.seq, key, change.at, withdrawn=True)
        if version is None
        else Entry(
            change.seq,
            key,
            change.at,
            withdrawn=False,
            version=version.number,
            sha256=version.sha256,
            size=version.size,
            sounds=tuple(sounds[version.id]),
        )
        for change, key, version in rows
    ]


def _sounds(session: Session, versions: list[int]) -> dict[int, list[Sound]]:
    found = defaultdict[int, list[Sound]](list)
    rows = session.execute(
        select(VersionBlob, Blob)
        .join(Blob, VersionBlob.sha256 == Blob.sha256)
        .where(VersionBlob.version_id.in_(versions))
        .order_by(VersionBlob.version_id, VersionBlob.name)
    )
    for use, blob in rows:
        found[use.version_id].append(Sound(use.name, blob.sha256, blob.size, blob.media_type))
    return found


def document(session: Session, sha256: str) -> bytes | None:
    """The document with this hash, where it was published; kiosks may still fetch an older one."""
    found = select(Version.document).where(
        Version.sha256 == sha256, Version.state == Step.PUBLISHED.value
    )
    text = session.scalar(found.limit(1))
    return None if text is None else text.encode()


def blob(session: Session, sha256: str) -> Blob | None:
    """What is known of a blob that a published version needs; `blobs.Blobs` has its bytes."""
    needed = (
        select(Blob)
        .join(VersionBlob, VersionBlob.sha256 == Blob.sha256)
        .join(Version, VersionBlob.version_id == Version.id)
        .where(Blob.sha256 == sha256, Version.state == Step.PUBLISHED.value)
    )
    return session.scalar(needed.limit(1))
