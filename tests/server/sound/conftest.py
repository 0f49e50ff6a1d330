"""A draft with lines in it, and a machine that has only the simple voice."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server.content import drafts, wanted
from server.database import Database
from server.jobs import queue
from server.jobs.tables import Job

PATIENCE = 60.0
"""Seconds after which a test gives up waiting."""


@pytest.fixture(autouse=True)
def simple_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELLHEARD_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def scenario_id(database: Database) -> int:
    with database.write() as session:
        return drafts.create(session, None, wanted.example("Rent day"), "rent-day").id


@pytest.fixture
def finished(database: Database) -> Callable[[int], Job]:
    def wait(job_id: int) -> Job:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with database.read() as session:
                job = queue.find(session, job_id)
            if not job.active:
                return job
            time.sleep(0.05)
        raise AssertionError(f"still {job.state}: {job.telling}")

    return wait
