"""YAML 1.2, read from the parser's events, so that nothing is built that a text asks for.

Aliases and tags are refused: a scenario needs neither, and both can be abused.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
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

from device.coach.scenario.markup import (
    DEEPEST,
    MOST_PARTS,
    Entry,
    Fields,
    Items,
    Node,
    Scalar,
    Text,
    number,
    too_deep,
    too_many,
)
from device.coach.scenario.problem import ScenarioError

LONGEST_LINE = 10_000
"""Characters; on a longer line of signs the parser takes minutes. A spoken text has 600 at most."""

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""The words that YAML 1.2's core schema takes for something other than text."""


def read(text: Text) -> Node:
    """The parts of a YAML text.

    Raises:
        ScenarioError: it isn't YAML, or holds what a scenario may not; points at the place.
    """
    for start, end in pairwise((*text.starts, len(text.text) + 1)):
        if end - start > LONGEST_LINE:
            raise text.refuse(
                start,
                f"This line has {end - start - 1} characters; {LONGEST_LINE} is the most.",
                "Break it into several lines.",
            )
    return _Yaml(text).read()


class _Yaml:
    """A text, and what the parser says of it."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._parts = 0

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
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise too_many(self._text, at)
        if depth > DEEPEST:
            raise too_deep(self._text, at)
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
    return Scalar(number(written), at, written)
