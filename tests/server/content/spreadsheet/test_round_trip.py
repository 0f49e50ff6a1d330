"""What is written as a spreadsheet is read again without loss."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.coach.scenario import Line, Outcome, Sample, Scenario
from device.coach.skills import RUBRIC, Skill
from device.library import shipped
from server.content import spreadsheet
from server.content.spreadsheet import cells, sheets
from tests.server.content.spreadsheet.workbook import SCENARIO, edited

RECORDING = "ab" * 32


@pytest.mark.parametrize("scenario", shipped(), ids=lambda scenario: scenario.id)
def test_a_shipped_scenario_comes_back_as_it_was(scenario: Scenario) -> None:
    assert spreadsheet.read(spreadsheet.write(scenario)) == scenario


@pytest.mark.parametrize("scenario", shipped()[:2], ids=lambda scenario: scenario.id)
def test_it_comes_back_after_a_program_has_saved_it_again(scenario: Scenario) -> None:
    assert spreadsheet.read(edited(lambda book: None, scenario)) == scenario


def with_line(scenario: Scenario, line: Line) -> Scenario:
    turn = scenario.turns[0].model_copy(update={"line": line})
    return scenario.model_copy(update={"turns": (turn, *scenario.turns[1:])})


def test_recordings_come_back() -> None:
    line = Line(text="I kept the kettle on.", recording=RECORDING)
    spoken = with_line(SCENARIO, line)
    turn = spoken.turns[1]
    says = turn.next.opens_up.model_copy(update={"says": line})
    ways = turn.next.model_copy(update={"opens_up": says})
    turns = (spoken.turns[0], turn.model_copy(update={"next": ways}), *spoken.turns[2:])
    ending = spoken.endings[0].model_copy(update={"line": line})
    spoken = spoken.model_copy(update={"turns": turns, "endings": (ending, *spoken.endings[1:])})
    assert spreadsheet.read(spreadsheet.write(spoken)) == spoken


def test_a_reply_with_many_findings_has_a_column_for_each() -> None:
    many = tuple(skill for skill in Skill if skill.kind == "helps" and not skill.by_voice)
    turn = SCENARIO.turns[0]
    sample = Sample(text="All at once.", good=True, findings=many, leads_to=Outcome.OPENS_UP)
    turn = turn.model_copy(update={"samples": (*turn.samples, sample)})
    full = SCENARIO.model_copy(update={"turns": (turn, *SCENARIO.turns[1:])})
    assert spreadsheet.read(spreadsheet.write(full)) == full


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 is where she rang from",
        "-- well, I don't know",
        "@home, mostly",
        "'=quoted already",
        "''-twice",
        "'Tis a long way",
        "＝wide",
        "#N/A",
        "TRUE",
        "0042",
        "3 May",
        "_x0041_ is not an A",
        "<b>&amp; \"quotes\" and 'apostrophes'</b>",
        "שלום 👋 naïve — “so”",
        "two\nlines",
    ],
)
def test_any_text_comes_back_and_is_no_formula(text: str) -> None:
    scenario = with_line(SCENARIO, Line(text=text))
    data = spreadsheet.write(scenario)
    assert spreadsheet.read(data).turns[0].line.text == text
    assert spreadsheet.read(edited(lambda book: None, scenario)) == scenario
    for cell in every_cell(data):
        assert cell.data_type in ("s", "n")
        assert not isinstance(cell.value, str) or cell.value[0] not in "=+-@\t\r＝"


def every_cell(data: bytes) -> Iterator[openpyxl.cell.Cell]:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_guarding_a_text_is_undone_exactly(text: str) -> None:
    shown = cells.guarded(text)
    assert cells.unguarded(shown) == text.translate({0xFFFE: None, 0xFFFF: None})
    assert not shown or shown[0] not in "=+-@\t\r"


ITEM = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20)


@given(st.lists(ITEM.map(str.strip).filter(bool), max_size=5))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_list_in_one_cell_comes_back(items: list[str]) -> None:
    assert cells.parted(cells.joined(items)) == items


def test_a_list_may_be_typed_on_several_lines() -> None:
    assert cells.parted("lonely; a bit lost;") == ["lonely", "a bit lost"]
    assert cells.parted("lonely\nlost; and found\n") == ["lonely", "lost; and found"]


def test_skills_and_voices_are_offered_as_lists_in_plain_words() -> None:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.write(SCENARIO)))
    assert book.sheetnames[0] == "How to"
    words = book[sheets.WORDS]
    for sheet, header, choice in (
        ("Model lines", "Skill", sheets.HELPS),
        ("Seekers", "Voice", sheets.VOICE),
        ("Replies", "The coach hears 4", sheets.HEARD),
        ("Endings", "How they leave", sheets.OUTCOME),
    ):
        column = next(cell for cell in book[sheet][1] if cell.value == header)
        offered = [
            offer
            for offer in book[sheet].data_validations.dataValidation
            if f"{column.column_letter}2" in offer.sqref and offer.type == "list"
        ]
        assert len(offered) == 1
        place = str(offered[0].formula1).partition("!")[2].replace("$", "")
        assert [row[0].value for row in words[place]] == list(choice.named)


def test_staff_may_write_a_skill_or_voice_by_name_or_by_id() -> None:
    for skill in Skill:
        if not skill.by_voice:
            assert sheets.HEARD.value(RUBRIC[skill].name.upper()) == skill
            assert sheets.HEARD.value(f" {skill} ") == skill
    assert sheets.VOICE.value("george") == sheets.VOICE.value("bm_george") == "bm_george"
    assert sheets.VOICE.value("nobody") is None


def test_columns_and_sheets_may_change_places_and_rows_stay_empty() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.move_sheet("Endings", -4)
        sheet = book["Seekers"]
        values = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)]
        sheet.delete_rows(1, 5)
        sheet.append([*reversed(values[0])])
        for _ in range(3):
            sheet.append([None])
        sheet.append([None])
        sheet.cell(6, 1).value, sheet.cell(6, 2).value = values[1][3], values[1][2]
        sheet.cell(6, 3).value, sheet.cell(6, 4).value = values[1][1], values[1][0]
        book["Turns"].insert_rows(3, 2)

    assert spreadsheet.read(edited(change)) == SCENARIO


def test_a_number_in_a_cell_for_text_is_its_digits() -> None:
    def change(book: openpyxl.Workbook) -> None:
        for sheet, column in (("Turns", "A"), ("Model lines", "A"), ("Replies", "A")):
            for cell in book[sheet][column]:
                if cell.value == "two-cups":
                    cell.value = 7

    assert spreadsheet.read(edited(change)).turns[0].id == "7"
