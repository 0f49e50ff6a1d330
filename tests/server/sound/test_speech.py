"""Lines are spoken by a job, kept, heard on a page, and go along with a version."""

import shutil
import time
from collections.abc import Callable

import soundfile
from pytest import MonkeyPatch
from sqlalchemy import select, update

from device import config
from server.content import blobs, drafts, publishing, versions, wanted
from server.content.states import Step
from server.content.tables import VersionBlob
from server.content.typed import Typed, TypedTurn
from server.database import Database, now
from server.jobs import queue
from server.jobs.tables import Job, State
from server.pages.visitor import Visitor
from server.roles import Role
from server.settings import Settings
from server.sound import lines, speech
from server.sound.tables import SpokenRow
from server.staff import people
from tests.server.browser import Browser, words
from tests.server.jobs.test_jobs import Process, until

Wait = Callable[[int], Job]


def number_in(address: str) -> int:
    return int(address.rsplit("/", 1)[1])


def spoken(database: Database) -> dict[str, SpokenRow]:
    with database.read() as session:
        return {row.key: row for row in session.scalars(select(SpokenRow))}


def visitor(database: Database) -> Visitor:
    with database.write() as session:
        staff = people.add(session, None, "Ida", Role.PUBLISHER)
        return Visitor(staff.id, staff.name, Role.PUBLISHER, "")


def test_every_line_of_a_draft_can_be_heard(
    browser: Callable[..., Browser], database: Database, scenario_id: int, finished: Wait
) -> None:
    editor = browser(Role.EDITOR)
    page = editor.get(f"/scenarios/{scenario_id}/sound")
    assert "<audio" not in page.text
    assert "lines spoken" in words(page)
    answer = editor.post(f"/scenarios/{scenario_id}/sound/speak")
    job = finished(number_in(answer.headers["location"]))
    assert (job.state, job.problem) == (State.DONE, None)

    page = editor.get(f"/scenarios/{scenario_id}/sound")
    with database.read() as session:
        said = lines.of_draft(drafts.typed(drafts.find(session, scenario_id)[1]))
    assert page.text.count("<audio controls") == len(said)
    assert "autoplay" not in page.text
    assert "simple voice" in words(page)
    row = spoken(database)[said[3].key]
    sound = editor.get(f"/sound/{row.sha256}")
    assert sound.headers["content-type"] == "audio/flac"
    assert "immutable" in sound.headers["cache-control"]
    assert "private" in sound.headers["cache-control"]
    part = editor.get(f"/sound/{row.sha256}", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == sound.content[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(sound.content)}"
    beyond = editor.get(f"/sound/{row.sha256}", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416


def test_only_what_changed_is_spoken_again(
    browser: Callable[..., Browser], database: Database, scenario_id: int, finished: Wait
) -> None:
    who = visitor(database)
    editor = browser(Role.EDITOR)
    editor.get("/cast")
    ask = f"/scenarios/{scenario_id}/sound/speak"
    finished(number_in(editor.post(ask).headers["location"]))
    again = finished(number_in(editor.post(ask).headers["location"]))
    assert again.telling == "Every line had been spoken before."
    before = spoken(database)
    with database.write() as session:
        _, draft = drafts.find(session, scenario_id, lock=True)
        turn = drafts.typed(draft).turns[0]
        line = turn.line.model_copy(update={"text": "I can't do this again."})
        changed = turn.model_copy(update={"line": line})
        drafts.save(session, who, scenario_id, "turns", changed, seen=turn.seal)
    third = finished(number_in(editor.post(ask).headers["location"]))
    assert third.telling == "1 line was spoken."
    anew = finished(number_in(editor.post(ask, {"anew": "yes"}).headers["location"]))
    assert anew.telling == f"{len(before)} lines were spoken."


def test_a_version_is_published_with_its_voices(
    database: Database, scenario_id: int, finished: Wait
) -> None:
    who = visitor(database)
    with database.write() as session:
        _, draft = drafts.find(session, scenario_id)
        version = publishing.ask(
            session, who, scenario_id, "", number=draft.number, needs_second=False, renders=True
        )
        job = queue.under_way(session, f"version:{version.id}")
        assert job is not None
    done = finished(job.id)
    assert done.telling == "It is published."
    with database.read() as session:
        content = versions.scenario(versions.find(session, version.id))
        uses = session.scalars(select(VersionBlob).where(VersionBlob.version_id == version.id))
        names = {use.name for use in uses}
        assert versions.find(session, version.id).state == Step.PUBLISHED
    assert names == {line.key for line in lines.of_scenario(content)}


def test_a_server_without_voices_says_what_to_install(
    database: Database, scenario_id: int, finished: Wait, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "NEEDED", ("no_such_module",))
    who = visitor(database)
    with database.write() as session:
        version = publishing.ask(
            session, who, scenario_id, "", number=1, needs_second=False, renders=True
        )
        job = queue.under_way(session, f"version:{version.id}")
        assert job is not None
    done = finished(job.id)
    assert done.state == State.FAILED
    assert "pip install 'wellheard[kiosk,kokoro]'" in (done.problem or "")
    with database.read() as session:
        stopped = versions.find(session, version.id)
        assert (stopped.state, stopped.problem) == (Step.STOPPED, done.problem)


def test_a_line_that_cannot_be_spoken_is_named_and_keeps_back_no_other(
    browser: Callable[..., Browser],
    database: Database,
    scenario_id: int,
    finished: Wait,
) -> None:
    who = visitor(database)
    with database.write() as session:
        _, draft = drafts.find(session, scenario_id, lock=True)
        turn = drafts.typed(draft).turns[0]
        line = turn.line.model_copy(update={"text": "你好"})
        changed: TypedTurn = turn.model_copy(update={"line": line})
        drafts.save(session, who, scenario_id, "turns", changed, seen=turn.seal)
    editor = browser(Role.EDITOR)
    editor.get("/cast")
    job = finished(
        number_in(editor.post(f"/scenarios/{scenario_id}/sound/speak").headers["location"])
    )
    assert job.state == State.FAILED
    assert "1 line could not be spoken. “你好”" in (job.problem or "")
    assert len(spoken(database)) > 5


def test_the_cast_says_a_sentence_once(
    browser: Callable[..., Browser], database: Database, finished: Wait
) -> None:
    editor = browser(Role.EDITOR)
    assert "Not every voice has spoken yet" in words(editor.get("/cast"))
    job = finished(number_in(editor.post("/cast/speak").headers["location"]))
    assert job.telling == "23 voices have spoken."
    page = editor.get("/cast")
    assert page.text.count("<audio controls") == 23
    assert "Not every voice" not in words(page)


def test_a_voice_is_chosen_by_listening(
    browser: Callable[..., Browser], database: Database, scenario_id: int
) -> None:
    with database.read() as session:
        seeker = drafts.typed(drafts.find(session, scenario_id)[1]).seekers[0].id
    editor = browser(Role.EDITOR)
    page = editor.get(f"/scenarios/{scenario_id}/sound/voice?seeker={seeker}")
    assert page.text.count('type="radio"') == 23
    answer = editor.post(
        f"/scenarios/{scenario_id}/sound/voice", {"seeker": seeker, "voice": "bm_george"}
    )
    assert "has the voice of George" in words(editor.follow(answer))
    with database.read() as session:
        assert drafts.typed(drafts.find(session, scenario_id)[1]).seekers[0].voice == "bm_george"
    wrong = editor.post(f"/scenarios/{scenario_id}/sound/voice", {"seeker": seeker, "voice": "x"})
    assert wrong.status_code == 422
    assert editor.get(f"/scenarios/{scenario_id}/sound/voice?seeker=none").status_code == 404


def test_a_killed_server_s_lines_are_spoken_by_the_next_which_begins_where_it_was(
    settings: Settings,
) -> None:
    database = Database(settings.url)
    with database.write() as session:
        record = drafts.create(session, None, wanted.example("Rent day"), "rent-day")
        job = queue.ask(
            session, None, speech.DRAFT, "k", title="t", back="/", asked={"scenario": record.id}
        )
        session.flush()
    first = Process(settings)
    try:
        until(database, job.id, lambda job: job.done >= 2)
    finally:
        first.kill()
    made = spoken(database)
    assert made
    assert (settings.server_folder / "rendering" / str(job.id)).exists()
    with database.write() as session:  # as if half a minute had gone by
        session.execute(update(Job).values(lease_until=now() - queue.LEASE))
    second = Process(settings)
    try:
        done = until(database, job.id, lambda job: not job.active)
    finally:
        second.kill()
    assert (done.state, done.tries) == (State.DONE, 2)
    after = spoken(database)
    assert len(after) > len(made)
    assert {each: row.made_at for each, row in made.items()} == {
        each: after[each].made_at for each in made
    }
    assert list((settings.server_folder / "rendering").iterdir()) == []
    database.close()


def test_a_line_in_the_voice_it_will_have_at_the_kiosk(
    database: Database, settings: Settings, finished: Wait, monkeypatch: MonkeyPatch
) -> None:
    """With the real large voice, where it is installed: as the tests' machines have it."""
    monkeypatch.delenv("WELLHEARD_MODELS")
    assert (config.load().models / "kokoro").is_dir(), "`make test` fetches what tests need."
    seeker = Typed.model_validate(
        {
            "seekers": [{"id": "rose", "name": "Rose", "voice": "bf_emma"}],
            "turns": [{"id": "t", "seeker": "rose", "line": {"text": "I'm so tired of it all."}}],
        }
    )
    with database.write() as session:
        record = drafts.create(session, None, seeker, "tired")
        job = queue.ask(
            session, None, speech.DRAFT, "k", title="t", back="/", asked={"scenario": record.id}
        )
        session.flush()
    assert finished(job.id).telling == "1 line was spoken."
    (row,) = spoken(database).values()
    assert row.engine == "kokoro"
    sound = soundfile.info(blobs.of(settings).path(row.sha256))
    assert (sound.samplerate, sound.channels) == (24_000, 1)
    assert 1 < sound.duration < 5


def test_what_is_no_sound_of_ours_is_not_played(
    browser: Callable[..., Browser], client: Browser, database: Database, settings: Settings
) -> None:
    editor = browser(Role.EDITOR)
    for sha256 in ("0" * 64, "x", "..%2f..%2fserver.sqlite3"):
        assert editor.get(f"/sound/{sha256}").status_code == 404
    kept, size = blobs.of(settings).keep(b"not sound")
    with database.write() as session:
        blobs.note(session, kept, size, "text/html")
    assert editor.get(f"/sound/{kept}").status_code == 404
    assert client.get("/cast").status_code == 303
    assert client.get(f"/sound/{kept}").status_code == 303
    shutil.rmtree(settings.server_folder / "blobs")
    assert editor.get(f"/sound/{kept}").status_code == 404


def test_a_version_with_a_line_of_no_words_is_not_published(
    database: Database, scenario_id: int, finished: Wait
) -> None:
    who = visitor(database)
    with database.write() as session:
        _, draft = drafts.find(session, scenario_id, lock=True)
        turn = drafts.typed(draft).turns[0]
        line = turn.line.model_copy(update={"text": "… !"})
        changed = turn.model_copy(update={"line": line})
        drafts.save(session, who, scenario_id, "turns", changed, seen=turn.seal)
        version = publishing.ask(
            session, who, scenario_id, "", number=2, needs_second=False, renders=True
        )
        job = queue.under_way(session, f"version:{version.id}")
        assert job is not None
    done = finished(job.id)
    assert "Turn 1: there is no word in “… !”" in (done.problem or "")
    with database.read() as session:
        assert versions.find(session, version.id).problem == done.problem


def test_voices_that_are_stopped_give_the_scenario_back_and_say_so(
    browser: Callable[..., Browser], database: Database, scenario_id: int, finished: Wait
) -> None:
    who, publisher = visitor(database), browser(Role.PUBLISHER)
    page = f"/scenarios/{scenario_id}"
    publisher.get(page)
    with database.write() as session:
        version = publishing.ask(
            session, who, scenario_id, "", number=1, needs_second=False, renders=True
        )
        job = queue.under_way(session, f"version:{version.id}")
        assert job is not None
    until(database, job.id, lambda job: job.state == State.RUNNING)
    publisher.post(f"/jobs/{job.id}/cancel")
    assert finished(job.id).state == State.CANCELLED
    end = time.monotonic() + 30
    while "is given its voices" in (told := words(publisher.get(page))):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert "Version 1 was not published. The work on its voices was stopped" in told
    assert "Publish …" in told
    again = finished(number_in(publisher.post(f"/jobs/{job.id}/retry").headers["location"]))
    assert again.state == State.FAILED
    assert "Version 1 is not on its way to the kiosks any more" in (again.problem or "")
