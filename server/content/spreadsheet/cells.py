"""Texts in cells: none that a program would run, several in one cell, and all of it back again."""

import re
from collections.abc import Iterable

_RUNS = "=+-@\t\r\n＝＋－＠"
"""What a cell begins with that some spreadsheet program takes for a formula, also by way of CSV
(OWASP, "CSV injection"); the wide forms are those that Japanese versions take so too."""
_GUARDED = re.compile(f"'+[{_RUNS}]")
_ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile(r"_x(0009|000[AaDd]|005[Ff])_")
"""How the format writes a character by its number (ECMA-376, part 1, 22.9.2.19): those that
programs do write. openpyxl undoes the last of them in some places and not in others."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def guarded(text: str) -> str:
    """The text for a cell: an apostrophe before what could be taken for a formula.

    Characters that no XML can hold are left out; what looks like the format's escape for a
    character is escaped itself.
    """
    text = _ESCAPED.sub(r"_x005F_\1", _UNWRITABLE.sub("", text))
    return f"'{text}" if text[:1] and (text[0] in _RUNS or _GUARDED.match(text)) else text


def unguarded(text: str) -> str:
    """The text that was meant by a cell's."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if _GUARDED.match(text) else text


def joined(items: Iterable[str]) -> str:
    """Several texts in one cell: a semicolon between them, or each on a line of its own."""
    flat = [" ".join(item.splitlines()) for item in items]
    if any(";" in item for item in flat):
        return "\n".join([*flat, ""])
    return "; ".join(flat)


def parted(text: str) -> list[str]:
    """The texts in a cell."""
    parts = text.split("\n") if "\n" in text else text.split(";")
    return [part.strip() for part in parts if part.strip()]
