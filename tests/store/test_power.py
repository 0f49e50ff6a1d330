"""A power cut: what was not synced to the disk is gone, and what was said to be kept is not.

The disk here remembers what was synced: a file's bytes when the file is synced, its name when its
folder is. After the cut there is that and, by chance, some of the rest.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest

from device.store import Answered, Store
from device.store.mark import Mark
from tests.store.conftest import ids, practice

OWN_NAME = apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL
"""SQLite syncs the folder itself when it first syncs one of these."""


class Disk:
    """What would outlast a power cut at this moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names: dict[str, int] = {}
        self._bytes: dict[int, bytes] = {}
        self._held: dict[int, int] = {}

    def file_synced(self, file: Path, *, name_too: bool = False) -> None:
        if file.parent == self.folder and file.exists():
            number = self._number(file)
            self._bytes[number] = file.read_bytes()
            if name_too:
                self._names[file.name] = number

    def folder_synced(self, folder: Path) -> None:
        if folder == self.folder:
            self._names = {file.name: self._number(file) for file in folder.iterdir()}

    def _number(self, file: Path) -> int:
        """A file's number, which no later file gets while the deleted one is held on to. `O_PATH`,
        for letting go of another handle would let go of SQLite's locks.
        """
        number = file.stat().st_ino
        if number not in self._held:
            self._held[number] = os.open(file, os.O_PATH)
        return number

    def close(self) -> None:
        for handle in self._held.values():
            os.close(handle)

    def synced(self, descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        (self.folder_synced if place.is_dir() else self.file_synced)(place)

    def cut(self, into: Path, lucky: Callable[[], bool]) -> None:
        """What is left, in another folder.

        Args:
            lucky: whether a file's newest bytes reached the disk although nobody asked for it.
        """
        into.mkdir()
        now = {file.stat().st_ino: file.read_bytes() for file in self.folder.iterdir()}
        for name, number in self._names.items():
            safe = self._bytes.get(number, b"")
            (into / name).write_bytes(now[number] if number in now and lucky() else safe)


class SyncedFile(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("unix", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        self._told = disk, Path(path), bool(flags[0] & OWN_NAME)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        disk, path, name_too = self._told
        disk.file_synced(path, name_too=name_too)


class SyncedFiles(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__("synced", "unix", makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> SyncedFile:
        return SyncedFile(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        if syncdir:
            self._disk.folder_synced(Path(filename).parent)


@pytest.fixture
def disk(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk(place)
    for name in ("fsync", "fdatasync"):
        sync = getattr(os, name)

        def noted(descriptor: int, sync: Callable[[int], None] = sync) -> None:
            sync(descriptor)
            disk.synced(descriptor)

        monkeypatch.setattr(os, name, noted)
    default = apsw.vfs_names()[0]
    files = SyncedFiles(disk)
    yield disk
    disk.close()
    files.unregister()
    assert apsw.vfs_names()[0] == default


@pytest.mark.parametrize("version", ["3.54.1", "3.40.1"])
@pytest.mark.parametrize("seed", range(4))
def test_what_was_said_to_be_kept_outlasts_a_power_cut_at_any_moment(
    place: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch, seed: int, version: str
) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: version)
    chance = random.Random(seed)
    store = Store.open(place)
    waiting: list[str] = []
    numbers: list[int] = []
    for number in range(40):
        match chance.choice(["add", "add", "answer", "restart", "cut"]):
            case "add":
                numbers.append(store.add(practice(f"p-{number}", size=chance.choice([0, 9000]))))
                waiting.append(f"p-{number}")
            case "answer" if waiting:
                store.answered([Answered(waiting.pop(0), "created")])
            case "restart":
                store.close()
                store = Store.open(place)
            case "cut":
                left = place.with_name(f"left-{number}")
                disk.cut(left, lambda: chance.random() < 0.5)
                store.close()
                shutil.rmtree(place)
                left.rename(place)
                for file in place.iterdir():
                    disk.file_synced(file)
                disk.folder_synced(place)
                assert (Mark(place).read() or 0) == max(numbers, default=0)
                store = Store.open(place)
        assert store.repaired is None
        assert ids(store) == waiting
    assert numbers == sorted(set(numbers))
    store.close()
