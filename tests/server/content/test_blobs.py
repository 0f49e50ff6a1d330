import hashlib
from pathlib import Path

import pytest

from server.content.blobs import BlobError, Blobs, note
from server.content.tables import Blob
from server.database import Database


def test_bytes_are_kept_under_their_hash_and_nothing_else_is_left(tmp_path: Path) -> None:
    store = Blobs(tmp_path / "blobs")
    sha256, size = store.keep(iter((b"one", b"two")))
    assert (sha256, size) == (hashlib.sha256(b"onetwo").hexdigest(), 6)
    assert store.keep(b"onetwo") == (sha256, size)
    with store.open(sha256) as file:
        assert file.read() == b"onetwo"
    assert [file for file in store.folder.rglob("*") if file.is_file()] == [store.path(sha256)]


def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Blobs(tmp_path / "blobs")

    def breaks() -> object:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(BlobError, match="no space left on device"):
        store.keep(breaks())  # type: ignore[arg-type]  # it never gives more than bytes
    assert list(store.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_name_that_is_no_hash_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    store = Blobs(tmp_path)
    assert not store.has(name)
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.path(name)


def test_a_blob_may_be_written_down_twice(database: Database) -> None:
    for _ in range(2):
        with database.write() as session:
            note(session, "a" * 64, 3, "audio/flac")
    with database.read() as session:
        assert session.get_one(Blob, "a" * 64).size == 3
