import uuid
from datetime import UTC, datetime, timedelta

import pytest

from server.devices.health import Clock, ClockQuality
from server.results.placing import SYNCED, guess, sure

NOW = datetime(2026, 7, 12, 12, 0, tzinfo=UTC)
ONE, OTHER = uuid.uuid4(), uuid.uuid4()


def clock(monotonic: float, wall: float | None = None, quality: str = "none") -> Clock:
    return Clock(monotonic=monotonic, wall=wall, quality=ClockQuality(quality))


def at(moment: datetime) -> float:
    return moment.timestamp()


def test_within_one_start_the_monotonic_clock_tells_whatever_the_wall_clock_says() -> None:
    began = clock(100.0, wall=0.0, quality="synced")
    placed = sure(began, ONE, clock(3700.0, wall=4e9), ONE, NOW)
    assert placed is not None
    assert placed.at == NOW - timedelta(hours=1)
    assert placed.within < timedelta(seconds=6)


def test_from_an_earlier_start_a_clock_set_from_the_network_is_believed() -> None:
    wall = NOW - timedelta(days=20)
    placed = sure(clock(9.0, at(wall), "synced"), ONE, clock(50.0), OTHER, NOW)
    assert placed is not None
    assert placed.at == wall
    assert placed.within == SYNCED


@pytest.mark.parametrize("wall", [NOW + timedelta(days=1), datetime(2100, 1, 1, tzinfo=UTC)])
def test_a_clock_in_the_future_is_not_believed(wall: datetime) -> None:
    assert sure(clock(9.0, at(wall), "synced"), ONE, clock(50.0), OTHER, NOW) is None
    before = NOW - timedelta(days=10)
    for quality in ("kept", "none", "synced"):
        placed = guess(clock(9.0, at(wall), quality), NOW, before)
        assert placed.at == NOW - timedelta(days=5)
        assert placed.within == timedelta(days=5)


def test_a_kept_clock_is_believed_where_it_can_be_true() -> None:
    before, wall = NOW - timedelta(days=10), NOW - timedelta(days=3)
    placed = guess(clock(9.0, at(wall), "kept"), NOW, before)
    assert placed.at == wall
    assert placed.within == timedelta(days=1)
    early = guess(clock(9.0, 0.0, "kept"), NOW, before)
    assert early.at == NOW - timedelta(days=5)


def test_a_clock_that_went_backwards_within_one_start_is_not_trusted() -> None:
    assert sure(clock(100.0), ONE, clock(50.0), ONE, NOW) is None


def test_no_clock_at_all_is_placed_and_never_refused() -> None:
    placed = guess(clock(0.0), NOW, NOW + timedelta(days=3))
    assert placed.at == NOW
    assert placed.within == timedelta(0)


def test_the_longest_imaginable_times_are_placed_too() -> None:
    placed = sure(clock(0.0), ONE, clock(253_402_300_799.0), ONE, NOW)
    assert placed is not None
    assert placed.at.year >= 1970
    wall = clock(1.0, 253_402_300_799.0, "kept")
    assert guess(wall, NOW, NOW - timedelta(days=1)).at < NOW
