"""The guides say what the program does, and lead where they say."""

import re
from pathlib import Path

import pytest

from device.panel.light import SIGNS
from tests.provisioning.machine import ROOT

GUIDE = ROOT / "provisioning" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))


def test_the_guide_tells_every_light_as_it_is_shown() -> None:
    page = (GUIDE / "lights.md").read_text(encoding="utf-8")
    for sign in SIGNS.values():
        row = re.search(rf"^\| {re.escape(sign.looks)} \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
        assert row, sign.looks
        assert row[1] == sign.means


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target


def test_every_page_can_be_found_from_the_readme() -> None:
    assert "provisioning/guide" in (ROOT / "README.md").read_text(encoding="utf-8")
    first = (GUIDE / "README.md").read_text(encoding="utf-8")
    assert [
        page.name for page in PAGES if page.name != "README.md" and page.name not in first
    ] == []


def test_commands_that_the_guides_name_are_there() -> None:
    named = {
        name
        for page in PAGES
        for name in re.findall(r"provisioning/(\w+\.sh)", page.read_text(encoding="utf-8"))
    }
    assert named >= {"install.sh", "stick.sh"}
    assert [name for name in named if not (ROOT / "provisioning" / name).is_file()] == []
