"""A practice that the disk doesn't take waits, and is kept once."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from device import library
from device.attempt import Attempt, Begun
from device.coach.finding import Finding, Source
from device.coach.scenario import Outcome
from device.coach.skills import Skill
from device.coach.talk.act import Expect, Why
from device.event import Ended, Event, Found, Heard, Listening
from device.kiosk.face import Face
from device.kiosk.house import House
from device.kiosk.ledger import FULL, Ledger
from device.kiosk.underway import FILE
from device.moment import now
from device.panel import NoPanel
from device.store import Store, StoreFull
from tests.kiosk.room import settings_for
from tests.kiosk.test_visits import let_in

SCENARIO = library.find("two-cups-of-tea")
FEELING = Finding(Skill.REFLECTS_FEELING, "lonely", 12, 18, 0.9, Source.RULES)
EVENTS: tuple[Event, ...] = (
    Listening(1.0, Expect.REPLY, "two-cups", 1),
    Heard(5.0, "two-cups", 1, "that sounds lonely", 0.9),
    Found(5.1, "two-cups", 1, (FEELING,), Outcome.OPENS_UP, 0.6),
    Ended(9.0, Why.FINISHED, None),
)


@pytest.fixture
async def house(tmp_path: Path) -> House:
    let_in(tmp_path / "data")
    return House(settings_for(tmp_path), Face(NoPanel(), None))


@pytest.fixture
def ledger(house: House) -> Iterator[Ledger]:
    made = Ledger(house)
    yield made
    made.close()


def practice() -> Attempt:
    return Attempt(Begun.now(now()), SCENARIO, EVENTS)


def kept(house: House) -> list[str]:
    with contextlib.closing(Store.open(house.settings.data)) as store:
        return [one.id for one in store.waiting(100, 10_000_000)]


def full(*_: object) -> int:
    raise StoreFull("There is no room on the disk.")


async def test_what_finds_no_room_is_told_and_kept_in_order_when_there_is_some(
    house: House, ledger: Ledger
) -> None:
    attempts = [practice() for _ in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "add", full)
        for attempt in attempts:
            keeping = ledger.keeping(None)
            assert keeping is not None
            assert not keeping.keep(attempt)
        assert house.face.troubles == {"store": FULL}
        assert not ledger.settle()
    assert ledger.settle()
    assert house.face.troubles == {}
    assert kept(house) == [str(attempt.begun.id) for attempt in attempts]
    assert ledger.settle()
    assert len(kept(house)) == 3


async def test_what_was_written_down_and_waits_too_is_kept_once(
    house: House, ledger: Ledger
) -> None:
    attempt = practice()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "add", full)
        keeping = ledger.keeping(None)
        assert keeping is not None
        keeping.underway(attempt.begun, SCENARIO).write(EVENTS[:-1])
        keeping.keep(attempt)
    ledger.settle()
    ledger.close()
    Ledger(house).recover()
    assert len(kept(house)) == 1
    assert not (house.settings.data / FILE).exists()


async def test_a_kiosk_of_no_centre_keeps_nothing(tmp_path: Path) -> None:
    alone = House(settings_for(tmp_path / "alone"), Face(NoPanel(), None))
    ledger = Ledger(alone)
    ledger.recover()
    assert ledger.keeping(None) is None
    assert not (alone.settings.data / "mark").exists()


async def test_a_write_that_was_cut_off_leaves_no_file(house: House, ledger: Ledger) -> None:
    left = house.settings.data / f".{FILE}.0badcafe.new"
    left.write_text(json.dumps({}))
    ledger.recover()
    assert not left.exists()
