"""What staff got wrong is told all at once, each with its sheet, row, column and what to do."""

import datetime
from typing import Any

import openpyxl
import pytest

from server.content import spreadsheet
from tests.server.content.spreadsheet.workbook import SCENARIO, edited, wrong

Book = openpyxl.Workbook


def put(sheet: str, cell: str, value: Any) -> Any:
    def change(book: Book) -> None:
        book[sheet][cell] = value

    return change


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        (
            "Seekers",
            "C2",
            "Georg",
            "Sheet Seekers, row 2, column C (Voice): “Georg” is not one of the words for this.",
        ),
        (
            "Turns",
            "C3",
            None,
            "Sheet Turns, row 3, column C (What they say): “What they say” is empty. Fill it in.",
        ),
        (
            "Turns",
            "C3",
            "so " * 300,
            "Sheet Turns, row 3, column C (What they say): This text has 899 characters, and 600",
        ),
        (
            "Turns",
            "C3",
            "=SUM(1;2)",
            "Sheet Turns, row 3, column C (What they say): There is a formula here, and formulas"
            " are not run. Type the text itself, without = at the start.",
        ),
        (
            "Turns",
            "B3",
            "lenn",
            "Sheet Turns, row 3, column B (Who speaks): There is no seeker with the id “lenn”."
            " Did you mean len?",
        ),
        (
            "Turns",
            "G2",
            "the-radoi",
            "Sheet Turns, row 2, column G (Opens up: goes on to): There is no turn or ending with"
            " the id “the-radoi”. Did you mean the-radio?",
        ),
        (
            "Model lines",
            "B2",
            "naming the feelng",
            "Sheet Model lines, row 2, column B (Skill): “naming the feelng” is not one of the"
            " words for this. Did you mean “naming the feeling”?",
        ),
        (
            "Replies",
            "A2",
            "nowhere",
            "Sheet Replies, row 2, column A (Turn): There is no turn with the id “nowhere”.",
        ),
        (
            "Replies",
            "C2",
            "perhaps",
            "Sheet Replies, row 2, column C (Good or less good): “perhaps” is not one of the words",
        ),
        (
            "Replies",
            "E2",
            "advice",
            "Sheet Replies, row 2, column E (The coach hears 1): The sample is called good, and"
            " “advice” hinders. Take “advice” out, or call the reply less good.",
        ),
        (
            "Scenario",
            "B7",
            "quite",
            "Sheet Scenario, row 7, column B (Openness): “quite” is not a number. Write a number",
        ),
        (
            "Scenario",
            "B7",
            7,
            "Sheet Scenario, row 7, column B (Openness): The number 7.0 is more than 1",
        ),
        (
            "Scenario",
            "B10",
            99,
            "Sheet Scenario, row 10, column B (Format): This scenario is written for a newer",
        ),
        (
            "Endings",
            "D2",
            "happily",
            "Sheet Endings, row 2, column D (How they leave): “happily” is not one of the words",
        ),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_do(
    sheet: str, cell: str, value: Any, told: str
) -> None:
    found = wrong(edited(put(sheet, cell, value)))
    assert [line for line in found if line.startswith(told)], found


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_sheets() -> None:
    def change(book: Book) -> None:
        book["Endings"]["C3"] = None
        book["Turns"]["C2"] = "=A1"
        book["Seekers"]["C2"] = "somebody"
        book["Replies"]["B5"] = None
        book["Scenario"]["B3"] = None

    found = wrong(edited(change))
    places = [line.partition(":")[0] for line in found]
    assert places == [
        "Sheet Scenario, row 3, column B (Title)",
        "Sheet Seekers, row 2, column C (Voice)",
        "Sheet Turns, row 2, column C (What they say)",
        "Sheet Replies, row 5, column B (What a trainee might say)",
        "Sheet Endings, row 3, column C (Last words)",
    ]


def test_a_missing_column_is_told_once_and_not_for_each_row() -> None:
    found = wrong(edited(lambda book: book["Turns"].delete_cols(3)))
    assert found == [
        "Sheet Turns, row 1: There is no column called “What they say”."
        " Put it back as it is in a fresh export."
    ]


def test_a_renamed_column_and_a_renamed_sheet_are_recognised() -> None:
    def change(book: Book) -> None:
        book["Turns"]["C1"] = "What he says"
        book["Endings"].title = "The endings"

    found = wrong(edited(change))
    assert any("Is it the one called “What he says”? Name it so." in line for line in found)
    assert any("Is it the one called “The endings”? Name it Endings." in line for line in found)


def test_a_turn_without_replies_or_model_lines_is_told_where_to_write_them() -> None:
    def change(book: Book) -> None:
        for sheet in ("Replies", "Model lines"):
            for row in reversed(range(2, book[sheet].max_row + 1)):
                if book[sheet].cell(row, 1).value == "the-radio":
                    book[sheet].delete_rows(row)

    found = wrong(edited(change))
    assert found == [
        "Sheet Turns, row 3, column A (Id): The turn “the-radio” has no rows in the sheet"
        " Model lines. Write at least 1 there.",
        "Sheet Turns, row 3, column A (Id): The turn “the-radio” has no rows in the sheet Replies."
        " Write at least 2 there.",
    ]


def test_two_turns_of_one_id_are_told_with_the_place_of_the_first() -> None:
    def change(book: Book) -> None:
        for sheet in ("Turns", "Replies", "Model lines"):
            for cell in book[sheet]["A"]:
                if cell.value == "the-radio":
                    cell.value = "two-cups"

    found = wrong(edited(change))
    assert any(
        "The id “two-cups” is taken already, by Sheet Turns, row 2" in line for line in found
    ), found


def test_a_circle_is_told_in_plain_words() -> None:
    found = wrong(edited(put("Turns", "G3", "two-cups")))
    assert any(
        line.startswith(
            "Sheet Turns, row 3, column G (Opens up: goes on to): The talk can go round"
        )
        for line in found
    )


def test_nothing_that_is_told_speaks_of_fields_of_a_file() -> None:
    def change(book: Book) -> None:
        for sheet in ("Turns", "Replies", "Endings", "Model lines"):
            for row in book[sheet].iter_rows(min_row=2):
                for cell in row:
                    if cell.value and (cell.row + cell.column) % 3 == 0:
                        cell.value = "advice"

    told = "\n".join(wrong(edited(change)))
    for sign in ("`", "room_for", "schema_version", "turns[", "model_lines", ".text"):
        assert sign not in told


def test_a_date_made_of_typed_text_is_told() -> None:
    found = wrong(edited(put("Turns", "A2", datetime.date(2026, 5, 3))))
    assert found[0].startswith("Sheet Turns, row 2, column A (Id): The spreadsheet program made")


def test_words_outside_the_columns_are_told_and_not_lost() -> None:
    found = wrong(edited(put("Turns", "Z4", "a thought")))
    assert found == [
        "Sheet Turns, row 4, column Z: This column has no header that is known. Empty the column."
    ]


def test_no_more_is_told_than_a_person_reads() -> None:
    def change(book: Book) -> None:
        for row in range(40, 400):
            book["Replies"].cell(row, 1).value = f"nowhere-{row}"

    found = wrong(edited(change))
    assert len(found) == 101
    assert found[-1].startswith("The file: And ")


def test_another_workbook_is_told_to_be_one() -> None:
    def change(book: Book) -> None:
        for name in list(book.sheetnames)[1:]:
            del book[name]

    assert wrong(edited(change)) == [
        "The file: This spreadsheet holds no scenario."
        " Begin with a scenario's export, and keep its sheets."
    ]


def test_a_sound_workbook_needs_no_unused_columns() -> None:
    def change(book: Book) -> None:
        for sheet in ("Turns", "Endings"):
            for at in range(book[sheet].max_column, 0, -1):
                if str(book[sheet].cell(1, at).value).lower().endswith("recording"):
                    book[sheet].delete_cols(at)

    assert spreadsheet.read(edited(change)) == SCENARIO


def test_an_empty_sheet_is_told_in_plain_words() -> None:
    found = wrong(edited(lambda book: book["Seekers"].delete_rows(2, 9)))
    assert "Sheet Seekers: At least 1 must be here. Add what is missing." in found
