"""The service manager is told when the server answers, and no more when it doesn't."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.server.running import Server, free_port

SPAN = 3
"""Seconds within which the manager is to hear something."""


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(60)
        yield listening


def test_it_is_ready_once_it_answers_alive_while_it_does_and_says_when_it_stops(
    heard: socket.socket, tmp_path: Path
) -> None:
    more = {
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": str(SPAN * 1_000_000),
        "WELLHEARD_PORT": str(free_port()),
    }
    url = make_url(f"sqlite:///{tmp_path / 'server.sqlite3'}")
    with Server(url, tmp_path, first="", workers=1, told=None, **more) as server:
        assert heard.recv(200).decode().splitlines()[0] == "READY=1"
        assert heard.recv(200) == b"WATCHDOG=1"
        os.kill(server.process.pid, signal.SIGSTOP)
        heard.setblocking(False)
        try:
            while heard.recv(200):
                pass
        except BlockingIOError:
            pass
        heard.settimeout(SPAN)
        with pytest.raises(TimeoutError):
            heard.recv(200)
        os.kill(server.process.pid, signal.SIGCONT)
        heard.settimeout(60)
        assert heard.recv(200) == b"WATCHDOG=1"
    while (last := heard.recv(200)) == b"WATCHDOG=1":
        pass
    assert last == b"STOPPING=1"
