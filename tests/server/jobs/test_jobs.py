"""Long work: what staff see of it, and that it gets done whatever happens to the server."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.testclient import TestClient

from server.app import ROOMS, create_app
from server.database import Database, now
from server.jobs import queue, work
from server.jobs.tables import Job, State
from server.roles import Role
from server.room import Room
from server.settings import Settings
from tests.server.browser import Browser, words
from tests.server.jobs.doers import TESTING

PATIENCE = 30.0
"""Seconds after which a test gives up waiting."""


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> tuple[Room, ...]:
    monkeypatch.setattr(work, "BEAT_SECONDS", 0.1)
    return (*ROOMS, TESTING)


def ask(database: Database, kind: str = "count", key: str = "k", **asked: object) -> int:
    with database.write() as session:
        job = queue.ask(session, None, kind, key, title="Counting", back="/account", asked=asked)
        session.flush()
        return job.id


def until(database: Database, job_id: int, there: Callable[[Job], bool]) -> Job:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with database.read() as session:
            job = queue.find(session, job_id)
        if there(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job.state}: {job.telling} {job.problem}")


def over(job: Job) -> bool:
    return not job.active


def test_a_job_is_done_and_says_what_came_of_it(database: Database) -> None:
    job = until(database, ask(database, to=3), over)
    assert (job.state, job.telling, job.problem) == (State.DONE, "Counted to 3.", None)


def test_a_job_that_can_t_be_done_says_why(
    browser: Callable[..., Browser], database: Database
) -> None:
    job_id = ask(database, "fail")
    until(database, job_id, over)
    editor = browser(Role.EDITOR)
    page = editor.get(f"/jobs/{job_id}")
    assert "The moon is out of reach. Wait for a clear night." in words(page)
    again = editor.follow(editor.post(f"/jobs/{job_id}/retry"))
    assert "Counting" in words(again)
    assert str(again.url) != str(page.url)


def test_a_fault_of_ours_is_told_without_its_insides(database: Database) -> None:
    job = until(database, ask(database, "stumble"), over)
    assert job.state == State.FAILED
    assert "not yours" in (job.problem or "")
    assert "secret" not in (job.problem or "")


def test_staff_see_how_far_it_is_and_can_stop_it(
    browser: Callable[..., Browser], database: Database
) -> None:
    job_id = ask(database, to=1000, pause=0.1)
    until(database, job_id, lambda job: job.done > 2)
    editor = browser(Role.EDITOR)
    page = editor.get(f"/jobs/{job_id}")
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert "http-equiv" not in editor.get(f"/jobs/{job_id}?still=yes").text
    assert "of 1000" in words(page)
    part = editor.get(f"/jobs/{job_id}/progress")
    assert "Counted to" in part.text
    assert "<html" not in part.text
    assert "X-Job-Over" not in part.headers
    told = editor.follow(editor.post(f"/jobs/{job_id}/cancel"))
    assert "being stopped" in words(told)
    until(database, job_id, over)
    assert editor.get(f"/jobs/{job_id}/progress").headers["X-Job-Over"] == "cancelled"
    after = editor.get(f"/jobs/{job_id}")
    assert "It was stopped." in words(after)
    assert "http-equiv" not in after.text
    assert "Stopped" in words(editor.get("/jobs"))
    assert editor.get("/jobs/of?key=k").headers["location"] == f"/jobs/{job_id}"
    assert editor.get("/jobs/of?key=other").status_code == 404


def test_a_stopping_server_puts_its_job_back_and_the_next_one_does_it(
    settings: Settings, app: FastAPI, tmp_path: Path
) -> None:
    file = tmp_path / "done"
    database = Database(settings.url)
    with TestClient(app):
        job_id = ask(database, to=20, pause=0.1, file=str(file))
        until(database, job_id, lambda job: job.done > 2)
    with database.read() as session:
        job = queue.find(session, job_id)
        assert (job.state, job.tries) == (State.QUEUED, 0)
    with TestClient(create_app(settings, (*ROOMS, TESTING))):
        assert until(database, job_id, over).state == State.DONE
    assert file.read_text().split() == [str(job_id)]
    database.close()


def test_what_a_program_prints_is_read_as_it_is_printed(database: Database) -> None:
    code = "print('one'); print('two é')"
    job = until(database, ask(database, "program", code=code), over)
    assert job.telling == "one two é"


def test_a_program_s_error_is_told(database: Database) -> None:
    code = "import sys; sys.exit('wellheard: There is no room on the disk.')"
    job = until(database, ask(database, "program", code=code), over)
    assert job.problem == "The program: There is no room on the disk."


def test_a_program_is_ended_with_its_job(
    browser: Callable[..., Browser], database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "pid"
    code = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    job_id = ask(database, "program", code=code)
    until(database, job_id, lambda job: file.exists() and bool(file.read_text()))
    editor = browser(Role.EDITOR)
    editor.get(f"/jobs/{job_id}")
    editor.post(f"/jobs/{job_id}/cancel")
    until(database, job_id, over)
    assert not Path("/proc", file.read_text()).exists()


def test_jobs_are_for_staff(client: Browser) -> None:
    for path in ("/jobs", "/jobs/1", "/jobs/1/progress"):
        assert client.get(path).headers["location"].startswith("/sign-in")


class Process:
    """Another process that does jobs on the same database."""

    def __init__(self, settings: Settings) -> None:
        url = settings.url.render_as_string(hide_password=False)
        self.running = subprocess.Popen(
            [sys.executable, "-m", "tests.server.jobs.process", url, str(settings.server_folder)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.running.stdout is not None
        assert self.running.stdout.readline() == "ready\n"

    def kill(self) -> None:
        self.running.kill()
        self.running.wait()
        assert self.running.stdout is not None
        self.running.stdout.close()


@pytest.fixture
def process(settings: Settings) -> Iterator[Callable[[], Process]]:
    made: list[Process] = []

    def start() -> Process:
        made.append(Process(settings))
        return made[-1]

    yield start
    for each in made:
        each.kill()


def test_a_killed_process_s_job_is_done_by_the_next(
    settings: Settings, process: Callable[[], Process], tmp_path: Path
) -> None:
    file, database = tmp_path / "done", Database(settings.url)
    first = process()
    job_id = ask(database, to=30, pause=0.1, file=str(file))
    until(database, job_id, lambda job: job.done > 3)
    first.kill()
    with database.write() as session:  # as if half a minute had gone by
        session.execute(update(Job).values(lease_until=now() - queue.LEASE))
    process()
    job = until(database, job_id, over)
    assert (job.state, job.tries) == (State.DONE, 2)
    assert file.read_text().split() == [str(job_id)]
    database.close()


def test_two_processes_do_each_job_once(
    settings: Settings, process: Callable[[], Process], tmp_path: Path
) -> None:
    file, database = tmp_path / "done", Database(settings.url)
    wanted = [ask(database, key=str(n), to=2, pause=0.05, file=str(file)) for n in range(8)]
    process()
    process()
    for job_id in wanted:
        assert until(database, job_id, over).state == State.DONE
    assert sorted(map(int, file.read_text().split())) == wanted
    database.close()
