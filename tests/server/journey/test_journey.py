"""From a server's first start to a scenario on a kiosk, in a browser, as staff would."""

import hashlib
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import numpy as np
import pytest
import soundfile
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, expect

from device.coach.skills import Skill
from server.content.words import OUTCOMES
from server.signing import packed, signed_by
from tests.server.conftest import KINDS
from tests.server.journey import staff

TITLE = "Rent day"


class Kiosk:
    """Asks the server that runs, as a kiosk does."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._token = ""
        public = packed(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
        told = self.ask("/enrol", {"public_key": public, "model": "Pi 5"})
        self._token, self.code = told["token"], told["code"]

    def ask(self, path: str, body: object = None) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.fetch(path, body))
        return found

    def fetch(self, path: str, body: object = None) -> bytes:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        sent = json.dumps(body).encode() if body is not None else None
        with urlopen(Request(f"{self._home}/api/v1{path}", sent, headers), timeout=20) as answer:
            data: bytes = answer.read()
        return data

    def content(self) -> list[dict[str, Any]]:
        """The changes in the list, if the server's own key signed it."""
        envelope = self.ask("/content?since=0")
        key = self.ask("/pins")["signing_key"]
        assert signed_by(key, envelope["signed"], envelope["signature"])
        assert not signed_by(key, envelope["signed"] + " ", envelope["signature"])
        changes: list[dict[str, Any]] = json.loads(envelope["signed"])["changes"]
        return changes

    def blob(self, sha256: str) -> bytes:
        data = self.fetch(f"/blobs/{sha256}")
        assert hashlib.sha256(data).hexdigest() == sha256
        return data


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", KINDS, scope="module")
def test_from_the_first_start_to_a_scenario_on_a_kiosk(
    browse: Callable[..., Page], first_link: str, home: str
) -> None:
    page = browse()
    staff.set_first_password(page, first_link)
    assert page.request.get(first_link).status == 404, "the first link works once"
    staff.set_up_the_centre(page)

    scenario = staff.begin_scenario(page, TITLE)
    staff.write(page, scenario)
    expect(page.get_by_role("region", name="Picture of the talk").locator("svg")).to_be_visible()
    _record_the_first_turn(page, scenario)
    _try_replies(page, scenario)
    staff.publish(page, scenario)
    staff.wait_for_its_voices(page, scenario)

    kiosk = Kiosk(home)
    _let_in(page, kiosk.code)
    (change,) = kiosk.content()
    document = json.loads(kiosk.blob(change["sha256"]))
    assert document["title"] == TITLE
    (turn,) = document["turns"]
    assert turn["line"]["text"] == staff.TURN.line.text
    assert [sample["text"] for sample in turn["samples"]] == [
        sample.text for sample in staff.TURN.samples
    ]
    assert {way: step["then"] for way, step in turn["next"].items()} == staff.LEADS_TO
    sounds = {sound["name"]: sound for sound in change["sounds"]}
    recording = turn["line"]["recording"]
    rendered = [kiosk.blob(sound["sha256"]) for name, sound in sounds.items() if name != recording]
    assert len(rendered) >= len(staff.WHOLE.endings)
    for data in (*rendered, kiosk.blob(sounds[recording]["sha256"])):
        samples, rate = soundfile.read(io.BytesIO(data))
        assert len(samples) / rate > 0.8
        assert np.abs(samples).max() > 0.05, "nobody speaks"


def _record_the_first_turn(page: Page, scenario: str) -> None:
    """The microphone hears somebody read the line."""
    page.goto(f"{scenario}/sound")
    turn = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Turn 1"))
    turn.get_by_role("link", name="Record this line").first.click()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("Recording. Say the line")).to_be_visible()
    expect(page.locator("#time")).to_have_text("3 s")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Recorded. Listen to it")).to_be_visible()
    page.get_by_label("What you have just recorded").evaluate("heard => heard.play()")
    page.get_by_role("button", name="Use this recording").click()
    expect(page.get_by_text(f"By {staff.NAME}")).to_be_visible()
    seconds = page.get_by_label("The recording").evaluate(
        """heard => new Promise((done, failed) => {
            heard.onloadedmetadata = () => done(heard.duration);
            heard.onerror = () => failed(heard.error.message);
            heard.load();
            heard.play();
        })"""
    )
    assert 1.0 < seconds < 6.0


def _try_replies(page: Page, scenario: str) -> None:
    """One that is good, and one that is not, with what the kiosk would find and say."""
    page.goto(scenario)
    page.get_by_role("link", name="Try it").click()
    good, _, poor = (name for _, name in OUTCOMES)
    for sample, told, onward in zip(
        staff.TURN.samples, (good, poor), ("Start over", "Take back the last step"), strict=False
    ):
        page.get_by_label("What you would say").fill(sample.text)
        page.get_by_role("button", name="Answer").click()
        found = page.get_by_role("region", name="Now")
        table = found.get_by_role("table")
        for skill in sample.findings:
            expect(table.get_by_text(Skill(skill).about.name, exact=True)).to_be_visible()
        expect(found.get_by_text(told, exact=True)).to_be_visible()
        expect(found.get_by_role("heading", name="Feedback")).to_be_visible()
        expect(found.get_by_text("The coach:").first).to_be_visible()
        page.get_by_text(onward, exact=True).click()
    expect(page.get_by_label("What you would say")).to_be_visible()


def _let_in(page: Page, code: str) -> None:
    page.goto("/kiosks")
    expect(page.get_by_text("One kiosk waits")).to_be_visible()
    page.get_by_label("Code").fill(code)
    page.get_by_label("Name").fill("Blue kiosk")
    page.get_by_label("Place").fill("Reading room")
    page.get_by_role("button", name="Let it in").click()
    expect(page.get_by_role("heading", name="Blue kiosk")).to_be_visible()
