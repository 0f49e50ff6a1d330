"""Debian's Chromium before a real screen, each page of it watched.

`chromium` one program for a module; `stage` a screen in a process of its own; `look()` a page.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.screen.stage import Stage
from tests.server.journey.chromium import MISSING, NAMES, PATIENCE_MS, Witness

SMALL, MIDDLE, LARGE = (480, 320), (800, 480), (1280, 800)
SIZES = (SMALL, MIDDLE, LARGE)
"""CSS pixels: a 3.5-inch and a 7-inch display on a Pi, and a tablet or a laptop."""
GONE = ("net::ERR_",)
"""What a browser says of a kiosk that was just killed, which tests do on purpose."""
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail(MISSING)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.close()


@contextmanager
def opened(chromium: Browser) -> Iterator[OpenPage]:
    """Opens pages; afterwards, none may have asked elsewhere or found anything wrong."""
    watched: list[tuple[BrowserContext, Witness]] = []

    def make(
        stage: Stage, size: tuple[int, int] = MIDDLE, *, script: bool = True, touch: bool = False
    ) -> Page:
        context = chromium.new_context(
            base_url=stage.home,
            locale="en-GB",
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            has_touch=touch,
        )
        context.set_default_timeout(PATIENCE_MS)
        witness = Witness(stage.home)
        witness.watch(context)
        watched.append((context, witness))
        page = context.new_page()
        page.goto("/")
        return page

    try:
        yield make
    finally:
        for context, _ in watched:
            context.close()
    assert [one for _, witness in watched for one in witness.elsewhere] == []
    told = [one for _, witness in watched for one in witness.complaints]
    assert [one for one in told if not any(gone in one for gone in GONE)] == []


@pytest.fixture
def look(chromium: Browser) -> Iterator[OpenPage]:
    with opened(chromium) as open_page:
        yield open_page
