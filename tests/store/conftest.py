"""A store in a folder of its own."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from device.store import Store

Make = Callable[[int], Mapping[str, object]]


def practice(name: str, *, size: int = 0, trainee: str | None = None, erasures: int = 0) -> Make:
    """What makes a practice's body of at least this size, in bytes."""

    def make(sequence: int) -> Mapping[str, object]:
        return {
            "id": name,
            "sequence": sequence,
            "trainee": trainee,
            "erasures": erasures,
            "pad": "ä" * (size // 2),
        }

    return make


def ids(store: Store) -> list[str]:
    """Of all that wait, oldest first."""
    return [one.id for one in store.waiting(10_000, 10**9)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "kiosk"


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    opened = Store.open(place)
    yield opened
    opened.close()
