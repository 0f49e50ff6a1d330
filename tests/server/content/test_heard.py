"""The coach reads sample replies ahead, so that no page waits for it."""

import threading
from collections.abc import Callable

import pytest

from device.coach.finding import Finding
from device.coach.reply import Reply
from device.coach.scenario import Sample, Scenario
from device.coach.skills import Skill
from server.content import drafts, heard, watch
from server.content.checks import replies
from server.content.tables import HeardReplies
from server.database import Database
from server.roles import Role
from tests.server.browser import Browser, words
from tests.server.content.grown import SEED, with_turn
from tests.server.content.test_looking import taken_in

WRONG = Sample(text="You should ring them.", good=True, findings=(Skill.VALIDATION,))
SCENARIO: Scenario = with_turn(0, samples=(*SEED.turns[0].samples, WRONG))
TOLD = "doesn't hear “validating” in this sample"


@pytest.fixture(autouse=True)
def nobody_looks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 3600.0)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each reply that the coach is asked to read."""
    asked: list[str] = []

    def counted(reply: Reply) -> tuple[Finding, ...]:
        asked.append(reply.text)
        return replies._read(reply.text, reply.seeker)

    monkeypatch.setattr(replies, "read", counted)
    return asked


def read_all(database: Database) -> None:
    stop = threading.Event()
    while heard.read_ahead(database, stop):
        pass


def test_a_page_never_waits_for_many_replies_and_tells_of_them_when_they_are_read(
    browser: Callable[..., Browser], database: Database, read: list[str]
) -> None:
    page = taken_in(database, SCENARIO)
    publisher = browser(Role.PUBLISHER)
    before = words(publisher.get(f"{page}/publish"))
    assert "The coach is still reading the sample replies" in before
    assert "All checks are passed" not in before
    assert TOLD not in before
    assert 'name="number"' in publisher.get(f"{page}/publish").text, "it may be published at once"
    assert read == []
    read_all(database)
    assert len(read) == len(heard.samples(SCENARIO))
    after = words(publisher.get(f"{page}/publish"))
    assert "still reading" not in after
    assert TOLD in after
    assert len(read) == len(heard.samples(SCENARIO)), "the page reads none anew"


def test_a_turn_that_was_just_changed_is_read_by_the_page_itself(
    browser: Callable[..., Browser], database: Database, read: list[str]
) -> None:
    taken_in(database, SEED)
    read_all(database)
    read.clear()
    page = taken_in(database, SCENARIO)
    assert TOLD in words(browser(Role.PUBLISHER).get(f"{page}/publish"))
    assert set(read) == {WRONG.text}
    read.clear()
    read_all(database)
    assert read == [WRONG.text], "what was read before is kept"


def test_another_coach_reads_everything_anew(
    database: Database, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(database, SEED)
    read_all(database)
    read.clear()
    read_all(database)
    assert read == []
    monkeypatch.setattr(heard, "coach", lambda: "another")
    read_all(database)
    assert len(read) == len(heard.samples(SEED))


def test_what_is_no_scenario_yet_is_read_too_and_a_deleted_one_is_forgotten(
    database: Database, read: list[str]
) -> None:
    page = taken_in(database, SEED)
    number = int(page.rsplit("/", 1)[1])
    with database.write() as session:
        draft = drafts.find(session, number)[1]
        content = drafts.typed(draft)
        content.turns[0].id = content.turns[1].id = "twice"
        content.turns[0].samples[0].text = "   "
        draft.typed, draft.number = content.model_dump_json(), draft.number + 1
    read_all(database)
    assert len(read) == len(heard.samples(SEED)) - 1
    with database.write() as session:
        session.delete(session.get_one(HeardReplies, number))
    stop = threading.Event()
    stop.set()
    read.clear()
    assert heard.read(database, number, stop) is False, "a server that stops waits for no reply"
    assert len(read) == 1
    assert heard.read(database, 999, stop) is True
