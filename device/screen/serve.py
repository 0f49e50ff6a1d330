"""What a browser on this machine can ask: the page, what happens, and one door to ask through.

Imported only when a screen is started: FastAPI takes its time.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from device.screen.asked import Asked, AskedError, read
from device.screen.guard import Guard
from device.screen.memory import Memory
from device.screen.page import Page

BEAT = 3.0
"""Seconds after which a page where nothing happens is told that the kiosk lives. The page gives up
after three times as long."""
LARGEST = 32_000
"""Bytes of what is asked: the longest typed reply, with every letter escaped."""
SLOWEST = 5.0
"""Seconds in which what is asked must have arrived."""
PAGES = 4
"""Pages that look at the same time: the kiosk's own, and staff's who look into it. One more, and
the page that came first is let go."""


class Streams:
    """The pages that look."""

    def __init__(self, memory: Memory, greeting: dict[str, Any]) -> None:
        self._memory = memory
        self._greeting = greeting
        self._open: dict[int, None] = {}
        self._came = 0
        self.closed = False

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._open)

    def close(self) -> None:
        """Let all of them go."""
        self.closed = True
        self._memory.wake()

    async def watch(self) -> AsyncIterator[str]:
        """All that a page is told, from what is so now."""
        self._came += 1
        mine = self._came
        self._open[mine] = None
        while len(self._open) > PAGES:
            del self._open[next(iter(self._open))]
            self._memory.wake()
        try:
            seen = self._memory.number
            yield self._whole()
            while self._welcome(mine):
                await self._memory.news(seen, BEAT)
                if not self._welcome(mine):
                    return
                changes, seen = self._memory.since(seen), self._memory.number
                if changes is None:
                    yield self._whole()
                elif changes:
                    yield "".join(
                        _message(change.kind, change.data, self._id(change.number))
                        for change in changes
                    )
                else:
                    yield _message("beat", None)
        finally:
            self._open.pop(mine, None)

    def _welcome(self, page: int) -> bool:
        return page in self._open and not self.closed

    def _whole(self) -> str:
        return _message(
            "whole", {**self._memory.whole(), **self._greeting}, self._id(self._memory.number)
        )

    def _id(self, number: int) -> str:
        return f"{self._memory.run}-{number}"


def _message(kind: str, data: Any, number: str = "") -> str:
    """One server-sent event; JSON has no line breaks of its own."""
    numbered = f"id: {number}\n" if number else ""
    return f"{numbered}event: {kind}\ndata: {json.dumps(data)}\n\n"


class Site:
    """All of it."""

    def __init__(self, memory: Memory, page: Page, ask: Callable[[Asked], HTTPStatus]) -> None:
        """
        Args:
            ask: hands on what was asked; says how it went.
        """
        self.token = secrets.token_urlsafe(32)
        self.streams = Streams(memory, {"page": page.mark, "token": self.token})
        self._page = page
        self._ask = ask

    def app(self, port: int) -> Guard:
        """To be served on this port."""
        made = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        made.add_api_route("/", self._html, methods=["GET"], response_class=HTMLResponse)
        made.add_api_route("/events", self._events, methods=["GET"])
        made.add_api_route("/ask", self._asked, methods=["POST"])
        made.add_api_route("/{name}", self._part, methods=["GET"])
        hosts = (f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        return Guard(made, hosts=tuple(hosts), token=self.token)

    async def _html(self) -> HTMLResponse:
        return HTMLResponse(self._page.html)

    async def _part(self, name: str) -> Response:
        part = self._page.parts.get(name)
        if part is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return Response(part.body, media_type=part.kind)

    async def _events(self) -> StreamingResponse:
        return StreamingResponse(self.streams.watch(), media_type="text/event-stream")

    async def _asked(self, request: Request) -> Response:
        if request.headers.get("content-type") != "application/json":
            return Response(status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        body = b""
        try:
            async with asyncio.timeout(SLOWEST):
                async for part in request.stream():
                    body += part
                    if len(body) > LARGEST:
                        return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except TimeoutError:
            return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)
        try:
            asked = read(body)
        except AskedError:
            return Response(status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
        return Response(status_code=self._ask(asked))
