"""Spreadsheets, the map, the checks and the differences, on the pages where staff meet them."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest

from device.coach.scenario import Scenario
from server.content import incoming, spreadsheet
from server.content.difference import between
from server.database import Database
from server.pages.visitor import Visitor
from server.roles import Role
from server.staff import people
from tests.server.browser import Browser, words
from tests.server.content.grown import SEED, with_line

Browsing = Callable[..., Browser]


def brought(browser: Browser, data: bytes, name: str = "talk.xlsx", **fields: str) -> str:
    """The page of a scenario that was imported."""
    browser.get("/scenarios/import")
    made = browser.post("/scenarios/import", fields, files={"file": (name, data)})
    assert made.status_code == 303, words(made)
    return str(made.headers["location"])


def publish(browser: Browser, page: str) -> str:
    """What is said after publishing."""
    form = browser.get(f"{page}/publish")
    number = re.search(r'name="number" value="(\d+)"', form.text)
    assert number is not None, words(form)
    return words(browser.follow(browser.post(f"{page}/publish", {"number": number[1]})))


def test_a_spreadsheet_is_taken_in_and_comes_out_as_it_was(
    browser: Browsing, database: Database
) -> None:
    editor = browser(Role.EDITOR)
    page = brought(editor, spreadsheet.write(SEED))
    out = editor.get(f"{page}/export.xlsx")
    assert out.headers["content-type"] == spreadsheet.MEDIA_TYPE
    assert out.headers["content-disposition"] == 'attachment; filename="two-cups-of-tea-draft.xlsx"'
    again = spreadsheet.read(out.content)
    assert again.turns[0].line == SEED.turns[0].line
    assert between(SEED, again) == ()  # a draft keeps findings in the order of its form
    assert "export.xlsx" in editor.get(page).text


def test_a_draft_that_is_not_finished_can_be_worked_on_as_a_spreadsheet(
    browser: Browsing,
) -> None:
    editor = browser(Role.EDITOR)
    editor.get("/scenarios/new")
    page = editor.post("/scenarios/new", {"title": "Rent day", "start": "empty"}).headers[
        "location"
    ]
    book = openpyxl.load_workbook(io.BytesIO(editor.get(f"{page}/export.xlsx").content))
    assert book["Scenario"]["B3"].value == "Rent day"
    assert book["Turns"]["A2"].value


def test_everything_wrong_with_a_spreadsheet_is_told_by_sheet_row_and_column(
    browser: Browsing,
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.write(SEED)))
    book["Turns"]["C3"] = "=1+1"
    book["Seekers"]["C2"] = "<b>nobody</b>"
    file = io.BytesIO()
    book.save(file)
    editor = browser(Role.EDITOR)
    editor.get("/scenarios/import")
    answer = editor.post("/scenarios/import", files={"file": ("a.xlsx", file.getvalue())})
    assert answer.status_code == 422
    told = words(answer)
    assert "2 things need mending" in told
    assert "Sheet Turns, row 3, column C (What they say) : There is a formula here" in told
    assert "Sheet Seekers, row 2, column C (Voice) : “<b>nobody</b>” is not one of" in told


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xlsx", b"PK\x03\x04nonsense", "The file : The file is damaged."),
        ("a.ods", b"something", "This is not an .xlsx spreadsheet."),
        ("a.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "the old .xls format"),
    ],
)
def test_a_file_that_is_no_spreadsheet_gets_a_sentence(
    browser: Browsing, name: str, data: bytes, told: str
) -> None:
    editor = browser(Role.EDITOR)
    editor.get("/scenarios/import")
    answer = editor.post("/scenarios/import", files={"file": (name, data)})
    assert answer.status_code == 422
    assert told in words(answer)


def test_the_scenarios_page_has_its_map_as_picture_and_as_list(browser: Browsing) -> None:
    editor = browser(Role.EDITOR)
    page = brought(editor, spreadsheet.write(SEED))
    answer = editor.get(page)
    assert answer.text.count("<svg") == 1
    assert "Map of Two cups of tea" in answer.text
    assert "If the seeker opens up: Turn 2." in words(answer)
    assert "style=" not in answer.text


def taken_in(database: Database, scenario: Scenario) -> str:
    with database.write() as session:
        name = "Bea"
        staff = people.named(session, name) or people.add(session, None, name, Role.EDITOR)
        who = Visitor(staff.id, name, Role.EDITOR, "none")
        record = incoming.bring(session, who, scenario, replaces=True)
        return f"/scenarios/{record.id}"


def test_advice_is_shown_with_a_link_to_where_it_is_mended(
    browser: Browsing, database: Database
) -> None:
    page = taken_in(database, with_line(1, "And Maureen Potter came round, with cake and all."))
    answer = browser(Role.PUBLISHER).get(f"{page}/publish")
    told = words(answer)
    assert "Advice Names that look real. Turn 2" in told
    assert "“Maureen Potter” looks like a full name. A first name is enough." in told
    assert f'href="{page}/turns/the-radio?mend=yes#line.text"' in answer.text
    assert 'name="number"' in answer.text


def test_what_a_check_stops_is_not_published_by_the_page_nor_without_it(
    browser: Browsing, database: Database
) -> None:
    page = taken_in(database, with_line(1, "Ring me, it's 020 7946 0958, any time you like."))
    publisher = browser(Role.PUBLISHER)
    answer = publisher.get(f"{page}/publish")
    assert "Stops publishing Names that look real." in words(answer)
    assert 'name="number"' not in answer.text
    sent = publisher.post(f"{page}/publish", {"number": "1"})
    assert sent.status_code == 409
    assert "“020 7946 0958” looks like a telephone number. Take it out" in words(sent)


def test_the_publish_page_shows_what_changes_for_the_kiosks(
    browser: Browsing, database: Database
) -> None:
    page = taken_in(database, SEED)
    publisher = browser(Role.PUBLISHER)
    assert "Nothing was published before." in words(publisher.get(f"{page}/publish"))
    assert "published" in publish(publisher, page)
    assert "Nothing has changed." in words(publisher.get(f"{page}/publish"))
    was = SEED.turns[1].line.text
    taken_in(database, with_line(1, was.replace("the quiet", "the silence")))
    answer = publisher.get(f"{page}/publish")
    assert "<h3>Turn 2 (the-radio)</h3>" in answer.text
    assert re.search(r"<del>.*quiet.*</del>", answer.text)
    assert re.search(r"<ins>.*silence.*</ins>", answer.text)
    publish(publisher, page)
    later = words(publisher.get(f"{page}/versions/2"))
    assert "What is other than in version 1" in later
    assert "The line was changed." in later
    assert "Nothing was published before." in words(publisher.get(f"{page}/versions/1"))


def test_a_version_can_be_exported_as_a_spreadsheet(browser: Browsing, database: Database) -> None:
    page = taken_in(database, SEED)
    publisher = browser(Role.PUBLISHER)
    publish(publisher, page)
    taken_in(database, with_line(1, "Something else is said here now, and at some length."))
    out = publisher.get(f"{page}/export.xlsx?version=1")
    assert between(SEED, spreadsheet.read(out.content)) == ()
    assert publisher.get(f"{page}/export.xlsx?version=9").status_code == 404
