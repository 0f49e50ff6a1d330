import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from device import library
from device.coach.scenario import document
from device.coach.scenario.problem import ScenarioError
from server.content import drafts, incoming, spreadsheet
from server.content.incoming import shelf
from server.content.spreadsheet import SpreadsheetError
from server.database import Database
from server.roles import Role
from tests.server.browser import Browser, words
from tests.server.content.grown import SEED

TEA = Path(library.__file__).with_name("two-cups-of-tea.yaml").read_text(encoding="utf-8")


def send(editor: Browser, data: bytes | str, name: str = "talk.yaml", **fields: str) -> Any:
    editor.get("/scenarios/import")
    return editor.post("/scenarios/import", fields, files={"file": (name, data)})


def test_a_yaml_file_is_taken_in_and_comes_out_as_json_that_can_be_taken_in_again(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor = browser(Role.EDITOR)
    made = send(editor, TEA)
    assert "“Two cups of tea” is here, as a draft." in words(editor.follow(made))
    out = editor.get(f"{made.headers['location']}/export.json")
    assert out.headers["content-disposition"] == 'attachment; filename="two-cups-of-tea-draft.json"'
    tea = document.read(TEA)
    again = document.read(out.content)
    assert again.turns[0].line == tea.turns[0].line
    assert (again.id, again.endings, again.seekers) == (tea.id, tea.endings, tea.seekers)
    twin = send(editor, out.content, "talk.json")
    with database.read() as session:
        record, _ = drafts.find(session, int(twin.headers["location"].rsplit("/", 1)[1]))
        assert record.key == "two-cups-of-tea-2"


def test_a_file_of_a_scenario_that_is_here_may_become_its_draft_and_the_old_one_is_kept(
    browser: Callable[..., Browser], database: Database
) -> None:
    editor = browser(Role.EDITOR)
    first = send(editor, TEA).headers["location"]
    changed = TEA.replace("title: Two cups of tea", "title: Three cups of tea")
    assert send(editor, changed, replaces="yes").headers["location"] == first
    assert "Three cups of tea" in words(editor.get(first))
    number = int(first.rsplit("/", 1)[1])
    with database.read() as session:
        (kept,) = drafts.past(session, number)
        assert "Two cups of tea" in kept.typed
        assert len(shelf()) > 1


def test_everything_that_is_wrong_with_a_file_is_told_at_once_by_line_and_field(
    browser: Callable[..., Browser],
) -> None:
    broken = TEA.replace("title: Two cups of tea", "title: ''").replace(
        "then: lighter", "then: ligther"
    )
    page = send(browser(Role.EDITOR), broken, "<b>talk</b>.yaml")
    assert page.status_code == 422
    told = words(page)
    assert "<b>talk</b>.yaml could not be taken in." in told
    assert "Line 4, title : This text is empty." in told
    assert "Did you mean lighter?" in told
    assert "things need mending" in told


def test_a_scenario_from_a_newer_schema_is_refused_with_what_to_do(
    browser: Callable[..., Browser],
) -> None:
    newer = TEA.replace("schema_version: 1", "schema_version: 2")
    page = send(browser(Role.EDITOR), newer)
    assert page.status_code == 422
    assert "This scenario was made with a newer Wellheard" in words(page)
    assert "Update this server first" in words(page)
    assert "kiosk" not in words(page).split("mending")[1].split("The file")[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty."),
        (b"GIF89a\0\0", "This is not a text file."),
        (b"PK\x03\x04\0\0", "damaged"),
        (b"\xff\xfet\0i\0", "UTF-16"),
        (b"title: caf\xe9", "not saved as UTF-8"),
        (b'{"a":' * 1000, "lists or fields within one another"),
        (b"x" * 1_000_100, "The file is too long"),
        (b'{"title": "a", ', "Here should be a field"),
        (b"just words", "A scenario is made of fields"),
    ],
)
def test_what_is_no_scenario_is_told_in_a_sentence(
    browser: Callable[..., Browser], data: bytes, told: str
) -> None:
    page = send(browser(Role.EDITOR), data)
    assert page.status_code == 422
    assert told in words(page), words(page)


def test_a_text_can_be_pasted_and_stays_when_it_is_wrong(
    browser: Callable[..., Browser],
) -> None:
    editor = browser(Role.EDITOR)
    editor.get("/scenarios/import")
    empty = editor.post("/scenarios/import", {"text": "  "})
    assert "Choose a file, or paste" in words(empty)
    wrong = editor.post("/scenarios/import", {"text": '{"title": "mine & yours"}'})
    assert wrong.status_code == 422
    assert (
        "&quot;mine &amp; yours&quot;" in wrong.text or "&#34;mine &amp; yours&#34;" in wrong.text
    )
    text = json.dumps(shelf()[0].model_dump(mode="json", exclude_defaults=True))
    assert editor.post("/scenarios/import", {"text": text}).status_code == 303


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", b"Turn,Reply\nfirst,Hello\n", "one table, and a scenario has several sheets"),
        ("a.pdf", b"%PDF-1.4 \x00\xff\xfe", "Choose a spreadsheet (.xlsx), or a .json"),
        ("a.json", b"[1, 2]", "Begin with what another scenario is exported as."),
    ],
)
def test_another_kind_of_file_is_told_in_words_for_staff(name: str, data: bytes, told: str) -> None:
    with pytest.raises((ScenarioError, SpreadsheetError)) as caught:
        incoming.read(data, name)
    assert isinstance(caught.value, ScenarioError | SpreadsheetError)
    (fault,) = incoming.faults(caught.value)
    assert told in fault.words
    assert "`wellheard" not in fault.words


@pytest.mark.parametrize("name", ["talk.xlsm", "talk.json", "talk"])
def test_a_sound_workbook_is_taken_whatever_it_is_called(name: str) -> None:
    assert incoming.read(spreadsheet.write(SEED), name) == SEED
