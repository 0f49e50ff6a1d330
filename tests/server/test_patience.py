"""Slow clients, against a real server in a process of its own with short patience."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.server.running import Server

SHORT = (
    "import server.patience as p, server.limits as l;"
    "p.PatientProtocol.head_seconds = 0.6; p.PatientProtocol.taking_seconds = 0.6;"
    "l.SILENCE_SECONDS = 0.8; l.SLOWEST = 100;"
)


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("patience")
    url = URL.create("sqlite", database=str(folder / "server.sqlite3"))
    Path(str(url.database)).write_bytes(sqlite_template.read_bytes())
    with Server(url, folder, first=SHORT) as running:
        yield running


@pytest.fixture
def wire(server: Server) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        yield connection


def one_answer(wire: socket.socket) -> bytes:
    """One whole answer, in however many parts it comes; the connection stays open."""
    told = b""
    while b"\r\n\r\n" not in told:
        part = wire.recv(65536)
        assert part, "the connection was closed"
        told += part
    head, _, body = told.partition(b"\r\n\r\n")
    (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
    while len(body) < int(length):
        part = wire.recv(65536)
        assert part, "the connection was closed"
        body += part
    assert len(body) == int(length)
    return head


def answer(wire: socket.socket) -> bytes:
    """All that comes until the other side ends it."""
    told = b""
    while part := wire.recv(65536):
        told += part
    return told


FORM = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 500\r\n"
TYPE = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"


@pytest.mark.parametrize("sent", [b"", b"GET /sign-in HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_does_not_arrive_is_given_up(wire: socket.socket, sent: bytes) -> None:
    wire.sendall(sent)
    told = answer(wire)
    assert told.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"did not arrive in time" in told


def test_a_head_that_drips_is_given_up(wire: socket.socket) -> None:
    wire.sendall(b"GET /sign-in HTTP/1.1\r\nHost: x\r\n")
    began = time.monotonic()
    try:
        for number in range(100):
            wire.sendall(b"X-%d: y\r\n" % number)
            time.sleep(0.1)
    except OSError:
        pass
    assert time.monotonic() - began < 9, "the server went on taking it"


def test_the_head_of_a_second_request_is_due_too(wire: socket.socket) -> None:
    wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert one_answer(wire).startswith(b"HTTP/1.1 200")
    wire.sendall(b"GET /healthz HTTP/1.1\r\n")
    assert b"408" in answer(wire)


def test_two_requests_on_one_connection_are_both_answered(wire: socket.socket) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    wire.sendall(request + b"\r\n" + request + b"Connection: close\r\n\r\n")
    assert answer(wire).count(b"HTTP/1.1 200") == 2


def test_a_connection_that_waits_between_requests_is_kept(wire: socket.socket) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for _ in range(2):
        wire.sendall(request)
        assert one_answer(wire).startswith(b"HTTP/1.1 200")
        time.sleep(1.2)  # twice the patience with a head


def test_a_body_that_does_not_come_is_given_up_in_words(wire: socket.socket) -> None:
    wire.sendall(FORM + b"Connection: close\r\n" + TYPE + b"name=")
    told = answer(wire)
    assert told.startswith(b"HTTP/1.1 408")
    assert b"The rest of what you sent did not arrive." in told


def test_a_body_that_drips_is_given_up(wire: socket.socket) -> None:
    wire.sendall(FORM + b"Connection: close\r\n" + TYPE)
    wire.settimeout(0.1)
    told, began = b"", time.monotonic()
    while not told and time.monotonic() - began < 30:
        wire.sendall(b"a")
        try:
            told = wire.recv(65536)
        except TimeoutError:
            continue
    assert told.startswith(b"HTTP/1.1 408")


def test_a_body_in_several_parts_that_keep_coming_is_taken(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(FORM + b"Connection: close\r\n" + TYPE)
        for _ in range(5):
            wire.sendall(b"a" * 100)
            time.sleep(0.3)
        told = answer(wire)
    assert told.startswith(b"HTTP/1.1 403"), "read to its end, and refused for want of a token"


def test_who_does_not_take_the_answer_is_let_go(server: Server) -> None:
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.settimeout(30)
        wire.connect(("127.0.0.1", server.port))
        request = b"GET /static/wellheard.css HTTP/1.1\r\nHost: x\r\n\r\n"
        try:
            for _ in range(2000):
                wire.sendall(request)
        except OSError:
            return  # let go while still asking
        time.sleep(2)
        with pytest.raises(OSError):  # reset, or broken pipe
            for _ in range(100):
                wire.sendall(request)
                time.sleep(0.05)


def test_others_are_served_while_many_dawdle(server: Server) -> None:
    dawdling = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
    try:
        reply, _ = server.ask("GET", "/healthz")
        assert reply.status == 200
    finally:
        for one in dawdling:
            one.close()
