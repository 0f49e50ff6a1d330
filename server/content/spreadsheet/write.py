"""From a scenario to a workbook."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from device.coach.scenario import Scenario
from server.content.spreadsheet import sheets
from server.content.spreadsheet.cells import guarded, joined
from server.content.spreadsheet.sheets import Choice, Column, Sheet

ROWS = 500
"""Rows for which a sheet offers lists to choose from; thirty turns have some 200 replies."""
_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=14)
_HEADER = PatternFill("solid", fgColor="D8E8EA")
_WRAP = Alignment(wrap_text=True, vertical="top")
_TEXT = "@"
"""The number format for text: what looks like a date or a number stays what was typed."""

_HELP = """\
Writing a scenario in this spreadsheet

This file holds one scenario: a talk with somebody who came for support.
Fill the sheets in, save the file as .xlsx, and import it on the page “Scenarios”.
If something doesn't fit, you are told the sheet, the row, the column and what to do. Nothing is \
lost.

Scenario: what the whole talk is about.
Seekers: who has come, and with which voice.
Turns: one row for each time the seeker speaks. The first row opens the talk.
Then come three ways on: the seeker opens up, stays guarded or shuts down. Name the turn or the \
ending that follows. What the seeker says at once, before that, may stay empty.
Model lines: for each turn, the skills it gives room for, each with what a good listener might \
say. The most fitting comes first.
Replies: what a trainee might say to each turn, good and less good, and what the coach must hear \
in it. They are the scenario's own test.
Endings: the seeker's last words, in several moods.
Words to choose from: the skills and the voices, and what they mean.

You may add rows and leave rows empty. Please keep the header rows, the names of the sheets and \
the column “Recording”.
Several feelings or facts stand in one cell with a semicolon between them.
Write text, not formulas: a cell that begins with = is not used.
An apostrophe at the start of a cell keeps its text from being taken for a formula. It is not \
part of the text.
Write numbers in words, the way they are said, and no names, numbers or addresses of real \
people."""


Data = Mapping[str, Any]


def write(scenario: Scenario | Data) -> bytes:
    """The scenario as an XLSX file.

    Args:
        scenario: a sound one, or the plain data of one that is being written and may lack parts.
    """
    data = scenario.model_dump(mode="json") if isinstance(scenario, Scenario) else scenario
    turns = data.get("turns", [])
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # a new workbook has one sheet
    _how_to(first)
    _facts(book.create_sheet(sheets.SCENARIO), data)
    for sheet, parts in ((sheets.SEEKERS, data.get("seekers", [])), (sheets.TURNS, turns)):
        _table(book, sheet, [_cells(sheet.columns, part) for part in parts])
    _table(book, sheets.MODEL_LINES, list(_model_lines(turns)))
    found = (len(s.get("findings", [])) for turn in turns for s in turn.get("samples", []))
    columns = finding_columns(max(sheets.FINDING_COLUMNS, *found, 0))
    replies = Sheet(sheets.REPLIES.name, (*sheets.REPLIES.columns, *columns))
    _table(book, replies, list(_replies(turns)))
    endings = data.get("endings", [])
    _table(book, sheets.ENDINGS, [_cells(sheets.ENDINGS.columns, part) for part in endings])
    _words(book.create_sheet(sheets.WORDS))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def finding_columns(count: int) -> list[Column]:
    """The numbered columns for what the coach must hear in a reply."""
    return [
        Column("findings", f"{sheets.FINDING} {number}", sheets.FINDINGS.hint, 22, sheets.HEARD)
        for number in range(1, count + 1)
    ]


def _cells(columns: Iterable[Column], part: Data) -> list[str]:
    return [_written(column, _field(part, column.field)) for column in columns]


def _field(part: Any, way: str) -> Any:
    """The field of that way; None where it or a part on the way is not there."""
    for name in way.split("."):
        part = part.get(name) if isinstance(part, Mapping) else None
    return part


def _written(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.many:
        return joined(value)
    return column.choice.word(str(value)) if column.choice else str(value)


def _model_lines(turns: Iterable[Data]) -> Iterator[list[str]]:
    for turn in turns:
        lines = turn.get("model_lines", {})
        for skill in turn.get("room_for", []):
            yield [turn.get("id", ""), sheets.HELPS.word(skill), lines.get(skill, "")]


def _replies(turns: Iterable[Data]) -> Iterator[list[str]]:
    for turn in turns:
        for sample in turn.get("samples", []):
            found = [sheets.HEARD.word(skill) for skill in sample.get("findings", [])]
            yield [turn.get("id", ""), *_cells(sheets.REPLIES.columns[1:], sample), *found]


def _facts(sheet: Worksheet, data: Data) -> None:
    _header(sheet, ("What", "For this scenario", "About"))
    for row, column in enumerate(sheets.FACTS, 2):
        _put(sheet, row, 1, column.header).font = _BOLD
        value = data.get(column.field)
        if isinstance(value, int | float):
            sheet.cell(row, 2, value).alignment = Alignment(horizontal="left", vertical="top")
        else:
            _put(sheet, row, 2, _written(column, value))
        _put(sheet, row, 3, column.hint)
        if column.choice:
            _offer(sheet, f"B{row}", _listed(column.choice), column)
    for letter, width in zip("ABC", (20, 70, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _table(book: Workbook, spec: Sheet, rows: Sequence[Sequence[str]]) -> None:
    sheet = book.create_sheet(spec.name)
    _header(sheet, [column.header for column in spec.columns])
    for number, column in enumerate(spec.columns, 1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = column.width
        dimension.number_format = _TEXT
        dimension.alignment = _WRAP
        listed = _listed(column.choice) if column.choice else None
        if column.points_to:
            listed = f"'{column.points_to}'!$A$2:$A${ROWS}"
        _offer(sheet, f"{letter}2:{letter}{max(ROWS, len(rows) + 1)}", listed, column)
    for row, cells in enumerate(rows, 2):
        for at, text in enumerate(cells, 1):
            if text:
                _put(sheet, row, at, text)


def _header(sheet: Worksheet, headers: Sequence[str]) -> None:
    for at, header in enumerate(headers, 1):
        cell = _put(sheet, 1, at, header)
        cell.font, cell.fill = _BOLD, _HEADER
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, row: int, at: int, text: str) -> Any:
    """Write text, and only text."""
    cell: Any = sheet.cell(row, at)
    cell.value = guarded(text)
    cell.data_type = "s"  # never a formula or an error value, whatever it looks like
    cell.number_format, cell.alignment = _TEXT, _WRAP
    return cell


def _offer(sheet: Worksheet, cells: str, listed: str | None, column: Column) -> None:
    """A list to choose from, if there is one, and the hint for whoever comes to the cell."""
    offer = DataValidation(
        type="list" if listed else None, formula1=listed, allow_blank=True, errorStyle="warning"
    )
    offer.promptTitle, offer.prompt, offer.showInputMessage = column.header[:32], column.hint, True
    offer.errorTitle, offer.error = "Not in the list", "Please choose one from the list."
    offer.showErrorMessage = bool(listed)
    offer.add(cells)
    sheet.add_data_validation(offer)


def _listed(choice: Choice) -> str:
    letter = get_column_letter(_place(choice))
    return f"'{sheets.WORDS}'!${letter}$2:${letter}${len(choice.named) + 1}"


def _place(choice: Choice) -> int:
    """The choice's column among the words; beside each stands a column of meanings or nothing."""
    return 2 * next(at for at, known in enumerate(sheets.CHOICES) if known is choice) + 1


def _words(sheet: Worksheet) -> None:
    for choice in sheets.CHOICES:
        at = _place(choice)
        for place, header in ((at, choice.listed), (at + 1, "")):
            cell = _put(sheet, 1, place, header)
            cell.font, cell.fill = _BOLD, _HEADER
            sheet.column_dimensions[get_column_letter(place)].width = 40 if header else 50
        for row, word in enumerate(choice.named, 2):
            _put(sheet, row, at, word)
            if meaning := sheets.MEANINGS.get(word):
                _put(sheet, row, at + 1, f"You {meaning}.")
    sheet.freeze_panes = "A2"


def _how_to(sheet: Worksheet) -> None:
    sheet.title = sheets.HOW_TO
    sheet.column_dimensions["A"].width = 110
    for row, line in enumerate(_HELP.splitlines(), 1):
        _put(sheet, row, 1, line).font = _TITLE if row == 1 else Font()
