"""From a document, JSON or YAML, to a scenario; or to all that is wrong with it at once.

Pure: text in, values out. Whoever reads the file hands over its bytes and its name.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from device.coach.scenario import (
    SCHEMA_VERSION,
    Ending,
    Scenario,
    Seeker,
    Turn,
    check,
    jsontext,
    markup,
    outline,
    yamltext,
)
from device.coach.scenario.markup import UNSPEAKABLE, Fields, Items, Node, Scalar, Text
from device.coach.scenario.problem import Level, Problem, ScenarioError
from device.coach.scenario.wording import MOST, told

_P = TypeVar("_P", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document:
    """A scenario, and where in its text each field stands."""

    scenario: Scenario
    places: Mapping[str, tuple[int, int]]
    """Line and column of each field, by the way to it, such as `turns[2].line.text`."""
    name: str
    """What the text is called: a file's name, mostly."""

    def place(self, problem: Problem) -> Problem:
        """The problem, put where its field stands in the text."""
        return problem.at(*_nearest_place(self.places, problem.field))


def read(data: str | bytes, name: str = "scenario") -> Scenario:
    """The scenario in a document; it is sound, and may be run.

    Raises:
        ScenarioError: it isn't; carries every error (and no warning).
    """
    document, problems = examine(data, name)
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    if document is None or errors:
        raise ScenarioError(errors, name)
    return document.scenario


def examine(
    data: str | bytes, name: str = "scenario"
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document, if its form is right, and every problem of it, in the order of its lines.

    Never raises for what is in the data.
    """
    try:
        text = Text.of(markup.decode(data) if isinstance(data, bytes) else data)
        node = _parse(text)
    except ScenarioError as error:
        return None, error.problems
    places = {"": text.place(node.at)} | {way: text.place(at) for way, at in _places(node, "")}
    scenario, problems = _examine(node)
    placed = sorted(
        (problem.at(*_nearest_place(places, problem.field)) for problem in problems),
        key=lambda problem: (problem.line, problem.column),
    )
    document = Document(scenario, places, name) if scenario else None
    return document, _shortened(placed)


def look_over(data: Mapping[str, Any]) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario in a document that is no text yet, as of a form, and every problem of it.

    As `examine`, and some four times as fast: no places have to be found. The problems stand in the
    order of the fields, without lines. Never raises for what is in the data.
    """
    text = json.dumps(data, ensure_ascii=False)
    if len(text) > markup.LIMIT or UNSPEAKABLE.search(text):
        document, problems = examine(text)
        return document.scenario if document else None, problems
    scenario, found = _look_over(data)
    if found:
        order = {way: (1, at) for at, way in enumerate(_ways(data, ""), 1)}
        found.sort(key=lambda problem: _nearest_place(order, problem.field))
    return scenario, _shortened(found)


def _ways(part: Any, way: str) -> Iterator[str]:
    """The way to each field, in order."""
    if isinstance(part, list):
        for number, item in enumerate(part):
            yield f"{way}[{number}]"
            yield from _ways(item, f"{way}[{number}]")
    elif isinstance(part, Mapping):
        for key, value in part.items():
            inner = f"{way}.{key}" if way else key
            yield inner
            yield from _ways(value, inner)


def _parse(text: Text) -> Node:
    """The parts of a text.

    Raises:
        ScenarioError: the text can't be read; points at the place.
    """
    markup.refuse_long(len(text.text))
    if not text.text.strip():
        raise text.refuse(
            0, "The file is empty.", "Begin with what `wellheard scenario new FILE` writes."
        )
    if found := UNSPEAKABLE.search(text.text):
        raise text.refuse(
            found.start(),
            "There is an invisible control character here.",
            "Delete it, or type the line again.",
        )
    if text.text.lstrip().startswith("{"):
        return jsontext.read(text)
    return yamltext.read(text)


def _examine(node: Node) -> tuple[Scenario | None, list[Problem]]:
    if not isinstance(node, Fields):
        return None, [
            Problem(
                "",
                "A scenario is made of fields, such as `title: …`; here is something else.",
                "Begin with what `wellheard scenario new FILE` writes.",
            )
        ]
    scenario, problems = _look_over(_plain(node))
    twice = list(_twice(node, ""))
    return (None if twice else scenario), [*twice, *problems]


def _look_over(data: Mapping[str, Any]) -> tuple[Scenario | None, list[Problem]]:
    version = data.get("schema_version")
    if isinstance(version, int) and not isinstance(version, bool) and version > SCHEMA_VERSION:
        return None, [
            Problem(
                "schema_version",
                f"This scenario is written for a newer kiosk (its format is {version}; this kiosk"
                f" knows {SCHEMA_VERSION}).",
                "Update this kiosk.",
            )
        ]
    try:
        scenario = _validate(Scenario, data)
    except ValidationError as error:
        return None, [*told(error, data), *_of_the_sound_parts(data)]
    return scenario, list(check.check(scenario))


def _shortened(problems: list[Problem]) -> tuple[Problem, ...]:
    """No more than a person would read, the errors first among what is kept."""
    if len(problems) <= MOST:
        return tuple(problems)
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    kept = (errors or problems)[:MOST]
    more = Problem(
        "", "There are more problems than can be listed.", "Mend these first, and check again."
    )
    return (*kept, more.at(kept[-1].line, kept[-1].column))


def _validate(model: type[_P], data: Any) -> _P:
    # By way of JSON, because in strict mode only JSON may hold lists and words for skills.
    return model.model_validate_json(json.dumps(data))


def _of_the_sound_parts(data: Mapping[str, Any]) -> Iterator[Problem]:
    """What can be told already of a scenario of which some parts don't hold."""
    yield from outline.check(outline.of(data))
    for way, part in _listed(data, "turns"):
        if turn := _sound(Turn, part):
            yield from check.check_turn(turn, way)
    for way, part in _listed(data, "seekers"):
        if seeker := _sound(Seeker, part):
            yield from check.check_seeker(seeker, way)
    for way, part in _listed(data, "endings"):
        if ending := _sound(Ending, part):
            yield from check.check_ending(ending, way)


def _listed(data: Mapping[str, Any], field: str) -> Iterator[tuple[str, Any]]:
    parts = data.get(field)
    if isinstance(parts, list):
        for number, part in enumerate(parts):
            yield f"{field}[{number}]", part


def _sound(model: type[_P], data: Any) -> _P | None:
    try:
        return _validate(model, data)
    except ValidationError:
        return None


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return {entry.key: _plain(entry.node) for entry in node.entries}


def _places(node: Node, way: str) -> Iterator[tuple[str, int]]:
    """Each field's way and where its value stands; a part's own place is where its name stands."""
    if isinstance(node, Items):
        for number, item in enumerate(node.items):
            yield f"{way}[{number}]", item.at
            yield from _places(item, f"{way}[{number}]")
    if isinstance(node, Fields):
        for entry in node.entries:
            inner = f"{way}.{entry.key}" if way else entry.key
            one_line = isinstance(entry.node, Scalar) and entry.node.value is not None
            yield inner, entry.node.at if one_line else entry.at
            yield from _places(entry.node, inner)


def _twice(node: Node, way: str) -> Iterator[Problem]:
    """Fields that stand twice in one part."""
    if isinstance(node, Items):
        for number, item in enumerate(node.items):
            yield from _twice(item, f"{way}[{number}]")
    if isinstance(node, Fields):
        seen = set[str]()
        for entry in node.entries:
            inner = f"{way}.{entry.key}" if way else entry.key
            if entry.key in seen:
                yield Problem(inner, "This field stands here twice.", "Keep one of the two.")
            seen.add(entry.key)
            yield from _twice(entry.node, inner)


def _nearest_place(places: Mapping[str, tuple[int, int]], way: str) -> tuple[int, int]:
    """Where a field stands, or, where it is missing, the part it should be in."""
    while way and way not in places:
        way = way[: max(way.rfind("."), way.rfind("["), 0)]
    return places.get(way, (1, 1))
