"""The ZIP file around a workbook: only what can be looked at safely comes out of it.

Sizes are taken from the directory before anything is inflated, and counted again while inflating,
because a directory can lie. Every XML part is run through expat once, so that no document type, no
entity and no endless nesting reaches what reads the workbook.
"""

import io
import zipfile
import zlib
from xml.parsers import expat

from server.content.spreadsheet.problem import SpreadsheetError, refused

MOST_BYTES = 2_000_000
"""Of the file; a scenario of thirty turns has some 40,000."""
MOST_INFLATED = 8_000_000
"""Bytes of all XML together; a scenario of thirty turns has some 300,000."""
MOST_PARTS = 300
"""Files in the ZIP; a workbook has some 25."""
DEEPEST = 60
"""Elements within one another; a workbook's have about ten."""
_CHUNK = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNS = (b"PK\x03\x04", _OLE)
"""How a spreadsheet's file begins: as a ZIP, or as what older programs and passwords make."""
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED = 0x1

_SAVE = "In LibreOffice choose File, Save as, and the type “Excel 2007-365 (.xlsx)”."
_FRESH = "Export the scenario again and copy your words over, or save the file once more as .xlsx."


def clean(data: bytes) -> io.BytesIO:
    """The workbook's XML parts, looked through, as a ZIP file that is not compressed.

    Raises:
        SpreadsheetError: it isn't an XLSX file, or one that can't be read safely; says why.
    """
    if len(data) > MOST_BYTES:
        raise refused(
            f"This file has more than {MOST_BYTES // 1_000_000} MB, far more than a scenario"
            " needs.",
            "Take pictures and other sheets out of it, or export the scenario again.",
        )
    _refuse_others(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _repacked(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
        KeyError,
    ) as error:
        if isinstance(error, SpreadsheetError):
            raise
        raise refused("The file is damaged.", _FRESH) from error


def _refuse_others(data: bytes) -> None:
    if not data:
        raise refused("The file is empty.", "Choose the scenario's .xlsx file.")
    if data.startswith(_OLE):
        if _PACKAGE in data:
            raise refused(
                "The file is locked with a password.", "Save it without a password, then send it."
            )
        raise refused("This is a spreadsheet in the old .xls format.", _SAVE)
    if not data.startswith(b"PK"):
        if data.lstrip()[:1] in (b"{", b"#") or b"schema_version" in data[:2000]:
            raise refused(
                "This is not a spreadsheet; it looks like a scenario as JSON or YAML.",
                "Import it as a scenario's file.",
            )
        raise refused("This is not an .xlsx spreadsheet.", _SAVE)


def _repacked(archive: zipfile.ZipFile) -> io.BytesIO:
    parts = archive.infolist()
    _refuse_by_directory(parts)
    safe = io.BytesIO()
    left = MOST_INFLATED
    with zipfile.ZipFile(safe, "w") as out:
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                content = _inflated(archive, part, left)
                left -= len(content)
                _look_through(content)
                out.writestr(part.filename, content)
    safe.seek(0)
    return safe


def _refuse_by_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise refused("The file holds two parts of one name.", _FRESH)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise refused(
            "The file is locked with a password.", "Save it without a password, then send it."
        )
    if "mimetype" in names or "content.xml" in names:
        raise refused("This is a spreadsheet in another format, such as .ods.", _SAVE)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > 2 * MOST_INFLATED:
        raise _too_large()
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise refused("This is a ZIP file, but not an .xlsx spreadsheet.", _SAVE)
    for name in names:
        folder = name.casefold()
        if folder.startswith("xl/externallinks/"):
            raise refused(
                "The spreadsheet takes values from another file.",
                "In LibreOffice choose Edit, Links to External Files, and break the links.",
            )
        if folder.endswith("vbaproject.bin"):
            raise refused("The spreadsheet holds macros, which are programs.", _SAVE)


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    content = bytearray()
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > most:
                raise _too_large()
    return bytes(content)


def _too_large() -> SpreadsheetError:
    return refused(
        "Unpacked, this file is far larger than any scenario.",
        "Export the scenario again, and copy your words over.",
    )


def _look_through(content: bytes) -> None:
    parser = expat.ParserCreate()
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise refused("The file is built in a way no spreadsheet program does.", _FRESH)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def document_type(*_: object) -> None:
        raise refused(
            "The file holds a document type, which no spreadsheet program writes.", _FRESH
        )

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refused("The file is damaged.", _FRESH) from error
