"""Workers are real processes here, and really killed."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from device.voice import child
from device.voice.worker import Worker, WorkerError, WorkerLost

ENGINES = "tests.voice.engines"
LIMIT = 30.0
"""Seconds; far more than anything here takes, so that a busy machine fails no test."""


@pytest_asyncio.fixture
async def worker() -> AsyncIterator[Worker]:
    worker = Worker(f"{ENGINES}:Small", {"greeting": "hello "})
    yield worker
    await worker.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT):
        while not true():  # noqa: ASYNC110  # nothing there that could set an event
            await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether the process runs; a dead one that nobody has buried doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_a_call_gets_its_answer_with_words_and_bytes(worker: Worker) -> None:
    answer = await worker.call("echo", b"\0\n\xff", limit=LIMIT, text="grüß dich")
    assert answer.result == {"text": "hello grüß dich", "calls": 1}
    assert answer.payload == b"\0\n\xff"


async def test_a_stream_gives_its_answers_one_by_one(worker: Worker) -> None:
    numbers = [
        answer.result["number"] async for answer in worker.stream("count", b"x", limit=LIMIT, to=4)
    ]
    assert numbers == [0, 1, 2, 3]


async def test_payloads_of_many_megabytes_and_lines_of_many_thousand_letters_pass(
    worker: Worker,
) -> None:
    payload = os.urandom(30_000_000)
    assert (await worker.call("echo", payload, limit=LIMIT)).payload == payload
    answer = await worker.call("long", limit=LIMIT, size=2_000_000)
    assert len(answer.result["text"]) == 2_000_000


async def test_calls_made_at_once_each_get_their_own_answer(worker: Worker) -> None:
    answers = await asyncio.gather(
        *(worker.call("echo", limit=LIMIT, text=str(n)) for n in range(20))
    )
    assert [answer.result["text"] for answer in answers] == [f"hello {n}" for n in range(20)]
    assert worker.starts == 1


async def test_a_refusal_is_told_in_its_own_words_and_the_child_lives_on(worker: Worker) -> None:
    with pytest.raises(WorkerError, match=r"^Not today\.$"):
        await worker.call("refuse", limit=LIMIT)
    with pytest.raises(WorkerError, match="ZeroDivisionError"):
        await worker.call("stumble", limit=LIMIT)
    assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1
    assert worker.starts == 1


async def test_the_words_of_a_librarys_error_may_be_the_trainees_and_are_not_told(
    worker: Worker,
) -> None:
    with pytest.raises(WorkerError, match=r"^ValueError\.$"):
        await worker.call("quote", b"my secret", limit=LIMIT)


async def test_an_answer_without_end_costs_the_child_and_not_the_caller(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "LONGEST_LINE", 10_000)
    with pytest.raises(WorkerLost, match="no answer that can be read"):
        await worker.call("long", limit=LIMIT, size=100_000)
    assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1


async def test_a_machine_that_starts_no_process_is_told_in_a_sentence(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(WorkerError, match=r"can't be started \(No such file"):
            await worker.start()
    assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1


async def test_what_libraries_print_does_not_get_between_the_answers(worker: Worker) -> None:
    assert (await worker.call("chatter", limit=LIMIT)).result == {"read": ""}
    assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1


async def test_a_child_killed_in_mid_call_is_lost_and_another_stands_ready(worker: Worker) -> None:
    await worker.start()
    first = worker.pid
    assert first is not None
    call = asyncio.create_task(worker.call("echo", limit=LIMIT, seconds=60))
    await asyncio.sleep(0.1)
    os.kill(first, signal.SIGKILL)
    with pytest.raises(WorkerLost, match="ended during echo"):
        await call
    await until(lambda: worker.pid not in (None, first))
    assert (await worker.call("echo", limit=LIMIT)).result["text"] == "hello "
    assert worker.starts == 2


async def test_a_child_that_dies_between_calls_is_replaced_before_anyone_asks(
    worker: Worker,
) -> None:
    await worker.start()
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: worker.pid not in (None, first))
    assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1


async def test_an_abort_is_told_with_the_last_words_of_the_library(worker: Worker) -> None:
    with pytest.raises(WorkerLost, match="a library's last words"):
        await worker.call("abort", limit=LIMIT)
    assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1


@pytest.mark.parametrize("payload", [b"", bytes(10_000_000)], ids=["small", "larger than a pipe"])
async def test_a_child_that_hangs_is_killed_at_the_limit_and_replaced(
    worker: Worker, payload: bytes
) -> None:
    await worker.start()
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    with pytest.raises(WorkerLost, match=r"longer than 0\.2 s"):
        await worker.call("echo", payload, limit=0.2)
    assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1
    await until(lambda: not alive(first))


@pytest.mark.parametrize("payload", [b"", bytes(10_000_000)], ids=["small", "larger than a pipe"])
async def test_a_child_that_stands_still_is_replaced_long_before_the_limit(
    worker: Worker, payload: bytes
) -> None:
    await worker.start()
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    async with asyncio.timeout(30):
        with pytest.raises(WorkerLost, match="the process hung during echo"):
            await worker.call("echo", payload, limit=600)
        assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1


@pytest.mark.parametrize("engine", ["works", "lets_work"])
async def test_a_child_that_works_may_take_its_time(
    worker: Worker, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("device.voice.vital.HUNG", 0.6)
    answer = await worker.call(engine, limit=60, seconds=2.0)
    assert answer.result == {"worked": 2.0}


async def test_after_a_cancelled_call_the_next_gets_its_own_answer(worker: Worker) -> None:
    await worker.start()
    given_up = asyncio.create_task(
        worker.call("echo", b"x" * 1_000_000, limit=LIMIT, text="old", seconds=0.3)
    )
    await asyncio.sleep(0.05)
    given_up.cancel()
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    answer = await worker.call("echo", b"y", limit=LIMIT, text="new")
    assert (answer.result["text"], answer.payload) == ("hello new", b"y")
    assert worker.starts == 1


async def test_after_a_stream_that_is_left_early_the_next_call_gets_its_own_answer(
    worker: Worker,
) -> None:
    async for answer in worker.stream("count", bytes(100_000), limit=LIMIT, to=30):
        assert answer.result["number"] == 0
        break
    assert (await worker.call("echo", limit=LIMIT, text="new")).result["text"] == "hello new"


async def test_a_cancelled_call_that_never_ends_costs_the_child_not_the_next_caller(
    worker: Worker,
) -> None:
    await worker.start()
    given_up = asyncio.create_task(worker.call("echo", limit=600, seconds=600))
    await asyncio.sleep(0.05)
    given_up.cancel()
    assert (await worker.call("echo", limit=LIMIT, text="new")).result["text"] == "hello new"
    assert worker.starts == 2


async def test_an_engine_that_does_not_load_says_why() -> None:
    for engine, why in (
        ("Unloadable", r"^The model is not there\.$"),
        ("Exiting", "ended while it loaded .no model here."),
        ("Nowhere", "Nowhere"),
    ):
        worker = Worker(f"{ENGINES}:{engine}")
        with pytest.raises(WorkerError, match=why):
            await worker.start()
        assert worker.pid is None
        await worker.close()


async def test_closing_while_the_engine_loads_leaves_no_process_and_frees_the_caller(
    tmp_path: Path,
) -> None:
    worker = Worker(f"{ENGINES}:Slow", {"seconds": 60})
    caller = asyncio.create_task(worker.call("echo", limit=LIMIT))
    await until(lambda: worker.starts == 1)
    await asyncio.sleep(0.1)
    await worker.close()
    with pytest.raises(WorkerError, match="closed"):
        await caller
    with pytest.raises(WorkerError, match="closed"):
        await worker.call("echo", limit=LIMIT)


async def test_closing_ends_the_child_even_in_mid_call_and_starts_no_other(worker: Worker) -> None:
    await worker.start()
    pid = worker.pid
    assert pid is not None
    call = asyncio.create_task(worker.call("echo", limit=LIMIT, seconds=60))
    await asyncio.sleep(0.05)
    await worker.close()
    with pytest.raises(WorkerLost):
        await call
    assert not alive(pid)
    assert worker.starts == 1


async def test_dead_children_are_buried_without_complaint(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="asyncio"):
        for _ in range(2):
            with pytest.raises(WorkerLost):
                await worker.call("abort", limit=LIMIT)
            subprocess.run([sys.executable, "-c", ""], check=True)  # noqa: ASYNC221
            await worker.call("echo", limit=LIMIT)
    assert not [record for record in caplog.records if record.name == "asyncio"]


PARENT = """
import asyncio, json, sys
from device.voice.worker import Worker
async def main():
    worker = Worker("tests.voice.engines:Small")
    await worker.start()
    print(worker.pid, flush=True)
    await worker.call("echo", limit=60, seconds=60)
asyncio.run(main())
"""


def test_a_child_does_not_outlive_its_parent_even_one_that_was_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout is not None
        orphan = int(parent.stdout.readline())
        assert alive(orphan)
        parent.kill()
    end = time.monotonic() + LIMIT
    while alive(orphan) and time.monotonic() < end:
        time.sleep(0.01)
    assert not alive(orphan)


async def test_a_file_in_the_current_folder_is_never_taken_for_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: Worker
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    assert json is not None
    assert (await worker.call("echo", limit=LIMIT)).result["calls"] == 1
