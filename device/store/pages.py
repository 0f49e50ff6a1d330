"""Reading rows out of a damaged database page by page, without asking SQLite.

SQLite gives up on a table whose upper pages are broken, although most rows are still there: in the
table's leaf pages, which tell of themselves. Written after the description of the file format on
sqlite.org; only whole records come out, and whoever calls checks what is in them.
"""

import struct
from collections.abc import Iterator

LEAF = 0x0D
"""The first byte of a table's leaf page."""
_HEADER = 100
"""Bytes of the file's own header, at the start of the first page."""
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Bytes of a value by its serial type, up to type 9."""

Value = int | float | str | bytes | None
Row = tuple[int, tuple[Value, ...]]
"""A row's number, and its values."""


def rows(data: bytes, page: int) -> Iterator[Row]:
    """Every record in every leaf page; what can't be read is passed over.

    Args:
        data: the whole file.
        page: bytes in a page.
    """
    for start in range(0, len(data), page):
        head = start + (_HEADER if start == 0 else 0)
        if len(data) < head + 8 or data[head] != LEAF:
            continue
        cells = int.from_bytes(data[head + 3 : head + 5], "big")
        for place in range(min(cells, page // 4)):
            at = head + 8 + 2 * place
            offset = int.from_bytes(data[at : at + 2], "big")
            try:
                row = _cell(data, start + offset, page)
            except (ValueError, IndexError):  # a UnicodeDecodeError is a ValueError
                continue
            yield row


def _cell(data: bytes, at: int, page: int) -> Row:
    length, at = _varint(data, at)
    number, at = _varint(data, at)
    if length > len(data):
        raise ValueError("a record longer than the file")
    return number, _record(_payload(data, at, length, page))


def _payload(data: bytes, at: int, length: int, page: int) -> bytes:
    """The record's bytes, the rest of which may stand in a chain of pages."""
    most, least = page - 35, (page - 12) * 32 // 255 - 23
    if length <= most:
        return data[at : at + length]
    local = least + (length - least) % (page - 4)
    local = local if local <= most else least
    payload = bytearray(data[at : at + local])
    then = int.from_bytes(data[at + local : at + local + 4], "big")
    while len(payload) < length:
        start = (then - 1) * page
        if start < 0 or start + page > len(data):
            raise ValueError("a chain that leads out of the file")
        then = int.from_bytes(data[start : start + 4], "big")
        payload += data[start + 4 : start + 4 + min(page - 4, length - len(payload))]
    return bytes(payload)


def _record(payload: bytes) -> tuple[Value, ...]:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        width = _WIDTHS[kind] if kind < len(_WIDTHS) else (kind - 12) // 2
        if width < 0 or at + width > len(payload):
            raise ValueError("a value longer than its record")
        values.append(_value(kind, payload[at : at + width]))
        at += width
    return tuple(values)


def _value(kind: int, data: bytes) -> Value:
    match kind:
        case 0:
            return None
        case 7:
            return float(struct.unpack(">d", data)[0])
        case 8 | 9:
            return kind - 8
        case _ if kind < 7:
            return int.from_bytes(data, "big", signed=True)
        case _:
            return data.decode("utf-8") if kind % 2 else data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of up to nine bytes, and where it ends."""
    number = 0
    for place in range(at, at + 8):
        number = number << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return number, place + 1
    return number << 8 | data[at + 8], at + 9
