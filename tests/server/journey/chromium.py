"""Debian's Chromium, driven by Playwright: staff's own browser, with a microphone and a witness."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Request,
    Response,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "These tests open the staff pages in Chromium, and it is not installed."
    " Run: sudo apt-get install chromium"
)
PATIENCE_MS = 20_000
"""After which a step of a test is given up; the machine may be busy with other tests."""
OURS = ("data", "blob")
"""Addresses that ask nobody."""
REFUSED = "Failed to load resource"
"""Said of a page that came with a status of 400 or more, which tests ask for on purpose."""


@contextmanager
def launched(voice: Path) -> Iterator[Browser]:
    """A Chromium whose microphone hears a sound file, again and again."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={voice}",
            ],
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Witness:
    """Sees all that the pages of a browser ask for, and all that goes wrong in them."""

    home: str
    """Our server, such as `http://127.0.0.1:8443`."""
    elsewhere: list[str] = field(default_factory=list)
    """What was asked of others."""
    complaints: list[str] = field(default_factory=list)
    """Faults of the server, errors of scripts, and what the policy forbade."""

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _asked(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in OURS and f"{asked.scheme}://{asked.netloc}" != self.home:
            self.elsewhere.append(request.url)

    def _answered(self, response: Response) -> None:
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.complaints.append(f"{response.url}: {response.status}")

    def _said(self, message: ConsoleMessage) -> None:
        page = message.page.url if message.page else ""
        expected = message.text.startswith(REFUSED) and message.location["url"] == page
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(f"{page}: {message.text}")
