"""Which SQLite is safe with a write-ahead log, and what is done with one that isn't."""

from pathlib import Path

import apsw
import pytest

from device.store import Store, database
from tests.store.conftest import ids, practice


@pytest.mark.parametrize(
    ("version", "broken"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 9), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((3, 54, 1), False),
        ((4, 0, 0), False),
    ],
)
def test_versions_with_the_fault_get_the_slower_journal(
    version: tuple[int, int, int], broken: bool
) -> None:
    assert database.has_wal_reset_bug(version) is broken
    assert database.journal(version) == ("delete" if broken else "wal")


def settings_of(store: Store) -> tuple[object, ...]:
    db = store._current()
    names = ("journal_mode", "synchronous", "secure_delete")
    return tuple(db.execute(f"PRAGMA {name}").fetchall()[0][0] for name in names)


def test_a_commit_outlasts_a_power_cut(store: Store) -> None:
    assert store.journal == "wal"
    assert settings_of(store) == ("wal", 2, 1)


def test_a_store_of_a_safe_version_goes_on_with_one_that_is_not_and_back(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(version: str) -> Store:
        monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: version)
        return Store.open(place)

    for name, version, expected in (
        ("a", "3.54.1", ("wal", 2, 1)),
        ("b", "3.40.1", ("delete", 3, 1)),
        ("c", "3.54.1", ("wal", 2, 1)),
    ):
        store = opened(version)
        assert settings_of(store) == expected
        assert store.journal == expected[0]
        store.add(practice(name))
        store.close()
    store = opened("3.54.1")
    assert ids(store) == ["a", "b", "c"]
    store.close()
