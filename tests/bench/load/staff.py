"""Somebody of the staff who goes on working while kiosks storm."""

import asyncio
import ssl
import time

from tests.bench.load.wire import Line, request

PAGES = ("/scenarios", "/results", "/kiosks/api")
"""One that reads scenarios, one that reads results, one that reads nothing."""
EVERY = 0.5
"""Seconds between two pages."""
PATIENCE = 30.0


class Desk:
    """Opens a page now and then, each on a new connection, as after a pause in reading."""

    def __init__(self, port: int, cookie: str, tls: ssl.SSLContext | None = None) -> None:
        name = "__Host-wellheard-session" if tls else "wellheard-session"
        self._cookie = f"{name}={cookie}"
        self._port = port
        self._tls = tls
        self.seconds: list[float] = []
        """How long each page took."""
        self.refused = 0
        """Pages that did not come, or not as a page."""

    async def warm(self, times: int) -> None:
        """Open each page so often: the first time, a process reads what it then keeps."""
        for path in PAGES * times:
            line = Line(self._port, self._tls)
            try:
                await line.ask(request("GET", path, cookie=self._cookie))
            finally:
                line.close()

    async def work(self) -> None:
        """Until it is cancelled."""
        number = 0
        while True:
            line = Line(self._port, self._tls)
            sent = request("GET", PAGES[number % len(PAGES)], cookie=self._cookie)
            number += 1
            began = time.perf_counter()
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await line.ask(sent)
                self.refused += answer.status != 200
            except (OSError, EOFError, TimeoutError):
                self.refused += 1
            finally:
                line.close()
            self.seconds.append(time.perf_counter() - began)
            await asyncio.sleep(EVERY)
