"""What holds for every answer, whatever room it comes from."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from fastapi import APIRouter, FastAPI, UploadFile
from pydantic import BaseModel
from sqlalchemy import text
from starlette.routing import Route
from starlette.testclient import TestClient

from server import limits
from server.app import ROOMS, create_app
from server.database import Db
from server.headers import HEADERS
from server.journal import Lines
from server.pages import Form, pages_router
from server.problems import Conflict
from server.roles import Role
from server.room import Room
from server.settings import Settings
from tests.server.browser import Browser, words


class Thing(BaseModel):
    count: int


def trying() -> Room:
    """A room with one of everything that can go wrong."""
    pages, api = pages_router(), APIRouter()

    @pages.get("/try/broken")
    @api.get("/try/broken")
    def broken() -> None:
        raise RuntimeError("a secret word")

    @pages.get("/try/conflict")
    def conflict() -> None:
        raise Conflict("Somebody else saved this a minute ago. Look at both.")

    @api.post("/try/thing")
    def thing(thing: Thing) -> Thing:
        return thing

    @api.get("/try/gone")
    def gone(db: Db) -> None:
        db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    @pages.post("/try/form")
    async def form(form: Form) -> dict[str, int]:
        return {"fields": len(form)}

    @api.post("/try/file")
    def file(file: UploadFile) -> dict[str, int | None]:
        return {"size": file.size}

    return Room(name="trying", pages=pages, api=(api,), body_limits={"/api/v1/try/file": 5_000_000})


@pytest.fixture
def tried(settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings, (*ROOMS, trying()))
    with TestClient(app, base_url="https://wellheard.test", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/nowhere", "/static/wellheard.css", "/api/v1/nowhere", "/api/v1/try/broken"],
)
def test_every_answer_keeps_the_browser_to_this_server(tried: TestClient, path: str) -> None:
    answer = tried.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-ID"]


def test_what_nobody_foresaw_is_told_without_a_word_of_the_inside(tried: TestClient) -> None:
    page, document = tried.get("/try/broken"), tried.get("/api/v1/try/broken")
    for answer in (page, document):
        assert answer.status_code == 500
        assert "secret word" not in answer.text
        assert "Traceback" not in answer.text
    assert page.headers["X-Request-ID"] in page.text
    assert document.headers["content-type"] == "application/problem+json"
    assert document.json()["request_id"] == document.headers["X-Request-ID"]


def test_a_page_tells_a_problem_in_its_own_words(tried: TestClient) -> None:
    answer = tried.get("/try/conflict")
    assert answer.status_code == 409
    assert "Somebody else saved this a minute ago." in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/nowhere", 404), ("DELETE", "/api/v1/try/thing", 405)],
)
def test_the_framework_s_own_refusals_are_problem_documents_too(
    tried: TestClient, method: str, path: str, status: int
) -> None:
    answer = tried.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_wrong_input_is_named_and_not_sent_back(tried: TestClient) -> None:
    answer = tried.post("/api/v1/try/thing", json={"count": "a trainee's words"})
    assert answer.status_code == 422
    assert answer.json()["wrong"][0]["where"] == "body.count"
    assert "trainee" not in answer.text
    assert tried.post("/api/v1/try/thing", content=b"{\xff").status_code in (400, 422)


def test_a_body_that_says_it_is_too_large_is_refused_unread(tried: TestClient) -> None:
    answer = tried.post("/api/v1/try/thing", content=b"0" * (limits.BODY + 1))
    assert answer.status_code == 413
    assert "2,000,000 bytes" in answer.json()["detail"]


def test_a_body_that_does_not_say_how_large_it_is_is_counted(tried: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 100_000
            yield b"0" * 100_000

    answer = tried.post("/api/v1/try/thing", content=endless())
    assert answer.status_code == 413


def test_a_room_may_take_more_where_it_says_so(tried: TestClient) -> None:
    taken = tried.post("/api/v1/try/file", files={"file": b"0" * 4_000_000})
    assert taken.json() == {"size": 4_000_000}
    assert tried.post("/api/v1/try/file", files={"file": b"0" * 5_000_001}).status_code == 413


def test_every_page_checks_its_forms_and_asks_who_it_is(app: FastAPI) -> None:
    open_to_all = {"/sign-in", "/welcome/{secret}"}
    probes = {"/healthz", "/readyz", "/metrics"}  # no pages, and tested where they are made
    unchecked, unasked = [], []
    for room in ROOMS:
        for route in _routes(room.pages) if room.pages else ():
            if route.path in probes:
                continue
            names = _dependencies(route)
            if "checked" not in names:
                unchecked.append(route.path)
            if "look" not in names and route.path not in open_to_all:
                unasked.append(route.path)
    assert unchecked == []
    assert unasked == []


def _routes(router: APIRouter) -> Iterator[Route]:
    """All of them, those of the routers it was put together from too."""
    for route in router.routes:
        part = getattr(route, "original_router", None)
        if part is not None:
            yield from _routes(part)
        else:
            assert isinstance(route, Route)
            yield route


def _dependencies(route: Route) -> set[str]:
    def walk(dependant: object) -> Iterator[str]:
        for one in getattr(dependant, "dependencies", ()):
            yield getattr(one.call, "__name__", "")
            yield from walk(one)

    return set(walk(getattr(route, "dependant", None)))


def test_the_log_tells_the_route_and_never_the_words(
    tried: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="server"):
        tried.get("/welcome/very-secret?word=said")
        tried.post("/api/v1/try/thing", json={"count": "what was said"})
    lines = [json.loads(Lines().format(record)) for record in caplog.records]
    routes = [line.get("route") for line in lines if line["message"] == "request"]
    assert routes[0] == "/welcome/{secret}"
    logged = json.dumps(lines)
    assert "very-secret" not in logged
    assert "said" not in logged


def test_a_request_s_own_number_is_kept_if_it_is_harmless(tried: TestClient) -> None:
    for given, kept in (("kiosk-12345678", True), ("x\ny" * 9, False), ("short", False)):
        headers = {"X-Request-ID": given.replace("\n", " ")}
        answer = tried.get("/sign-in", headers=headers)
        assert (answer.headers["X-Request-ID"] == given) is kept


def test_assets_are_kept_by_version_and_pages_not_at_all(tried: TestClient) -> None:
    page = tried.get("/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in tried.get(address).headers["Cache-Control"]
    assert "immutable" not in tried.get("/static/wellheard.css").headers["Cache-Control"]


def test_no_page_names_another_server_or_holds_script_or_style(
    browser: Callable[..., Browser],
) -> None:
    admin = browser(Role.ADMIN)
    for path in ("/sign-in", "/account", "/staff", "/log", "/nowhere"):
        page = admin.get(path).text
        for never in ("http://", "https://", "<style", " style=", " onclick=", "javascript:"):
            assert never not in page, (path, never)


def test_the_start_is_the_first_thing_one_may_see(browser: Callable[..., Browser]) -> None:
    assert browser(Role.EDITOR).get("/").headers["location"] in ("/account", "/scenarios")
    admin = browser(Role.ADMIN)
    assert admin.follow(admin.get("/")).status_code == 200
    assert "Staff" in words(admin.get("/staff"))


@pytest.mark.parametrize("kind", ["postgresql"], indirect=False)
def test_a_database_that_goes_away_is_told_and_comes_back(kind: str, tried: TestClient) -> None:
    answer = tried.get("/api/v1/try/gone")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["content-type"] == "application/problem+json"
    assert tried.get("/sign-in").status_code == 200
