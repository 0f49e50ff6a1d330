"""From text, JSON or YAML 1.2, to plain parts that remember where they stood.

Whatever the text holds, the answer is parts or a ScenarioError; nothing in it is ever run, built
or looked up. Aliases and tags are refused: a scenario needs neither, and both can be abused.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import ReaderError

from device.coach.problem import Problem, ScenarioError

LIMIT = 1_000_000
"""Bytes (or characters) of text that are read at most; the longest real scenario is a tenth."""
DEEPEST = 20
"""Lists and fields within one another; a scenario needs seven."""
_DIGITS = 15
"""Digits of a number that are taken as a number; what is longer is text."""

_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""The words that YAML 1.2's core schema takes for something other than text."""

Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number, yes or no, or nothing."""

    value: Plain
    at: int
    """Characters from the start of the text."""
    written: str
    """As it stood in the text."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: "tuple[Node, ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A field and its value."""

    key: str
    at: int
    node: "Node"


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields by name, in order; a name may stand twice."""

    entries: tuple[Entry, ...]
    at: int


Node = Scalar | Items | Fields


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can tell lines and columns."""

    text: str
    starts: list[int] = field(default_factory=list)
    """Where each line begins, in characters from the start."""

    @classmethod
    def of(cls, text: str) -> "Text":
        """The text, with its lines ended in one way only."""
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        return cls(text, [0, *(found.end() for found in re.finditer("\n", text))])

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character; always inside the text."""
        at = min(max(at, 0), len(self.text))
        line = bisect_right(self.starts, at)
        if line > 1 and at == len(self.text) and self.starts[-1] == at:
            line -= 1  # past the last line's end there is no line to show
        return line, at - self.starts[line - 1] + 1

    def refuse(self, at: int, message: str, fix: str) -> ScenarioError:
        """An error that points at a character."""
        return ScenarioError([Problem("", message, fix).at(*self.place(at))])


def decode(data: bytes) -> str:
    """The text in a file's bytes.

    Raises:
        ScenarioError: too long, binary, or in another encoding than UTF-8.
    """
    _refuse_long(len(data))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ScenarioError(
            [Problem("", "The file is saved as UTF-16.", "Save it again as plain text in UTF-8.")]
        )
    if b"\0" in data:
        raise ScenarioError(
            [Problem("", "This is not a text file.", "Choose the scenario's .yaml or .json file.")]
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        known = data[: error.start].decode("utf-8")
        problem = Problem(
            "",
            "There is a letter here that can't be read; the file is not saved as UTF-8.",
            "Save it again as plain text in UTF-8.",
        )
        raise ScenarioError([problem.at(*Text.of(known + "?").place(len(known)))]) from error


def parse(text: Text) -> Node:
    """The parts of a text.

    Raises:
        ScenarioError: the text can't be read; points at the place.
    """
    _refuse_long(len(text.text))
    if not text.text.strip():
        raise text.refuse(
            0, "The file is empty.", "Begin with what `wellheard scenario new FILE` writes."
        )
    if found := _UNSPEAKABLE.search(text.text):
        raise text.refuse(
            found.start(),
            "There is an invisible control character here.",
            "Delete it, or type the line again.",
        )
    try:
        node = _Json(text).read() if text.text.lstrip().startswith("{") else _Yaml(text).read()
    except RecursionError as error:  # pragma: no cover - depth is limited long before
        raise _too_deep(text, 0) from error
    return node


def too_long(length: int) -> Problem:
    """That a text is too long; the length is in bytes."""
    return Problem(
        "",
        f"The file is too long: {length / 1e6:.1f} MB, where {LIMIT / 1e6:.0f} MB is the most.",
        "Choose the scenario's own file, or split it into several scenarios.",
    )


def _refuse_long(length: int) -> None:
    if length > LIMIT:
        raise ScenarioError([too_long(length)])


def _too_deep(text: Text, at: int) -> ScenarioError:
    return text.refuse(
        at,
        f"Here are more than {DEEPEST} lists or fields within one another.",
        "No scenario needs that; take this part out.",
    )


class _Json:
    """JSON, read by hand only so far as to know where each part stands."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._source = text.text
        self._at = 0
        self._decoder = json.JSONDecoder(
            parse_int=_number, parse_float=_number, parse_constant=_refuse_constant
        )

    def read(self) -> Node:
        self._skip()
        node = self._node(1)
        if self._at < len(self._source):
            raise self._broken(self._at, "Something follows after the scenario's last bracket.")
        return node

    def _node(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise _too_deep(self._text, self._at)
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
        if isinstance(value, str) and _UNSPEAKABLE.search(value):
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


def _number(written: str) -> Plain:
    """A number, or the text where it is longer than any number a scenario holds."""
    if _INTEGER.fullmatch(written):
        return int(written) if len(written) <= _DIGITS else written
    if _FLOAT.fullmatch(written):
        value = float(written)
        return value if abs(value) < 10**_DIGITS else written
    return written


def _refuse_constant(written: str) -> Plain:
    return written


class _Yaml:
    """YAML, from the parser's events, so that nothing is built that the text asks for."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def read(self) -> Node:
        try:
            return self._document(YAML(typ="safe", pure=True).parse(self._text.text))
        except ScenarioError:
            raise
        except MarkedYAMLError as error:
            raise self._broken(error) from error
        except ReaderError as error:
            raise self._text.refuse(
                int(error.position),
                "There is a character here that YAML can't hold.",
                "Delete it, or type the line again.",
            ) from error
        except Exception as error:
            # On some broken text the parser raises bare builtins, with no place told.
            raise self._text.refuse(0, _UNREADABLE, _LOOK_AROUND) from error

    def _document(self, events: Iterator[Any]) -> Node:
        node: Node | None = None
        for event in events:
            if isinstance(event, (StreamStartEvent, StreamEndEvent, DocumentEndEvent)):
                continue
            if isinstance(event, DocumentStartEvent):
                if node is not None:
                    raise self._text.refuse(
                        event.start_mark.index,
                        "A second scenario begins here.",
                        "Put each scenario into a file of its own.",
                    )
                continue
            node = self._node(event, events, 1)
        if node is None:
            raise self._text.refuse(
                0,
                "The file holds only comments.",
                "Begin with what `wellheard scenario new FILE` writes.",
            )
        return node

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        at: int = event.start_mark.index
        if depth > DEEPEST:
            raise _too_deep(self._text, at)
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise self._text.refuse(
                at,
                "A & or * at the start of a value has a meaning of its own in YAML"
                " (an anchor or an alias), and scenarios don't use it.",
                "Put the value in quotes, or write the part out in full.",
            )
        if event.tag is not None:
            raise self._text.refuse(
                at,
                "An exclamation mark at the start of a value has a meaning of its own in YAML"
                " (a tag), and scenarios don't use it.",
                "Put the value in quotes.",
            )
        if isinstance(event, SequenceStartEvent):
            items = list[Node]()
            while not isinstance(event := next(events), SequenceEndEvent):
                items.append(self._node(event, events, depth + 1))
            return Items(tuple(items), at)
        if isinstance(event, MappingStartEvent):
            return self._fields(at, events, depth)
        return _scalar(event, at)

    def _fields(self, at: int, events: Iterator[Any], depth: int) -> Fields:
        entries = []
        while not isinstance(event := next(events), MappingEndEvent):
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                raise self._text.refuse(
                    key.at, "A field's name must be a word.", "Write `name: value`."
                )
            entries.append(Entry(key.written, key.at, self._node(next(events), events, depth + 1)))
        return Fields(tuple(entries), at)

    def _broken(self, error: MarkedYAMLError) -> ScenarioError:
        mark = error.problem_mark or error.context_mark
        problem, context = str(error.problem or ""), str(error.context or "")
        if "quoted scalar" in context and "end of stream" in problem and error.context_mark:
            mark = error.context_mark
        at: int = mark.index if mark else 0
        line, _ = self._text.place(at)
        start = self._text.starts[line - 1]
        if re.match(r" *\t", self._text.text[start:]):
            return self._text.refuse(
                start, "This line begins with a tab.", "Use spaces, two for each step inwards."
            )
        for sign, (message, fix) in _TOLD.items():
            if sign in problem or sign in f"{context} {problem}":
                return self._text.refuse(at, message, fix)
        return self._text.refuse(at, _UNREADABLE, _LOOK_AROUND)


_UNREADABLE = "This can't be read as YAML."
_LOOK_AROUND = "Look at the indentation, the colons and the quotes around here."
_TOLD = {
    "mapping values are not allowed": (
        "There is a colon where none can be.",
        "If it belongs to a sentence, put the whole sentence in quotes; otherwise look at the"
        " indentation and the line before.",
    ),
    "quoted scalar found unexpected end of stream": (
        "A quotation mark is opened here and never closed.",
        "Close it at the end of the sentence.",
    ),
    "cannot start any token": (
        "A value can't begin with this character.",
        "Put the value in quotes.",
    ),
    "could not find expected ':'": (
        "This line is no `field: value`, and doesn't go on from the line before.",
        "Give it its field's name and a colon, or indent it.",
    ),
    "expected <block end>": (
        "This line is not indented like those it belongs with, or a quoted text ended too early.",
        "Put it exactly under the others, and write '' for an apostrophe within '…'.",
    ),
    "expected ',' or": (
        "A list in brackets is not finished here.",
        "Part its items by commas, and close the bracket.",
    ),
    "sequence entries are not allowed": (
        "A dash can't stand here.",
        "Begin a list's item on a line of its own, or put the sentence in quotes.",
    ),
    "unknown escape": (
        "A backslash means something in a text within double quotes.",
        "Take it out, or use single quotes.",
    ),
}
"""What the YAML parser says, in words for a person."""


def _scalar(event: ScalarEvent, at: int) -> Scalar:
    written = str(event.value)
    plain, _ = event.implicit
    if not plain or event.style is not None:
        return Scalar(written, at, written)
    if written in _WORDS:
        return Scalar(_WORDS[written], at, written)
    return Scalar(_number(written), at, written)
