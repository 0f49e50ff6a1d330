"""Identifiers of practices."""

import uuid

import pytest

from device import uuid7


def test_they_say_when_they_were_made_and_are_of_version_7(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uuid7, "_last", 0)
    made = uuid7.new(4_000_000_000.123)
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == 4_000_000_000_123


def test_each_is_greater_than_the_one_before_whatever_the_clock_does() -> None:
    clock = [4.1e9, 4.1e9, 4.1e9, 0.0, 4e9, 4.1e9 + 1, 1.0, -5.0]
    made = [uuid7.new(wall) for wall in clock for _ in range(500)]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}


@pytest.mark.parametrize("wall", [-1e12, 0.0, 1e15])
def test_an_absurd_clock_still_gives_one(wall: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uuid7, "_last", 0)
    one, other = uuid7.new(wall), uuid7.new(wall)
    assert one.version == other.version == 7
    assert one != other
