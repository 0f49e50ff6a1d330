"""Every page, looked at by a checker of accessibility, on a phone, a tablet and a wide screen.

`WELLHEARD_SCREENSHOTS=folder` keeps a picture of each page at each width.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page
from sqlalchemy import URL

from server.app import create_app
from server.settings import Settings
from tests.server.journey.busy import Busy, fill
from tests.server.journey.chromium import PATIENCE_MS, Witness
from tests.server.journey.pages import NO_PAGES, PAGES, Shown
from tests.server.running import Server
from tests.server.test_security import routes

WIDTHS = (1440, 768, 320)
"""CSS pixels; 320 is also 1280 zoomed to 400% (WCAG 2.2, 1.4.10)."""
HEIGHT = 900
DARK_AT = 320
"""The one that is looked at in dark colours."""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},  # new in 2.2, and off unless asked for
    "resultTypes": ["violations"],
}
SIDEWAYS = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > width + 0.5)
        .map((one) => one.outerHTML.slice(0, 120));
}"""
"""What sticks out of the page."""


@dataclass(frozen=True)
class Seen:
    """What came of looking at a page."""

    violations: list[str]
    sideways: dict[int, list[str]]
    """By width."""
    witness: Witness


class Looker:
    """Looks at each page once, however many tests ask."""

    def __init__(self, chromium: Browser, homes: dict[bool, str], busy: Busy, first: str) -> None:
        self._chromium = chromium
        self._homes = homes
        self._sessions = {"admin": busy.admin, "editor": busy.editor}
        self._places = {**busy.places, "first": first}
        self._seen: dict[str, Seen] = {}

    def look(self, shown: Shown) -> Seen:
        if shown.name not in self._seen:
            self._seen[shown.name] = self._look(shown)
        return self._seen[shown.name]

    def _look(self, shown: Shown) -> Seen:
        home = self._homes[shown.new]
        context = self._chromium.new_context(
            base_url=home, locale="en-GB", viewport={"width": WIDTHS[0], "height": HEIGHT}
        )
        context.set_default_timeout(PATIENCE_MS)
        if shown.who in self._sessions:
            value = self._sessions[shown.who]
            context.add_cookies([{"name": "wellheard-session", "value": value, "url": home}])
        witness = Witness(home)
        witness.watch(context)
        try:
            page = context.new_page()
            shown.reach(page, self._places)
            violations: list[str] = []
            sideways = {}
            for width in WIDTHS:
                dark = width == DARK_AT
                page.emulate_media(color_scheme="dark" if dark else "light")
                page.set_viewport_size({"width": width, "height": HEIGHT})
                sideways[width] = page.evaluate(SIDEWAYS)
                if width in (WIDTHS[0], DARK_AT):
                    violations += _violations(page)
                _keep_picture(page, f"{shown.name}-{width}")
            return Seen(violations, sideways, witness)
        finally:
            context.close()


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate("rules => axe.run(rules)", RULES)
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:200]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("WELLHEARD_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture(scope="module")
def looker(
    chromium: Browser, home: str, first_link: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Looker]:
    """`home` is the new server."""
    folder = tmp_path_factory.mktemp("busy")
    url = URL.create("sqlite", database=str(folder / "server.sqlite3"))
    busy = fill(url, folder / "server")
    with Server(url, folder) as server:
        homes = {True: home, False: f"http://127.0.0.1:{server.port}"}
        yield Looker(chromium, homes, busy, first_link)


every_page = pytest.mark.parametrize("shown", PAGES, ids=lambda shown: str(shown.name))


@every_page
def test_no_page_breaks_a_rule_of_accessibility(looker: Looker, shown: Shown) -> None:
    assert looker.look(shown).violations == []


@every_page
def test_no_page_has_to_be_moved_sideways(looker: Looker, shown: Shown) -> None:
    assert looker.look(shown).sideways == {width: [] for width in WIDTHS}


@every_page
def test_every_page_asks_only_our_server_and_nothing_in_it_fails(
    looker: Looker, shown: Shown
) -> None:
    assert looker.look(shown).witness.elsewhere == []
    assert looker.look(shown).witness.complaints == []


def test_every_page_there_is_is_looked_at(tmp_path: Path) -> None:
    app = create_app(Settings(server_folder=tmp_path, host="127.0.0.1"))
    found = {"/"} | {
        route.path
        for route in routes(app)
        if "GET" in (route.methods or ()) and not getattr(route, "include_in_schema", False)
    }
    looked_at = {shown.route for shown in PAGES} - {""}
    assert found - looked_at - NO_PAGES == set(), "new pages: add them to pages.py"
    assert (looked_at | NO_PAGES) - found == set(), "pages that are gone: take them out of pages.py"
