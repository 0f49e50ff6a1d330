"""A whole visit at the screen, by touch and typing alone: for somebody who can't speak, or hear."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from device.coach.talk.phrases import reception
from tests.faults.machine import Machine
from tests.kiosk.room import hush, settings_for
from tests.kiosk.test_visits import let_in
from tests.screen import conftest as before_the_screen
from tests.screen.conftest import MIDDLE, OpenPage
from tests.soundserver import SoundServer

pytestmark = pytest.mark.timeout(500)
chromium, look = before_the_screen.chromium, before_the_screen.look
LATER = 120_000.0
"""Milliseconds for what has to be spoken out first, on a busy machine."""
REPLY = "That sounds lonely, Len. What are the mornings like?"


@pytest.fixture
def machine(sound_server: SoundServer, tmp_path: Path, chromium: Browser) -> Iterator[Machine]:
    settings = settings_for(tmp_path, panel="none", screen=True)
    let_in(settings.data)
    made = Machine(settings, sound_server.environment, tmp_path / "machine")
    breathing = hush(sound_server)
    try:
        yield made.start(lights=False)
    finally:
        made.close()
        breathing.kill()
        breathing.wait()


def tap(page: Page, name: str) -> None:
    key = page.get_by_role("button", name=name)
    expect(key).to_be_visible(timeout=LATER)
    key.tap()


def test_somebody_who_only_reads_types_and_touches_has_a_whole_visit(
    machine: Machine, look: OpenPage
) -> None:
    page = look(machine, MIDDLE, touch=True)
    page.evaluate("window.neverReloaded = true")
    captions = page.locator("#captions")

    tap(page, "Begin")
    expect(captions).to_contain_text(reception.FIRST_TIME, timeout=LATER)
    tap(page, "No")
    expect(captions).to_contain_text(reception.SHALL_WE, timeout=LATER)
    choice = page.get_by_role("button", name="Two cups of tea")
    if not choice.is_visible():
        tap(page, "More …")
    tap(page, "Two cups of tea")
    expect(captions.get_by_text("Since Maureen went")).to_be_visible(timeout=LATER)

    tap(page, "Type instead")
    page.get_by_label("Your answer").fill(REPLY)
    tap(page, "Send")
    expect(captions.get_by_text(REPLY)).to_be_visible(timeout=LATER)
    lines = captions.locator(".line")
    expect(lines.filter(has_text="You")).not_to_have_count(0)
    expect(lines.filter(has_text="Len").filter(has_text="Maureen")).not_to_have_count(0)
    after = lines.filter(has_text=REPLY).locator("xpath=following-sibling::*")
    expect(after.filter(has_text="Coach").first).to_be_visible(timeout=LATER)

    tap(page, "Leave")
    expect(page.get_by_role("button", name="Begin")).to_be_visible(timeout=LATER)
    left = page.content()
    for word in ("lonely", "Maureen", "Nothing you say is recorded"):
        assert word not in left

    machine.kill()
    expect(page.locator("#state")).to_contain_text("comes back by itself", timeout=LATER)
    machine.start(lights=False)
    tap(page, "Begin")
    expect(captions).to_contain_text("Nothing you say is recorded", timeout=LATER)
    assert page.evaluate("window.neverReloaded")
    tap(page, "Leave")
    expect(page.get_by_role("button", name="Begin")).to_be_visible(timeout=LATER)
