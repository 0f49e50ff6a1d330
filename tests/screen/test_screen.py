"""A real screen on a real port: who may look, who may press, and that nobody holds it up."""

import asyncio
import json
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from device.coach.talk.act import Command
from device.event import CoachSaid
from device.panel.light import Light
from device.screen import Begin, Choice, Chosen, Pressed, Screen, ScreenError, Typed, View
from device.screen.screen import ASKED
from device.screen.serve import LARGEST, PAGES

IDLE = View(Light.IDLE, begin=True)
PATIENCE = 40.0
"""Seconds after which a test gives up; the machine may be busy with others."""


@pytest.fixture
async def screen() -> AsyncIterator[Screen]:
    made = await Screen.start(0)
    yield made
    await made.close()


class Events:
    """A page that reads what happens."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.numbers: list[str] = []

    async def next(self) -> tuple[str, Any]:
        kind = ""
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name == "id":
                    self.numbers.append(value)
                if name == "event":
                    kind = value
                if name == "data" and kind != "beat":
                    return kind, json.loads(value)
        raise AssertionError("the stream ended")


class Browser:
    """What a page of ours would send, unless a test says otherwise."""

    def __init__(self, screen: Screen, client: httpx2.AsyncClient) -> None:
        self.screen, self.client = screen, client
        self.token = ""

    async def ask(self, asked: object, **headers: str) -> int:
        if not self.token:
            async with self.client.stream("GET", f"{self.screen.address}/events") as answer:
                _, whole = await Events(answer.aiter_lines()).next()
                self.token = whole["token"]
        sent = {
            "Origin": self.screen.address,
            "X-Wellheard-Token": self.token,
            "Content-Type": "application/json",
            **headers,
        }
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        answer = await self.client.post(
            f"{self.screen.address}/ask",
            content=body,
            headers={name: value for name, value in sent.items() if value},
        )
        return answer.status_code


@pytest.fixture
async def browser(screen: Screen) -> AsyncIterator[Browser]:
    async with httpx2.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
        yield Browser(screen, client)


async def test_what_is_asked_is_handed_on(screen: Screen, browser: Browser) -> None:
    screen.show(IDLE)
    assert await browser.ask({"ask": "begin"}) == 204
    assert await asyncio.wait_for(screen.asked.get(), 5) == Begin()


async def test_a_press_that_comes_too_late_comes_to_nothing(
    screen: Screen, browser: Browser
) -> None:
    screen.show(View(buttons=(Command.SKIP,)))
    assert await browser.ask({"ask": "pressed", "command": "go_on"}) == 409
    assert await browser.ask({"ask": "typed", "text": "hello"}) == 409
    assert screen.asked.empty()
    assert await browser.ask({"ask": "pressed", "command": "skip"}) == 204
    assert screen.asked.get_nowait() == Pressed(Command.SKIP)


async def test_presses_that_nobody_takes_are_refused_at_last(
    screen: Screen, browser: Browser
) -> None:
    screen.show(IDLE)
    for _ in range(ASKED):
        assert await browser.ask({"ask": "begin"}) == 204
    assert await browser.ask({"ask": "begin"}) == 503


async def test_what_was_asked_is_forgotten_with_the_visit(screen: Screen, browser: Browser) -> None:
    screen.show(View(typing=True))
    await browser.ask({"ask": "typed", "text": "something said"})
    screen.forget()
    assert screen.asked.empty()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8484"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Wellheard-Token": "guess"},
        {"X-Wellheard-Token": ""},
    ],
    ids=str,
)
async def test_another_site_can_not_press(
    screen: Screen, browser: Browser, headers: dict[str, str]
) -> None:
    screen.show(IDLE)
    assert await browser.ask({"ask": "begin"}) == 204
    screen.forget()
    assert await browser.ask({"ask": "begin"}, **headers) == 403
    assert screen.asked.empty()


@pytest.mark.parametrize("path", ["/", "/events", "/page.js", "/nothing"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
async def test_another_site_can_not_look(
    screen: Screen, browser: Browser, path: str, headers: dict[str, str]
) -> None:
    answer = await browser.client.get(f"{screen.address}{path}", headers=headers)
    assert answer.status_code == 403
    assert answer.headers["cache-control"] == "no-store"


async def test_what_is_too_large_or_no_json_is_refused(screen: Screen, browser: Browser) -> None:
    screen.show(View(typing=True))
    large = json.dumps({"ask": "typed", "text": "x" * LARGEST}).encode()
    assert await browser.ask(large) == 413
    assert await browser.ask(b"{") == 422
    assert await browser.ask({"ask": "begin"}, **{"Content-Type": "text/plain"}) == 415
    assert screen.asked.empty()
    assert await browser.ask({"ask": "typed", "text": "🙂" * 2000}) == 204
    assert screen.asked.get_nowait() == Typed("🙂" * 2000)


async def test_every_answer_is_kept_nowhere_and_allows_nothing_from_elsewhere(
    screen: Screen, browser: Browser
) -> None:
    paths = ["/", *re.findall(r'(?:src|href)="(/[^"]+)"', (await _get(browser, "/")).text)]
    assert {"/page.css", "/page.js"} <= set(paths)
    for path in [*paths, "/line.js", "/nothing"]:
        answer = await _get(browser, path)
        assert answer.headers["cache-control"] == "no-store"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy


async def test_no_part_of_the_page_names_another_address_or_runs_in_line(
    screen: Screen, browser: Browser
) -> None:
    page = (await _get(browser, "/")).text
    assert "//" not in page
    assert "style=" not in page
    assert re.findall(r"<script(?! type=\"module\" src=\"/page\.js\"></script>)", page) == []
    for name in ("page.css", "page.js", "line.js", "pager.js", "scan.js", "typing.js"):
        part = (await _get(browser, f"/{name}")).text
        assert "http" not in part
        assert "innerHTML" not in part


async def test_nothing_outside_its_folder_can_be_had(screen: Screen, browser: Browser) -> None:
    for path in ("/screen.py", "/..%2fscreen.py", "/%2e%2e/screen.py", "/docs", "/openapi.json"):
        assert (await _get(browser, path)).status_code == 404


async def _get(browser: Browser, path: str) -> httpx2.Response:
    return await browser.client.get(f"{browser.screen.address}{path}")


async def test_who_comes_late_gets_the_whole_and_then_every_change(
    screen: Screen, browser: Browser
) -> None:
    screen.show(IDLE)
    screen.tell(CoachSaid(0.0, 1.0, "Welcome."))
    async with browser.client.stream("GET", f"{screen.address}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = Events(answer.aiter_lines())
        kind, whole = await events.next()
        assert kind == "whole"
        assert whole["view"]["begin"]
        assert [line["text"] for line in whole["captions"]] == ["Welcome."]
        screen.partial("so far")
        assert await events.next() == ("partial", "so far")
        screen.forget()
        assert await events.next() == ("forget", None)
        numbers = [int(number.partition("-")[2]) for number in events.numbers]
        assert numbers == sorted(set(numbers))


async def test_a_page_that_never_reads_holds_nobody_up(screen: Screen, browser: Browser) -> None:
    host, port = "127.0.0.1", int(screen.address.rpartition(":")[2])
    stuck = socket.create_connection((host, port))
    try:
        stuck.sendall(f"GET /events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        async with browser.client.stream("GET", f"{screen.address}/events") as answer:
            events = Events(answer.aiter_lines())
            await events.next()
            for count in range(600):
                screen.tell(CoachSaid(0.0, 1.0, f"{count} " + "x" * 1900))
                await asyncio.sleep(0)
            screen.tell(CoachSaid(0.0, 1.0, "the last"))
            text = ""
            while text != "the last":
                kind, data = await events.next()
                text = data["captions"][-1]["text"] if kind == "whole" else data["text"]
    finally:
        stuck.close()


async def test_a_page_too_many_lets_the_first_one_go(screen: Screen) -> None:
    host, _, port = screen.address.removeprefix("http://").partition(":")
    looking = []
    for _ in range(PAGES + 1):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET /events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"event: whole")
        looking.append((reader, writer))
    assert screen.pages == PAGES
    screen.tell(CoachSaid(0.0, 1.0, "Hello."))
    async with asyncio.timeout(PATIENCE):
        for reader, _ in looking[1:]:
            await reader.readuntil(b"event: caption")
        assert b"Hello." not in await looking[0][0].readuntil(b"\r\n0\r\n")
    for _, writer in looking:
        writer.close()
        await writer.wait_closed()


async def test_it_closes_while_pages_look_and_frees_its_port(
    screen: Screen, browser: Browser
) -> None:
    async with browser.client.stream("GET", f"{screen.address}/events") as answer:
        await Events(answer.aiter_lines()).next()
        assert screen.pages == 1
        await screen.close()
        assert not screen.serving
    again = await Screen.start(int(screen.address.rpartition(":")[2]))
    assert again.address == screen.address
    assert again.serving
    await again.close()
    await again.close()


async def test_a_port_that_another_program_has_is_told_with_the_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ScreenError, match="screen_port"):
            await Screen.start(other.getsockname()[1])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "8.8.8.8"])
async def test_it_is_never_served_where_another_machine_reaches_it(host: str) -> None:
    with pytest.raises(ScreenError, match="other machines would reach it"):
        await Screen.start(0, host=host)


async def test_no_word_is_logged(
    screen: Screen, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    screen.show(View(typing=True))
    await browser.ask({"ask": "typed", "text": "a-secret-word"})
    await browser.ask(b'{"ask": "typed", "text": ["a-secret-word"]}')
    screen.tell(CoachSaid(0.0, 1.0, "a-secret-word"))
    screen.partial("a-secret-word")
    await _get(browser, "/")
    ours = [record for record in caplog.records if not record.name.startswith("http")]
    assert "a-secret-word" not in "\n".join(record.getMessage() for record in ours)


async def test_choices_are_handed_on_by_their_id(screen: Screen, browser: Browser) -> None:
    screen.show(View(choices=(Choice("grief", "Loss"),)))
    assert await browser.ask({"ask": "chosen", "id": "Loss"}) == 409
    assert await browser.ask({"ask": "chosen", "id": "grief"}) == 204
    assert screen.asked.get_nowait() == Chosen("grief")


def test_a_kiosk_without_a_screen_does_not_wait_for_fastapi() -> None:
    code = (
        "import sys, device.screen; print({'fastapi', 'uvicorn', 'starlette'} & set(sys.modules))"
    )
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"
