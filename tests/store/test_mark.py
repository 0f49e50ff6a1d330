"""The file with the last number: torn in any place, it goes back by one at most."""

from pathlib import Path

import pytest

from device.store.mark import PLACE, Mark


def test_it_remembers_the_highest_number(tmp_path: Path) -> None:
    mark = Mark(tmp_path)
    assert mark.read() == 0
    for number in (1, 2, 3, 1000, 1003, 2**53 - 1):
        mark.write(number)
        assert Mark(tmp_path).read() == number


@pytest.mark.parametrize("cut", [0, 1, 8, 19])
def test_a_torn_write_leaves_the_number_before(tmp_path: Path, cut: int) -> None:
    mark = Mark(tmp_path)
    mark.write(7)
    mark.write(8)
    whole = (tmp_path / "sequence").read_bytes()
    mark.write(9)
    torn = bytearray((tmp_path / "sequence").read_bytes())
    torn[PLACE + cut : PLACE + 20] = whole[PLACE + cut : PLACE + 20]
    (tmp_path / "sequence").write_bytes(torn)
    assert mark.read() in {7, 8}
    mark.write(10)
    assert mark.read() == 10


def test_what_is_unreadable_is_not_taken_for_the_first_start(tmp_path: Path) -> None:
    for rubbish in (b"", b"\0" * 2 * PLACE, b"x" * 9000):
        (tmp_path / "sequence").write_bytes(rubbish)
        assert Mark(tmp_path).read() is None
    Mark(tmp_path).write(12)
    assert Mark(tmp_path).read() == 12
