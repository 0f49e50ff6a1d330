"""What SECURITY.md promises and no room's own tests show."""

import ast
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import URL, select
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient

import server
from server.app import create_app
from server.database import Database
from server.roles import Role
from server.settings import Settings
from server.staff import passwords, people
from server.staff.tables import StaffSession
from tests.server.browser import Browser
from tests.server.running import Server

HOUSE = Path(server.__file__).parent
TESTS = Path(__file__).parent
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| .+ \| (.+) \| (.*?) \| ?(.*?) ?\|$", re.MULTILINE)
SHOWN_BY = re.compile(r"(?P<place>[\w/]+(?:\.py|/spreadsheet|/(?=\s|$)))|`(?P<name>…?\w+…?)`")
PASSWORD = "seven brown kettles sing"
PARAMETER = re.compile(r"\{[^}]*\}")
PRIVATE = ("/account", "/staff", "/log", "/settings", "/scenarios", "/results")


def routes(app: FastAPI) -> Iterator[Route]:
    """Every route of every room, also those that hang on a room's router."""

    def walk(found: list[BaseRoute]) -> Iterator[Route]:
        for route in found:
            if isinstance(route, Route):
                yield route
            elif hasattr(route, "original_router"):
                yield from walk(route.original_router.routes)

    for room in app.state.rooms:
        for router in (room.pages, *room.api):
            yield from walk(router.routes if router else [])


def cookies_of(answer: object) -> list[str]:
    return list(answer.headers.get_list("set-cookie"))  # type: ignore[attr-defined]  # of any client


def sign_in(client: Browser, database: Database) -> object:
    with database.write() as session:
        staff = people.named(session, "Ann") or people.add(session, None, "Ann", Role.ADMIN)
        staff.password = passwords.hashed(PASSWORD)
    client.get("/sign-in")
    return client.post("/sign-in", {"name": "Ann", "password": PASSWORD})


def test_every_cookie_is_kept_to_this_host_to_https_and_from_scripts(
    client: Browser, database: Database
) -> None:
    answers = [client.get("/sign-in"), sign_in(client, database)]
    answers += [client.get("/account"), client.post("/sign-out"), client.get("/sign-in")]
    given = [cookie for answer in answers for cookie in cookies_of(answer)]
    assert {cookie.partition("=")[0] for cookie in given} == {
        "__Host-wellheard-form",
        "__Host-wellheard-session",
        "__Host-wellheard-note",
    }
    for cookie in given:
        marks = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= marks, cookie
        assert not any(mark.startswith("domain") for mark in marks), cookie
        assert len(cookie) < 4096


def test_whoever_signs_in_anew_leaves_no_old_session_behind(
    client: Browser, database: Database
) -> None:
    sign_in(client, database)
    old = client.plain.cookies["__Host-wellheard-session"]
    client.plain.get("/account")
    with database.read() as session:
        (before,) = session.scalars(select(StaffSession.hash)).all()
    client.get("/account")
    client.post("/sign-in", {"name": "Ann", "password": PASSWORD})
    assert client.plain.cookies["__Host-wellheard-session"] != old
    with database.read() as session:
        (after,) = session.scalars(select(StaffSession.hash)).all()
    assert after != before


def test_signing_out_tells_the_browser_to_forget(client: Browser, database: Database) -> None:
    sign_in(client, database)
    client.get("/account")
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_private_pages_are_kept_nowhere_and_shared_with_no_other_site(
    browser: Callable[..., Browser],
) -> None:
    admin = browser(Role.ADMIN)
    for path in PRIVATE:
        answer = admin.get(path, headers={"Origin": "https://evil.test"})
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8", path
        assert not [name for name in answer.headers if name.startswith("access-control")], path
    for name in ("wellheard.js", "wellheard.css", "wellheard.svg"):
        kind = admin.get(f"/static/{name}").headers["Content-Type"]
        assert kind.startswith(("text/", "image/svg+xml"))
        assert "charset=utf-8" in kind or "svg" in kind


def test_no_form_of_any_room_is_taken_from_another_site_or_without_its_token(
    app: FastAPI, browser: Callable[..., Browser]
) -> None:
    admin = browser(Role.ADMIN)
    admin.get("/account")
    tried = 0
    for route in routes(app):
        unsafe = (route.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        if route.path.startswith("/api/") or not unsafe or not _is_page(app, route):
            continue
        path = PARAMETER.sub("1", route.path)
        method = sorted(unsafe)[0]
        for headers, fields in (
            ({"Origin": "https://evil.test"}, {"form_token": admin.token}),
            ({"Origin": "null"}, {"form_token": admin.token}),
            ({"Sec-Fetch-Site": "cross-site"}, {"form_token": admin.token}),
            ({"Origin": "https://wellheard.test"}, {"form_token": "0" * 64}),
            ({}, {}),
        ):
            answer = admin.plain.request(method, path, headers=headers, data=fields)
            asks_again = "Save what I typed" in answer.text  # ours, but grown old: not done yet
            assert answer.status_code == 403 or asks_again, (method, path, headers)
            assert not asks_again or headers == {"Origin": "https://wellheard.test"}
            tried += 1
    assert tried > 50


def _is_page(app: FastAPI, route: Route) -> bool:
    def below(found: list[BaseRoute]) -> bool:
        return any(
            one is route or (hasattr(one, "original_router") and below(one.original_router.routes))
            for one in found
        )

    return any(room.pages is not None and below(room.pages.routes) for room in app.state.rooms)


def test_a_session_of_staff_opens_nothing_that_is_a_kiosk_s(
    app: FastAPI, browser: Callable[..., Browser]
) -> None:
    admin = browser(Role.ADMIN)
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            if not operation.get("security"):
                continue
            body: dict[str, str] | None = {} if method in ("post", "put") else None
            answer = admin.plain.request(method.upper(), PARAMETER.sub("0" * 64, path), json=body)
            assert answer.status_code in (401, 422), (method, path, answer.status_code)


def test_files_of_the_program_are_not_served(client: Browser) -> None:
    for path in (
        "/.git/config",
        "/static/../app.py",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static/..%2f..%2fapp.py",
        "/static//etc/passwd",
        "/server/app.py",
        "/static/",
    ):
        assert client.get(path).status_code == 404, path


def test_password_fields_hide_what_is_typed_and_let_password_managers_help(
    client: Browser, database: Database
) -> None:
    pages = [client.get("/sign-in").text]
    with database.write() as session:
        secret = people.first_link(session)
    pages.append(client.get(f"/welcome/{secret}").text)
    sign_in(client, database)
    pages.append(client.get("/account").text)
    for page in pages:
        fields = re.findall(r'<input id="(password|again|old)"[^>]*>', page)
        whole = re.findall(r'<input id="(?:password|again|old)"[^>]*>', page)
        assert fields
        for field in whole:
            assert 'type="password"' in field
            assert re.search(r'autocomplete="(new|current)-password"', field)
            assert 'value=""' in field
            assert "onpaste" not in field
    script = (HOUSE / "pages/static/wellheard.js").read_text(encoding="utf-8")
    assert "paste" not in script


def test_a_new_server_has_no_account_at_all(client: Browser, database: Database) -> None:
    with database.read() as session:
        assert people.everyone(session) == []
    client.get("/sign-in")
    for name in ("admin", "root", "wellheard"):
        assert client.post("/sign-in", {"name": name, "password": name}).status_code == 422


def test_no_code_that_runs_what_somebody_sent() -> None:
    """eval, pickle, shells, SQL put together from text, weak hashes: none in the whole server."""
    never = {"eval", "exec", "compile", "__import__", "system", "popen", "md5", "sha1"}
    found = []
    for file in HOUSE.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name.partition(".")[0] for alias in node.names}
                names.add((getattr(node, "module", "") or "").partition(".")[0])
                if names & {"pickle", "marshal", "shelve", "yaml"}:
                    found.append((file.name, node.lineno, "import"))
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = called or (node.func.id if isinstance(node.func, ast.Name) else "")
            plain = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
            if called in never and not (called == "compile" and plain):
                found.append((file.name, node.lineno, called))
            if any(word.arg == "shell" for word in node.keywords):
                found.append((file.name, node.lineno, "shell"))
            if called == "text" and node.args and isinstance(node.args[0], ast.JoinedStr):
                found.append((file.name, node.lineno, "text(f…)"))
    assert found == []


def test_no_template_or_script_puts_text_in_as_markup() -> None:
    found = []
    for file in (*HOUSE.rglob("*.jinja"), *HOUSE.rglob("*.js")):
        text = file.read_text(encoding="utf-8")
        for never in (
            r"\|\s*safe\b",
            r"autoescape\s+false",
            r"\b(?:inner|outer)HTML\s*=",
            r"insertAdjacentHTML|document\.write|\beval\(|new Function",
            r"<script(?![^>]*\bsrc=)",
            r"\son\w+=\"",
            r"\sstyle=\"",
        ):
            found += [(file.name, never)] * bool(re.search(never, text))
    assert found == []


@pytest.fixture
def secure(sqlite_template: Path, tmp_path: Path) -> Iterator[Server]:
    file = tmp_path / "server.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    url = URL.create("sqlite", database=str(file))
    with Server(url, tmp_path, WELLHEARD_PLAIN_HTTP="no") as running:
        yield running


def test_only_tls_1_2_and_1_3_are_spoken_and_nothing_in_the_clear(
    secure: Server, tmp_path: Path
) -> None:
    authority = tmp_path / "server" / "tls" / "authority.pem"
    spoken = {}
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=str(authority))
        context.minimum_version = context.maximum_version = version
        with (
            socket.create_connection(("127.0.0.1", secure.port), 30) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as wrapped,
        ):
            spoken[version] = wrapped.version()
            cipher = wrapped.cipher()
            assert cipher is not None
            assert "GCM" in cipher[0] or "CHACHA20" in cipher[0]
    assert list(spoken.values()) == ["TLSv1.2", "TLSv1.3"]
    with socket.create_connection(("127.0.0.1", secure.port), 30) as plain:
        plain.sendall(b"GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"HTTP/1.1 2" not in plain.recv(4096)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", secure.port), 30) as plain,
        pytest.raises(ssl.SSLError),
    ):
        old.wrap_socket(plain)


def test_strict_transport_is_told_where_browsers_trust_the_certificate(
    tmp_path: Path,
) -> None:
    own = Settings(server_folder=tmp_path, host="127.0.0.1")
    given = own.model_copy(
        update={"certificate": tmp_path / "a", "certificate_key": tmp_path / "b"}
    )
    for one, told in ((own, None), (given, "max-age=31536000")):
        app = create_app(one)
        answer = TestClient(app, base_url="https://wellheard.test").get("/healthz")
        assert answer.headers.get("Strict-Transport-Security") == told
        app.state.database.close()


def shown(told: str) -> Iterator[tuple[Path, str]]:
    """The files and tests that a row of SECURITY.md names; no test's name for a whole file."""
    place = TESTS
    for found in SHOWN_BY.finditer(told):
        if found["place"]:
            outside = found["place"].startswith("tests/")
            place = (TESTS.parents[1] if outside else TESTS) / found["place"]
        yield place, found["name"] or ""


def written(place: Path) -> str:
    """All tests of a file or a folder."""
    files = [place] if place.is_file() else sorted(place.glob("*.py"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_each_test_that_is_promised_is_there() -> None:
    rows = ROW.findall((HOUSE / "SECURITY.md").read_text(encoding="utf-8"))
    assert len({number for number, *_ in rows}) == len(rows) == 70
    assert {state for _, state, *_ in rows} <= {"met", "partly", "not met", "n/a"}
    named = [(number, *one) for number, *_, told in rows for one in shown(told)]
    assert len(named) > 80
    for number, place, name in named:
        assert written(place), (number, place)
        test = name.replace("…", r"\w*")
        there = re.search(rf"^(?:async )?def {test}\(", written(place), re.MULTILINE)
        assert there or not name, (number, place, name)
