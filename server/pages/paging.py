"""Long lists, a page at a time."""

from dataclasses import dataclass

ROWS = 50
"""Rows on a page: two screens on a laptop."""


@dataclass(frozen=True)
class Paging:
    """Which part of a list is shown."""

    number: int
    """From 1."""
    rows: int
    """In the whole list."""
    size: int = ROWS

    @classmethod
    def of(cls, wanted: int, rows: int, size: int = ROWS) -> "Paging":
        """The page that was wanted, or the nearest there is."""
        last = max(1, -(-rows // size))
        return cls(min(max(wanted, 1), last), rows, size)

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.rows // self.size))

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size
