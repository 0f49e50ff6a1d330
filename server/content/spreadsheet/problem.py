"""What is wrong with a spreadsheet: in which cell, what, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from device.errors import WellheardError


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the workbook."""

    sheet: str = ""
    """The sheet's name; empty for the whole file."""
    row: int = 0
    """From 1, as LibreOffice counts; 0 for the whole sheet."""
    letter: str = ""
    """The column, A to ZZ; empty for the whole row."""
    column: str = ""
    """What the column's header says, or what the row is about."""

    @property
    def absent(self) -> bool:
        """Whether it would stand in a column that the sheet doesn't have."""
        return bool(self.row and self.column and not self.letter)

    def __str__(self) -> str:
        """`Turns, row 3, column C (What they say)`."""
        parts = [f"sheet {self.sheet}"] if self.sheet else ["the file"]
        if self.row:
            parts.append(f"row {self.row}")
        if self.letter:
            parts.append(f"column {self.letter}" + (f" ({self.column})" if self.column else ""))
        written = ", ".join(parts)
        return written[0].upper() + written[1:]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong."""

    spot: Spot
    message: str
    """What is wrong, as a sentence."""
    fix: str
    """What to do, as a sentence."""

    def __str__(self) -> str:
        """Where, what is wrong, and what to do, on one line."""
        return f"{self.spot}: {self.message} {self.fix}"


class SpreadsheetError(WellheardError, ValueError):
    """A spreadsheet holds no sound scenario; carries everything that is wrong, in sheet order."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("\n".join(map(str, wrong)))


def refused(message: str, fix: str) -> SpreadsheetError:
    """The error for a file that can't be read at all."""
    return SpreadsheetError([Wrong(Spot(), message, fix)])
