"""The API as it describes itself: the description is true, and nothing sent breaks it."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from httpx2 import Response
from hypothesis import HealthCheck, given, seed, settings
from jsonschema_rs import validator_for
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from server.app import ROOMS
from server.database import _of_request
from server.devices import pace
from server.roles import Role
from server.staff import brake
from tests.server.browser import Browser, words
from tests.server.devices.conftest import KioskClient, admin, let_in
from tests.server.results.conftest import practiser

__all__ = ["admin", "let_in"]

CASES = int(os.environ.get("WELLHEARD_CASES", "10"))
"""Good ones and as many bad ones, for each operation on each database."""
BASE = "https://wellheard.test"
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
BARE = ("pinned", "change_token", "wishes")
"""Operations that take nothing, so that nothing wrong can be sent to them."""
OPERATIONS = (
    "bring",
    "enrol",
    "enrolled",
    "tell",
    "erase",
    "whom_to_erase",
    "content",
    "blob",
    *BARE,
)


def send(kiosk: KioskClient, case: Any) -> Response:
    asked = case.as_transport_kwargs(base_url=BASE)
    headers = {**asked["headers"], "Authorization": f"Bearer {kiosk.token}"}
    body = {"json": asked["json"]} if "json" in asked else {"content": asked.get("data") or b""}
    return kiosk.plain.request(
        asked["method"], asked["url"], params=asked.get("params"), headers=headers, **body
    )


# The server under test has threads of its own here, which may use `random` at that moment.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(
    app: FastAPI,
    let_in: Callable[..., KioskClient],
    operation: str,
    mode: GenerationMode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if mode is GenerationMode.NEGATIVE and operation in BARE:
        return
    monkeypatch.setattr(pace, "AT_ONCE", 1e9)
    monkeypatch.setattr(brake, "count", lambda *_: None)
    kiosk = let_in()
    load_all_checks()
    # A number that is not ours any more is a good one all the same, and is answered 410.
    accepts = operation != "content"
    checks = CHECKS.get_by_names(CHECKED + ("positive_data_acceptance",) * accepts)
    described = schemathesis.openapi.from_dict(app.openapi())
    found = described.find_operation_by_id(operation)
    met = Counter[int]()

    @seed(2026)
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=found.as_strategy(mode))
    def tried(case: Any) -> None:
        answer = send(kiosk, case)
        met[answer.status_code] += 1
        case.validate_response(answer, checks=checks)

    tried()
    if mode is GenerationMode.POSITIVE and operation not in ("enrolled", "blob"):
        assert met[200] + met[201], met


def test_the_example_of_a_batch_is_a_true_one(
    app: FastAPI, let_in: Callable[..., KioskClient]
) -> None:
    kiosk = let_in()
    told = app.openapi()
    media = told["paths"]["/api/v1/results"]["post"]["requestBody"]["content"]["application/json"]
    answer = kiosk.post("/results", media["example"])
    assert [item["answer"] for item in answer.json()["items"]] == ["created"]


def test_what_a_kiosk_sends_is_what_the_description_asks_for(
    app: FastAPI, let_in: Callable[..., KioskClient]
) -> None:
    kiosk = practiser(let_in())
    schemas = app.openapi()["components"]["schemas"]
    whole = {"$ref": "#/components/schemas/Batch", "components": {"schemas": schemas}}
    valid = validator_for(whole)
    batch = kiosk.batch(kiosk.practice("validation"))
    assert valid.is_valid(batch)
    batch["items"][0]["seconds"] = -1
    assert not valid.is_valid(batch)


def test_every_operation_says_which_problems_it_may_answer_with(app: FastAPI) -> None:
    told = app.openapi()
    for path, item in told["paths"].items():
        for one in item.values():
            answers = one["responses"]
            assert {"422", "429", "503"} <= set(answers), path
            for status, answer in answers.items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], (path, status)
            if "security" in one:
                assert "WWW-Authenticate" in answers["401"]["headers"], path
    assert {"Attempt", "Manifest", "HealthReport", "ProblemDocument"} <= set(
        told["components"]["schemas"]
    )


def test_the_description_is_a_page_of_our_own(browser: Callable[..., Browser]) -> None:
    page = browser(Role.EDITOR).get("/kiosks/api")
    assert page.status_code == 200
    told = words(page)
    for wanted in ("POST /api/v1/results", "Bring practices", "UUIDv7", "conflict", "Retry-After"):
        assert wanted in told
    for never in ("https://", "<script>", " style=", "cdn"):
        assert never not in page.text


def within(needed: Dependant) -> Iterator[Dependant]:
    """What a route needs, and what that needs in turn."""
    for one in needed.dependencies:
        yield one
        yield from within(one)


def test_no_route_of_the_api_is_in_a_transaction_while_its_answer_waits_for_a_thread() -> None:
    """Else as many kiosks as there are threads stop the whole server."""
    looked = 0
    for room in ROOMS:
        for route in (one for router in room.api for one in routes(router)):
            looked += 1
            assert all(one.call is not _of_request for one in within(route.dependant)), route.path
    assert looked >= len(OPERATIONS)


def routes(router: APIRouter) -> Iterator[APIRoute]:
    """All in a router, and in those that it includes."""
    for one in router.routes:
        if isinstance(one, APIRoute):
            yield one
        else:
            yield from routes(one.original_router)  # type: ignore[attr-defined]  # FastAPI's own
