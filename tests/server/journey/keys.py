"""Hands that have only a keyboard: Tab to get about, Enter and Space to press, letters to type."""

import re

from playwright.sync_api import Page

MOST_STEPS = 150
"""Presses of Tab after which a thing counts as out of reach."""
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    const named = one.labels && one.labels.length ? one.labels[0].innerText : one.innerText;
    const middle = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2];
    const above = document.elementFromPoint(...middle);
    return {
        name: (named || one.getAttribute("aria-label") || "").trim(),
        tag: one.tagName.toLowerCase(),
        ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: !above || !(one.contains(above) || above.contains(one)),
    };
}"""


class Keys:
    """Works a page; at each step the focus must be somewhere, and to be seen."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def to(self, tag: str, name: str) -> None:
        """Tab on until this link, button, field or heading of details is reached."""
        wanted = re.compile(name)
        passed = []
        for _ in range(MOST_STEPS):
            self._page.keyboard.press("Tab")
            here = self._page.evaluate(FOCUS)
            if here is None:  # past the last thing; the next press begins at the first again
                continue
            assert here["ringed"], f"the focus on {here} can't be seen"
            assert here["inView"], f"the focus on {here} is out of sight"
            assert not here["covered"], f"the focus on {here} is behind something"
            passed.append(f"{here['tag']} {here['name'][:30]!r}")
            if here["tag"] == tag and wanted.match(here["name"]):
                return
        raise AssertionError(f"no {tag} {name!r} within reach; passed: {passed}")

    def write(self, name: str, text: str, tag: str = "input") -> None:
        """Into the field with this label."""
        self.to(tag, name)
        self._page.keyboard.press("ControlOrMeta+A")
        self._page.keyboard.insert_text(text)

    def choose(self, name: str, option: str) -> None:
        """Type the beginning of an option, as one does in a list."""
        self.to("select", name)
        self._page.keyboard.type(option)

    def press(self, tag: str, name: str, key: str = "Enter") -> None:
        """Follow a link or press a button, and wait for the page that comes."""
        self.to(tag, name)
        with self._page.expect_navigation():
            self._page.keyboard.press(key)

    def toggle(self, tag: str, name: str) -> None:
        """Tick a box, or open what is folded."""
        self.to(tag, name)
        self._page.keyboard.press("Space")
