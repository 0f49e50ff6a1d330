"""What pydantic finds wrong with a scenario, in words for the person who wrote it."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from device.coach.scenario import SCHEMA_VERSION, Scenario
from device.coach.scenario.problem import Problem, did_you_mean, nearest
from device.coach.skills import Skill

SHOWN = 40
"""Characters of a wrong value that are shown back."""
MOST = 100
"""Problems that are told at once; nobody reads more, and finding the nearest word takes time."""


def told(error: ValidationError, data: Any) -> Iterator[Problem]:
    """Each of the error's details as a problem, in our own words.

    Args:
        error: what came of validating the data as a Scenario.
        data: the plain data, to see what was written.
    """
    seen = set[tuple[str, str]]()
    for detail in islice(error.errors(include_url=False), MOST + 1):
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # only the sound items were counted; the others are told of themselves
        problem = _problem(detail, data)
        if (problem.field, problem.message) not in seen:
            seen.add((problem.field, problem.message))
            yield problem


def way(loc: tuple[int | str, ...]) -> str:
    """`("turns", 2, "line")` as `turns[2].line`."""
    written = ""
    for step in loc:
        if isinstance(step, int):
            written += f"[{step}]"
        else:
            written += f".{step}" if written else step
    return written


def _problem(detail: ErrorDetails, data: Any) -> Problem:
    loc, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    if loc and loc[-1] == "[key]":
        loc = loc[:-1]
        return Problem(way(loc), *_not_a_skill(str(loc[-1])))
    value = detail["input"]
    if kind == "enum" and loc[-1] not in ("setting", "leads_to", "feels"):
        return Problem(way(loc), *_not_a_skill(str(value)))
    if kind == "missing":
        return Problem(
            way(loc), f"The field “{loc[-1]}” is missing.", _how_to_add(loc) or "Add it."
        )
    if kind == "extra_forbidden":
        return Problem(way(loc), *_unknown_field(loc))
    worded = _WORDED.get(kind)
    message, fix = worded(value, context) if worded else (_shown(value), "Look at the template.")
    if kind == "string_pattern_mismatch":
        message, fix = _pattern(str(loc[-1]), value)
    if kind == "literal_error":
        message = f"The format of the scenario is {_quoted(value)}, which this kiosk doesn't know."
        fix = f"Write `schema_version: {SCHEMA_VERSION}`."
    return Problem(way(loc), message, fix)


def _not_a_skill(written: str) -> tuple[str, str]:
    return f"There is no skill called {_quoted(written)}.", did_you_mean(written, list(Skill))


def _unknown_field(loc: tuple[int | str, ...]) -> tuple[str, str]:
    model = _model_at(loc[:-1])
    known = list(model.model_fields) if model else []
    name = str(loc[-1])
    if near := nearest(name, known):
        fix = f"Did you mean {near}?"
    else:
        fix = f"Take it out; the fields here are {', '.join(known)}."
    return f"There is no field called {_quoted(name)} here.", fix


def _how_to_add(loc: tuple[int | str, ...]) -> str | None:
    model = _model_at(loc[:-1])
    field = model.model_fields.get(str(loc[-1])) if model else None
    if field is None or not field.description:
        return None
    return f"Add it: {field.description[0].lower()}{field.description[1:]}"


def _model_at(loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The part of the format that stands at a way."""
    found: Any = Scenario
    for step in loc:
        if isinstance(step, int):
            continue
        if not (isinstance(found, type) and issubclass(found, BaseModel)):
            return None
        field = found.model_fields.get(step)
        found = _part_of(field.annotation) if field else None
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def _part_of(annotation: Any) -> Any:
    """The part within `tuple[Part, ...]`, `Part | None` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (found := _part_of(inner)) is not None:
            return found
    return None


def _shown(value: object) -> str:
    return f"This can't be used: {_quoted(value)}."


def _quoted(value: object) -> str:
    written = _WRITTEN.get(value, str(value)) if isinstance(value, bool) else str(value)
    written = " ".join(written.split())
    return f"“{written[:SHOWN]}…”" if len(written) > SHOWN else f"“{written}”"


_WRITTEN: dict[object, str] = {True: "true", False: "false"}


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"{_WRITTEN[value]} (yes or no)"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {_quoted(value)}"
    return "a list" if isinstance(value, list) else "a part with fields of its own"


def _want(wanted: str, fix: str) -> "Callable[[Any, Mapping[str, Any]], tuple[str, str]]":
    def worded(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
        del context
        return f"Here should be {wanted}, and there is {_kind(value)}.", fix

    return worded


def _text(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    del context
    fix = "Write the words after the colon."
    if isinstance(value, (bool, int, float)):
        fix = "Put it in quotes."
    elif isinstance(value, dict):
        fix = "Put the whole sentence in quotes if it holds a colon; else look at the indentation."
    elif isinstance(value, list):
        fix = "Take the dash or the brackets away."
    return f"Here should be text, and there is {_kind(value)}.", fix


def _too_long(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    most = context.get("max_length", 0)
    return (
        f"This text has {len(str(value))} characters, and {most} is the most.",
        "Shorten it.",
    )


def _too_few(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    least, has = context.get("min_length", 1), len(value)
    return f"At least {least} must stand in this list, not {has}.", "Add to the list."


def _pattern(field: str, value: object) -> tuple[str, str]:
    if field == "language":
        return (f"{_quoted(value)} is not a language's code.", "Write for instance en or en-GB.")
    if field == "recording":
        return (
            f"{_quoted(value)} is not a recording's SHA-256.",
            "Write its 64 letters and digits, or take the field out.",
        )
    return (
        f"{_quoted(value)} can't be an id.",
        "Use small letters a to z and digits, joined by - or _, such as first-week.",
    )


def _bound(wanted: str) -> "Callable[[Any, Mapping[str, Any]], tuple[str, str]]":
    def worded(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
        bound = next(iter(context.values()), "")
        return (
            f"The number {value} is {wanted} {bound:g}, which is the limit.",
            "Write another number.",
        )

    return worded


def _choice(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    known = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
    return f"{_quoted(value)} is not one of the words for this.", did_you_mean(str(value), known)


_LIST = _want("a list", "Begin each item on a line of its own with a dash, or write [ ].")
_PART = _want("a part with fields of its own", "Indent its fields on the lines below.")
_WHOLE = _want("a whole number", "Write it in digits, without quotes.")
_NUMBER = _want("a number", "Write it in digits, without quotes.")
_YES_NO = _want("true or false", "Write true or false, without quotes.")

_WORDED: dict[str, Callable[[Any, Mapping[str, Any]], tuple[str, str]]] = {
    "string_type": _text,
    "string_too_short": lambda value, context: ("This text is empty.", "Write the words."),
    "string_too_long": _too_long,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _PART,
    "model_type": _PART,
    "model_attributes_type": _PART,
    "too_short": _too_few,
    "greater_than_equal": _bound("less than"),
    "less_than_equal": _bound("more than"),
    "enum": _choice,
}
