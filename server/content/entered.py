"""From a form to a part of a scenario, and back: a field is named for the way to it."""

import re
from collections.abc import Iterator
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel
from starlette.datastructures import FormData

from device.coach.scenario.markup import UNSPEAKABLE
from server.content.typed import PIECES, Kind, Piece, TypedHelp, TypedSample, TypedTurn
from server.pages.forms import text

MOST_ROWS = 100
"""Skills, or replies, of one turn."""
_ROW = re.compile(r"\[(\d{1,6})\]")
_M = TypeVar("_M", bound=BaseModel)

Rows = Literal["helps", "samples"]


def piece(kind: Kind, piece_id: str, form: FormData) -> Piece:
    """What stands in a part's form; a field that is not there counts as empty."""
    found = _model(PIECES[kind], form, "")
    return found.model_copy(update={"id": piece_id}) if kind != "about" else found


def _model(model: type[_M], form: FormData, start: str) -> _M:
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        annotation = field.annotation
        if get_origin(annotation) is list:
            (inner,) = get_args(annotation)
            values[name] = _list(inner, form, start + name)
        elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
            values[name] = _model(annotation, form, f"{start}{name}.")
        else:
            values[name] = _clean(text(form, start + name))
    return model(**values)


def _clean(typed: str) -> str:
    """Without what nobody typed: pasting from a word processor brings invisible characters."""
    return UNSPEAKABLE.sub("", typed.replace("\v", "\n").replace("\f", "\n"))


def _list(inner: Any, form: FormData, name: str) -> list[Any]:
    if inner is str:
        ticked = [value for value in form.getlist(name) if isinstance(value, str) and value]
        return [value[:100] for value in ticked[:MOST_ROWS]]
    numbers = {
        int(found[1])
        for key in form
        if key.startswith(f"{name}[") and (found := _ROW.match(key, len(name)))
    }
    rows = sorted(numbers)[:MOST_ROWS]
    return [_model(inner, form, f"{name}[{number}].") for number in rows]


def values(part: BaseModel, start: str = "") -> dict[str, Any]:
    """Each field's value by its name, as forms take them; what is ticked as a list."""
    return dict(_values(part, start))


def _values(part: BaseModel, start: str) -> Iterator[tuple[str, Any]]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from _values(value, f"{start}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
            for number, row in enumerate(value):
                yield from _values(row, f"{start}{name}[{number}].")
        elif not (isinstance(value, list) and name in ("helps", "samples")):
            yield start + name, value


def rows_done(turn: TypedTurn, do: str) -> tuple[TypedTurn, str]:
    """What a button among the rows asked for: `add helps`, `remove samples 2`, `up helps 1`.

    Returns:
        The turn, and the field to go on at; both as they were if the button is not known.
    """
    verb, _, rest = do.partition(" ")
    name, _, number = rest.partition(" ")
    if name not in ("helps", "samples"):
        return turn, ""
    rows: list[Any] = list(getattr(turn, name))
    at = int(number) if number.isdecimal() and len(number) < 7 else 0
    first = "skill" if name == "helps" else "text"
    if verb == "add" and len(rows) < MOST_ROWS:
        rows.append(TypedHelp() if name == "helps" else TypedSample())
        at = len(rows) - 1
    elif verb == "remove" and at < len(rows):
        del rows[at]
        at = max(at - 1, 0)
    elif verb == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
        at -= 1
    anchor = f"{name}[{at}].{first}" if rows else name
    return turn.model_copy(update={name: rows}), anchor
