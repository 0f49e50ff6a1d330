"""A shipped scenario's workbook, and ways to spoil it as people and their programs do."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from device.coach.scenario import Scenario
from device.library import find
from server.content import spreadsheet

SCENARIO: Scenario = find("two-cups-of-tea")


def edited(change: Callable[[Workbook], Any], scenario: Scenario = SCENARIO) -> bytes:
    """The export after somebody has worked on it in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.write(scenario)))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """The export with its parts changed behind the program's back."""
    with zipfile.ZipFile(io.BytesIO(spreadsheet.write(SCENARIO))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def wrong(data: bytes) -> list[str]:
    """Everything that is told of a workbook that can't be used."""
    try:
        spreadsheet.read(data)
    except spreadsheet.SpreadsheetError as error:
        assert str(error).splitlines() == [str(one) for one in error.wrong]
        return [str(one) for one in error.wrong]
    raise AssertionError("the workbook was taken")
