import json
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from starlette.testclient import TestClient

from server.app import create_app
from server.database import Database
from server.settings import Settings
from tests.server.browser import Browser

TOKEN = "a-token-of-some-length"
Usage = namedtuple("Usage", "total used free")


def test_an_alive_and_ready_server_says_so(client: Browser) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "database": "good",
        "migrations": "good",
        "disk": "good",
    }


def test_a_database_of_another_step_is_not_ready(client: Browser, database: Database) -> None:
    with database.connect(writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "at 0001" in ready.json()["migrations"]
    assert client.get("/healthz").status_code == 200


def test_a_full_disk_is_not_ready(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1, 1, 10))
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["disk"]) == (503, "nearly full or away")
    assert ready.headers["Retry-After"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_database_that_is_gone_is_not_ready_and_says_nothing_of_the_machine(
    client: Browser, app: FastAPI, tmp_path: Path
) -> None:
    app.state.database.close()
    (tmp_path / "server.sqlite3").write_bytes(b"no database at all " * 100)
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["database"] == "can't be used"
    assert str(tmp_path) not in ready.text


def values(text: str) -> dict[tuple[str, str], float]:
    """Name and labels to value."""
    return {
        (sample.name, json.dumps(sample.labels, sort_keys=True)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def here(settings: Settings) -> Iterator[Callable[..., TestClient]]:
    """A client on an address, of a server with a token or none."""
    made: list[TestClient] = []

    def make(address: str, token: str | None = None) -> TestClient:
        secret = SecretStr(token) if token else None
        app = create_app(settings.model_copy(update={"metrics_token": secret}))
        client = TestClient(app, base_url="https://wellheard.test", client=(address, 1234))
        client.__enter__()
        made.append(client)
        return client

    yield make
    for client in made:
        client.__exit__(None, None, None)


def test_figures_are_for_this_machine_or_whoever_has_the_token(
    here: Callable[..., TestClient],
) -> None:
    near, far = here("127.0.0.1"), here("192.0.2.7")
    assert near.get("/metrics").status_code == 200
    assert far.get("/metrics").status_code == 403
    assert near.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    assert far.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
    with_token = here("192.0.2.7", TOKEN)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert with_token.get("/metrics", headers=bearer).status_code == 200
    assert (
        with_token.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 403
    )
    proxied = here("127.0.0.1", TOKEN)
    assert proxied.get("/metrics", headers=bearer | {"Forwarded": "for=x"}).status_code == 200


def test_requests_are_counted_by_route_and_never_by_address(
    here: Callable[..., TestClient],
) -> None:
    client = here("127.0.0.1")
    before = values(client.get("/metrics").text)
    for secret in ("one", "two"):
        client.get(f"/welcome/{secret}-very-secret")
    client.request("BREW", "/sign-in")
    text = client.get("/metrics").text
    after = values(text)
    key = (
        "wellheard_requests_total",
        '{"method": "GET", "route": "/welcome/{secret}", "status": "404"}',
    )
    assert after[key] - before.get(key, 0) == 2
    took = ("wellheard_request_seconds_count", '{"method": "GET", "route": "/welcome/{secret}"}')
    assert after[took] - before.get(took, 0) == 2
    assert "very-secret" not in text
    assert "BREW" not in text


def test_figures_tell_of_jobs_kiosks_disk_and_the_last_backup(
    here: Callable[..., TestClient],
) -> None:
    found = values(here("127.0.0.1").get("/metrics").text)
    assert found["wellheard_database_up", "{}"] == 1
    assert found["wellheard_disk_free_bytes", "{}"] > 0
    assert found["wellheard_kiosks", '{"state": "heard"}'] == 0
    assert 0 <= found["wellheard_nightly_age_seconds", '{"work": "backup"}'] < 600
