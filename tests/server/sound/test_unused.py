"""At night the sound that nothing names any more is deleted, and nothing else."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from server.content import blobs, drafts, publishing, stopping, versions
from server.content.tables import Blob, PastDraft, VersionBlob
from server.content.typed import Typed
from server.database import Database, now
from server.pages.visitor import Visitor
from server.roles import Role
from server.settings import Settings
from server.sound import lines, takes, unused, voices
from server.sound.lines import Place
from server.sound.tables import SpokenRow, TakeRow
from server.staff import people

LATER = unused.GRACE + timedelta(days=1)


@pytest.fixture
def who(database: Database) -> Visitor:
    with database.write() as session:
        staff = people.add(session, None, "Ida", Role.PUBLISHER)
        return Visitor(staff.id, staff.name, Role.PUBLISHER, "")


@pytest.fixture
def night(app: FastAPI) -> Callable[[timedelta], str]:
    return lambda later: unused.forget(app, now() + later)


@pytest.fixture
def keep(database: Database, settings: Settings) -> Callable[[str], str]:
    """Keep some bytes; gives their SHA-256."""

    def kept(text: str) -> str:
        sha256, size = blobs.of(settings).keep(text.encode())
        with database.write() as session:
            blobs.note(session, sha256, size, "audio/flac")
        return sha256

    return kept


def there(database: Database, settings: Settings) -> set[str]:
    with database.read() as session:
        listed = set(session.scalars(select(Blob.sha256)))
    assert listed == set(blobs.of(settings).names()), "the list and the folder say the same"
    return listed


def record(database: Database, who: Visitor, scenario_id: int, sha256: str, at: int = 0) -> Place:
    """Put a recording in place of a turn's line."""
    with database.write() as session:
        turn = drafts.typed(drafts.find(session, scenario_id)[1]).turns[at]
        place = Place("turns", turn.id, "line")
        if sha256:
            session.merge(
                TakeRow(sha256=sha256, text=turn.line.text, seconds=1.0, recorded_by="Ida")
            )
            session.flush()
        takes.put(session, who, scenario_id, place, words=turn.line.text, sha256=sha256)
    return place


def speak(database: Database, key: str, sha256: str) -> None:
    with database.write() as session:
        session.add(SpokenRow(key=key, sha256=sha256, engine="kokoro", seconds=1.0))


def test_only_what_nothing_names_goes_and_only_after_some_days(
    database: Database,
    settings: Settings,
    scenario_id: int,
    who: Visitor,
    keep: Callable[[str], str],
    night: Callable[[timedelta], str],
) -> None:
    with database.read() as session:
        said = lines.of_draft(drafts.typed(drafts.find(session, scenario_id)[1]))
    in_draft, in_line, in_cast = keep("a draft's recording"), keep("a line's voice"), keep("cast")
    record(database, who, scenario_id, in_draft)
    speak(database, said[3].key, in_line)
    speak(database, voices.lines()[0].key, in_cast)
    nobodys, old_line, old_take = keep("nobody's"), keep("an old line's voice"), keep("a take")
    speak(database, "0" * 64, old_line)
    with database.write() as session:
        session.add(TakeRow(sha256=old_take, text="", seconds=1.0, recorded_by="Ida"))
    everything = {in_draft, in_line, in_cast, nobodys, old_line, old_take}
    assert night(timedelta(days=13)).startswith("0 sounds")
    assert there(database, settings) == everything
    assert night(LATER).startswith("3 sounds")
    assert there(database, settings) == {in_draft, in_line, in_cast}
    assert night(LATER).startswith("0 sounds")


def test_what_a_version_names_is_never_deleted(
    database: Database,
    settings: Settings,
    scenario_id: int,
    who: Visitor,
    keep: Callable[[str], str],
    night: Callable[[timedelta], str],
) -> None:
    recording, spoken = keep("published"), keep("published, spoken")
    record(database, who, scenario_id, recording)
    with database.write() as session:
        number = drafts.find(session, scenario_id)[1].number
        version = publishing.ask(
            session, who, scenario_id, "", number=number, needs_second=False, renders=False
        )
        session.add(VersionBlob(version_id=version.id, name="a line", sha256=spoken))
    waiting = keep("waiting")
    record(database, who, scenario_id, waiting)
    with database.write() as session:
        number = drafts.find(session, scenario_id)[1].number
        publishing.ask(
            session, who, scenario_id, "", number=number, needs_second=True, renders=False
        )
    record(database, who, scenario_id, "")  # the draft names none of them any more
    night(LATER)
    assert there(database, settings) == {recording, spoken, waiting}
    with database.write() as session:
        under_way = versions.under_way(session, scenario_id)
        assert under_way is not None
        stopping.stop(session, who, under_way.id)
        publishing.withdraw(session, who, scenario_id)
    night(LATER)
    assert there(database, settings) >= {recording, spoken}, "kiosks may fetch it yet"


def test_a_draft_that_was_replaced_keeps_its_recordings(
    database: Database,
    settings: Settings,
    scenario_id: int,
    who: Visitor,
    keep: Callable[[str], str],
    night: Callable[[timedelta], str],
) -> None:
    recording = keep("before")
    record(database, who, scenario_id, recording)
    with database.write() as session:
        drafts.replace(session, who, scenario_id, Typed(), "emptied")
        assert session.scalar(select(PastDraft.id)) is not None
    night(LATER)
    assert there(database, settings) == {recording}


def test_what_was_just_taken_out_or_kept_again_may_come_back_for_some_days(
    database: Database,
    settings: Settings,
    scenario_id: int,
    who: Visitor,
    keep: Callable[[str], str],
    night: Callable[[timedelta], str],
) -> None:
    taken_out, again = keep("taken out"), keep("kept again")
    record(database, who, scenario_id, taken_out)
    long_ago = now() - timedelta(days=400)
    with database.write() as session:
        session.execute(update(Blob).values(kept_at=long_ago))
    record(database, who, scenario_id, "")
    keep("kept again")
    night(timedelta())
    assert there(database, settings) == {taken_out, again}


def test_files_on_no_list_go_and_new_ones_stay(
    settings: Settings, night: Callable[[timedelta], str]
) -> None:
    store = blobs.of(settings)
    old, _ = store.keep(b"old")
    new, _ = store.keep(b"new")
    at = (datetime.now().astimezone() - LATER).timestamp()
    os.utime(store.path(old), (at, at))
    night(timedelta())
    assert set(store.names()) == {new}
    assert store.path(new).read_bytes() == b"new"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_killed_server_was_about_to_delete_is_found_and_judged_again(
    settings: Settings, keep: Callable[[str], str], night: Callable[[timedelta], str]
) -> None:
    store = blobs.of(settings)
    wanted, nobodys, again = keep("wanted"), store.keep(b"nobody's")[0], keep("kept again")
    for sha256 in (wanted, nobodys, again):
        path = store.path(sha256)
        path.rename(f"{path}.going")
    store.keep(b"kept again")
    at = (datetime.now().astimezone() - LATER).timestamp()
    os.utime(f"{store.path(nobodys)}.going", (at, at))
    night(timedelta())
    assert set(store.names()) == {wanted, again}
    assert not list(store.folder.glob("**/*.going"))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_new_is_not_even_moved(
    settings: Settings, night: Callable[[timedelta], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new, _ = blobs.of(settings).keep(b"new")
    monkeypatch.setattr(Path, "rename", lambda *_: pytest.fail("it was moved"))
    night(timedelta())
    assert set(blobs.of(settings).names()) == {new}
