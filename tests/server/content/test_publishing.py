import re
import threading
from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from device.coach.scenario import document
from device.coach.scenario.digest import canonical, digest
from server.content import (
    blobs,
    drafts,
    published,
    publishing,
    sequence,
    stopping,
    typed,
    versions,
    watch,
)
from server.content.incoming import shelf
from server.content.published import TooOld
from server.content.states import State, Step
from server.content.tables import Version
from server.database import Database
from server.jobs import queue
from server.jobs.tables import Job
from server.jobs.tables import State as JobState
from server.pages.visitor import Visitor
from server.problems import Conflict, Forbidden, Problem
from server.roles import Role
from server.staff import people
from server.staff.tables import LogEntry
from tests.server.browser import Browser, words


@pytest.fixture(autouse=True)
def nobody_looks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 3600.0)


def whole(database: Database, at: int = 0) -> int:
    content = shelf()[at]
    with database.write() as session:
        return drafts.create(session, None, typed.of_scenario(content), content.id).id


def visitor(database: Database, name: str) -> Visitor:
    with database.write() as session:
        staff = people.named(session, name) or people.add(session, None, name, Role.PUBLISHER)
        return Visitor(staff.id, name, Role.PUBLISHER, "none")


def ask(
    database: Database,
    who: Visitor,
    scenario_id: int,
    *,
    second: bool = False,
    voices: bool = False,
) -> int:
    with database.write() as session:
        number = drafts.find(session, scenario_id)[1].number
        version = publishing.ask(
            session, who, scenario_id, "Note", number=number, needs_second=second, renders=voices
        )
        return version.id


def retitle(database: Database, who: Visitor, scenario_id: int, title: str) -> None:
    with database.write() as session:
        about = drafts.typed(drafts.find(session, scenario_id)[1]).about
        piece = about.model_copy(update={"title": title})
        drafts.save(session, who, scenario_id, "about", piece, seen=about.seal)


def state(database: Database, scenario_id: int) -> State:
    with database.read() as session:
        return State(drafts.find(session, scenario_id)[0].state)


def test_a_publisher_publishes_by_the_page_and_kiosks_have_it(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, number = browser(Role.PUBLISHER, "Ann"), whole(database)
    page = ann.get(f"/scenarios/{number}/publish")
    draft_number = re.search(r'name="number" value="(\d+)"', page.text)
    assert draft_number is not None
    done = ann.post(
        f"/scenarios/{number}/publish", {"number": draft_number[1], "note": "The first <one>"}
    )
    told = words(ann.follow(done))
    assert "Version 1 is published." in told
    assert "Published" in words(ann.get("/scenarios"))
    assert "The first <one>" in words(ann.get(f"/scenarios/{number}/history"))
    with database.read() as session:
        (entry,) = published.changes(session, 0)
        assert entry.sha256 is not None
        data = published.document(session, entry.sha256)
    assert data is not None
    assert sha256(data).hexdigest() == entry.sha256
    assert entry.size == len(data)
    scenario = document.read(data)
    assert (scenario.id, scenario.version) == (entry.id, entry.version) == (shelf()[0].id, 1)
    assert digest(scenario) == entry.sha256
    with database.read() as session:
        logged = session.scalars(select(LogEntry.what).where(LogEntry.who == "Ann")).all()
    assert f"published “{scenario.title}”, version 1" in logged


def test_editors_write_and_do_not_publish(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor, number = browser(Role.EDITOR), whole(database)
    assert "Publish" not in words(editor.get(f"/scenarios/{number}"))
    here = f"/scenarios/{number}"
    assert editor.get(f"{here}/publish").status_code == 403
    for path in (
        "publish",
        "withdraw",
        "versions/1/approve",
        "versions/1/stop",
        "versions/1/again",
    ):
        assert editor.post(f"{here}/{path}").status_code == 403, path
    assert state(database, number) is State.DRAFT


def test_a_draft_with_something_to_mend_is_not_published_and_the_page_leads_there(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, number = browser(Role.PUBLISHER, "Ann"), whole(database)
    retitle(database, visitor(database, "Ann"), number, "")
    page = ann.get(f"/scenarios/{number}/publish")
    assert "Give it a title." in words(page)
    assert f'href="/scenarios/{number}/about?mend=yes#title"' in page.text
    assert "What is new" not in words(page)
    refused = ann.post(f"/scenarios/{number}/publish", {"number": "2"})
    assert refused.status_code == 409
    assert "still has things to mend" in words(refused)


def test_what_somebody_else_changed_since_one_looked_is_not_published_unseen(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, number = browser(Role.PUBLISHER, "Ann"), whole(database)
    ann.get(f"/scenarios/{number}/publish")
    retitle(database, visitor(database, "Ben"), number, "Another")
    refused = ann.post(f"/scenarios/{number}/publish", {"number": "1"})
    assert refused.status_code == 409
    assert "Ben has changed the draft since you looked at it" in words(refused)


def test_the_draft_that_changes_after_publishing_shows_so_and_back_again(
    database: Database,
) -> None:
    ann, number = visitor(database, "Ann"), whole(database)
    ask(database, ann, number)
    assert state(database, number) is State.PUBLISHED
    title = shelf()[0].title
    retitle(database, ann, number, "Another")
    assert state(database, number) is State.CHANGED
    retitle(database, ann, number, title)
    assert state(database, number) is State.PUBLISHED


def test_a_second_person_approves_where_the_centre_wants_it(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, ben = browser(Role.PUBLISHER, "Ann"), browser(Role.PUBLISHER, "Ben")
    number = whole(database)
    ask(database, visitor(database, "Ann"), number, second=True)
    here = f"/scenarios/{number}"
    assert "waits for a second person" in words(ann.get(here))
    assert "Approve and publish" not in words(ann.get(here))
    own = ann.post(f"{here}/versions/1/approve")
    assert own.status_code == 403
    assert "Somebody else has to look at it" in words(own)
    with database.read() as session:
        assert published.changes(session, 0) == []
    assert "Approve and publish" in words(ben.get(here))
    assert "is published" in words(ben.follow(ben.post(f"{here}/versions/1/approve")))
    assert ben.post(f"{here}/versions/1/approve").status_code == 409
    assert "approved by Ben" in words(ann.get(f"{here}/history"))


def test_what_waits_can_be_stopped_and_then_asked_for_anew(
    browser: Callable[..., Browser], database: Database
) -> None:
    ben, number = browser(Role.PUBLISHER, "Ben"), whole(database)
    who = visitor(database, "Ann")
    ask(database, who, number, second=True)
    with pytest.raises(Conflict, match="on its way"):
        ask(database, who, number)
    here = f"/scenarios/{number}"
    ben.get(here)
    ben.post(f"{here}/versions/1/stop", {"why": "Too sad."})
    assert "Stopped by Ben. Too sad." in words(ben.get(f"{here}/history"))
    assert ben.post(f"{here}/versions/1/stop").status_code == 409
    ask(database, who, number)
    with database.read() as session:
        (entry,) = published.changes(session, 0)
    assert entry.version == 2


def test_a_version_is_published_when_its_voices_are_ready_and_only_once(
    database: Database,
) -> None:
    ann, number = visitor(database, "Ann"), whole(database)
    version_id = ask(database, ann, number, voices=True)
    with database.write() as session:
        job = queue.under_way(session, f"version:{version_id}")
        assert job is not None
        assert (job.kind, job.asked) == (publishing.RENDER, {"version": version_id})
        assert published.changes(session, 0) == []
        blobs.note(session, "b" * 64, 10, "audio/flac")
    for expected in (True, False):
        with database.write() as session:
            assert publishing.ready(session, version_id, {"line-1": "b" * 64}) is expected
    with database.read() as session:
        (entry,) = published.changes(session, 0)
        assert published.blob(session, "b" * 64) is not None
    assert [(one.name, one.sha256, one.size) for one in entry.sounds] == [("line-1", "b" * 64, 10)]


def test_a_version_that_was_stopped_is_not_published_by_voices_that_come_late(
    database: Database,
) -> None:
    ann, number = visitor(database, "Ann"), whole(database)
    version_id = ask(database, ann, number, voices=True)
    with database.write() as session:
        stopping.stop(session, ann, version_id)
    with database.write() as session:
        assert publishing.ready(session, version_id, {}) is False
        assert queue.under_way(session, f"version:{version_id}") is None
    assert state(database, number) is State.DRAFT


def test_voices_that_fail_leave_what_was_published_and_say_why(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, number = visitor(database, "Ann"), whole(database)
    ask(database, ann, number)
    retitle(database, ann, number, "Second")
    version_id = ask(database, ann, number, voices=True)
    with database.write() as session:
        stopping.failed(session, version_id, "The voice fell silent.")
    page = browser(Role.PUBLISHER, "Ann").get(f"/scenarios/{number}/history")
    assert "The voice fell silent." in words(page)
    with database.read() as session:
        (entry,) = published.changes(session, 0)
    assert entry.version == 1


def test_a_recording_that_is_not_here_keeps_a_scenario_from_being_published(
    database: Database,
) -> None:
    ann, number = visitor(database, "Ann"), whole(database)
    with database.write() as session:
        content = drafts.typed(drafts.find(session, number)[1])
        ending = content.endings[0]
        line = ending.line.model_copy(update={"recording": "c" * 64})
        drafts.save(
            session,
            ann,
            number,
            "endings",
            ending.model_copy(update={"line": line}),
            seen=ending.seal,
        )
    with pytest.raises(Conflict, match="1 of the recordings"):
        ask(database, ann, number)
    with database.write() as session:
        blobs.note(session, "c" * 64, 5, "audio/flac")
    ask(database, ann, number)
    with database.read() as session:
        (entry,) = published.changes(session, 0)
    assert [one.sha256 for one in entry.sounds] == ["c" * 64]


def test_rolling_back_publishes_the_old_one_again_as_a_new_version(
    browser: Callable[..., Browser], database: Database
) -> None:
    page, who = browser(Role.PUBLISHER, "Ann"), visitor(database, "Ann")
    number = whole(database)
    ask(database, who, number)
    retitle(database, who, number, "A worse title")
    ask(database, who, number)
    here = f"/scenarios/{number}"
    page.get(f"{here}/history")
    done = words(page.follow(page.post(f"{here}/versions/1/again")))
    assert "Version 3 is published." in done
    assert "(as 1 was)" in done
    with database.read() as session:
        (entry,) = published.changes(session, 0)
        assert entry.sha256 is not None
        data = published.document(session, entry.sha256)
    assert data is not None
    again = document.read(data)
    assert (again.version, again.title) == (3, shelf()[0].title)
    assert state(database, number) is State.CHANGED, "the draft still has the worse title"
    page.post(f"{here}/versions/1/draft")
    assert state(database, number) is State.PUBLISHED
    assert page.post(f"{here}/versions/9/again").status_code == 404


def test_what_is_withdrawn_is_told_to_kiosks_and_can_come_back(
    browser: Callable[..., Browser], database: Database
) -> None:
    page, who = browser(Role.PUBLISHER, "Ann"), visitor(database, "Ann")
    number = whole(database)
    ask(database, who, number)
    here = f"/scenarios/{number}"
    page.get(here)
    assert "is withdrawn" in words(page.follow(page.post(f"{here}/withdraw")))
    with database.read() as session:
        (entry,) = published.changes(session, 1)
    assert (entry.seq, entry.id, entry.withdrawn, entry.sha256) == (2, shelf()[0].id, True, None)
    assert page.post(f"{here}/withdraw").status_code == 409
    assert page.post(f"{here}/delete").status_code == 409
    page.post(f"{here}/versions/1/again")
    with database.read() as session:
        (entry,) = published.changes(session, 2)
    assert (entry.version, entry.withdrawn) == (2, False)


def test_kiosks_follow_each_scenarios_last_change_and_start_over_when_they_must(
    database: Database,
) -> None:
    ann = visitor(database, "Ann")
    first, second = whole(database, 0), whole(database, 1)
    ask(database, ann, first)
    ask(database, ann, second)
    retitle(database, ann, first, "Newer")
    ask(database, ann, first)
    with database.read() as session:
        assert [(one.seq, one.version) for one in published.changes(session, 0)] == [(2, 1), (3, 2)]
        assert [one.seq for one in published.changes(session, 2)] == [3]
        assert published.changes(session, 3) == []
        assert published.head(session) == 3
        with pytest.raises(TooOld):
            published.changes(session, 4)
        assert published.document(session, "0" * 64) is None
        assert published.blob(session, "0" * 64) is None
    with database.write() as session:
        sequence.leap(session)
    with database.read() as session:
        with pytest.raises(TooOld):
            published.changes(session, 3)
        assert [one.seq for one in published.everything(session)] == [2, 3]
        assert published.changes(session, published.head(session)) == []


def test_what_is_asked_twice_at_one_moment_is_published_once_and_numbers_follow_commits(
    database: Database,
) -> None:
    ann = visitor(database, "Ann")
    numbers = [whole(database, at) for at in range(3)]
    refused: list[Problem] = []

    def publish(number: int) -> None:
        try:
            ask(database, ann, number, second=True)
        except Problem as problem:
            refused.append(problem)

    threads = [threading.Thread(target=publish, args=(n,)) for n in numbers for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 6
    ben = visitor(database, "Ben")
    with database.read() as session:
        waiting = session.scalars(select(Version.id).where(Version.state == Step.WAITING)).all()
    assert len(waiting) == 3

    def approve(version_id: int) -> None:
        with database.write() as session:
            publishing.approve(session, ben, version_id, renders=False)

    threads = [threading.Thread(target=approve, args=(one,)) for one in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert [one.seq for one in published.everything(session)] == [1, 2, 3]
    with pytest.raises(Conflict), database.write() as session:
        publishing.approve(session, ben, waiting[0], renders=False)
    with pytest.raises(Forbidden):
        late = ask(database, ann, whole(database, 3), second=True)
        with database.write() as session:
            publishing.approve(session, ann, late, renders=False)


STOPS = "Ring me, it's 020 7946 0958, any time you like."


def with_a_number(database: Database, version_id: int) -> None:
    """As a version that was asked for before the checks knew of telephone numbers."""
    with database.write() as session:
        version = versions.find(session, version_id)
        content = versions.scenario(version)
        turn = content.turns[0]
        line = turn.line.model_copy(update={"text": STOPS})
        turns = (turn.model_copy(update={"line": line}), *content.turns[1:])
        version.document = canonical(content.model_copy(update={"turns": turns}))


def test_a_second_person_sees_what_the_checks_say_and_cannot_approve_what_they_stop(
    browser: Callable[..., Browser], database: Database
) -> None:
    ben, number = browser(Role.PUBLISHER, "Ben"), whole(database)
    version_id = ask(database, visitor(database, "Ann"), number, second=True)
    here = f"/scenarios/{number}"
    page = ben.get(f"{here}/versions/1")
    assert "No telephone line is set for a trainee" in words(page)
    assert "Approve and publish" in words(page)
    with_a_number(database, version_id)
    assert "Stops publishing Names that look real. Turn 1" in words(ben.get(f"{here}/versions/1"))
    refused = ben.post(f"{here}/versions/1/approve")
    assert refused.status_code == 409
    assert "“020 7946 0958” looks like a telephone number" in words(refused)
    with database.read() as session:
        assert versions.find(session, version_id).state == Step.WAITING
        assert published.changes(session, 0) == []


def test_an_old_version_is_looked_at_anew_before_it_is_published_again(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, number = browser(Role.PUBLISHER, "Ann"), whole(database)
    who = visitor(database, "Ann")
    old = ask(database, who, number)
    retitle(database, who, number, "Newer")
    ask(database, who, number)
    here = f"/scenarios/{number}"
    ann.get(here)
    told = words(ann.follow(ann.post(f"{here}/versions/1/again")))
    assert "Version 3 is published." in told
    assert "The checks call one thing worth a look" in told
    with_a_number(database, old)
    refused = ann.post(f"{here}/versions/1/again")
    assert refused.status_code == 409
    assert "looks like a telephone number" in words(refused)
    with database.write() as session:
        version = versions.find(session, old)
        version.document = version.document.replace('"then":"', '"then":"nowhere-')
    refused = ann.post(f"{here}/versions/1/again")
    assert refused.status_code == 409
    assert "Version 1 can't be published as it is" in words(refused)
    assert "Make it the draft, and mend it there." in words(refused)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_version_that_somebody_else_saw_to_in_between_is_not_counted_as_stopped(
    browser: Callable[..., Browser], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser(Role.PUBLISHER, "Ann")
    ask(database, visitor(database, "Ann"), whole(database), voices=True)
    real = queue.under_way
    looks: list[str] = []

    def late(session: Session, key: str) -> Job | None:
        looks.append(key)
        return None if len(looks) == 1 else real(session, key)

    monkeypatch.setattr(queue, "under_way", late)
    assert stopping.settle(database) == 0
    assert len(looks) == 2


def test_voices_that_nobody_works_on_any_more_give_the_draft_back_with_a_word(
    browser: Callable[..., Browser], database: Database
) -> None:
    ann, number = browser(Role.PUBLISHER, "Ann"), whole(database)
    who, here = visitor(database, "Ann"), f"/scenarios/{number}"
    first = ask(database, who, number, voices=True)
    assert stopping.settle(database) == 0, "its job still waits"
    with database.write() as session:
        job = queue.under_way(session, f"version:{first}")
        assert job is not None
        queue.cancel(session, who, job.id)
    assert stopping.settle(database) == 1
    page = words(ann.get(here))
    assert "Version 1 was not published. The work on its voices was stopped" in page
    assert "The draft is as it was. When all is well, publish it again." in page
    assert "Publish …" in page
    second = ask(database, who, number, voices=True)
    assert "was not published" not in words(ann.get(here))
    fault = "The server was stopped 3 times in the middle of this."
    with database.write() as session:
        job = queue.under_way(session, f"version:{second}")
        assert job is not None
        job.state, job.active_key, job.problem = JobState.FAILED, None, fault
    third = ask(database, who, number, voices=True)  # asked before anybody has looked
    with database.read() as session:
        assert versions.find(session, second).problem == fault
        assert versions.find(session, third).state == Step.RENDERING
    with database.write() as session:
        session.execute(delete(Job))
    assert stopping.settle(database) == 1
    assert "The work on its voices was broken off" in words(ann.get(f"{here}/history"))
    assert stopping.settle(database) == 0
