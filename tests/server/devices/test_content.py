"""Scenarios on their way down, read as a kiosk reads them."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, update

from server.app import ROOMS
from server.content import blobs, drafts, publishing, sequence, typed
from server.content.incoming import shelf
from server.content.publishing import RENDER
from server.content.tables import Change, Sequence, VersionBlob
from server.database import Database
from server.devices import ranges
from server.devices.tables import Feed
from server.pages.visitor import Visitor
from server.roles import Role
from server.room import Room
from server.signing import signed_by
from server.staff import people
from tests.server.browser import Browser
from tests.server.devices.conftest import KioskClient


@pytest.fixture
def rooms() -> tuple[Room, ...]:
    """Without voices, so that what is published is so at once."""
    return tuple(room for room in ROOMS if RENDER not in room.jobs)


@pytest.fixture
def kiosk(let_in: Callable[..., KioskClient]) -> "Follower":
    return Follower(let_in())


@dataclass
class Follower:
    """A kiosk that follows the list, and trusts nothing that it was not told to."""

    client: KioskClient
    has: dict[str, tuple[int, str]] = field(default_factory=dict)
    sequence: int = 0
    version: int = 0
    fetched: int = 0

    def sync(self) -> None:
        answer = self.client.get(f"/content?since={self.sequence}&known={self.version}")
        if answer.status_code == 410:
            self.has, self.sequence = {}, 0
            self.sync()
            return
        assert answer.status_code == 200, answer.text
        manifest = self.opened(answer.json())
        assert manifest["version"] >= self.version, "the list was put back"
        if manifest["since"] == 0:
            self.has = {}
        for change in manifest["changes"]:
            self.fetched += 1
            self.has.pop(change["scenario"], None)
            if not change["withdrawn"]:
                self.has[change["scenario"]] = (change["version"], change["sha256"])
        self.sequence, self.version = manifest["sequence"], manifest["version"]
        if manifest["digest"] != self.digest() and manifest["since"]:
            self.sequence = 0
            self.sync()
        assert manifest["digest"] == self.digest() or manifest["since"]

    def opened(self, envelope: dict[str, str]) -> dict[str, Any]:
        key = self.client.get("/pins").json()["signing_key"]
        assert signed_by(key, envelope["signed"], envelope["signature"])
        manifest: dict[str, Any] = json.loads(envelope["signed"])
        return manifest

    def digest(self) -> str:
        lines = sorted(f"{one} {number} {sha}\n" for one, (number, sha) in self.has.items())
        return hashlib.sha256("".join(lines).encode()).hexdigest()


class Shelf:
    """Staff who publish and withdraw."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            staff = people.add(session, None, "Pat", Role.PUBLISHER)
            self.who = Visitor(staff.id, "Pat", Role.PUBLISHER, "none")
        self.rows: dict[str, int] = {}

    def publish(self, at: int) -> str:
        content = shelf()[at]
        with self.database.write() as session:
            if content.id not in self.rows:
                made = drafts.create(session, None, typed.of_scenario(content), content.id)
                self.rows[content.id] = made.id
            row = self.rows[content.id]
            number = drafts.find(session, row)[1].number
            publishing.ask(
                session, self.who, row, "", number=number, needs_second=False, renders=False
            )
        return content.id

    def withdraw(self, scenario: str) -> None:
        with self.database.write() as session:
            publishing.withdraw(session, self.who, self.rows[scenario])


@pytest.fixture
def staff(database: Database) -> Shelf:
    return Shelf(database)


def test_a_kiosk_follows_what_is_published_and_withdrawn(kiosk: Follower, staff: Shelf) -> None:
    kiosk.sync()
    assert kiosk.has == {}
    first, second = staff.publish(0), staff.publish(1)
    kiosk.sync()
    assert set(kiosk.has) == {first, second}
    staff.withdraw(first)
    kiosk.sync()
    assert set(kiosk.has) == {second}
    staff.publish(1)
    kiosk.sync()
    assert kiosk.has[second][0] == 2
    before = kiosk.version
    kiosk.sync()
    assert kiosk.fetched == 4
    assert kiosk.version == before


def test_the_version_rises_with_each_change_and_with_the_centre_s_words(
    kiosk: Follower, staff: Shelf, admin: Browser
) -> None:
    versions = []
    for step in (lambda: None, lambda: staff.publish(0), lambda: staff.publish(1)):
        step()
        kiosk.sync()
        versions.append(kiosk.version)
    assert versions == sorted(set(versions))
    told = kiosk.opened(kiosk.client.get("/content").json())
    assert told["centre"]["crisis_words"]


def test_a_server_put_back_to_an_older_state_brings_its_kiosks_in_line(
    kiosk: Follower, staff: Shelf, database: Database
) -> None:
    first = staff.publish(0)
    kiosk.sync()
    seen = kiosk.version
    lost = staff.publish(1)
    kiosk.sync()
    assert set(kiosk.has) == {first, lost}
    with database.write() as session:  # the backup from before the second was published
        session.execute(delete(Change).where(Change.seq == 2))
        session.execute(update(Sequence).values(last=1))
        session.execute(update(Feed).values(version=seen))
    highest = kiosk.version
    kiosk.sync()
    assert set(kiosk.has) == {first}
    assert kiosk.version > highest


def test_a_kiosk_whose_number_stands_for_another_change_finds_out_by_the_digest(
    kiosk: Follower, staff: Shelf, database: Database
) -> None:
    first = staff.publish(0)
    staff.publish(1)
    kiosk.sync()
    with database.write() as session:
        session.execute(delete(Change).where(Change.seq == 2))
        session.execute(update(Sequence).values(last=1))
    third, fourth = staff.publish(2), staff.publish(3)
    kiosk.client.plain.app.state.feeder._digest_of = None  # type: ignore[attr-defined]  # as after a start
    kiosk.sync()
    assert set(kiosk.has) == {first, third, fourth}


def test_a_number_from_before_everybody_starts_over_gets_410_with_what_to_do(
    kiosk: Follower, staff: Shelf, database: Database
) -> None:
    first = staff.publish(0)
    kiosk.sync()
    with database.write() as session:
        sequence.leap(session)
    answer = kiosk.client.get(f"/content?since={kiosk.sequence}")
    assert answer.status_code == 410
    assert answer.json()["type"] == "/problems/cursor-too-old"
    assert "since=0" in answer.json()["detail"]
    kiosk.sync()
    assert set(kiosk.has) == {first}
    kiosk.sync()
    assert kiosk.client.get(f"/content?since={kiosk.sequence}").status_code == 200


def test_a_claim_beyond_reason_does_not_use_up_the_versions(kiosk: Follower) -> None:
    before = kiosk.opened(kiosk.client.get("/content").json())["version"]
    after = kiosk.opened(kiosk.client.get(f"/content?known={2**53 - 1}").json())["version"]
    assert after == before
    high = kiosk.opened(kiosk.client.get(f"/content?known={2**52}").json())["version"]
    assert high == 2**52 + 1


def test_one_changed_letter_breaks_the_signature(kiosk: Follower, staff: Shelf) -> None:
    staff.publish(0)
    envelope = kiosk.client.get("/content").json()
    key = kiosk.client.get("/pins").json()["signing_key"]
    assert signed_by(key, envelope["signed"], envelope["signature"])
    tampered = envelope["signed"].replace('"version":1', '"version":2', 1)
    assert tampered != envelope["signed"]
    assert not signed_by(key, tampered, envelope["signature"])
    assert not signed_by(key, envelope["signed"], "A" * 86)
    assert not signed_by("A" * 43, envelope["signed"], envelope["signature"])


def test_a_document_comes_by_its_hash_in_parts_and_not_twice(kiosk: Follower, staff: Shelf) -> None:
    scenario = staff.publish(0)
    kiosk.sync()
    _, sha = kiosk.has[scenario]
    whole = kiosk.client.get(f"/blobs/{sha}")
    assert hashlib.sha256(whole.content).hexdigest() == sha
    assert whole.headers["ETag"] == f'"{sha}"'
    part = kiosk.client.get(f"/blobs/{sha}", headers={"Range": "bytes=100-"})
    assert (part.status_code, part.content) == (206, whole.content[100:])
    size = len(whole.content)
    assert part.headers["Content-Range"] == f"bytes 100-{size - 1}/{size}"
    beyond = kiosk.client.get(f"/blobs/{sha}", headers={"Range": f"bytes={size}-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{size}"
    assert beyond.headers["content-type"] == "application/problem+json"
    same = kiosk.client.get(f"/blobs/{sha}", headers={"If-None-Match": f'W/"x", "{sha}"'})
    assert (same.status_code, same.content) == (304, b"")


def test_a_sound_comes_from_the_disk_in_parts(
    kiosk: Follower, staff: Shelf, database: Database, app: FastAPI
) -> None:
    sound = bytes(range(256)) * 1000
    sha, size = blobs.of(app.state.settings).keep(sound)
    staff.publish(0)
    assert kiosk.client.get(f"/blobs/{sha}").status_code == 404
    with database.write() as session:
        blobs.note(session, sha, size, "audio/flac")
        session.flush()
        session.add(VersionBlob(version_id=1, name="line", sha256=sha))
    whole = kiosk.client.get(f"/blobs/{sha}")
    assert whole.content == sound
    assert whole.headers["content-type"] == "audio/flac"
    assert whole.headers["content-length"] == str(size)
    for header, start, end in (
        ("bytes=0-0", 0, 1),
        ("bytes=200000-", 200_000, size),
        ("bytes=-5", size - 5, size),
        (f"bytes=10-{size * 2}", 10, size),
    ):
        part = kiosk.client.get(f"/blobs/{sha}", headers={"Range": header})
        assert (part.status_code, part.content) == (206, sound[start:end])
    blobs.of(app.state.settings).path(sha).unlink()
    assert kiosk.client.get(f"/blobs/{sha}").status_code == 404


def test_what_was_not_published_is_nobody_s(kiosk: Follower, staff: Shelf) -> None:
    assert kiosk.client.get("/blobs/" + "0" * 64).status_code == 404
    assert kiosk.client.get("/blobs/../../etc/passwd").status_code == 404
    assert kiosk.client.get("/blobs/" + "A" * 64).status_code == 422
    staff.publish(0)
    kiosk.sync()
    (_, sha) = next(iter(kiosk.has.values()))
    assert kiosk.client.plain.get(f"/api/v1/blobs/{sha}").status_code == 401
    assert kiosk.client.plain.get("/api/v1/content").status_code == 401


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("bytes=0-9", (0, 10)),
        ("bytes=5-", (5, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-1000", (0, 100)),
        ("Bytes = 1 - 1", (1, 2)),
        ("bytes=9-5", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
        ("bytes=٣-٤", None),
    ],
)
def test_a_part_is_understood_as_the_standard_has_it(
    header: str | None, expected: tuple[int, int] | None
) -> None:
    part = ranges.parse(header, 100)
    assert (part and (part.start, part.end)) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0", "bytes=500-600"])
def test_a_part_that_is_not_there_is_said_to_be_so(header: str) -> None:
    with pytest.raises(ranges.OutOfReach):
        ranges.parse(header, 100)
