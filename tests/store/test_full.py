"""A full disk: what is finished is kept as long as anything goes, and nothing is half-written."""

import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.store import Answered, Store, StoreFull
from device.store.reserve import PLENTY, SIZE
from tests.store.conftest import ids, practice

DISK = 12_000_000
"""Bytes of the small disk."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only an administrator can mount a small disk; the size limit is tried anyway")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(place: Path, left: int = 0) -> Path:
    """Fill the disk but for so many bytes."""
    filler = place / "filler"
    with filler.open("ab") as file, contextlib.suppress(OSError):
        while True:
            os.write(file.fileno(), bytes(4096))
    if left:
        os.truncate(filler, filler.stat().st_size - left)
    return filler


def test_the_practice_of_a_full_disk_is_still_kept(disk: Path) -> None:
    store = Store.open(disk / "kiosk")
    assert (disk / "kiosk" / "reserve").stat().st_blocks * 512 >= SIZE
    store.add(practice("before"))
    fill(disk)
    store.add(practice("at-last", size=20_000))
    assert not (disk / "kiosk" / "reserve").exists()
    store.close()
    again = Store.open(disk / "kiosk")
    assert ids(again) == ["before", "at-last"]
    again.close()


def test_what_finds_no_room_is_told_and_the_next_is_kept_when_there_is_room(disk: Path) -> None:
    store = Store.open(disk / "kiosk")
    filler = fill(disk)
    kept = []
    with pytest.raises(StoreFull, match="Make room"):
        for number in range(1000):
            store.add(practice(f"p-{number}", size=20_000))
            kept.append(f"p-{number}")
    assert len(kept) >= 10
    assert ids(store) == kept
    filler.unlink()
    number = store.add(practice("after"))
    assert number > len(kept)
    assert ids(store) == [*kept, "after"]
    assert (disk / "kiosk" / "reserve").exists()
    store.close()
    again = Store.open(disk / "kiosk")
    assert again.repaired is None
    assert ids(again) == [*kept, "after"]
    again.close()


def test_what_the_server_has_makes_room_for_what_it_has_not(disk: Path) -> None:
    store = Store.open(disk / "kiosk", most_bytes=DISK)
    for number in range(100):
        store.add(practice(f"old-{number}", size=20_000))
    store.answered([Answered(f"old-{number}", "created") for number in range(100)])
    fill(disk)
    for number in range(100):
        store.add(practice(f"new-{number}", size=20_000))
    assert ids(store) == [f"new-{number}" for number in range(100)]
    store.close()


def test_answers_are_taken_down_on_a_full_disk(disk: Path) -> None:
    store = Store.open(disk / "kiosk")
    for number in range(20):
        store.add(practice(f"p-{number}", size=5000))
    fill(disk)
    store.answered([Answered(f"p-{number}", "created") for number in range(20)])
    assert ids(store) == []
    store.close()


def test_it_opens_on_a_full_disk(disk: Path) -> None:
    store = Store.open(disk / "kiosk")
    store.add(practice("a"))
    store.close()
    fill(disk)
    again = Store.open(disk / "kiosk")
    assert ids(again) == ["a"]
    again.add(practice("b"))
    again.close()


def test_where_there_is_no_room_even_to_begin_it_is_told_and_it_begins_later(disk: Path) -> None:
    filler = fill(disk)
    with pytest.raises(StoreFull):
        Store.open(disk / "kiosk")
    filler.unlink()
    store = Store.open(disk / "kiosk")
    assert store.repaired is None
    assert store.add(practice("a")) == 1
    store.close()


def test_on_a_disk_with_little_room_nothing_is_held_back(disk: Path) -> None:
    fill(disk, left=PLENTY // 2)
    store = Store.open(disk / "kiosk")
    assert not (disk / "kiosk" / "reserve").exists()
    store.close()


LIMITED = """
import resource, sys
from pathlib import Path
from device.store import Store, StoreFull
from tests.store.conftest import ids, practice
store = Store.open(Path(sys.argv[1]))
kept = []
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
try:
    for number in range(1000):
        store.add(practice(f"p-{number}", size=20_000))
        kept.append(f"p-{number}")
except StoreFull:
    print("full after", len(kept))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.add(practice("after"))
assert ids(store) == [*kept, "after"], ids(store)
"""


def test_a_file_that_may_not_grow_is_told_as_a_full_disk(place: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(place)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("full after ")
    assert int(done.stdout.split()[-1]) > 10


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_number_that_cannot_be_written_down_is_not_used(
    store: Store, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def full(descriptor: int, data: bytes, at: int) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(StoreFull):
            store.add(practice("a"))
    assert ids(store) == []
    assert store.add(practice("b")) == 1
