"""Kiosks as the server meets them: what they send, and how they come again when it could not be.

A kiosk keeps what it could not deliver, and waits before it tries again as the real one does
(`device.sync.backoff`): full jitter, and never less than the server asked for.
"""

import asyncio
import json
import os
import random
import ssl
import time
import uuid
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from device.coach.skills import Skill
from device.sync.backoff import FIRST, Backoff
from tests.bench.load.centre import Enrolled
from tests.bench.load.wire import Answer, Line, request

ANSWER_SECONDS = 30.0
"""How long a kiosk waits for an answer."""
MOST_ITEMS = 50
TICK = 0.02
"""Seconds between two looks at whose practice has ended."""
SKILLS = [skill.value for skill in Skill]
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
DELIVERED = frozenset({"created", "duplicate"})


def _pattern(pick: random.Random) -> str:
    """An attempt of six replies as JSON, with gaps for what differs: 2.7 kB, as from a kiosk."""
    replies = [
        {
            "turn": f"t{n}",
            "attempt": 1,
            "at": 40.0 * n + 9.3,
            "words": 14,
            "confidence": 0.93,
            "timing": {"gap": 1.4, "overlap": 0, "duration": 6.2},
            "findings": [
                {"skill": skill, "confidence": 0.83, "source": "model"}
                for skill in pick.sample(SKILLS, 4)
            ],
            "outcome": "opens_up",
            "openness": 0.6,
            "praised": pick.choice(SKILLS),
        }
        for n in range(6)
    ]
    return json.dumps(
        {
            "id": "@id",
            "device": "@device",
            "boot": "@boot",
            "sequence": -1,
            "began": {"monotonic": 100.0, "quality": "none"},
            "seconds": 312.4,
            "scenario": {"id": f"scenario-{pick.randrange(20)}", "version": 1, "sha256": SHA},
            "path": ["t1", "t2", "t3", "t4", "t5", "t6"],
            "end": "finished",
            "ending": "goodbye",
            "replies": replies,
            "program": "0.1.0",
            "recognizer": "vosk",
        }
    )


PATTERNS = [_pattern(random.Random(seed)) for seed in range(50)]


def uuid7() -> str:
    """Of this moment."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0F, 0x80 | raw[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(raw)))


@dataclass
class Tally:
    """What all kiosks together met with."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    """How long each request that was done took, by what it was for."""
    met: Counter[str] = field(default_factory=Counter)
    """Statuses, and what else became of requests."""
    answers: Counter[str] = field(default_factory=Counter)
    """What the server said of attempts."""
    delivered: set[uuid.UUID] = field(default_factory=set)
    """Attempts that the server said it has."""
    begun: float = field(default_factory=time.monotonic)
    through: list[float] = field(default_factory=list)
    """Seconds from the beginning until each kiosk was through with all."""

    @property
    def requests(self) -> int:
        """Those that were done."""
        return sum(map(len, self.seconds.values()))


@dataclass
class Kiosk:
    """One of them."""

    enrolled: Enrolled
    line: Line
    boot: str = field(default_factory=lambda: str(uuid.uuid4()))
    sequence: int = 0
    waiting: list[tuple[str, str]] = field(default_factory=list)
    """Attempts not delivered yet: number and JSON."""
    busy: bool = False

    def practise(self) -> str:
        """Somebody has practised; gives the attempt's number."""
        self.sequence += 1
        number = uuid7()
        text = random.choice(PATTERNS)
        for gap, value in (
            ("@id", number),
            ("@device", str(self.enrolled.id)),
            ("@boot", self.boot),
        ):
            text = text.replace(gap, value, 1)
        text = text.replace('"sequence": -1', f'"sequence": {self.sequence}', 1)
        self.waiting.append((number, text))
        return number


class Fleet:
    """Many kiosks and one server."""

    def __init__(
        self, port: int, enrolled: list[Enrolled], tls: ssl.SSLContext | None = None
    ) -> None:
        self.kiosks = [Kiosk(one, Line(port, tls)) for one in enrolled]
        self.tally = Tally()
        self._together: asyncio.TaskGroup
        self.made: set[uuid.UUID] = set()
        """Every attempt that was ever made."""

    def practise(self, kiosk: Kiosk) -> None:
        """Somebody has practised at it."""
        self.made.add(uuid.UUID(kiosk.practise()))

    async def ask(
        self, kiosk: Kiosk, what: str, make: Callable[[], bytes], good: int = 200
    ) -> Answer:
        """Until it is answered; `make` gives the request anew each time."""
        backoff = Backoff()
        while True:
            least = None
            began = time.perf_counter()
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    answer = await kiosk.line.ask(make())
            except TimeoutError:
                self.tally.met["no answer in time"] += 1
            except (OSError, EOFError):
                self.tally.met["no connection"] += 1
            else:
                self.tally.met[str(answer.status)] += 1
                if answer.status == good:
                    took = time.perf_counter() - began
                    self.tally.seconds.setdefault(what, []).append(took)
                    return answer
                if answer.status not in (408, 429, 500, 502, 503, 504):
                    raise RuntimeError(f"{what}: {answer.status} {answer.body!r}")
                least = answer.retry_after
                if least is None:
                    self.tally.met["no Retry-After"] += 1
                kiosk.line.close()
            await asyncio.sleep(backoff.failed(least))

    async def health(self, kiosk: Kiosk) -> None:
        """Tell how it is."""
        report = {
            "version": "0.1.0",
            "boot": kiosk.boot,
            "clock": {"monotonic": 400.0, "quality": "none"},
            "sequence": kiosk.sequence,
            "disk_free": 20_000_000_000,
            "disk_size": 31_000_000_000,
            "queue": len(kiosk.waiting),
        }
        body = json.dumps(report).encode()
        token = kiosk.enrolled.token
        await self.ask(kiosk, "health", lambda: request("POST", "/api/v1/health", token, body))

    async def wishes(self, kiosk: Kiosk) -> None:
        """Hear what the centre would like."""
        token = kiosk.enrolled.token
        await self.ask(kiosk, "wishes", lambda: request("GET", "/api/v1/wishes", token))

    async def content(self, kiosk: Kiosk, since: int) -> None:
        """Ask what changed."""
        path = f"/api/v1/content?since={since}&known=1"
        token = kiosk.enrolled.token
        await self.ask(kiosk, "content", lambda: request("GET", path, token))

    async def results(self, kiosk: Kiosk, lost: float = 0.0) -> None:
        """Bring what waits, oldest first.

        Args:
            lost: the chance that the connection breaks before the answer is read.
        """
        while kiosk.waiting:
            batch = kiosk.waiting[:MOST_ITEMS]
            body = (
                f'{{"boot": "{kiosk.boot}", "sent": {{"monotonic": 420.0, "quality": "none"}},'
                f' "items": [{", ".join(text for _, text in batch)}]}}'
            ).encode()
            token = kiosk.enrolled.token
            sent = request("POST", "/api/v1/results", token, body)
            if random.random() < lost:
                self.tally.met["answer lost on purpose"] += 1
                try:
                    await kiosk.line.break_off(sent, random.uniform(0, 0.1))
                except OSError:
                    self.tally.met["no connection"] += 1
                await asyncio.sleep(random.uniform(0, FIRST))
            answer = await self.ask(kiosk, "results", lambda sent=sent: sent)  # type: ignore[misc]
            items = json.loads(answer.body)["items"]
            for (number, _), item in zip(batch, items, strict=True):
                self.tally.answers[item["answer"]] += 1
                if item["answer"] in DELIVERED and item["id"] == number:
                    self.tally.delivered.add(uuid.UUID(number))
            del kiosk.waiting[: len(batch)]

    async def come(self, kiosk: Kiosk, since: int, lost: float) -> None:
        """All that a kiosk does when the network is back."""
        await self.health(kiosk)
        await self.wishes(kiosk)
        await self.content(kiosk, since)
        await self.results(kiosk, lost)
        kiosk.line.close()
        self.tally.through.append(time.monotonic() - self.tally.begun)

    async def storm(self, since: int, lost: float) -> None:
        """All come at once."""
        self.tally = Tally()
        async with asyncio.TaskGroup() as together:
            for number, kiosk in enumerate(self.kiosks):
                # One in ten is new, or was put back, and asks for the whole list.
                together.create_task(self.come(kiosk, 0 if number % 10 == 0 else since, lost))

    async def stream(self, rate: float, seconds: float, since: int, lost: float) -> None:
        """Practices end at this rate, wherever; each is brought as soon as it ended.

        Beside it every kiosk tells how it is, and asks for content, as often as the server wishes
        of so many.
        """
        self.tally = Tally()
        every = min(max(60.0, len(self.kiosks) / 20), 900.0)
        began = time.monotonic()
        async with asyncio.TaskGroup() as together:
            self._together = together
            done = told = 0
            while (gone := time.monotonic() - began) < seconds:
                while done < gone * rate:
                    done += 1
                    kiosk = random.choice(self.kiosks)
                    self.practise(kiosk)
                    self._begin(kiosk, self.results(kiosk, lost))
                while told < gone * len(self.kiosks) / every:
                    kiosk = self.kiosks[told % len(self.kiosks)]
                    told += 1
                    self._begin(kiosk, self._beat(kiosk, since))
                await asyncio.sleep(TICK)
        for kiosk in self.kiosks:
            await self.results(kiosk)
            kiosk.line.close()

    def _begin(self, kiosk: Kiosk, work: Coroutine[None, None, None]) -> None:
        """Let a kiosk do something, unless it is at work: then it does all that waits anyway."""
        if kiosk.busy:
            work.close()
            return
        kiosk.busy = True
        self._together.create_task(self._working(kiosk, work))

    async def _working(self, kiosk: Kiosk, work: Coroutine[None, None, None]) -> None:
        await work
        kiosk.busy = False

    async def _beat(self, kiosk: Kiosk, since: int) -> None:
        await self.health(kiosk)
        await self.content(kiosk, since)
        await self.results(kiosk)
