"""HTTP/1.1 with as little work as can be, so that who measures takes little of what is measured."""

import asyncio
import ssl
from dataclasses import dataclass

LONGEST_HEAD = 16_384


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    """In lower case."""
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """Seconds, where the server says."""
        _, found, rest = self.head.partition(b"\r\nretry-after:")
        return float(rest.partition(b"\r\n")[0]) if found else None


class Line:
    """A connection, kept as long as the server keeps it."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._port = port
        self._tls = tls
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> Answer:
        """Send one request and read its answer.

        Raises:
            OSError: there is no connection, or it broke.
            EOFError: it was closed before the answer was whole.
        """
        reader, writer = await self._open()
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            size = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(size)
        except BaseException:
            self.close()
            raise
        if b"\r\nconnection: close" in head:
            self.close()
        return Answer(int(head[9:12]), head, body)

    async def break_off(self, request: bytes, seconds: float) -> None:
        """Send one request, and go before its answer is read, as a bad network would have it."""
        _, writer = await self._open()
        writer.write(request)
        await asyncio.sleep(seconds)
        self.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._ends is None or self._ends[0].at_eof():
            self.close()
            self._ends = await asyncio.open_connection(
                "127.0.0.1", self._port, ssl=self._tls, limit=LONGEST_HEAD
            )
        return self._ends

    def close(self) -> None:
        """Let go of it, at once."""
        if self._ends is not None:
            self._ends[1].transport.abort()
            self._ends = None


def request(method: str, path: str, token: str = "", body: bytes = b"", cookie: str = "") -> bytes:
    """A request's bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
