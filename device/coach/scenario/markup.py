"""The plain parts a document is made of, each knowing where it stood in the text."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from device.coach.scenario.problem import Problem, ScenarioError

LIMIT = 1_000_000
"""Bytes (or characters) of text that are read at most; the longest real scenario is a tenth."""
DEEPEST = 20
"""Lists and fields within one another; a scenario needs seven."""
MOST_PARTS = 20_000
"""Texts, numbers, lists and fields in one document; a long scenario has two thousand."""
_DIGITS = 15
"""Digits of a number that are taken as a number; what is longer is text."""

UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
"""Characters that no text for people holds."""
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
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
    refuse_long(len(data))
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


def too_long(length: int) -> Problem:
    """That a text is too long; the length is in bytes."""
    return Problem(
        "",
        f"The file is too long: {length / 1e6:.1f} MB, where {LIMIT / 1e6:.0f} MB is the most.",
        "Choose the scenario's own file, or split it into several scenarios.",
    )


def refuse_long(length: int) -> None:
    """Raise ScenarioError for a text that is too long."""
    if length > LIMIT:
        raise ScenarioError([too_long(length)])


def too_deep(text: Text, at: int) -> ScenarioError:
    """That parts stand too deep within one another."""
    return text.refuse(
        at,
        f"Here are more than {DEEPEST} lists or fields within one another.",
        "No scenario needs that; take this part out.",
    )


def too_many(text: Text, at: int) -> ScenarioError:
    """That there are more parts than any scenario has."""
    return text.refuse(
        at,
        f"There are more than {MOST_PARTS} texts, lists and fields in this file.",
        "Choose the scenario's own file, or split it into several scenarios.",
    )


def number(written: str) -> Plain:
    """A number, or the text where it is longer than any number a scenario holds."""
    if _INTEGER.fullmatch(written):
        return int(written) if len(written) <= _DIGITS else written
    if _FLOAT.fullmatch(written):
        value = float(written)
        return value if abs(value) < 10**_DIGITS else written
    return written
