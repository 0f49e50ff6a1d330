"""Every page, looked at by a checker of accessibility, on a phone, a tablet and a wide screen.

`WELLHEARD_SCREENSHOTS=folder` keeps a picture of each page at each width.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import URL

from server.app import create_app
from server.database import Database
from server.roles import Role
from server.settings import Settings
from server.staff import people, sessions
from tests.server.journey.busy import fill
from tests.server.journey.chromium import PATIENCE_MS, Witness
from tests.server.journey.pages import NO_PAGES, PAGES, Shown, Who
from tests.server.running import Server
from tests.server.test_security import routes

pytestmark = pytest.mark.timeout(300)
"""Seconds: the first test waits for two servers."""
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WIDTHS = (1440, 768, 320)
"""CSS pixels; 320 is also 1280 zoomed to 400% (WCAG 2.2, 1.4.10)."""
HEIGHT = 900
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},  # new in 2.2, and off unless asked for
    "resultTypes": ["violations"],
    "preload": False,  # it would fetch our style sheets once more
}
DARK = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
"""What may differ in dark colours, and on a phone."""
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
    elsewhere: list[str]
    complaints: list[str]


@dataclass(frozen=True)
class Centre:
    """A server, with who is signed in where."""

    home: str
    sessions: dict[str, str]
    """By who it is."""
    places: dict[str, str]


class Looker:
    """Looks at each page once, however many tests ask."""

    def __init__(self, chromium: Browser, busy: Centre, new: Centre) -> None:
        self._chromium = chromium
        self._centres = {False: busy, True: new}
        self._pages: dict[tuple[bool, Who], tuple[Page, Witness]] = {}
        self._seen: dict[str, Seen | Exception] = {}

    def look(self, shown: Shown) -> Seen:
        if shown.name not in self._seen:
            try:
                self._seen[shown.name] = self._look(shown)
            except (PlaywrightError, AssertionError) as error:
                self._seen[shown.name] = error
        seen = self._seen[shown.name]
        if isinstance(seen, Exception):
            raise seen
        return seen

    def close(self) -> None:
        for page, _ in self._pages.values():
            page.context.close()

    def _page(self, shown: Shown) -> tuple[Page, Witness]:
        """In a browser in which the right person is signed in."""
        centre = self._centres[shown.new]
        key = (shown.new, shown.who)
        if key not in self._pages:
            context = self._chromium.new_context(base_url=centre.home, locale="en-GB")
            context.set_default_timeout(PATIENCE_MS)
            witness = Witness(centre.home)
            witness.watch(context)
            self._pages[key] = context.new_page(), witness
        page, witness = self._pages[key]
        page.goto("about:blank")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.context.clear_cookies()
        if shown.who in centre.sessions:
            value = centre.sessions[shown.who]
            page.context.add_cookies(
                [{"name": "wellheard-session", "value": value, "url": centre.home}]
            )
        witness.elsewhere, witness.complaints = [], []
        return page, witness

    def _look(self, shown: Shown) -> Seen:
        page, witness = self._page(shown)
        shown.reach(page, self._centres[shown.new].places)
        assert page.locator(".me").count() == shown.signed_in, page.url
        violations, sideways = _violations(page), {}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            sideways[width] = page.evaluate(SIDEWAYS)
            _keep_picture(page, f"{shown.name}-{width}")
        page.emulate_media(color_scheme="dark")
        violations += _violations(page, DARK)
        return Seen(violations, sideways, witness.elsewhere, witness.complaints)


def _violations(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("rules => axe.run(rules)", rules)
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
def new(folder: Path, home: str, first_link: str) -> Centre:
    """A server on its first day: somebody has been added, and nobody has a password yet."""
    database = Database(URL.create("sqlite", database=str(folder / "server.sqlite3")))
    with database.write() as session:
        ann = people.add(session, None, "Ann", Role.ADMIN)
        ann.password, secret = "set", sessions.begin(session, ann)
        ann.password = None
    database.close()
    return Centre(home, {"admin": secret}, {"first": first_link})


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("busy")
    url = URL.create("sqlite", database=str(folder / "server.sqlite3"))
    found = fill(url, folder / "server")
    with Server(url, folder) as server:
        home = f"http://127.0.0.1:{server.port}"
        yield Centre(home, {"admin": found.admin, "editor": found.editor}, found.places)


@pytest.fixture(scope="module")
def looker(chromium: Browser, busy: Centre, new: Centre) -> Iterator[Looker]:
    made = Looker(chromium, busy, new)
    yield made
    made.close()


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
    assert looker.look(shown).elsewhere == []
    assert looker.look(shown).complaints == []


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
