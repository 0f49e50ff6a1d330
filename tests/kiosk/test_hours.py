import uuid
from dataclasses import replace
from datetime import datetime

import pytest

from device.kiosk.hours import Hours, HoursError
from device.moment import Moment, Quality


def at(hour: int, minute: int = 0, quality: Quality = Quality.SYNCED) -> Moment:
    wall = datetime(2026, 3, 4, hour, minute).astimezone().timestamp()
    return Moment(uuid.uuid4(), 5.0, wall, quality)


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [
        ("21:00-08:00", 22, True),
        ("21:00-08:00", 3, True),
        ("21:00-08:00", 8, False),
        ("21:00-08:00", 12, False),
        ("21:00-08:00", 21, True),
        ("12:00-13:30", 12, True),
        ("12:00 - 13:30", 14, False),
        ("9.15 to 10:00", 9, False),
    ],
)
def test_it_is_quiet_from_one_hour_to_the_other(hours: str, hour: int, quiet: bool) -> None:
    read = Hours.read(hours)
    assert read is not None
    assert read.quiet(at(hour)) is quiet


def test_a_clock_that_nobody_vouches_for_makes_no_hour_quiet() -> None:
    hours = Hours.read("21:00-08:00")
    assert hours is not None
    assert not hours.quiet(at(23, quality=Quality.NONE))
    assert not hours.quiet(Moment(uuid.uuid4(), 5.0, None, Quality.SYNCED))


def test_nor_does_one_that_stood_while_the_power_was_off() -> None:
    hours = Hours.read("21:00-08:00")
    assert hours is not None
    assert hours.quiet(at(23, quality=Quality.KEPT))
    assert not hours.quiet(replace(at(23, quality=Quality.KEPT), stood=True))


@pytest.mark.parametrize("nothing", ["", "  "])
def test_no_hours_are_none(nothing: str) -> None:
    assert Hours.read(nothing) is None


@pytest.mark.parametrize("wrong", ["21-8", "25:00-08:00", "21:00", "always", "21:60-08:00"])
def test_hours_that_are_not_understood_are_told_with_how_they_are_written(wrong: str) -> None:
    with pytest.raises(HoursError, match="Write it like 21:00-08:00"):
        Hours.read(wrong)


@pytest.mark.parametrize(
    ("hours", "until"),
    [
        ("21:00-08:00", "eight o'clock"),
        ("21:00-07:30", "half past seven"),
        ("12:00-13:00", "one o'clock"),
        ("21:00-08:20", "8:20"),
    ],
)
def test_their_end_is_told_as_one_says_it(hours: str, until: str) -> None:
    read = Hours.read(hours)
    assert read is not None
    assert read.until == until
