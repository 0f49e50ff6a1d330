"""The workbook as rows of named cells, read by openpyxl from what `container` let through."""

import datetime
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from device.coach.scenario.markup import UNSPEAKABLE
from device.coach.scenario.problem import nearest
from server.content.spreadsheet import merged, sheets
from server.content.spreadsheet.cells import unguarded
from server.content.spreadsheet.container import clean
from server.content.spreadsheet.merged import Merged
from server.content.spreadsheet.problem import Spot, SpreadsheetError, Wrong, refused
from server.content.spreadsheet.sheets import Column, Sheet

MOST_ROWS = 2_000
"""Rows that are looked at in a sheet, as far as the last that is filled."""
MOST_COLUMNS = 60
"""Columns that are looked at; the widest sheet has some 30."""
MOST_TEXT = 5_000
"""Characters in a cell; the longest text of a scenario has 600, a list of them some more."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, or what is wrong with it."""

    spot: Spot
    text: str = ""
    wrong: Wrong | None = None

    @property
    def filled(self) -> bool:
        return bool(self.text) or self.wrong is not None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    spot: Spot
    cells: dict[str, Cell]
    """By the column's header, in small letters."""

    def cell(self, column: Column) -> Cell:
        """The column's cell; one without a letter where the sheet has no such column, which is
        told of already.
        """
        found = self.cells.get(_folded(column.header))
        return found or Cell(replace(self.spot, column=column.header))

    def several(self, beginning: str) -> list[Cell]:
        """The cells of all columns whose header begins so, from left to right."""
        start = _folded(beginning)
        return [cell for header, cell in self.cells.items() if header.startswith(start)]


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the sheet `sheets.SCENARIO`."""

    what: str
    cell: Cell


@dataclass
class Book:
    """What could be read of the workbook."""

    facts: list[Fact] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    """Sheets, header rows and columns that are not as they must be."""
    missing: set[str] = field(default_factory=set)

    def rows(self, sheet: Sheet) -> list[Row]:
        """The filled rows of a sheet."""
        return self.tables.get(sheet.name, [])

    def lacks(self, name: str) -> bool:
        """Whether the sheet is not there, which is told of already."""
        return name in self.missing


def opened(data: bytes) -> Book:
    """The workbook in an XLSX file.

    Raises:
        SpreadsheetError: it isn't one, or can't be read safely.
    """
    safe = clean(data)
    # Extensions and styles that openpyxl passes over are nothing to a scenario.
    warnings.filterwarnings("ignore", module=r"openpyxl\.")
    try:
        with safe:
            source = openpyxl.load_workbook(safe, read_only=True, keep_links=False)
            parts = merged.ranges(safe)
            grids = {name: _grid(source[name], parts) for name in source.sheetnames[:_MOST_SHEETS]}
    except SpreadsheetError:
        raise
    except Exception as error:
        # On a file that is no sound workbook openpyxl raises whatever it stumbles over.
        raise refused(
            "The spreadsheet is damaged, or a program wrote it in a way that can't be read.",
            "Open it in LibreOffice, save it as .xlsx, and send that.",
        ) from error
    return _book(grids)


_MOST_SHEETS = 40
_Grid = list[tuple[int, list[Cell]]]


def _grid(sheet: Any, parts: Mapping[str, Sequence[Merged]]) -> _Grid:
    """The filled rows, each with its number."""
    if not hasattr(sheet, "reset_dimensions"):
        return []  # a chart
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    grid: _Grid = []
    ranges = parts.get(_part(sheet), ())
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    for number, cells in enumerate(rows, 1):
        row = [_cell(sheet.title, number, at, cell) for at, cell in enumerate(cells, 1)]
        if any(cell.filled for cell in row):
            here = [one for one in ranges if one.top <= number <= one.bottom]
            grid.append((number, [_unmerged(cell, at, here) for at, cell in enumerate(row, 1)]))
    beyond = sheet.iter_rows(min_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    if any(any(values) for values in beyond):
        raise refused(
            f"The sheet {_short(sheet.title)} goes on after row {MOST_ROWS:,}.",
            "Delete the rows that don't belong to the scenario.",
        )
    return grid


def _part(sheet: Any) -> str:
    """The sheet's part in the file, as openpyxl knows it."""
    return str(sheet._worksheet_path).lstrip("/")


def _unmerged(cell: Cell, at: int, ranges: Sequence[Merged]) -> Cell:
    """A cell that is empty because it was merged into another is told of."""
    if not cell.filled:
        for one in ranges:
            if one.swallows(cell.spot.row, at):
                return _wrong(cell.spot, f"This cell is merged into {one.first}.", merged.FIX)
    return cell


def _cell(sheet: str, row: int, at: int, cell: Any) -> Cell:
    spot = Spot(sheet, row, get_column_letter(at))
    if cell.value is None:
        return Cell(spot)
    for unusable, message, fix in (
        (cell.data_type == "f", "There is a formula here, and formulas are not run.", _PLAIN_TEXT),
        (cell.data_type == "e", "There is an error value here.", _PLAIN_TEXT),
        (isinstance(cell.value, _MOMENTS), _MADE_A_DATE, "Format the cell as text, type it again."),
    ):
        if unusable:
            return _wrong(spot, message, fix)
    text = unguarded(_text(cell.value)).strip()
    if len(text) > MOST_TEXT:
        return _wrong(spot, f"This cell holds {len(text):,} characters.", "Shorten it.")
    if UNSPEAKABLE.search(text):
        return _wrong(spot, "There is an invisible control character here.", "Type the text again.")
    return Cell(spot, text)


def _text(value: object) -> str:
    """What stands in the cell, as somebody would have typed it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


_MOMENTS = (datetime.date, datetime.time, datetime.timedelta)
_MADE_A_DATE = "The spreadsheet program made a date or a time of what was typed here."
_PLAIN_TEXT = "Type the text itself, without = at the start."


def _wrong(spot: Spot, message: str, fix: str) -> Cell:
    return Cell(spot, "", Wrong(spot, message, fix))


def _book(grids: dict[str, _Grid]) -> Book:
    named = {_folded(name): grid for name, grid in grids.items()}
    book = Book()
    wanted = [sheets.SCENARIO, *(table.name for table in sheets.TABLES)]
    for name in wanted:
        if _folded(name) not in named:
            others = [other for other in grids if _folded(other) not in map(_folded, wanted)]
            near = nearest(name, others)
            fix = f"Is it the one called “{_short(near)}”? Name it {name}." if near else _ADD
            book.missing.add(name)
            book.wrong.append(Wrong(Spot(), f"There is no sheet called {name}.", fix))
    if len(book.missing) == len(wanted):
        raise refused("This spreadsheet holds no scenario.", _ADD)
    book.facts = list(_facts(named.get(_folded(sheets.SCENARIO), [])))
    for table in sheets.TABLES:
        if not book.lacks(table.name):
            book.tables[table.name] = _table(named[_folded(table.name)], table, book)
    return book


_ADD = "Begin with a scenario's export, and keep its sheets."


def _facts(grid: _Grid) -> Iterator[Fact]:
    for number, row in grid:
        what = row[0].text
        if what:
            spot = Spot(sheets.SCENARIO, number, "B", what)
            cell = row[1] if len(row) > 1 else Cell(spot)
            yield Fact(what, _at(cell, spot))


def _table(grid: _Grid, table: Sheet, book: Book) -> list[Row]:
    if not grid or grid[0][0] != 1:
        spot = Spot(table.name, 1)
        book.missing.add(table.name)
        book.wrong.append(Wrong(spot, "The header row is missing.", _HEADERS))
        return []
    headers = _headers(grid[0][1], table, book)
    rows = []
    for number, cells in grid[1:]:
        named = {
            header: _at(cell, Spot(table.name, number, cell.spot.letter, shown))
            for cell, (header, shown) in zip(cells, headers, strict=False)
            if header
        }
        for at, cell in enumerate(cells):
            if cell.filled and (at >= len(headers) or not headers[at][0]):
                spot = Spot(table.name, number, cell.spot.letter)
                book.wrong.append(
                    Wrong(spot, "This column has no header that is known.", "Empty the column.")
                )
        for at in range(len(cells), len(headers)):
            header, shown = headers[at]
            if header:
                named[header] = Cell(Spot(table.name, number, get_column_letter(at + 1), shown))
        if any(cell.filled for cell in named.values()):
            rows.append(Row(Spot(table.name, number), named))
    return rows


_HEADERS = "Put it back as it is in a fresh export."


def _headers(cells: list[Cell], table: Sheet, book: Book) -> list[tuple[str, str]]:
    """Each column's header, in small letters and as it is shown; empty ones for unknown columns."""
    known = {_folded(column.header): column.header for column in table.columns}
    headers: list[tuple[str, str]] = []
    for cell in cells:
        folded = _folded(cell.text)
        finding = table is sheets.REPLIES and folded.startswith(_folded(sheets.FINDING))
        if any(folded == header for header, _ in headers if header):
            book.wrong.append(
                Wrong(
                    Spot(table.name, 1, cell.spot.letter, cell.text),
                    "This column stands here twice.",
                    "Keep one of the two.",
                )
            )
            headers.append(("", ""))
        else:
            usable = finding or folded in known
            headers.append((folded, known.get(folded, cell.text)) if usable else ("", ""))
    have = {header for header, _ in headers}
    unknown = [cell.text for cell in cells if cell.text and _folded(cell.text) not in have]
    for column in table.columns:
        if _folded(column.header) not in have and (
            column.needed or nearest(column.header, unknown)
        ):
            near = nearest(column.header, unknown)
            fix = f"Is it the one called “{_short(near)}”? Name it so." if near else _HEADERS
            spot = Spot(table.name, 1)
            book.wrong.append(Wrong(spot, f"There is no column called “{column.header}”.", fix))
    return headers


def _at(cell: Cell, spot: Spot) -> Cell:
    """The cell, told of by its column's header."""
    return Cell(spot, cell.text, replace(cell.wrong, spot=spot) if cell.wrong else None)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _short(text: str) -> str:
    return f"{text[:40]}…" if len(text) > 40 else text
