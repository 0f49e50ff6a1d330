"""A kiosk as the server sees it: the real protocol, without the rest of the kiosk."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from server.roles import Role
from server.signing import packed
from tests.server.browser import Browser


class KioskClient:
    """Asks to be let in, and then asks with its token."""

    def __init__(self, app: FastAPI) -> None:
        self.plain = TestClient(app, base_url="https://wellheard.test", follow_redirects=False)
        self.key = Ed25519PrivateKey.generate()
        self.token = ""
        self.code = ""
        self.enrolment = ""
        self.id = ""

    def ask_in(self) -> "KioskClient":
        public = packed(self.key.public_key().public_bytes_raw())
        answer = self.plain.post("/api/v1/enrol", json={"public_key": public, "model": "Pi 5"})
        assert answer.status_code == 201, answer.text
        told = answer.json()
        self.token, self.code, self.enrolment = told["token"], told["code"], told["enrolment"]
        return self

    def ask(self, method: str, path: str, **more: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.plain.request(method, f"/api/v1{path}", headers=headers, **more)

    def get(self, path: str, **more: Any) -> Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: object, **more: Any) -> Response:
        return self.ask("POST", path, json=body, **more)

    def look(self) -> Response:
        return self.get(f"/enrol/{self.enrolment}")

    def tell(self, **more: Any) -> Response:
        report = {
            "version": "0.1.0",
            "boot": str(uuid.uuid4()),
            "clock": {"monotonic": 12.5, "quality": "synced", "wall": 1.7e9},
            "sequence": 0,
            "disk_free": 20_000_000_000,
            "disk_size": 31_000_000_000,
            "queue": 0,
        }
        return self.post("/health", {**report, **more})


@pytest.fixture
def admin(browser: Callable[..., Browser]) -> Browser:
    found = browser(Role.ADMIN)
    found.get("/kiosks")
    return found


@pytest.fixture
def let_in(app: FastAPI, admin: Browser) -> Callable[..., KioskClient]:
    """A kiosk that staff have let in."""

    def make(name: str = "Blue kiosk", place: str = "Reading room") -> KioskClient:
        kiosk = KioskClient(app).ask_in()
        admin.get("/kiosks")
        done = admin.post("/kiosks", {"code": kiosk.code, "name": name, "place": place})
        assert done.status_code == 303, done.text
        kiosk.id = kiosk.look().json()["pins"]["device"]
        return kiosk

    return make
