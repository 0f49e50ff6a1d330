import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.kiosk.notify import Notifier


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """What the service manager listens with."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(2.0)
        yield listening


def test_what_it_does_is_told_once_until_it_changes(manager: socket.socket, tmp_path: Path) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    notifier.ready()
    notifier.status("Ready.")
    notifier.status("Ready.")
    notifier.status("Quiet\nhours.")
    notifier.alive()
    notifier.stopping()
    told = [manager.recv(100).decode() for _ in range(5)]
    assert told == ["READY=1", "STATUS=Ready.", "STATUS=Quiet hours.", "WATCHDOG=1", "STOPPING=1"]


def test_an_abstract_address_is_reached_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        name = f"wellheard-test-{os.getpid()}"
        listening.bind(f"\0{name}")
        listening.settimeout(2.0)
        Notifier({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert listening.recv(100) == b"READY=1"


def test_where_nobody_manages_nothing_is_told_and_nothing_fails(tmp_path: Path) -> None:
    Notifier({}).ready()
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).alive()


@pytest.mark.parametrize(
    ("variables", "limit"),
    [
        ({"WATCHDOG_USEC": "20000000"}, 20.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": str(os.getpid())}, 20.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_how_often_the_manager_wants_to_hear_is_known(
    variables: dict[str, str], limit: float | None
) -> None:
    assert Notifier(variables).limit == limit
