"""The API's description (OpenAPI 3.1), made to say exactly what happens.

FastAPI writes most of it. Here it is told what the rest of the house does to every request: bodies
that can't be read, are too large or too slow, and that problems are problem documents and nothing
else.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from server.problems import MEDIA_TYPE

Schema = dict[str, Any]

DOCUMENT = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
ABOUT = (
    "What kiosks and the centre's server say to each other. A kiosk is let in once (`POST /enrol`),"
    " then fetches scenarios (`GET /content`, `GET /blobs`), brings practices (`POST /results`) and"
    " tells how it is (`POST /health`). Every problem is an RFC 9457 document whose `detail` says"
    " what to do. On 429 and 503 come again after `Retry-After`; without it, and when there is no"
    " answer, wait a random time up to a limit that doubles with each try (full jitter)."
)
TAGS = [
    {"name": "Kiosks", "description": "Being let in, and how a kiosk is."},
    {"name": "Content", "description": "Scenarios on their way to kiosks."},
    {"name": "Results", "description": "Practices on their way to the centre."},
]
WITH_BODY = {
    "400": "The body could not be read: it is no JSON, or broke off.",
    "408": "The body did not arrive in time.",
    "413": "The body is too large. Send fewer items at a time.",
}
LATER = {
    "Retry-After": {
        "description": "Seconds to wait before the next try.",
        "schema": {"type": "integer", "minimum": 0},
    }
}
HEADERS: dict[str, dict[str, Schema]] = {
    "401": {"WWW-Authenticate": {"description": "Always `Bearer`.", "schema": {"type": "string"}}},
    "429": LATER,
    "503": LATER,
}
SECURED = "401"


def install(app: FastAPI) -> None:
    """Have the app describe itself so."""
    written = app.openapi

    def openapi() -> Schema:
        if app.openapi_schema is None:
            app.openapi_schema = mended(written())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to do this


def mended(told: Schema) -> Schema:
    """The description, with all that FastAPI can't know."""
    told["info"]["description"] = ABOUT
    told["tags"] = TAGS
    for operation in _operations(told):
        operation["operationId"] = operation["operationId"].partition("_api_v1")[0]
        _mend_answers(operation)
    _name_contents(told["components"]["schemas"])
    return told


def _operations(told: Schema) -> Iterator[Schema]:
    for item in told["paths"].values():
        yield from item.values()


def _mend_answers(operation: Schema) -> None:
    answers: Schema = operation["responses"]
    for status, words in WITH_BODY.items():
        answers.pop(status, None)
        if "requestBody" in operation:
            answers[status] = {"description": words}
    if not operation.get("security"):
        answers.pop(SECURED, None)
    for status, answer in answers.items():
        if status.startswith(("4", "5")):
            answer["content"] = {MEDIA_TYPE: DOCUMENT}
            answer.setdefault("headers", {}).update(HEADERS.get(status, {}))
            if not answer["headers"]:
                del answer["headers"]
    operation["responses"] = dict(sorted(answers.items()))


def _name_contents(schemas: Schema) -> None:
    """What a text holds gets a name of its own, like every other object."""
    for schema in list(schemas.values()):
        for part in schema.get("properties", {}).values():
            inside = part.get("contentSchema")
            if inside and "title" in inside:
                schemas[inside["title"]] = inside
                part["contentSchema"] = {"$ref": f"#/components/schemas/{inside['title']}"}
