"""Staff try a scenario: what they see, and that nothing of it stays."""

import html
import logging
import re
from collections.abc import Callable

import pytest
from httpx2 import Response
from sqlalchemy import inspect, text

from device import library
from device.coach.analysis import analyse
from device.coach.reply import Reply
from server.content import drafts, publishing, typed
from server.database import Database
from server.pages.visitor import Visitor
from server.roles import Role
from server.staff import people
from tests.server.browser import Browser, words

SCENARIO = library.find("two-cups-of-tea")
PAST = re.compile(r'<textarea hidden name="past">\n(.*?)</textarea>', re.DOTALL)
SEED = re.compile(r'name="seed" value="(\d+)"')
BAD = next(s.text for s in SCENARIO.turns[0].samples if not s.good)
GOOD = next(s.text for s in SCENARIO.turns[0].samples if s.good)

TAG = re.compile(r'<span class="tag \w+">([^<]*)</span>')


def marked(page: str) -> set[int]:
    """Where the letters stand in the reply that the page marks."""
    found = re.search(r'<p class="reply"><b>You:</b> (.*?)</p>', page, re.DOTALL)
    assert found
    shown = re.sub(r' <span class="tag.*?</span>', "", found[1])
    places, at = set(), 0
    for part in re.split(r'(<mark class="\w+">.*?</mark>)', shown):
        bare = html.unescape(re.sub(r"<[^>]*>", "", part))
        if part.startswith("<mark"):
            places |= {at + n for n, letter in enumerate(bare) if not letter.isspace()}
        at += len(bare)
    return places


@pytest.fixture
def scenario_id(database: Database) -> int:
    with database.write() as session:
        return drafts.create(session, None, typed.of_scenario(SCENARIO), "tea").id


class Trial:
    """Somebody at the page, pressing its buttons."""

    def __init__(self, browser: Browser, path: str) -> None:
        self.browser, self.path = browser, path
        self.page = browser.get(path)

    def press(self, do: str, reply: str = "") -> Response:
        seed = SEED.search(self.page.text)
        assert seed
        past = [html.unescape(each) for each in PAST.findall(self.page.text)]
        fields = {"past": past, "seed": seed[1], "do": do, "reply": reply}
        self.page = self.browser.post(self.path, fields)
        return self.page


@pytest.fixture
def trial(browser: Callable[..., Browser], scenario_id: int) -> Trial:
    return Trial(browser(Role.EDITOR), f"/scenarios/{scenario_id}/try")


def test_a_reply_is_answered_with_findings_feedback_and_the_next_line(trial: Trial) -> None:
    assert SCENARIO.turns[0].line.text in words(trial.page)
    page = trial.press("answer", BAD)
    assert page.status_code == 200
    told = words(page)
    findings = analyse(Reply(BAD, SCENARIO.turns[0].line.text))
    assert {finding.skill.about.name for finding in findings} <= set(TAG.findall(page.text))
    covered = {at for finding in findings for at in range(finding.start, finding.end)}
    assert marked(page.text) == {at for at in covered if not BAD[at].isspace()}
    assert "Feedback" in told
    assert "If the talk goes on from here" in told
    page = trial.press("do:go_on")
    seekers = re.findall(r'<p class="seeker"><b>[^<]*</b> ([^<]*)</p>', page.text)
    assert seekers


def test_one_can_go_back_and_start_over(trial: Trial) -> None:
    first = SEED.search(trial.page.text)
    trial.press("answer", BAD)
    trial.press("do:again")
    assert len(PAST.findall(trial.page.text)) == 2
    page = trial.press("back")
    assert "Try that again" in words(page)
    assert len(PAST.findall(page.text)) == 1
    page = trial.press("back")
    assert PAST.findall(page.text) == []
    assert "What you would say" in words(page)
    again = SEED.search(page.text)
    assert first and again and first[1] == again[1]


def test_an_empty_reply_is_told(trial: Trial) -> None:
    page = trial.press("answer", "   ")
    assert page.status_code == 422
    assert "Write what you would say first." in words(page)


def test_a_talk_can_be_played_to_its_end(trial: Trial) -> None:
    for _ in range(40):
        if "The talk is over." in words(trial.page):
            break
        trial.press("do:go_on" if "Try that again" in trial.page.text else "do:skip")
    assert "The talk is over." in words(trial.page)
    assert 'name="reply"' not in trial.page.text


def test_what_is_typed_is_neither_kept_nor_logged(
    trial: Trial, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "Marmalade sounds like you felt so alone with the xylophone."
    page = trial.press("answer", secret)
    assert "xylophone" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "xylophone" not in caplog.text
    with database.read() as session:
        for table in inspect(database.engine).get_table_names():
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                assert "xylophone" not in str(row)


def test_markup_in_a_reply_stays_text(trial: Trial) -> None:
    page = trial.press("answer", '</textarea><script>alert("x")</script> How are you?')
    assert "<script>alert" not in page.text
    again = trial.press("do:go_on" if "Try that again" in page.text else "do:skip")
    assert "<script>alert" not in again.text


def test_a_draft_that_is_not_sound_says_what_to_mend(
    browser: Callable[..., Browser], database: Database
) -> None:
    with database.write() as session:
        broken = drafts.create(session, None, typed.Typed(), "broken").id
    page = browser(Role.EDITOR).get(f"/scenarios/{broken}/try")
    assert page.status_code == 200
    assert "can't be tried yet" in words(page)
    assert "Give it a title." in words(page)


def test_a_version_can_be_tried_as_it_was(
    browser: Callable[..., Browser], database: Database, scenario_id: int
) -> None:
    publisher = browser(Role.PUBLISHER)
    with database.write() as session:
        row = people.named(session, "Test Publisher")
        assert row is not None
        who = Visitor(row.id, row.name, Role.PUBLISHER, "")
        publishing.ask(session, who, scenario_id, "", number=1, needs_second=False, renders=False)
        _, draft = drafts.find(session, scenario_id, lock=True)
        turn = drafts.typed(draft).turns[0]
        line = turn.line.model_copy(update={"text": "Quite other words."})
        changed = turn.model_copy(update={"line": line})
        drafts.save(session, who, scenario_id, "turns", changed, seen=turn.seal)
    assert "Quite other words." in words(publisher.get(f"/scenarios/{scenario_id}/try"))
    page = publisher.get(f"/scenarios/{scenario_id}/try?version=1")
    assert SCENARIO.turns[0].line.text in words(page)
    assert publisher.get(f"/scenarios/{scenario_id}/try?version=9").status_code == 404


def test_trying_is_for_staff(client: Browser, scenario_id: int) -> None:
    assert client.get(f"/scenarios/{scenario_id}/try").status_code == 303
