"""What isn't a spreadsheet, or is one made to do harm, is refused with one clear sentence."""

import datetime
import io
import struct
import tracemalloc
import zipfile

import pytest

from server.content import spreadsheet
from server.content.spreadsheet import container
from tests.server.content.spreadsheet.workbook import SCENARIO, edited, repacked, wrong

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def one(data: bytes) -> str:
    found = wrong(data)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 ...", "This is not an .xlsx spreadsheet."),
        (b"Id,Name\n1,2\n", "This is not an .xlsx spreadsheet."),
        (b'{"schema_version": 1}', "it looks like a scenario as JSON or YAML"),
        (b"# A scenario\nschema_version: 1", "it looks like a scenario as JSON or YAML"),
        (OLE + b"\0" * 600, "This is a spreadsheet in the old .xls format."),
        (
            OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "The file is locked with a password.",
        ),
        (b"PK\x03\x04 and then nothing", "The file is damaged."),
        (zipped({"a.txt": b"hello"}), "This is a ZIP file, but not an .xlsx spreadsheet."),
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "This is a spreadsheet in another format, such as .ods.",
        ),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_another_kind_of_file_is_told_to_be_one(data: bytes, told: str) -> None:
    assert told in one(data)


def test_a_file_larger_than_any_scenario_is_refused_unread() -> None:
    assert "more than 2 MB" in one(b"PK" + bytes(container.MOST_BYTES))


def test_a_zip_bomb_is_refused_by_its_directory_without_being_inflated() -> None:
    bomb = repacked(lambda parts: parts.update({"xl/worksheets/sheet9.xml": b" " * 60_000_000}))
    assert len(bomb) < 200_000
    assert "far larger than any scenario" in refused_within(bomb, 8_000_000)


def test_a_zip_bomb_whose_directory_lies_is_refused_while_inflating() -> None:
    bomb = bytearray(
        repacked(lambda parts: parts.update({"xl/worksheets/sheet9.xml": b" " * 60_000_000}))
    )
    real, lie = struct.pack("<L", 60_000_000), struct.pack("<L", 9_000_000)
    assert bomb.count(real) >= 1
    told = refused_within(bytes(bomb.replace(real, lie)), 40_000_000)
    assert "far larger than any scenario" in told or "damaged" in told


def test_many_parts_that_are_each_small_are_counted_together() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts.update({f"xl/worksheets/extra{n}.xml": b"<a/>" + b" " * 200_000 for n in range(60)})

    assert "far larger than any scenario" in one(repacked(change))


def test_thousands_of_parts_are_refused() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts.update({f"xl/extra{n}.xml": b"<a/>" for n in range(1_000)})

    assert "far larger than any scenario" in one(repacked(change))


def refused_within(data: bytes, most: int) -> str:
    """What is told, with no more than this many bytes taken meanwhile."""
    tracemalloc.start()
    try:
        told = one(data)
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()
    return told


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    + b"]><sst>&a8;</sst>"
)


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        b'<?xml version="1.0"?><!DOCTYPE sst SYSTEM "file:///etc/passwd"><sst/>',
        b'<!DOCTYPE sst [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst><si><t>&f;</t></si></sst>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE sst []><sst/>'.encode("utf-16"),
    ],
)
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_document_type_is_refused_wherever_it_stands(part: str, content: bytes) -> None:
    told = one(repacked(lambda parts: parts.update({part: content})))
    assert "a document type, which no spreadsheet program writes" in told


def test_endless_nesting_is_refused() -> None:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    told = one(repacked(lambda parts: parts.update({"xl/sharedStrings.xml": deep})))
    assert "built in a way no spreadsheet program does" in told


def test_links_to_other_files_are_refused() -> None:
    told = one(
        repacked(lambda parts: parts.update({"xl/externalLinks/externalLink1.xml": b"<a/>"}))
    )
    assert "takes values from another file" in told


def test_macros_are_refused() -> None:
    told = one(repacked(lambda parts: parts.update({"xl/vbaProject.bin": b"\0"})))
    assert "holds macros" in told


def test_a_locked_part_is_told() -> None:
    data = bytearray(spreadsheet.write(SCENARIO))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "locked with a password" in one(bytes(data))


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet4.xml"],
)
@pytest.mark.parametrize("content", [b"", b"<", b"<a/>", b"\xff\xfe\x00", b"<sst><si/></sst>"])
def test_a_damaged_part_gets_a_sentence_and_no_traceback(part: str, content: bytes) -> None:
    try:
        spreadsheet.read(repacked(lambda parts: parts.update({part: content})))
    except spreadsheet.SpreadsheetError as error:
        assert all(one.message.endswith(".") and one.fix for one in error.wrong)


def test_half_a_file_gets_a_sentence() -> None:
    whole = spreadsheet.write(SCENARIO)
    for end in range(0, len(whole), 997):
        assert wrong(whole[:end])


def test_a_sheet_that_goes_on_for_ever_is_refused() -> None:
    def change(parts: dict[str, bytes]) -> None:
        rows = b"".join(
            b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 60_000)
        )
        sheet = parts["xl/worksheets/sheet4.xml"]
        start, end = sheet.index(b"<sheetData>"), sheet.index(b"</sheetData>")
        parts["xl/worksheets/sheet4.xml"] = sheet[: start + 11] + rows + sheet[end:]

    assert "goes on after row 2,000" in one(repacked(change))


def test_one_cell_at_the_far_end_of_a_sheet_is_told() -> None:
    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet4.xml"
        far = b'<row r="1048576"><c r="B1048576"><v>1</v></c></row></sheetData>'
        parts[name] = parts[name].replace(b"</sheetData>", far)

    assert "goes on after row 2,000" in one(repacked(change))


def test_a_picture_in_the_workbook_is_passed_over() -> None:
    data = repacked(lambda parts: parts.update({"xl/media/image1.png": bytes(1_000_000)}))
    assert spreadsheet.read(data) == SCENARIO


def test_a_formula_is_told_and_its_last_value_is_not_taken() -> None:
    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet2.xml"
        sheet = parts[name].decode()
        at = sheet.index('<c r="B3"')
        end = sheet.index("</c>", at) + 4
        cell = '<c r="B3" t="str"><f>HYPERLINK("http://x")</f><v>A title</v></c>'
        parts[name] = (sheet[:at] + cell + sheet[end:]).encode()

    assert one(repacked(change)).startswith(
        "Sheet Scenario, row 3, column B (Title): There is a formula here"
    )


def test_a_control_character_is_told_with_its_cell() -> None:
    def change(book: object) -> None:
        book["Turns"]["C2"] = "bell\x85\x90"  # type: ignore[index]  # a workbook

    assert "row 2, column C (What they say): There is an invisible control" in one(edited(change))


def test_merged_cells_are_told_row_by_row_and_not_filled_by_guess() -> None:
    def change(book: object) -> None:
        book["Replies"].merge_cells("A2:A4")  # type: ignore[index]  # a workbook
        book["Turns"].merge_cells("M30:P40")  # type: ignore[index]

    told = wrong(edited(change))
    assert told == [
        f"Sheet Replies, row {row}, column A (Turn): This cell is merged into A2. Unmerge the"
        " cells, and write the text in each row that it belongs to."
        for row in (3, 4)
    ]


def test_a_million_rows_are_refused_by_what_they_would_take() -> None:
    def change(parts: dict[str, bytes]) -> None:
        rows = b"".join(
            b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(9, 999_999)
        )
        name = "xl/worksheets/sheet4.xml"
        parts[name] = parts[name].replace(b"</sheetData>", rows + b"</sheetData>")

    assert len(wrong(repacked(change))) == 1


def test_dates_where_text_belongs_are_told_all_at_once_and_numbers_are_taken() -> None:
    def change(book: object) -> None:
        turns, replies = book["Turns"], book["Replies"]  # type: ignore[index]  # a workbook
        turns["C2"] = datetime.datetime(2026, 5, 3, 9, 30)
        turns["D2"] = datetime.time(9, 30)
        turns["C3"] = "=cmd|'/c calc'!A1"
        replies["B2"] = datetime.date(2026, 5, 3)
        replies["B3"], replies["B4"] = 12.5, True

    told = wrong(edited(change))
    assert [one.partition(" (")[0] for one in told] == [
        "Sheet Turns, row 2, column C",
        "Sheet Turns, row 2, column D",
        "Sheet Turns, row 3, column C",
        "Sheet Replies, row 2, column B",
    ]
    assert all("Format the cell as text" in one or "no" in one for one in told)


def test_text_from_right_to_left_is_taken_as_it_is() -> None:
    line = "\u202eשלום עולם\u202c, she said"

    def change(book: object) -> None:
        sheet = book["Turns"]  # type: ignore[index]  # a workbook
        sheet.sheet_view.rightToLeft = True
        sheet["C2"] = line

    assert spreadsheet.read(edited(change)).turns[0].line.text == line
