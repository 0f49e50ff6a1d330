"""The main journey with a keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.server.journey import staff
from tests.server.journey.keys import FOCUS, MOST_STEPS, Keys


@pytest.mark.timeout(240)
def test_from_signing_in_to_publishing_with_the_keyboard_alone(
    browse: Callable[..., Page], somebody: None
) -> None:
    page = browse()
    keys = Keys(page)
    page.goto("/sign-in")
    keys.write("Your name", staff.NAME)
    keys.write("Password", staff.PASSWORD)
    keys.press("button", "Sign in")

    keys.press("a", "New scenario")
    keys.write("Title", "By keyboard")
    keys.choose("Begin with", "A small")
    keys.press("button", "Begin", key="Space")
    expect(page.get_by_role("heading", name="By keyboard")).to_be_visible()

    keys.press("a", "Title, topics, content note, setting")
    keys.write("Topics", "work, worry, mornings")
    keys.press("button", "Save, and on to the next part")
    keys.write("First name", "Samir")
    keys.press("button", "Save, and back to all parts", key="Space")
    expect(page.get_by_role("link", name="Samir")).to_be_visible()

    keys.press("a", "Publish")
    keys.write("What is new", "The first of ours", tag="textarea")
    keys.press("button", "Publish")
    staff.wait_for_its_voices(page, page.url)


def test_the_focus_goes_round_and_is_never_caught(
    browse: Callable[..., Page], somebody: None
) -> None:
    """On the page with the most to tab through: each thing once, then from the start again."""
    page = browse()
    staff.sign_in(page)
    page.goto(f"{staff.begin_scenario(page, 'Round and round')}/turns/turn-1")
    first = None
    for _ in range(2 * MOST_STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here and here["name"] == "Skip to the page":
            if first:
                break
            first = here
    else:
        raise AssertionError("the focus never came round")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_of_a_narrow_screen_opens_by_keyboard(
    browse: Callable[..., Page], somebody: None
) -> None:
    page = browse(width=320)
    staff.sign_in(page)
    keys = Keys(page)
    page.goto("/account")
    keys.toggle("summary", "Menu")
    keys.press("a", "Settings")
    expect(page.get_by_role("heading", name="Settings of the centre")).to_be_visible()
