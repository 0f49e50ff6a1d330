"""Scenarios that come from files, or from the shipped library."""

from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy.orm import Session

from device import library
from device.coach.scenario import SCHEMA_VERSION, Scenario, document, markup
from device.coach.scenario.problem import Level, Problem, ScenarioError
from server.content import drafts, spreadsheet
from server.content.spreadsheet import SpreadsheetError
from server.content.spreadsheet.problem import refused
from server.content.tables import ScenarioRecord
from server.content.typed import of_scenario
from server.pages.visitor import Visitor


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a file."""

    where: str
    """Line and field of a text, or sheet, row and column of a spreadsheet."""
    words: str


MOST_BYTES = max(markup.LIMIT, spreadsheet.MOST_BYTES)
"""Of a file that is taken in; each kind has its own limit."""
_ONE_SHEET = (".csv", ".tsv")
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


def read(data: bytes | str, name: str) -> Scenario:
    """The scenario in a spreadsheet, or in a JSON or YAML file.

    Raises:
        SpreadsheetError: the spreadsheet holds none; carries every error, by sheet, row and column.
        ScenarioError: the text holds none; carries every error, by line and field.
    """
    if name.lower().endswith(_ONE_SHEET):
        raise refused(
            "This file holds one table, and a scenario has several sheets.",
            "Export a scenario as a spreadsheet, work in that, and save it as .xlsx.",
        )
    if isinstance(data, bytes) and (
        data.startswith(spreadsheet.SIGNS) or name.lower().endswith(_SPREADSHEETS)
    ):
        return spreadsheet.read(data)
    try:
        return document.read(data, name)
    except ScenarioError as error:
        raise ScenarioError([_for_staff(one) for one in error.problems], name) from None


def _for_staff(problem: Problem) -> Problem:
    """Staff have no command line, may send a spreadsheet, and there is no kiosk here to update."""
    if "`wellheard scenario new FILE`" in problem.fix:
        return replace(problem, fix="Begin with what another scenario is exported as.")
    if problem.message.startswith("This is not a text file"):
        return replace(problem, fix="Choose a spreadsheet (.xlsx), or a .json or .yaml file.")
    return _newer(problem)


def _newer(problem: Problem) -> Problem:
    if problem.field != "schema_version" or not problem.message.startswith("This scenario is"):
        return problem
    return Problem(
        "schema_version",
        "This scenario was made with a newer Wellheard: its format is newer than"
        f" {SCHEMA_VERSION}, the one that this server knows.",
        "Update this server first, or have it saved by the older version.",
        Level.ERROR,
        problem.line,
        problem.column,
    )


def faults(error: ScenarioError | SpreadsheetError) -> list[Fault]:
    """What is wrong, line by line or cell by cell."""
    if isinstance(error, SpreadsheetError):
        return [Fault(str(one.spot), f"{one.message} {one.fix}") for one in error.wrong]
    return [
        Fault(
            f"Line {one.line}, {one.field}" if one.field else f"Line {one.line}",
            f"{one.message} {one.fix}".strip(),
        )
        for one in error.problems
    ]


def bring(session: Session, who: Visitor, content: Scenario, *, replaces: bool) -> ScenarioRecord:
    """Take a scenario in as a draft.

    Args:
        replaces: where there is one of the same id, make this its draft; else it gets a new id.
    """
    known = drafts.by_key(session, content.id)
    if known is not None and replaces:
        drafts.replace(session, who, known.id, of_scenario(content), "imported a draft of")
        return known
    return drafts.create(session, who, of_scenario(content), content.id, "imported")


@cache
def shelf() -> tuple[Scenario, ...]:
    """The scenarios that ship with the kiosk."""
    return library.shipped()


def missing(session: Session) -> list[Scenario]:
    """Those shipped scenarios that are not here."""
    return [one for one in shelf() if drafts.by_key(session, one.id) is None]


def bring_library(session: Session, who: Visitor) -> int:
    """Take in the shipped scenarios that are not here; gives how many that were."""
    brought = missing(session)
    for one in brought:
        drafts.create(session, who, of_scenario(one), one.id, "brought in")
    return len(brought)
