"""How long a connection may take over sending its head, and over taking its answer.

uvicorn waits for ever for both. A few hundred slow connections, meant or not, would then keep
everybody else out. How long a body may take is `server.limits`.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0
"""From the connection, or the first byte of the next request, to the end of its head."""
TAKING_SECONDS = 60.0
"""How long the other side may take nothing of an answer that waits for it."""
TOLD = b"The head of this request did not arrive in time. Check the network, then send it again."
TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(TOLD), TOLD)
)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to patience."""

    head_seconds = HEAD_SECONDS
    taking_seconds = TAKING_SECONDS

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """The first head is due from now on."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """A head that has begun is due; one that is whole is not waited for any more."""
        requests = self.cycle
        if self._idle():
            self._await_head()
        super().data_received(data)
        if self.cycle is not requests or not self._idle():
            self._forget_head()

    def _idle(self) -> bool:
        """Whether no request is under way."""
        return self.cycle is None or self.cycle.response_complete

    def _await_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(self.head_seconds, self._head_too_slow)

    def _forget_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _head_too_slow(self) -> None:
        self._head = None
        if not self.transport.is_closing() and self._idle():
            self.transport.write(TOO_SLOW)
            self.transport.close()

    def pause_writing(self) -> None:
        """The other side takes nothing for now."""
        super().pause_writing()
        self._taking = self.loop.call_later(self.taking_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It goes on."""
        self._forget_taking()
        super().resume_writing()

    def _forget_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._forget_head()
        self._forget_taking()
        super().connection_lost(exc)
