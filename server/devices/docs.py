"""The API's description as a page of our own: no script, and nothing from elsewhere."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.pages import pages_router, render
from server.staff.access import Editor

router: APIRouter = pages_router()

METHODS = ("get", "post", "put", "patch", "delete")
Schema = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A row of a table: a parameter, or a field of an object."""

    name: str
    kind: str
    required: bool
    about: str
    refers: str | None
    """The object that the kind is about, to jump to."""


@dataclass(frozen=True)
class Answer:
    """What may come back."""

    status: str
    about: str
    media: str
    kind: str
    refers: str | None
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    secured: bool
    parameters: list[Field]
    body: Field | None
    example: str | None
    answers: list[Answer]


@dataclass(frozen=True)
class Thing:
    """An object, or a choice of words."""

    name: str
    about: str
    fields: list[Field]
    choices: list[str]


@router.get("/kiosks/api")
def description(request: Request, who: Editor) -> Response:
    told: Schema = request.app.openapi()
    return render(
        request,
        "devices/api.html.jinja",
        operations=list(operations(told)),
        things=list(things(told)),
        version=told["info"]["version"],
        openapi=request.app.openapi_url,
    )


def operations(told: Schema) -> Iterator[Operation]:
    """All that can be asked, in the order in which it is declared."""
    for path, item in told["paths"].items():
        for method in METHODS:
            if (one := item.get(method)) is not None:
                yield _operation(path, method, one)


def _operation(path: str, method: str, one: Schema) -> Operation:
    content = one.get("requestBody", {}).get("content", {})
    media = next(iter(content.values()), None)
    example = media.get("example") if media else None
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one.get("summary", ""),
        about=one.get("description", ""),
        secured=bool(one.get("security")),
        parameters=[
            field(
                f"{each['name']} ({each['in']})",
                {"description": each.get("description", ""), **each["schema"]},
                required=each.get("required", False),
            )
            for each in one.get("parameters", ())
        ],
        body=field("body", media["schema"], required=True) if media else None,
        example=json.dumps(example, indent=2, ensure_ascii=False) if example else None,
        answers=[_answer(status, answer) for status, answer in one["responses"].items()],
    )


def _answer(status: str, answer: Schema) -> Answer:
    content = answer.get("content", {})
    media = next(iter(content), "")
    if status.startswith(("4", "5")):
        media = next((one for one in content if "problem" in one), media)
    shape: Schema = content.get(media, {}).get("schema", {})
    return Answer(
        status,
        answer.get("description", ""),
        media,
        kind_of(shape) if shape else "",
        _refers(shape),
        tuple(answer.get("headers", ())),
    )


def things(told: Schema) -> Iterator[Thing]:
    """All objects, by name."""
    for name, schema in sorted(told["components"]["schemas"].items()):
        needed = set(schema.get("required", ()))
        yield Thing(
            name,
            schema.get("description", ""),
            [field(one, of, one in needed) for one, of in schema.get("properties", {}).items()],
            [str(one) for one in schema.get("enum", ())],
        )


def field(name: str, schema: Schema, required: bool) -> Field:
    """One row."""
    about = schema.get("description", "")
    if "default" in schema and not required:
        about = f"{about} When left out: {json.dumps(schema['default'])}.".strip()
    return Field(name, kind_of(schema), required, about, _refers(schema))


LIMITS = {
    "minimum": "from {}",
    "maximum": "up to {}",
    "exclusiveMinimum": "above {}",
    "exclusiveMaximum": "below {}",
    "minLength": "{} characters or more",
    "maxLength": "up to {} characters",
    "minItems": "{} or more",
    "maxItems": "up to {}",
    "maxProperties": "up to {}",
    "pattern": "matches {}",
    "format": "{}",
    "const": "always {}",
    "contentMediaType": "holds {}",
}


def kind_of(schema: Schema) -> str:
    """What may be there, with its limits, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(kind_of(one) for one in schema[several])
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        kind = f"list of {kind_of(schema.get('items', {}))}"
    elif "additionalProperties" in schema and isinstance(schema["additionalProperties"], dict):
        kind = f"object of {kind_of(schema['additionalProperties'])}"
    limits = [words.format(schema[name]) for name, words in LIMITS.items() if name in schema]
    if "enum" in schema:
        limits.append("one of " + ", ".join(map(str, schema["enum"])))
    return f"{kind} ({', '.join(limits)})" if limits else kind


def _refers(schema: Schema) -> str | None:
    """The first object that a schema names."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    parts = [*schema.get("anyOf", ()), schema.get("items"), schema.get("contentSchema")]
    return next((found for part in parts if part and (found := _refers(part))), None)
