"""Lines that somebody types, without holding up the talk."""

import asyncio
import threading
from typing import TextIO


class Lines:
    """Reads lines in a thread of its own, so that leaving never waits for a key."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._reading: threading.Thread | None = None
        self._ended = False

    async def next(self) -> str | None:
        """The next line, without its end; None when there is no more."""
        if self._ended:
            return None
        if self._reading is None:
            loop = asyncio.get_running_loop()
            self._reading = threading.Thread(target=self._read, args=(loop,), daemon=True)
            self._reading.start()
        line = await self._queue.get()
        self._ended = line is None
        return line

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        more = True
        while more:
            try:
                line = self._source.readline()
            except (OSError, UnicodeDecodeError, ValueError):
                line = ""
            more = bool(line)
            try:
                loop.call_soon_threadsafe(
                    self._queue.put_nowait, line.rstrip("\r\n") if more else None
                )
            except RuntimeError:  # the talk is over and its loop closed
                return
