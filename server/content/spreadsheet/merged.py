"""Cells that were merged: the format keeps the text in the first of them, the others are empty.

openpyxl leaves that out where it reads a sheet row by row.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from openpyxl.utils.cell import range_boundaries

FIX = "Unmerge the cells, and write the text in each row that it belongs to."
MOST = 100
"""Merged ranges that are looked at in a sheet, so that a hostile one costs little."""
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_RANGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of cells that are shown as one."""

    first: str
    """The cell that has the text, such as `A2`."""
    left: int
    top: int
    right: int
    bottom: int

    def swallows(self, row: int, column: int) -> bool:
        """Whether this cell, numbered from 1, is one of the empty ones."""
        inside = self.top <= row <= self.bottom and self.left <= column <= self.right
        return inside and (row, column) != (self.top, self.left)


def ranges(file: BinaryIO) -> dict[str, list[Merged]]:
    """The merged ranges of each sheet, by the sheet's part in the file."""
    with zipfile.ZipFile(file) as archive:
        return {
            name: list(_in(archive.read(name)))
            for name in archive.namelist()
            if _SHEET.fullmatch(name)
        }


def _in(sheet: bytes) -> Iterator[Merged]:
    for number, found in enumerate(_RANGE.finditer(sheet)):
        if number == MOST:
            return
        told = found[1].decode()
        left, top, right, bottom = (bound or 0 for bound in range_boundaries(told))
        yield Merged(told.partition(":")[0], left, top, right, bottom)
