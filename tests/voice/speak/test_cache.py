"""Rendered lines are kept whole or not at all; a bad disk keeps no line from being spoken."""

import logging
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from device.voice.sound import Sound
from device.voice.speak.cache import ABANDONED, Cache


def noise(seconds: float = 0.5, seed: int = 1) -> Sound:
    rng = np.random.default_rng(seed)
    return Sound((rng.standard_normal(int(24_000 * seconds)) * 0.1).astype(np.float32), 24_000)


def the_file(folder: Path) -> Path:
    (file,) = folder.glob("*/*.flac")
    return file


@pytest.fixture
def no_room() -> Iterator[None]:
    """As on a full disk: no file may grow beyond a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    key = Cache.key(text="hello")
    Cache(tmp_path).put(key, noise())

    kept = Cache(tmp_path).get(key)

    assert kept is not None
    assert kept.rate == 24_000
    np.testing.assert_allclose(kept.samples, noise().samples, atol=1e-4)
    assert key in Cache(tmp_path)


def test_what_was_never_put_is_not_there(tmp_path: Path) -> None:
    assert Cache(tmp_path / "not-yet").get(Cache.key(text="hello")) is None


def test_anything_that_changes_the_sound_changes_the_key() -> None:
    line = {"text": "hello", "engine": "piper", "version": "1", "voice": "joe", "level": "1"}
    keys = {Cache.key(**line)} | {Cache.key(**{**line, part: "other"}) for part in line}

    assert len(keys) == len(line) + 1
    assert Cache.key(**dict(reversed(line.items()))) == Cache.key(**line)


@pytest.mark.parametrize("length", [0, 1, 31, 32, 100, -1, -40])
def test_a_file_cut_short_is_removed_and_made_again(tmp_path: Path, length: int) -> None:
    cache, key = Cache(tmp_path), Cache.key(text="hello")
    cache.put(key, noise())
    file = the_file(tmp_path)
    file.write_bytes(file.read_bytes()[:length])

    assert cache.get(key) is None
    assert not file.exists()


def test_a_single_flipped_bit_is_noticed(tmp_path: Path) -> None:
    cache, key = Cache(tmp_path), Cache.key(text="hello")
    cache.put(key, noise())
    stored = bytearray(the_file(tmp_path).read_bytes())
    stored[len(stored) // 2] ^= 1
    the_file(tmp_path).write_bytes(stored)

    assert cache.get(key) is None


def test_over_the_limit_the_oldest_used_lines_go(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    keys = [Cache.key(text=str(number)) for number in range(4)]
    for number, key in enumerate(keys[:3]):
        cache.put(key, noise(seed=number))
        file = tmp_path / key[:2] / f"{key}.flac"
        os.utime(file, (number + 1, number + 1))
    size = sum(file.stat().st_size for file in tmp_path.glob("*/*.flac"))
    assert cache.get(keys[0]) is not None, "the oldest is used once more"

    Cache(tmp_path, limit=size * 5 // 4).put(keys[3], noise(seed=3))

    assert [key in cache for key in keys] == [True, False, True, True]


def test_a_full_disk_is_told_once_and_leaves_nothing_broken(
    tmp_path: Path, no_room: None, caplog: pytest.LogCaptureFixture
) -> None:
    cache = Cache(tmp_path)
    with caplog.at_level(logging.WARNING):
        cache.put(Cache.key(text="one"), noise())
        cache.put(Cache.key(text="two"), noise())

    assert cache.get(Cache.key(text="one")) is None
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
    assert len(caplog.records) == 1


def test_a_folder_that_cannot_be_made_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = Cache(tmp_path / "file" / "cache")

    cache.put(Cache.key(text="one"), noise())
    cache.put(Cache.key(text="two"), noise())

    assert cache.get(Cache.key(text="one")) is None
    assert len(caplog.records) == 1


def test_what_a_cut_off_run_left_behind_is_swept_away(tmp_path: Path) -> None:
    old, fresh = tmp_path / "old.part", tmp_path / "fresh.part"
    old.write_bytes(b"half")
    fresh.write_bytes(b"half")
    long_ago = old.stat().st_mtime - ABANDONED - 1
    os.utime(old, (long_ago, long_ago))

    Cache(tmp_path).put(Cache.key(text="one"), noise())

    assert not old.exists()
    assert fresh.exists(), "another process may still be writing it"
