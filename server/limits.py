"""How much a request may carry, and how long it may take to arrive."""

import asyncio
import time
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY = 2_000_000
"""Bytes; a long scenario is some 100 kB as a form."""
SILENCE_SECONDS = 30.0
"""How long a sender may pause within a body."""
SLOWEST = 2_000
"""Bytes a second on average, after the first silence: less than the slowest mobile network, and an
end for whoever sends a byte now and then."""
TOO_LARGE = "This is larger than {limit:,} bytes, the most that is taken here."
TOO_SLOW = "The rest of what you sent did not arrive. Check the network, then send it again."


class BodyLimit:
    """Refuses bodies that are too large before they fill the memory, or too slow."""

    def __init__(self, app: ASGIApp, limits: Mapping[str, int], usual: int = BODY) -> None:
        self.app = app
        self._limits = sorted(limits.items(), key=lambda item: -len(item[0]))
        self._usual = usual

    def limit(self, path: str) -> int:
        """The most bytes for this path: the longest beginning that fits counts."""
        return next((most for start, most in self._limits if path.startswith(start)), self._usual)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit(scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"")
        too_large = declared.isdigit() and int(declared) > limit
        taken, whole = 0, False
        began = time.monotonic()

        async def counted() -> Message:
            nonlocal taken, whole
            if whole:
                return await receive()
            if too_large:
                raise HTTPException(413, TOO_LARGE.format(limit=limit))
            try:
                left = began + SILENCE_SECONDS + taken / SLOWEST - time.monotonic()
                async with asyncio.timeout(min(SILENCE_SECONDS, max(left, 0))):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, TOO_SLOW) from None
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413, TOO_LARGE.format(limit=limit))
            whole = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        await self.app(scope, counted, send)
