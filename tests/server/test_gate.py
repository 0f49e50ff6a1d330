"""Kiosks wait their turn, staff don't wait for them; who is sent away hears when to come again."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from server import gate
from server.gate import Gate, Pressure


class Work:
    """An app whose answers begin when they are let."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.arrived = asyncio.Semaphore(0)
        self.may_begin = asyncio.Event()
        self.may_end = asyncio.Event()
        self.most = 0
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.bodies.append(body)
        self.arrived.release()
        self._now += 1
        self.most = max(self.most, self._now)
        await self.may_begin.wait()
        self._now -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.may_end.wait()
        await send({"type": "http.response.body", "body": b"done"})


async def ask(app: Gate, path: str, *parts: bytes) -> list[Message]:
    """One request, whose body comes in these parts; gives what was answered."""
    waiting = list(parts) or [b""]
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "path": path, "method": "POST", "headers": []}
    await app(scope, receive, send)
    return sent


async def begun(work: Work, many: int) -> None:
    """So many more have begun."""
    async with asyncio.timeout(20):
        for _ in range(many):
            await work.arrived.acquire()


async def test_only_a_few_kiosks_are_served_at_one_moment_and_all_in_the_end() -> None:
    work = Work()
    app = Gate(work, at_work=3, in_row=100)
    every = [asyncio.create_task(ask(app, "/api/v1/wishes", b"a", b"b")) for _ in range(20)]
    await begun(work, 3)
    work.may_begin.set()
    work.may_end.set()
    assert [sent[0]["status"] for sent in await asyncio.gather(*every)] == [200] * 20
    assert work.most == 3
    assert work.bodies == [b"ab"] * 20


async def test_staff_do_not_wait_for_kiosks() -> None:
    work = Work()
    app = Gate(work, at_work=1, in_row=5)
    kiosks = [asyncio.create_task(ask(app, "/api/v1/wishes")) for _ in range(6)]
    await begun(work, 1)
    page = asyncio.create_task(ask(app, "/scenarios"))
    await begun(work, 1)
    work.may_begin.set()
    work.may_end.set()
    assert (await page)[0]["status"] == 200
    await asyncio.gather(*kiosks)


async def test_a_place_is_free_again_while_an_answer_is_still_on_its_way() -> None:
    work = Work()
    app = Gate(work, at_work=1)
    work.may_begin.set()
    first = asyncio.create_task(ask(app, "/api/v1/blobs/a"))
    second = asyncio.create_task(ask(app, "/api/v1/blobs/b"))
    await begun(work, 2)
    work.may_end.set()
    await asyncio.gather(first, second)


async def test_a_place_is_free_again_after_a_fault() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError

    app = Gate(broken, at_work=1)
    for _ in range(3):
        with pytest.raises(LookupError):
            async with asyncio.timeout(20):
                await ask(app, "/api/v1/wishes")


async def test_whoever_finds_the_row_full_is_told_when_to_come_again() -> None:
    work = Work()
    app = Gate(work, at_work=1, in_row=2)
    kept = [asyncio.create_task(ask(app, "/api/v1/wishes"))]
    await begun(work, 1)
    kept += [asyncio.create_task(ask(app, "/api/v1/wishes")) for _ in range(2)]
    for _ in range(10):
        await asyncio.sleep(0)
    start, body = await ask(app, "/api/v1/results", b"{}")
    assert start["status"] == 503
    headers = dict(start["headers"])
    assert gate.SOONEST <= int(headers[b"retry-after"]) <= gate.LATEST
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"connection"] == b"close"
    assert "nothing is lost" in json.loads(body["body"])["detail"]
    work.may_begin.set()
    work.may_end.set()
    assert [sent[0]["status"] for sent in await asyncio.gather(*kept)] == [200] * 3


async def test_what_arrives_all_at_once_never_takes_more_memory_than_is_meant_for_it() -> None:
    work = Work()
    app = Gate(work, at_work=1, in_row=1000, most_held=10_000)
    most = 0
    go_on = asyncio.Event()

    async def slow() -> list[Message]:
        parts, sent = 0, list[Message]()

        async def receive() -> Message:
            nonlocal parts, most
            parts += 1
            most = max(most, app._held)
            if parts == 5:
                await go_on.wait()
            return {"type": "http.request", "body": b"x" * 500, "more_body": parts < 5}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "path": "/api/v1/results", "method": "POST", "headers": []}
        await app(scope, receive, send)
        return sent

    every = [asyncio.create_task(slow()) for _ in range(40)]
    for _ in range(50):
        await asyncio.sleep(0)
    assert 8_000 <= most <= 10_000, "no more is asked for once it is full"
    go_on.set()
    work.may_begin.set()
    work.may_end.set()
    states = [sent[0]["status"] for sent in await asyncio.gather(*every)]
    assert states.count(200) >= 1
    assert set(states) == {200, 503}
    assert (await ask(app, "/api/v1/results", b"{}"))[0]["status"] == 200, "the room is free again"


async def test_what_arrives_slowly_keeps_nobody_from_the_row() -> None:
    work = Work()
    app = Gate(work, at_work=1, in_row=2)
    work.may_begin.set()
    work.may_end.set()
    never = asyncio.Event()

    async def receive() -> Message:
        await never.wait()
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    scope: dict[str, Any] = {"type": "http", "path": "/api/v1/wishes", "method": "GET"}
    slow = [asyncio.create_task(app(scope, receive, send)) for _ in range(20)]
    await asyncio.sleep(0)
    assert (await ask(app, "/api/v1/wishes"))[0]["status"] == 200
    for one in slow:
        one.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


async def test_what_is_done_together_takes_no_place_of_its_own_as_long_as_it_is_small() -> None:
    work = Work()
    app = Gate(work, at_work=2, together=["/api/v1/results"])
    small = [asyncio.create_task(ask(app, "/api/v1/results", b"{}")) for _ in range(30)]
    await begun(work, 30)
    large = b"x" * (gate.SMALL + 1)
    rest = [asyncio.create_task(ask(app, "/api/v1/results", large)) for _ in range(5)]
    rest += [asyncio.create_task(ask(app, "/api/v1/blobs/a")) for _ in range(5)]
    await begun(work, 2)
    for _ in range(20):
        await asyncio.sleep(0)
    assert work.most == 32
    work.may_begin.set()
    work.may_end.set()
    await asyncio.gather(*small, *rest)


def test_those_who_are_sent_away_come_again_over_the_time_that_all_of_them_take() -> None:
    moment = 0.0
    pressure = Pressure(clock=lambda: moment, chance=lambda _, latest: latest)
    for _ in range(1000):
        pressure.served()
    assert pressure.sent_away() == gate.SOONEST
    for _ in range(1000):
        seconds = pressure.sent_away()
    assert seconds == 40  # 1,000 in ten seconds, and some 1,000 will ask four times each
    for _ in range(4000):
        seconds = pressure.sent_away()
    assert seconds == gate.LATEST
    moment = 3 * gate.WINDOW
    assert pressure.sent_away() <= gate.WINDOW


def test_those_who_come_before_anybody_was_served_need_not_wait_for_the_longest() -> None:
    pressure = Pressure(chance=lambda _, latest: latest)
    for _ in range(1000):
        seconds = pressure.sent_away()
    assert seconds == 40


def test_they_do_not_all_come_at_one_moment() -> None:
    pressure = Pressure()
    assert len({pressure.sent_away() for _ in range(1000)}) > 20


def test_the_row_is_as_long_as_what_is_served_while_a_kiosk_waits() -> None:
    moment = 0.0
    pressure = Pressure(clock=lambda: moment)
    assert pressure.served_in(8.0) == 800
    for _ in range(3000):
        pressure.served()
    assert pressure.served_in(8.0) == 2400
    moment = 1.5 * gate.WINDOW
    assert pressure.served_in(8.0) == 2400
    moment = 4 * gate.WINDOW
    assert pressure.served_in(8.0) == 800
