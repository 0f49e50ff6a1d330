"""From a workbook to a scenario, or to everything that is wrong with it."""

import json
import re
from typing import Any

from device.coach.scenario import Outcome, Scenario, document
from device.coach.scenario.problem import Level, Problem, did_you_mean, nearest
from server.content import plain
from server.content.spreadsheet import sheets
from server.content.spreadsheet.book import Book, Cell, Row, opened
from server.content.spreadsheet.cells import parted
from server.content.spreadsheet.problem import Spot, SpreadsheetError, Wrong
from server.content.spreadsheet.sheets import Column, Sheet

MOST_TOLD = 100
"""Wrong things that are told at once; nobody reads more."""


def read(data: bytes) -> Scenario:
    """The scenario in an XLSX file; it is sound, and may be run.

    Raises:
        SpreadsheetError: it isn't; carries everything that is wrong, in the order of the sheets.
    """
    book = opened(data)
    reading = _Reading(book)
    content = reading.content()
    found, problems = document.examine(json.dumps(content))
    reading.add(problem for problem in problems if problem.level is Level.ERROR)
    if reading.wrong or found is None:
        raise SpreadsheetError(_in_order(reading.wrong))
    return found.scenario


def _in_order(wrong: list[Wrong]) -> list[Wrong]:
    order = {name: at for at, name in enumerate(("", sheets.SCENARIO, *_NAMES))}
    told = sorted(
        wrong,
        key=lambda one: (
            order.get(one.spot.sheet, len(order)),
            one.spot.row,
            len(one.spot.letter),
            one.spot.letter,
        ),
    )
    if len(told) > MOST_TOLD:
        more = Wrong(Spot(), f"And {len(told) - MOST_TOLD} more things.", "Mend these first.")
        return [*told[:MOST_TOLD], more]
    return told


_NAMES = [table.name for table in sheets.TABLES]


class _Reading:
    """A scenario's plain data as it grows, where each part of it stands, and what is wrong."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.wrong: list[Wrong] = list(book.wrong)
        self._spots: dict[str, Spot] = {"": Spot()}
        self._turns: dict[str, tuple[int, dict[str, Any]]] = {}

    def content(self) -> dict[str, Any]:
        """The plain data, as far as it can be read."""
        content = self._facts()
        for name, sheet in (("seekers", sheets.SEEKERS), ("turns", sheets.TURNS)):
            content[name] = self._parts(name, sheet)
        for place, turn in enumerate(content["turns"]):
            turn |= {"room_for": [], "model_lines": {}, "samples": []}
            turn.setdefault("to_hear", {})
            if isinstance(turn.get("id"), str):
                self._turns.setdefault(turn["id"], (place, turn))
        self._model_lines()
        self._samples()
        self._in_each_turn(content["turns"])
        content["endings"] = self._parts("endings", sheets.ENDINGS)
        return content

    def add(self, problems: Any) -> None:
        """Take in what the format itself finds wrong, unless the cell is told of already."""
        told = {one.spot for one in self.wrong}
        for problem in problems:
            spot = self._nearest(problem)
            consequence = spot.absent or any(_covers(known, spot) for known in told)
            if spot not in told and not consequence:
                message, fix = plain.told(problem, lambda way: str(self._spots.get(way, way)))
                self.wrong.append(Wrong(spot, message, fix))

    def _nearest(self, problem: Problem) -> Spot:
        way = problem.field
        while way and way not in self._spots:
            way = way[: max(way.rfind("."), way.rfind("["), 0)]
        return self._spots[way]

    def _tell(self, spot: Spot, message: str, fix: str) -> None:
        self.wrong.append(Wrong(spot, message, fix))

    def _facts(self) -> dict[str, Any]:
        content: dict[str, Any] = {}
        found = {" ".join(fact.what.casefold().split()): fact for fact in self._book.facts}
        whole = Spot(sheets.SCENARIO)
        for column in sheets.FACTS:
            fact = found.get(column.header.casefold())
            self._spots[column.field] = fact.cell.spot if fact else whole
            if fact is None:
                if column.needed and not self._book.lacks(sheets.SCENARIO):
                    self._tell(
                        whole,
                        f"The row “{column.header}” is missing.",
                        f"Write “{column.header}” into column A and its value into column B.",
                    )
            else:
                value = self._value(column, fact.cell)
                if value is not None:
                    content[column.field] = value
        for field, kind in (("version", int), ("schema_version", int), ("openness", float)):
            self._number(content, field, kind)
        return content

    def _number(self, content: dict[str, Any], field: str, kind: type[int | float]) -> None:
        if field not in content:
            return
        written = str(content.pop(field)).replace(",", ".")
        if re.fullmatch(r"-?\d{1,9}(\.\d{1,12})?", written) and (
            kind is float or float(written).is_integer()
        ):
            content[field] = kind(float(written))
            return
        wanted = "a whole number, such as 1" if kind is int else "a number, such as 0.45"
        self._tell(self._spots[field], f"“{_short(written)}” is not a number.", f"Write {wanted}.")

    def _parts(self, name: str, sheet: Sheet) -> list[dict[str, Any]]:
        """Each row as plain data."""
        self._spots[name] = Spot(sheet.name)
        parts = list[dict[str, Any]]()
        for row in self._book.rows(sheet):
            way = f"{name}[{len(parts)}]"
            self._spots[way] = row.spot
            part: dict[str, Any] = {}
            for column in sheet.columns:
                self._stands(way, column.field, row.cell(column).spot)
                value = self._value(column, row.cell(column))
                if value is not None:
                    _set(part, column.field, value)
            self._recordings(row, part, sheet)
            parts.append(part)
        return parts

    def _stands(self, way: str, field: str, spot: Spot) -> None:
        """Note where a field stands; what it is part of stands where its first field does."""
        for name in field.split("."):
            way = f"{way}.{name}"
            self._spots.setdefault(way, spot)

    def _recordings(self, row: Row, part: dict[str, Any], sheet: Sheet) -> None:
        """A recording of nothing can't be played."""
        for outcome in Outcome:
            says = part.get("next", {}).get(outcome.value, {}).get("says")
            if says and "text" not in says:
                cell = row.cell(sheet.column(f"next.{outcome}.says.text"))
                self._tell(cell.spot, "There is a recording, but not its words.", "Write them.")

    def _value(self, column: Column, cell: Cell) -> Any:
        """What the cell holds, as the format has it; None where it is empty or can't be used."""
        if cell.wrong is not None:
            self.wrong.append(cell.wrong)
            return None
        if column.many:
            items = parted(cell.text)
            if column.needed and not items:
                self._empty(column, cell)
            return items if items or not column.needed else None
        if not cell.text:
            if column.needed:
                self._empty(column, cell)
            return None
        if column.choice is None:
            return cell.text
        value = column.choice.value(cell.text)
        if value is None:
            words = column.choice.named
            near = nearest(cell.text, words)
            fix = f"Did you mean “{near}”?" if near else "Choose one from the cell's list."
            self._tell(cell.spot, f"“{_short(cell.text)}” is not one of the words for this.", fix)
        return value

    def _empty(self, column: Column, cell: Cell) -> None:
        if cell.spot.absent:
            return
        hint = column.hint if column.choice is None else "Choose one from the cell's list."
        self._tell(cell.spot, f"“{column.header}” is empty.", f"Fill it in. {hint}")

    def _turn_of(self, row: Row) -> tuple[int, dict[str, Any]] | None:
        cell = row.cell(sheets.TURN)
        name = self._value(sheets.TURN, cell)
        if name is None:
            return None
        if name not in self._turns:
            fix = did_you_mean(name, self._turns) if self._turns else "Write the turn first."
            self._tell(cell.spot, f"There is no turn with the id “{_short(name)}”.", fix)
            return None
        return self._turns[name]

    def _model_lines(self) -> None:
        skill_column, text_column = sheets.MODEL_LINES.columns[1:]
        for row in self._book.rows(sheets.MODEL_LINES):
            turn = self._turn_of(row)
            skill = self._value(skill_column, row.cell(skill_column))
            text = self._value(text_column, row.cell(text_column))
            if turn is None or skill is None:
                continue
            place, part = turn
            room = part["room_for"]
            self._spots[f"turns[{place}].room_for[{len(room)}]"] = row.cell(skill_column).spot
            room.append(skill)
            if skill not in room[:-1]:
                self._spots[f"turns[{place}].model_lines.{skill}"] = row.cell(text_column).spot
                if text is not None:
                    part["model_lines"][skill] = text

    def _samples(self) -> None:
        _, text_column, good_column, leads_column = sheets.REPLIES.columns
        for row in self._book.rows(sheets.REPLIES):
            turn = self._turn_of(row)
            text = self._value(text_column, row.cell(text_column))
            good = self._value(good_column, row.cell(good_column))
            leads = self._value(leads_column, row.cell(leads_column))
            findings = []
            spots = []
            for cell in row.several(sheets.FINDING):
                skill = self._value(sheets.FINDINGS, cell)
                if skill is not None:
                    findings.append(skill)
                    spots.append(cell.spot)
            if turn is None:
                continue
            place, part = turn
            way = f"turns[{place}].samples[{len(part['samples'])}]"
            self._spots[way] = row.spot
            self._spots[f"{way}.text"] = row.cell(text_column).spot
            for at, spot in enumerate(spots):
                self._spots[f"{way}.findings[{at}]"] = spot
            sample: dict[str, Any] = {"findings": findings}
            if text is not None:
                sample["text"] = text
            if good is not None:
                sample["good"] = good == str(True)
            if leads is not None:
                sample["leads_to"] = leads
            part["samples"].append(sample)

    def _in_each_turn(self, turns: list[dict[str, Any]]) -> None:
        """What other sheets owe to a turn."""
        for place, turn in enumerate(turns):
            way, name = f"turns[{place}]", turn.get("id")
            if name is None:
                continue
            here = self._spots[f"{way}.id"]
            if self._turns[name][0] != place:  # the rows went to the first of that id
                nowhere = Spot(here.sheet, here.row, "", here.column)
                self._spots |= {f"{way}.room_for": nowhere, f"{way}.samples": nowhere}
                continue
            for field, least, sheet in _OWED:
                self._spots.setdefault(f"{way}.{field}", here)
                missing = least - len(turn[field])
                if missing > 0 and not self._book.lacks(sheet.name):
                    self._tell(
                        here,
                        f"The turn “{_short(name)}” has {len(turn[field]) or 'no'}"
                        f" row{'' if len(turn[field]) == 1 else 's'} in the sheet {sheet.name}.",
                        f"Write at least {least} there.",
                    )


_OWED = (("room_for", 1, sheets.MODEL_LINES), ("samples", 2, sheets.REPLIES))
"""Fields of a turn, how many of each it needs, and the sheet that holds them."""


def _covers(known: Spot, spot: Spot) -> bool:
    """Whether what is told of one place makes the other's problem a mere consequence."""
    if known.sheet != spot.sheet:
        return False
    return known.row == spot.row and not spot.letter


def _set(part: dict[str, Any], way: str, value: Any) -> None:
    *outer, last = way.split(".")
    for name in outer:
        part = part.setdefault(name, {})
    part[last] = value


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:40]}…" if len(text) > 40 else text
