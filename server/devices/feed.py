"""The list of scenarios as kiosks get it: signed, in order, with a version that never falls.

**Three numbers.** `sequence` is the last change that was made here; a kiosk asks for what came
after the one it knows. `version` rises whenever the list differs from what it was; a kiosk refuses
a lower one than it has seen, so that nobody can hand it an old list. `digest` is over the whole
list as it should be once the changes are made; a kiosk that finds another one asks for everything.
So a server that was put back to an older backup brings every kiosk in line, whatever either missed.

A server that was put back might be at a lower version than a kiosk has seen; the kiosk tells which
(`known`), and the version then rises above it. No clock is asked.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Annotated, Any

from pydantic import BaseModel, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from sqlalchemy import case, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from device.coach.scenario import Identifier, Sha256
from server.centre import facts
from server.content import published
from server.content.published import Entry, TooOld
from server.database import Database
from server.devices.tables import Feed
from server.problems import Problem
from server.signing import Keys

ONLY = 1
PROTOCOL = 1
FARTHEST = 2**52
"""A version that a kiosk claims to know is believed up to here; there is room to rise after it."""
KEPT = 8
"""Signed lists kept in memory: when many kiosks come at once, most ask for the same."""

Size = Annotated[int, Field(ge=0, description="Bytes.")]


class Gone(Problem, LookupError):
    """The change a kiosk knows is not one of ours any more."""

    status, kind, title = HTTPStatus.GONE, "cursor-too-old", "Start over with the whole list"


class SoundEntry(BaseModel):
    """A sound that a scenario needs."""

    name: str = Field(
        description="A recording's SHA-256, or the key of a line that was spoken ahead."
    )
    sha256: Sha256
    size: Size
    media_type: str = Field(examples=["audio/flac"])


class ChangeEntry(BaseModel):
    """The last thing that happened to a scenario."""

    sequence: int = Field(ge=1)
    scenario: Identifier
    withdrawn: bool = Field(description="Then it is to be taken off, and what follows is null.")
    version: int | None = Field(default=None, ge=1)
    sha256: Sha256 | None = Field(
        default=None, description="Of the scenario's canonical JSON, which `GET /blobs` has."
    )
    size: Size | None = None
    sounds: list[SoundEntry] = []


class CentreFacts(BaseModel):
    """What a kiosk says in the centre's name."""

    name: str = Field(description='"" where it is not set.')
    crisis_words: str = Field(
        description="All that is said to somebody who seems to be in crisis themselves."
    )
    hours: str = Field(description='The opening hours for the ear; "" where they are not set.')
    time_zone: str = Field(examples=["Europe/London"])


class Manifest(BaseModel):
    """The signed text, as JSON."""

    protocol: int = Field(description=f"Always {PROTOCOL}.", examples=[PROTOCOL])
    version: int = Field(ge=1, description="Refuse a lower one than the highest seen.")
    since: int = Field(ge=0, description="What was asked for; 0 is the whole list.")
    sequence: int = Field(ge=0, description="Ask for what comes after this, next time.")
    digest: Sha256 = Field(
        description="SHA-256 of the whole list after these changes: for each scenario that is not"
        " withdrawn, ordered by id, its id, version and sha256 with a space between and a line feed"
        " after. Where it differs, ask for everything."
    )
    changes: list[ChangeEntry] = Field(description="In the order of their numbers.")
    centre: CentreFacts


class _HoldsManifest:
    """For the API's description: the text is itself JSON, of this kind."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """What the text holds."""
        inside = handler(Manifest.__pydantic_core_schema__)
        return {**handler(core), "contentMediaType": "application/json", "contentSchema": inside}


class Envelope(BaseModel):
    """A text with its signature: by network and by memory stick the very same."""

    signed: Annotated[str, _HoldsManifest] = Field(
        description="A `Manifest` as JSON, exactly as it was signed."
    )
    signature: str = Field(
        pattern=r"^[A-Za-z0-9_-]{86}$",
        description="Ed25519, base64url, over the line `wellheard signed text, version 1`, a line"
        " feed, and the bytes of `signed` in UTF-8.",
    )


def digest(entries: Iterable[Entry]) -> str:
    """Over the list as it should be; see `Manifest.digest`."""
    lines = sorted(f"{one.id} {one.version} {one.sha256}\n" for one in entries if not one.withdrawn)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass
class _Made:
    """A list that was made, and its envelope in the latest version."""

    manifest: Manifest
    envelope: Envelope


class Feeder:
    """Makes the signed list, once for all who ask the same."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys
        self._made: OrderedDict[tuple[int, str], _Made] = OrderedDict()
        self._digest_of: tuple[int, str] | None = None
        self._lock = Lock()

    def give(self, since: int, known: int) -> Envelope:
        """What changed since this number, signed.

        Args:
            since: the last change the kiosk knows; 0 for the whole list.
            known: the highest version it has seen.

        Raises:
            Gone: this number is not one of ours any more.
        """
        claimed = known if known <= FARTHEST else 0
        with self._moment() as session:
            head = published.head(session)
            centre = facts.read(session)
            whole = self._digest(session, head)
            state = hashlib.sha256(f"{whole} {head} {centre.version}".encode()).hexdigest()
            row = session.get(Feed, ONLY)
            with self._lock:
                made = self._made.get((since, state))
            entries = [] if made else self._entries(session, since)
        version = row.version if row is not None else 0
        if row is None or row.digest != state or version < claimed:
            with self._database.write() as session:
                version = risen(session, state, claimed)
        if made is not None and made.manifest.version == version:
            return made.envelope
        if made is not None:
            manifest = made.manifest.model_copy(update={"version": version})
        else:
            manifest = Manifest(
                protocol=PROTOCOL,
                version=version,
                since=since,
                sequence=head,
                digest=whole,
                changes=[_entry(one) for one in entries],
                centre=CentreFacts(
                    name=centre.name,
                    crisis_words=centre.crisis_spoken,
                    hours=centre.hours_spoken,
                    time_zone=centre.time_zone,
                ),
            )
        text = manifest.model_dump_json()
        envelope = Envelope(signed=text, signature=self._keys.sign(text))
        with self._lock:
            self._made[since, state] = _Made(manifest, envelope)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return envelope

    def give_all(self, asked: Sequence[tuple[int, int]]) -> list[Envelope | Gone]:
        """`give` for many at one moment; most of them ask the same."""
        made: dict[tuple[int, int], Envelope | Gone] = {}
        for since, known in dict.fromkeys(asked):
            try:
                made[since, known] = self.give(since, known)
            except Gone as gone:
                made[since, known] = gone
        return [made[one] for one in asked]

    @contextmanager
    def _moment(self) -> Iterator[Session]:
        """A reading transaction in which all is as it was at one moment."""
        with self._database.read() as session:
            if not self._database.sqlite:  # there it is so always
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def _entries(self, session: Session, since: int) -> Sequence[Entry]:
        if since == 0:
            return published.everything(session)
        try:
            return published.changes(session, since)
        except TooOld:
            raise Gone(
                "The server does not know this number any more; it may have been put back to an"
                " older state. Ask for everything: GET /content?since=0"
            ) from None

    def _digest(self, session: Session, head: int) -> str:
        """Of the whole list; reckoned again only after a change."""
        with self._lock:
            if self._digest_of is not None and self._digest_of[0] == head:
                return self._digest_of[1]
        found = digest(published.everything(session))
        with self._lock:
            self._digest_of = (head, found)
        return found


def _entry(entry: Entry) -> ChangeEntry:
    return ChangeEntry(
        sequence=entry.seq,
        scenario=entry.id,
        withdrawn=entry.withdrawn,
        version=entry.version,
        sha256=entry.sha256,
        size=entry.size,
        sounds=[
            SoundEntry(name=one.name, sha256=one.sha256, size=one.size, media_type=one.media_type)
            for one in entry.sounds
        ],
    )


def risen(session: Session, told: str, known: int) -> int:
    """The version for what is told now: above what it was if that differs, and above `known`."""
    insert: Any = (
        sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    )
    higher = case((Feed.version < known, literal(known)), else_=Feed.version) + 1
    same = (Feed.digest == told) & (Feed.version >= known)
    made = (
        insert(Feed)
        .values(id=ONLY, version=known + 1, digest=told)
        .on_conflict_do_update(
            index_elements=["id"],
            set_={"version": case((same, Feed.version), else_=higher), "digest": told},
        )
        .returning(Feed.version)
    )
    version: int = session.scalars(made).one()
    return version
