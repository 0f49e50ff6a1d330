"""JSON, read so that each part knows where it stands; the standard reader doesn't tell."""

import json

from device.coach.scenario.markup import (
    DEEPEST,
    MOST_PARTS,
    UNSPEAKABLE,
    Entry,
    Fields,
    Items,
    Node,
    Plain,
    Scalar,
    Text,
    number,
    too_deep,
    too_many,
)
from device.coach.scenario.problem import ScenarioError


def read(text: Text) -> Node:
    """The parts of a JSON text.

    Raises:
        ScenarioError: it isn't JSON; points at the place.
    """
    return _Json(text).read()


class _Json:
    """A place in the text that moves on as parts are read."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._parts = 0
        self._source = text.text
        self._at = 0
        self._decoder = json.JSONDecoder(
            parse_int=number, parse_float=number, parse_constant=_refuse_constant
        )

    def read(self) -> Node:
        self._skip()
        node = self._node(1)
        if self._at < len(self._source):
            raise self._broken(self._at, "Something follows after the scenario's last bracket.")
        return node

    def _node(self, depth: int) -> Node:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise too_many(self._text, self._at)
        if depth > DEEPEST:
            raise too_deep(self._text, self._at)
        mark = self._source[self._at : self._at + 1]
        if mark == "{":
            return self._fields(depth)
        if mark == "[":
            return self._items(depth)
        return self._scalar()

    def _fields(self, depth: int) -> Fields:
        start, entries = self._open(), list[Entry]()
        while not self._closes("}", first=not entries):
            if self._source[self._at : self._at + 1] != '"':
                raise self._broken(self._at, "Here should be a field's name, in double quotes.")
            key = self._scalar()
            if self._source[self._at : self._at + 1] != ":":
                raise self._broken(self._at, f"After “{key.value}” there should be a colon.")
            self._at += 1
            self._skip()
            entries.append(Entry(str(key.value), key.at, self._node(depth + 1)))
        return Fields(tuple(entries), start)

    def _items(self, depth: int) -> Items:
        start, items = self._open(), list[Node]()
        while not self._closes("]", first=not items):
            items.append(self._node(depth + 1))
        return Items(tuple(items), start)

    def _open(self) -> int:
        start = self._at
        self._at += 1
        self._skip()
        return start

    def _closes(self, bracket: str, *, first: bool) -> bool:
        mark = self._source[self._at : self._at + 1]
        if mark == bracket:
            self._at += 1
            self._skip()
            return True
        if not mark:
            raise self._broken(self._at, f"The file ends before a {bracket} that is missing.")
        if not first:
            if mark != ",":
                raise self._broken(self._at, f"Here should be a comma or a {bracket}.")
            self._at += 1
            self._skip()
            if self._source[self._at : self._at + 1] == bracket:
                raise self._broken(self._at, "There is a comma too many before this.")
        return False

    def _scalar(self) -> Scalar:
        start = self._at
        if self._source[start : start + 1] in ("{", "["):
            raise self._broken(start, "Here should be a text in double quotes.")
        try:
            value, self._at = self._decoder.raw_decode(self._source, start)
        except json.JSONDecodeError as error:
            at = error.pos
            what = "A line break or a backslash in a text can't be read."
            if error.msg.startswith("Unterminated"):
                what = "A quotation mark is opened here and never closed."
            elif error.msg.startswith("Expecting value"):
                what = "Here should be a text in double quotes, a number, true or false."
            raise self._broken(at, what) from error
        if isinstance(value, str) and UNSPEAKABLE.search(value):
            raise self._text.refuse(
                start, "There is a control character in this text.", "Take it out."
            )
        written = self._source[start : self._at]
        self._skip()
        return Scalar(value, start, written)

    def _skip(self) -> None:
        while self._source[self._at : self._at + 1] in (" ", "\t", "\n"):
            self._at += 1

    def _broken(self, at: int, message: str) -> ScenarioError:
        return self._text.refuse(at, message, "Mend the JSON here, or write the scenario in YAML.")


def _refuse_constant(written: str) -> Plain:
    return written
