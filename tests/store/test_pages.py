"""Reading a database without SQLite gives what SQLite gives."""

import random
from pathlib import Path

import apsw

from device.store import pages


def test_every_row_of_every_kind_is_read_as_sqlite_reads_it(tmp_path: Path) -> None:
    db = apsw.Connection(str(tmp_path / "db"))
    db.execute("PRAGMA page_size = 4096; CREATE TABLE t (a, b, c)")
    small = (None, 0, 1, -1, 127, 300, -70_000, 2**40, -(2**62), 1.5, "", "ä", b"\0\xff")
    given = dict(enumerate(small, 1)) | {2**33 + n: "x" * n * 997 for n in range(30)}
    with db:
        for number, value in given.items():
            db.execute("INSERT INTO t (rowid, a, b) VALUES (?, ?, 'b')", (number, value))
    db.close()
    read = pages.rows((tmp_path / "db").read_bytes(), 4096)
    found = {number: values for number, values in read if values[1] == "b"}
    assert found == {number: (value, "b", None) for number, value in given.items()}


def test_rubbish_gives_no_error() -> None:
    chance = random.Random(1)
    for _ in range(60):
        data = bytearray(chance.randbytes(4096 * 4))
        for start in range(0, len(data), 4096):
            data[start] = pages.LEAF
        list(pages.rows(bytes(data[: chance.randrange(len(data))]), 4096))
