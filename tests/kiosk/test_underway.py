"""A practice that is under way outlasts a power cut, once."""

import contextlib
import json
import uuid
from pathlib import Path

import pytest

from device import library
from device.attempt import Begun, Person
from device.coach.finding import Finding, Source
from device.coach.scenario import Outcome
from device.coach.skills import Skill
from device.coach.talk.act import Expect
from device.event import Event, Found, Heard, Listening
from device.kiosk.underway import FILE, Underway, recover
from device.moment import now
from device.store import Store
from server.results import contract

DEVICE = uuid.uuid4()
SCENARIO = library.find("two-cups-of-tea")
EVENTS: tuple[Event, ...] = (
    Listening(1.0, Expect.REPLY, "two-cups", 1),
    Heard(5.0, "two-cups", 1, "that sounds lonely", 0.9, started=3.0, ended=4.5, recognizer="w"),
    Found(
        5.1,
        "two-cups",
        1,
        (Finding(Skill.REFLECTS_FEELING, "lonely", 12, 18, 0.9, Source.RULES),),
        Outcome.OPENS_UP,
        0.6,
    ),
)


@pytest.fixture
def underway(tmp_path: Path) -> Underway:
    person = Person("c" * 64)
    return Underway(tmp_path, DEVICE, Begun.now(now()), SCENARIO, erasures=3, person=person)


def kept(data: Path) -> list[dict[str, object]]:
    with contextlib.closing(Store.open(data)) as store:
        return [json.loads(one.body) for one in store.waiting(10, 1_000_000)]


def recovered(data: Path) -> bool:
    with contextlib.closing(Store.open(data)) as store:
        return recover(data, store, DEVICE)


def test_after_a_power_cut_it_is_kept_as_a_practice_that_was_left(
    underway: Underway, tmp_path: Path
) -> None:
    underway.write(EVENTS)
    assert recovered(tmp_path)
    (told,) = kept(tmp_path)
    assert told["end"] == "stopped"
    assert told["sequence"] == 1
    assert told["erasures"] == 3
    contract.Attempt.model_validate(told)
    assert "lonely" not in json.dumps(told)
    assert not (tmp_path / FILE).exists()


def test_it_is_kept_once(underway: Underway, tmp_path: Path) -> None:
    underway.write(EVENTS)
    saved = (tmp_path / FILE).read_bytes()
    assert recovered(tmp_path)
    (tmp_path / FILE).write_bytes(saved)  # the power went again before it was let go
    assert recovered(tmp_path)
    assert len(kept(tmp_path)) == 1


def test_what_was_let_go_is_not_kept(underway: Underway, tmp_path: Path) -> None:
    underway.write(EVENTS)
    underway.forget()
    assert not recovered(tmp_path)
    assert kept(tmp_path) == []


def test_what_is_written_has_no_word_that_was_said(underway: Underway, tmp_path: Path) -> None:
    underway.write(EVENTS)
    assert b"lonely" not in (tmp_path / FILE).read_bytes()


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b'{"id": "x"}',
        b'{"id": "0198f0a0-0000-7000-8000-000000000001", "device": "of another kiosk"}',
    ],
)
def test_what_can_not_be_used_is_let_go(broken: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(broken)
    assert not recovered(tmp_path)
    assert not (tmp_path / FILE).exists()
    assert kept(tmp_path) == []


def test_nothing_under_way_is_nothing_to_do(tmp_path: Path) -> None:
    assert not recovered(tmp_path)


def test_one_that_ends_late_lets_go_of_its_own_and_of_no_other(
    underway: Underway, tmp_path: Path
) -> None:
    late = Underway(tmp_path, DEVICE, Begun.now(now()), SCENARIO, erasures=3)
    late.write(EVENTS)
    underway.write(EVENTS)
    late.forget()
    assert recovered(tmp_path)
    late.write(EVENTS)
    late.forget()
    assert not (tmp_path / FILE).exists()
