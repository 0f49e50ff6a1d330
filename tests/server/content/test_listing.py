from collections.abc import Callable

from server.content import drafts, wanted
from server.database import Database
from server.roles import Role
from tests.server.browser import Browser, words


def test_the_shipped_scenarios_are_brought_in_by_a_button_once(
    browser: Callable[..., Browser],
) -> None:
    editor = browser(Role.EDITOR)
    assert "6 of them are not here yet" in words(editor.get("/scenarios"))
    page = words(editor.follow(editor.post("/scenarios/library")))
    assert "6 scenarios were brought in, as drafts." in page
    assert "Two cups of tea" in page
    assert "Bring them in" not in page
    again = editor.follow(editor.post("/scenarios/library"))
    assert "They are all here." in words(again)
    assert "In any state (6)" in words(again)


def test_the_list_is_searched_by_title_topic_and_name_and_shown_by_state(
    browser: Callable[..., Browser],
) -> None:
    editor = browser(Role.EDITOR)
    editor.get("/scenarios")
    editor.post("/scenarios/library")
    for query, found in (
        ("BRIDGE", "The bridge builder"),
        ("refugees", "The bridge builder"),
        ("yusuf", "The bridge builder"),
        ("tea two", "Two cups of tea"),
    ):
        page = words(editor.get("/scenarios", params={"q": query}))
        assert found in page, query
        assert "Back to day one" not in page
    nothing = words(editor.get("/scenarios", params={"q": "100%_<b>"}))
    assert "Nothing fits “100%_<b>”" in nothing
    assert "Nothing fits" in words(editor.get("/scenarios", params={"state": "withdrawn"}))
    assert "The bridge" in words(editor.get("/scenarios", params={"q": "bri\0dge"}))
    assert "Two cups" in words(editor.get("/scenarios", params={"state": "draft"}))
    assert "Two cups" in words(editor.get("/scenarios", params={"state": "no such state"}))


def test_a_long_list_comes_page_by_page_what_was_changed_last_first(
    browser: Callable[..., Browser], database: Database
) -> None:
    with database.write() as session:
        for number in range(60):
            drafts.create(session, None, wanted.empty(f"Talk {number:02}"), f"talk-{number}")
    editor = browser(Role.EDITOR)
    first, second = words(editor.get("/scenarios")), words(editor.get("/scenarios?page=2"))
    assert "Talk 59" in first
    assert "Talk 09" not in first
    assert "Page 1 of 2" in first
    assert "Talk 09" in second
    assert "Talk 59" not in second
