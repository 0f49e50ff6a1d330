"""Every moment, looked at by a checker of accessibility, on three displays, in two sizes of type.

`WELLHEARD_SCREENSHOTS=folder` keeps a picture of each moment on each display.
"""

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screen.conftest import SIZES, opened
from tests.screen.moments import MOMENTS, Moment
from tests.screen.stage import Stage

pytestmark = pytest.mark.timeout(300)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}
TARGET, LETTER = 56, 42
"""CSS pixels, the least: of a button, and of a letter on the smallest display (2.5.5 asks for 44
by 44, and 2.5.8 for 24 by 24)."""
CUT = """([target, letter]) => {
    const TAIL = 8;  // what hangs below a line
    const wrong = [];
    const { innerWidth: width, innerHeight: height } = window;
    const seen = (one) => one.checkVisibility() && !one.closest(".only-read");
    const names = "button, #state, #trouble, #privacy, #practice, #field";
    for (const one of [...document.querySelectorAll(names)].filter(seen)) {
        const box = one.getBoundingClientRect();
        const name = one.id || one.textContent;
        const least = one.closest(".row") ? letter : target;
        if (box.left < 0 || box.top < 0 || box.right > width + .5 || box.bottom > height + .5)
            wrong.push(`${name} is cut off: ${JSON.stringify(box)}`);
        if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + TAIL)
            wrong.push(`the words of ${name} do not fit`);
        if (one.matches("button") && (box.width < least || box.height < least))
            wrong.push(`${name} is too small: ${box.width} by ${box.height}`);
        const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        if (one.matches("button") && !one.contains(middle))
            wrong.push(`${name} lies behind something`);
    }
    const line = document.querySelector("#said");
    if (seen(line) && line.clientHeight < 30) wrong.push("there is no room for a line");
    if (document.documentElement.scrollHeight > height) wrong.push("the page has to be scrolled");
    return wrong;
}"""


class Looker:
    """One page for each display, which goes from moment to moment."""

    def __init__(self, stage: Stage, pages: dict[tuple[int, int], Page]) -> None:
        self.stage, self.pages = stage, pages

    def reach(self, moment: Moment) -> None:
        """On every display."""
        self.stage.forget()
        self.stage.show(moment.view)
        moment.lead(self.stage)
        for page in self.pages.values():
            expect(page.locator("#state")).to_contain_text(moment.words)
            if moment.last:
                expect(page.locator("#said")).to_contain_text(moment.last)
            for name in moment.presses:
                page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture(scope="module")
def looker(chromium: Browser, stage: Stage) -> Iterator[Looker]:
    with opened(chromium) as open_page:
        yield Looker(stage, {size: open_page(stage, size) for size in SIZES})


def _violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("rules => axe.run(rules)", RULES)
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:200]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _press_size(page: Page, times: int) -> None:
    """Also where there is no room for it, while somebody types on the smallest display."""
    for _ in range(times):
        page.evaluate("document.getElementById('size').click()")


def _letter_height(page: Page) -> float:
    """Of the captions' letters, in pixels."""
    size = page.locator(".line").first.evaluate("one => getComputedStyle(one).fontSize")
    return float(str(size).removesuffix("px"))


def _keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("WELLHEARD_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"screen-{name}.png")


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: str(moment.name))
def test_everybody_can_use_it_and_nothing_is_cut_off(looker: Looker, moment: Moment) -> None:
    looker.reach(moment)
    wrong = []
    for (width, height), page in looker.pages.items():
        least = [TARGET, LETTER if (width, height) == SIZES[0] else TARGET]
        for size in ("1", "3"):
            _press_size(page, 0 if size == "1" else 2)
            _keep_picture(page, f"{moment.name}-{width}x{height}-{size}")
            wrong += [f"{width}, size {size}: {one}" for one in page.evaluate(CUT, least)]
        if width == SIZES[0][0]:
            wrong += _violations(page)
        _press_size(page, 1)
    assert wrong == []


def test_every_button_is_reached_on_the_smallest_display(looker: Looker) -> None:
    """Some of them after "More"."""
    moment = next(one for one in MOMENTS if one.name == "topics")
    looker.reach(moment)
    page = looker.pages[SIZES[0]]
    more = page.locator("#choices").get_by_role("button", name="More")
    seen: set[str] = set()
    for _ in range(6):
        seen |= set(page.locator("#choices .key span").locator("visible=true").all_inner_texts())
        more.click()
    assert seen == {choice.title for choice in moment.view.choices}


def test_the_lamp_on_the_page_has_the_light_s_colour(looker: Looker) -> None:
    looker.reach(next(one for one in MOMENTS if one.name == "trouble"))
    for page in looker.pages.values():
        expect(page.locator("#lamp")).to_have_css("background-color", "rgb(255, 0, 0)")


def test_text_grows_and_the_next_visitor_finds_it_as_it_was(looker: Looker) -> None:
    looker.reach(next(one for one in MOMENTS if one.name == "feedback"))
    page = looker.pages[SIZES[1]]
    before = _letter_height(page)
    for factor in (1.25, 1.55):
        page.get_by_role("button", name="Text size").click()
        assert _letter_height(page) == pytest.approx(before * factor, rel=0.01)
    page.get_by_role("button", name="Text size").click()
    assert _letter_height(page) == pytest.approx(before)
    page.get_by_role("button", name="Text size").click()
    looker.reach(next(one for one in MOMENTS if one.name == "thinking"))
    assert _letter_height(page) == pytest.approx(before)
