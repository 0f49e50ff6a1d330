"""The way from a kiosk to its server, byte by byte, on which anything may happen to a request.

A real TCP proxy that reads just enough of HTTP to know where a request and an answer end.
"""

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.sync import protocol

LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d+)")
SINCE = re.compile(rb"since=\d+")
CHUNK = 1 << 16
FORGED = "a-forged-one"
PATIENCE = 60.0
"""Seconds for the server to answer."""


class Mishap(StrEnum):
    """What happens to one request."""

    BEFORE = "it is lost before the server sees it"
    HALF = "half of it reaches the server, then the line is cut"
    AFTER = "its answer is lost"
    CUT = "its answer is cut"
    TWICE = "it reaches the server twice, at one moment"
    LATE = "it is lost, and reaches the server after the one that follows"
    STALL = "its answer takes longer than the kiosk waits"
    BUSY = "something in between answers that it is busy"
    PORTAL = "something in between answers with a page"
    CHANGED = "the list in the answer is changed"
    OLD = "the answer is an older list, rightly signed"
    FORGED = "the list in the answer is signed by somebody else"
    SPOILED = "a byte of the answer is another one"
    KILL_AT = "the server is killed while it comes"
    KILL_AFTER = "the server is killed as the answer leaves it"


KILLS = frozenset({Mishap.KILL_AT, Mishap.KILL_AFTER})


@dataclass
class Plan:
    """What is to happen, and when."""

    mishap: Mishap
    path: str = ""
    """In the address of the request that it happens to; "" for the next one."""
    at: float = 0.5
    """How far into it, as a share."""


class Lost(Exception):
    """The line to the kiosk is cut."""


class Wire:
    """Listens on loopback for one kiosk; hands on to `port`."""

    def __init__(self, source: str, kill: Callable[[], None]) -> None:
        """
        Args:
            source: the address that the server sees.
            kill: kills the server.
        """
        self.port = 0
        self.plan: Plan | None = None
        self.lists: list[bytes] = []
        """Signed whole lists that went by, oldest first."""
        self.asked: list[str] = []
        self.source = source
        self._kill = kill
        self._late: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def calm(self) -> None:
        """Nothing more happens."""
        self.plan = None
        self._late.clear()

    def _listen(self) -> None:
        while True:
            try:
                kiosk, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(kiosk,), daemon=True).start()

    def _serve(self, kiosk: socket.socket) -> None:
        with kiosk, contextlib.suppress(OSError, Lost):
            while request := _message(kiosk, b""):
                late, self._late = self._late, []
                answer = self._answer(request)
                for one in late:
                    with contextlib.suppress(OSError, Lost):
                        self._ask(one)
                kiosk.sendall(answer)
                if isinstance(answer, _Cut):
                    return

    def _answer(self, request: bytes) -> bytes:
        line = request.split(b"\r\n", 1)[0].decode()
        self.asked.append(line)
        plan = self.plan
        if plan is None or plan.path not in line:
            answer = self._ask(request)
            if "/content" in line and answer.startswith(b"HTTP/1.1 200"):
                # Whoever is in between may ask for whole lists too, and keep them.
                self.lists.append(self._ask(SINCE.sub(b"since=0", request, count=1)))
            return answer
        self.plan = None
        return self._mishap(plan, request)

    def _mishap(self, plan: Plan, request: bytes) -> bytes:
        match plan.mishap:
            case Mishap.BEFORE:
                raise Lost
            case Mishap.LATE:
                self._late.append(request)
                raise Lost
            case Mishap.HALF:
                with self._connected() as server:
                    server.sendall(request[: _share(request, plan.at)])
                raise Lost
            case Mishap.AFTER:
                self._ask(request)
                raise Lost
            case Mishap.STALL:
                answer = self._ask(request)
                time.sleep(0.6)
                return answer
            case Mishap.TWICE:
                return self._twice(request)
            case Mishap.BUSY:
                return _page(503, b'{"detail": "Busy."}', "Retry-After: 1\r\n")
            case Mishap.PORTAL:
                return _page(200, b"<html>Welcome to our free Wi-Fi</html>")
            case Mishap.OLD if self.lists:
                return self.lists[_share(self.lists, plan.at)]
            case Mishap.KILL_AT:
                with self._connected() as server:
                    server.sendall(request)
                    time.sleep(plan.at * 0.05)
                    self._kill()
                raise Lost
            case Mishap.KILL_AFTER:
                answer = self._ask(request)
                self._kill()
                return answer
        return self._spoiled(plan, self._ask(request))

    def _spoiled(self, plan: Plan, answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        match plan.mishap:
            case Mishap.CUT:
                return _Cut(answer[: _share(answer, plan.at)])
            case Mishap.SPOILED if body:
                at = _share(body, plan.at)
                return head + b"\r\n\r\n" + body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            case Mishap.CHANGED | Mishap.FORGED if b'"signed"' in body:
                return _page(
                    200, _another_list(body, self.lists, forged=plan.mishap is Mishap.FORGED)
                )
        return answer

    def _twice(self, request: bytes) -> bytes:
        with self._connected() as one, self._connected() as other:
            one.sendall(request)
            other.sendall(request)
            second = _message(other, request)
            first = _message(one, request)
        return first or second

    def _ask(self, request: bytes) -> bytes:
        with self._connected() as server:
            server.sendall(request)
            answer = _message(server, request)
        if not answer:
            raise Lost
        return answer

    def _connected(self) -> socket.socket:
        return socket.create_connection(
            ("127.0.0.1", self.port), PATIENCE, source_address=(self.source, 0)
        )


class _Cut(bytes):
    """The line ends after it."""


def _share(whole: bytes | list[bytes], share: float) -> int:
    return min(int(len(whole) * share), len(whole) - 1)


def _message(line: socket.socket, request: bytes) -> bytes:
    """A whole request or answer; b"" where the line ended before.

    Args:
        request: that it answers.
    """
    found = b""
    while b"\r\n\r\n" not in found:
        more = line.recv(CHUNK)
        if not more:
            return b""
        found += more
    head, _, body = found.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    bare = request.startswith(b"HEAD") or b" 304 " in head[:16] or length is None
    wanted = 0 if bare or length is None else int(length[1])
    parts, size = [body], len(body)
    while size < wanted:
        more = line.recv(CHUNK)
        if not more:
            return b""
        parts.append(more)
        size += len(more)
    return head + b"\r\n\r\n" + b"".join(parts)


def _page(status: int, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} Whatever\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _another_list(body: bytes, seen: list[bytes], *, forged: bool) -> bytes:
    """A list of one scenario that nobody published, with bytes that the server has: with the old
    signature, or a right one of somebody else.
    """
    envelope = json.loads(body)
    manifest = json.loads(envelope["signed"])
    known = [body, *(one.partition(b"\r\n\r\n")[2] for one in seen)]
    changes = [one for text in known for one in json.loads(json.loads(text)["signed"])["changes"]]
    there = [one for one in changes if not one["withdrawn"]][:1]
    manifest["version"] += 1
    manifest["since"] = 0
    manifest["changes"] = [{**one, "scenario": FORGED} for one in there]
    listed = [(one["version"], one["sha256"]) for one in there]
    manifest["digest"] = protocol.digest({FORGED: listed[0]} if listed else {})
    text = json.dumps(manifest)
    signature = envelope["signature"]
    if forged:
        signature = protocol.sign(Ed25519PrivateKey.generate(), text)
    return json.dumps({"signed": text, "signature": signature}).encode()
