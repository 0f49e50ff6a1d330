"""The sync that goes on by itself, against a real server and what may be between."""

import errno
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from device import disk, health, moment
from device.health import Condition
from device.store import StoreError
from device.sync import agent as agents
from device.sync import identity
from device.sync.agent import Agent
from device.sync.client import Client
from device.sync.errand import Errand
from device.sync.status import FILE
from device.sync.step import Kind, Step
from tests.sync.between import Asked, Between, Given
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed

PATIENCE = 30.0
"""Seconds; a busy machine is slow."""


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


@contextmanager
def going_on(agent: Agent) -> Iterator[None]:
    thread = threading.Thread(target=agent.run)
    thread.start()
    try:
        yield
    finally:
        agent.stop()
        thread.join()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "LOOK", 0.05)
    monkeypatch.setattr(agents, "SOON", 0.05)


def to(path: str, given: Given) -> Callable[[Asked, Callable[[], Given]], Given]:
    """Requests to this path get this answer; all others the real one."""
    return lambda asked, real: given if asked.path.split("?")[0].endswith(path) else real()


def test_a_practice_is_brought_soon_after_it_ended(centre: Centre, kiosk: Kiosk) -> None:
    with going_on(kiosk.agent()):
        until(lambda: any(one.step is Step.CONTENT for one in kiosk.told))
        made = kiosk.practise()
        until(lambda: centre.attempts(kiosk.identity.device) == [made])


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("/health", Step.HEALTH),
        ("/erasures", Step.ERASURES),
        ("/token", Step.TOKEN),
        ("/results", Step.RESULTS),
        ("/content", Step.CONTENT),
    ],
)
@pytest.mark.parametrize(
    "given", [Given(500, b"<h1>"), Given(200, b"\xff"), Given(200, b"{}"), Given(302)]
)
def test_a_step_that_fails_keeps_back_no_other(
    centre: Centre, kiosk: Kiosk, between: Between, path: str, step: Step, given: Given
) -> None:
    kiosk.practise()
    centre.erase("d" * 64)

    def rule(asked: Asked, real: Callable[[], Given]) -> Given:
        if asked.path.split("?")[0].endswith(path):
            return given
        answer = real()
        if asked.path.endswith("/health"):
            answer.body = json.dumps({**json.loads(answer.body), "change_token": True}).encode()
        return answer

    between.rule = rule
    outcomes = kiosk.sync()
    # Without hearing what is wished, nobody knows whether it is time for another token.
    assert set(failed(outcomes)) == {step}
    assert len(outcomes) == 5


@pytest.mark.parametrize("errand", ["health", "erasures", "token", "results", "content"])
def test_a_mistake_in_the_program_keeps_back_nothing_else(
    centre: Centre, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, errand: str
) -> None:
    def mistaken(*_: object) -> None:
        raise TypeError("whk_never-tell-this")

    monkeypatch.setattr(Errand, errand, mistaken)
    outcomes = kiosk.sync()
    (why,) = failed(outcomes).values()
    assert outcomes[Step(errand)].kind is Kind.FAULT
    assert "TypeError" in why
    assert "whk_" not in why
    status = json.loads((kiosk.folder / FILE).read_text())
    assert [one["why"] for one in status["steps"] if not one["ok"]] == [why]


@pytest.mark.parametrize(
    ("number", "kind", "advice"),
    [
        (errno.EIO, Kind.DISK, "the memory card may be failing"),
        (errno.EACCES, Kind.DISK, "it must be the kiosk's account"),
        (errno.ENOSPC, Kind.FULL, "Make room on the memory card"),
    ],
)
def test_a_disk_that_fails_is_told_with_what_to_do_and_keeps_back_nothing_else(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, number: int, kind: Kind, advice: str
) -> None:
    def failing(*_: object) -> None:
        raise OSError(number, os.strerror(number), kiosk.folder / "content")

    monkeypatch.setattr(Errand, "content", failing)
    outcomes = kiosk.sync()
    assert outcomes.pop(Step.CONTENT).kind is kind
    (why,) = [one.why for one in kiosk.told if not one.ok]
    assert advice in why
    assert kind is Kind.FULL or str(kiosk.folder / "content") in why
    assert failed(outcomes) == {}


def test_a_write_that_fails_says_which_file_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="Input/output") as caught:
        disk.write(tmp_path / "a.json", b"{}")
    assert caught.value.filename == str(tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_what_a_power_cut_left_of_small_files_is_swept_away(kiosk: Kiosk) -> None:
    left = [kiosk.folder / f".{name}.0a1b2c3d.new" for name in (FILE, health.FILE)]
    for file in left:
        file.write_text("{")
    present = moment.now()
    health.note(kiosk.folder, Condition(boot=present.boot, monotonic=present.monotonic))
    kiosk.sync()
    assert not any(file.exists() for file in left)


def test_a_broken_store_still_lets_staff_know_and_scenarios_come(
    centre: Centre, kiosk: Kiosk, between: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise StoreError("The card is failing.")

    for name in ("counts", "kept", "keep", "waiting"):
        monkeypatch.setattr(kiosk.store, name, broken)
    outcomes = kiosk.sync()
    (report,) = [one for one in between.asked if one.path.endswith("/health")]
    assert json.loads(report.body)["troubles"] == ["store_broken"]
    assert outcomes[Step.RESULTS].kind is Kind.STORE
    assert outcomes[Step.CONTENT].ok


def test_trouble_that_goes_on_is_told_to_staff_and_ends_when_it_is_over(
    kiosk: Kiosk, between: Between
) -> None:
    reports: list[list[str]] = []
    broken = True

    def rule(asked: Asked, real: Callable[[], Given]) -> Given:
        if broken and "/content" in asked.path:
            return Given(200, b'{"signed": "{}", "signature": ""}')
        answer = real()
        if asked.path.endswith("/health"):
            reports.append(json.loads(asked.body)["troubles"])
            answer.body = json.dumps({**json.loads(answer.body), "every_seconds": 1}).encode()
        return answer

    between.rule = rule
    with going_on(kiosk.agent(chance=lambda low, high: low)):
        until(lambda: {"content_broken", "sync_fails"} <= set(reports[-1] if reports else ()))
        broken = False
        until(lambda: reports[-1] == [])


def test_what_the_server_asks_for_is_waited_for(kiosk: Kiosk, between: Between) -> None:
    between.rule = lambda asked, real: Given(503, headers={"Retry-After": "600"})
    with going_on(kiosk.agent(chance=lambda low, high: low)):
        until(lambda: bool(kiosk.told))
        kiosk.practise()  # even then
        time.sleep(0.5)
    assert between.paths() == ["POST /api/v1/health"]
    assert kiosk.told[0].retry_after == 600


def test_a_server_that_is_away_is_asked_less_and_less_and_found_again(
    centre: Centre, kiosk: Kiosk, between: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def chance(low: float, high: float) -> float:
        waits.append(high)
        return 0.0

    away = True
    between.rule = lambda asked, real: Given(cut=0) if away else real()
    with going_on(kiosk.agent(chance=chance)):
        until(lambda: len(waits) >= 5)
        away = False
        until(lambda: any(one.step is Step.CONTENT and one.ok for one in kiosk.told))
    assert waits[:5] == [2, 4, 8, 16, 32]


def test_staff_who_call_make_it_come_at_once(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    kiosk.sync()
    centre.call(kiosk.identity.device)
    outcomes = kiosk.sync()
    assert outcomes[Step.HEALTH].figures["called"] is True
    assert kiosk.sync()[Step.HEALTH].figures["called"] is False


def test_a_kiosk_that_was_shut_out_asks_rarely_until_it_is_let_in_anew(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    made = kiosk.practise()
    centre.shut_out(kiosk.identity.device)
    with going_on(kiosk.agent()):
        until(lambda: bool(kiosk.told) and kiosk.told[0].kind is Kind.REVOKED)
        time.sleep(0.5)
        assert between.paths() == ["POST /api/v1/health"]
        first = kiosk.identity.device
        kiosk.enrol(centre)  # while the service runs
        until(lambda: centre.attempts(first) == [made])


def test_a_kiosk_that_was_never_let_in_says_so_and_begins_when_it_is(
    centre: Centre, new_kiosk: Callable[..., Kiosk]
) -> None:
    kiosk = new_kiosk()
    with going_on(kiosk.agent()):
        until(lambda: bool(kiosk.told))
        assert kiosk.told[0].kind is Kind.NOT_ENROLLED
        kiosk.enrol(centre)
        until(lambda: any(one.step is Step.CONTENT and one.ok for one in kiosk.told))


@contextmanager
def time_for_a_token(between: Between) -> Iterator[None]:
    def rule(asked: Asked, real: Callable[[], Given]) -> Given:
        answer = real()
        if asked.path.endswith("/health") and answer.status == 200:
            answer.body = json.dumps({**json.loads(answer.body), "change_token": True}).encode()
        return answer

    between.rule = rule
    yield
    between.rule = lambda asked, real: real()


def test_a_token_is_changed_and_the_old_one_works_no_more(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    before = kiosk.identity
    with time_for_a_token(between):
        assert kiosk.sync()[Step.TOKEN].figures["changed"] is True
    after = kiosk.identity
    assert after.token != before.token == after.old_token
    assert failed(kiosk.sync()) == {}
    assert len(centre.tokens(before.device)) == 1
    with Client.of(before) as client, pytest.raises(Exception, match="does not know this token"):
        client.wishes()


@pytest.mark.parametrize("when", ["before the answer", "before it is written", "after"])
def test_a_power_cut_while_the_token_changes_locks_no_kiosk_out(
    centre: Centre, kiosk: Kiosk, between: Between, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    before = kiosk.identity
    real_save = identity.save

    class PowerCut(BaseException):
        pass

    def save(*given: object) -> None:
        if when == "after":
            real_save(*given)  # type: ignore[arg-type]  # handed on as it came
        raise PowerCut

    with time_for_a_token(between):
        if when == "before the answer":
            inner = between.rule
            between.rule = lambda asked, real: (
                Given(**{**inner(asked, real).__dict__, "cut": 3})
                if asked.path.endswith("/token")
                else inner(asked, real)
            )
            assert not kiosk.sync()[Step.TOKEN].ok
        else:
            monkeypatch.setattr(identity, "save", save)
            with pytest.raises(PowerCut):
                kiosk.sync()
            monkeypatch.undo()
    assert (kiosk.identity.token == before.token) is (when != "after")
    assert failed(kiosk.sync()) == {}


def test_a_server_that_was_put_back_to_before_the_last_token_knows_the_one_before(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    before = kiosk.identity
    made = kiosk.practise()
    with Client.of(before) as client:
        new = client.new_token().token
    identity.save(kiosk.folder, before.with_token(new))
    centre.forget_token(new)
    assert failed(kiosk.sync()) == {}
    assert kiosk.identity.token == before.token
    assert centre.attempts(before.device) == [made]


def test_a_server_that_comes_back_put_back_is_known_by_the_token_before_however_often_it_failed(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    before = kiosk.identity
    with Client.of(before) as client:
        new = client.new_token().token
    identity.save(kiosk.folder, before.with_token(new))
    centre.forget_token(new)
    away = True
    between.rule = lambda asked, real: Given(cut=0) if away else real()
    with going_on(kiosk.agent(chance=lambda low, high: low)):
        until(lambda: len(kiosk.told) >= 3)
        away = False
        until(lambda: any(one.step is Step.CONTENT and one.ok for one in kiosk.told))
    assert kiosk.identity.token == before.token


def test_who_a_kiosk_is_stays_as_it_was_written_while_the_server_does_not_know_it(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    centre.forget_token(kiosk.identity.token)
    identity.save(kiosk.folder, kiosk.identity.with_token("whk_" + "x" * 43))
    file = kiosk.folder / identity.FILE
    written = (file.stat().st_ino, file.read_bytes())
    with going_on(kiosk.agent(chance=lambda low, high: low)):
        until(lambda: len(kiosk.told) >= 5)
    assert {one.kind for one in kiosk.told} == {Kind.UNKNOWN}
    assert (file.stat().st_ino, file.read_bytes()) == written


def test_a_server_that_is_too_busy_for_a_kiosk_it_does_not_know_failed_once_not_twice(
    kiosk: Kiosk, between: Between
) -> None:
    ceilings: list[float] = []

    def chance(low: float, high: float) -> float:
        ceilings.append(high)
        return 0.0

    between.rule = lambda asked, real: Given(401, headers={"Retry-After": "60"})
    with going_on(kiosk.agent(chance=chance)):
        until(lambda: bool(kiosk.told))
    assert ceilings == [2]


def test_a_token_that_nobody_knows_is_tried_less_and_less(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    centre.forget_token(kiosk.identity.token)
    identity.save(kiosk.folder, kiosk.identity.with_token("whk_" + "x" * 43))
    waits: list[float] = []

    def chance(low: float, high: float) -> float:
        waits.append(high)
        return 0.0

    with going_on(kiosk.agent(chance=chance)):
        until(lambda: len(waits) >= 6)
    assert kiosk.told[0].kind is Kind.UNKNOWN
    assert waits[:6] == [2, 4, 8, 16, 32, 64]


def test_from_enrolling_to_a_practice_on_the_server_by_commands_alone(
    secured: Centre, new_kiosk: Callable[..., Kiosk]
) -> None:
    kiosk = new_kiosk()
    environment = {
        **{name: value for name, value in secured.server.environment.items() if name == "PATH"},
        "HOME": str(kiosk.folder),
        "WELLHEARD_DATA": str(kiosk.folder),
        "WELLHEARD_LOG": "debug",
    }

    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            (sys.executable, "-m", "device", *arguments),
            env=environment,
            input=typed,
            capture_output=True,
            check=False,
            text=True,
            timeout=100,
        )

    early = run("sync", "--once")
    assert early.returncode == 1
    assert "belongs to no server yet" in early.stderr

    asking = subprocess.Popen(
        (sys.executable, "-m", "device", "enrol", secured.url, "--quiet", "--json"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert asking.stdout is not None
    told = []
    for text in asking.stdout:
        told.append(json.loads(text))
        if told[-1]["event"] == "code":
            secured.let_in(told[-1]["code"])
    _, noise = asking.communicate()
    assert asking.returncode == 0, noise
    assert [one["event"] for one in told] == ["fingerprint", "code", "let_in"]

    practised = run("practice", "two-cups-of-tea", "--text", "--json", typed="stop\n")
    assert practised.returncode == 0, practised.stderr
    synced = run("sync", "--once", "--json")
    assert synced.returncode == 0, synced.stderr
    steps = {one["step"]: one for one in map(json.loads, synced.stdout.splitlines())}
    assert list(steps) == ["health", "erasures", "token", "results", "content"]
    assert steps["results"]["created"] == 1
    assert len(secured.attempts(kiosk.identity.device)) == 1

    token = kiosk.identity.token
    outside = [noise, practised.stderr, synced.stdout, synced.stderr, *secured.server.log]
    outside += [(kiosk.folder / FILE).read_text(), json.dumps(told)]
    assert "httpx2" in synced.stderr or "httpcore2" in synced.stderr  # it was loud enough
    assert not any(token in text or "whk_" in text for text in outside)
