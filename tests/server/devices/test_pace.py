import time
import uuid
from collections.abc import Callable

import pytest

from server.database import Database
from server.devices import pace
from server.devices.pace import Pace
from server.problems import TooMany
from tests.server.devices.conftest import KioskClient


def until_refused(counters: list[Pace], device: uuid.UUID, most: int = 2000) -> int:
    for number in range(most):
        try:
            counters[number % len(counters)].count(device)
        except TooMany:
            return number
    return most


@pytest.fixture(autouse=True)
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "A_SECOND", 0.01)
    monkeypatch.setattr(pace, "AT_ONCE", 100.0)


def test_two_processes_count_together(
    let_in: Callable[..., KioskClient], database: Database
) -> None:
    device = uuid.UUID(let_in().id)
    alone = until_refused([Pace(database)], device)
    assert 90 <= alone <= 120
    other = uuid.UUID(let_in("Red").id)
    together = until_refused([Pace(database), Pace(database)], other)
    assert 90 <= together <= 130


def test_a_kiosk_that_asks_too_often_is_told_when_to_come_again(
    let_in: Callable[..., KioskClient], database: Database
) -> None:
    kiosk, calm = let_in(), let_in("Calm")
    answers = [kiosk.get("/wishes") for _ in range(130)]
    refused = answers[-1]
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.json()["type"] == "/problems/too-many"
    assert calm.get("/wishes").status_code == 200


def test_an_allowance_fills_up_again(
    let_in: Callable[..., KioskClient], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = uuid.UUID(let_in().id)
    until_refused([Pace(database)], device)
    moment = time.time()
    monkeypatch.setattr("server.devices.pace.time.time", lambda: moment + 10_001)
    assert until_refused([Pace(database)], device) >= 90


def test_a_kiosk_that_takes_its_time_costs_the_database_nothing(
    let_in: Callable[..., KioskClient], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 0.0
    monkeypatch.setattr("server.devices.pace.time.monotonic", lambda: moment)
    monkeypatch.setattr(pace, "A_SECOND", 20.0)
    calm, hasty = Pace(database), Pace(database)
    device = uuid.uuid4()
    told = []
    for _ in range(100):
        moment += 2.0
        told.append(calm.due(device))
    assert not any(told)
    assert [hasty.due(device) for _ in range(20)].count(True) == 2
