"""The main steps in a browser that runs no script: all is there, only less smooth."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.server.journey import staff


@pytest.mark.timeout(240)
def test_a_scenario_is_written_recorded_tried_and_published_without_a_script(
    browse: Callable[..., Page], somebody: None, voice: Path
) -> None:
    page = browse(script=False)
    staff.sign_in(page)
    scenario = staff.begin_scenario(page, "No script")
    staff.write(page, scenario)

    page.goto(f"{scenario}/sound")
    page.get_by_role("link", name=re.compile("Record this line .Ending 1")).click()
    # Chromium shows no <noscript> where it is Playwright that keeps scripts from running.
    assert "the browser needs its scripts switched on" in page.content()
    page.get_by_label("Or choose a sound file").set_input_files(voice)
    page.get_by_role("button", name="Use this recording").click()
    expect(page.get_by_text(f"By {staff.NAME}")).to_be_visible()

    page.goto(f"{scenario}/try")
    page.get_by_label("What you would say").fill(staff.POOR_REPLY)
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()

    staff.publish(page, scenario)
    end = time.monotonic() + staff.WORK_MS / 1000
    while time.monotonic() < end and not page.get_by_text("Version 1, published").is_visible():
        time.sleep(0.5)
        page.goto(scenario)
    expect(page.get_by_text("Version 1, published")).to_be_visible()


def test_the_menu_of_a_narrow_screen_opens_without_a_script(
    browse: Callable[..., Page], somebody: None
) -> None:
    page = browse(script=False, width=320)
    staff.sign_in(page)
    staff_page = page.get_by_role("link", name="Staff")
    expect(staff_page).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    staff_page.click()
    expect(page.get_by_role("heading", name="Staff")).to_be_visible()
