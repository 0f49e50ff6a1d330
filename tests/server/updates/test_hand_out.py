"""The server hands out the updates that lie beside its folder, to kiosks alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from server.settings import Settings
from server.updates import shelf
from tests.server.devices.conftest import KioskClient, admin, let_in

__all__ = ["admin", "let_in"]

BYTES = bytes(range(256)) * 40


@pytest.fixture
def place(settings: Settings) -> Path:
    found = shelf.folder(settings)
    found.mkdir(exist_ok=True)
    for old in found.iterdir():
        old.unlink()
    return found


def test_the_newest_for_that_machine_is_offered_and_given_whole_or_in_part(
    place: Path, let_in: Callable[..., KioskClient]
) -> None:
    kiosk = let_in()
    assert kiosk.get("/updates/aarch64").status_code == 404
    for name in ("0.9.0-aarch64", "0.10.0-aarch64", "0.11.0-x86_64"):
        (place / f"wellheard-{name}.update").write_bytes(BYTES)
    (place / "wellheard-0.12.0-aarch64.update.new").write_bytes(b"half")
    (place / "wellheard-0.13.0-aarch64.update").symlink_to("/etc/passwd")
    told = kiosk.get("/updates/aarch64").json()
    assert (told["version"], told["size"]) == ("0.10.0", len(BYTES))
    whole = kiosk.get("/updates/aarch64/0.10.0")
    assert (whole.status_code, whole.content) == (200, BYTES)
    assert whole.headers["etag"] == f'"{told["mark"]}"'
    part = kiosk.get("/updates/aarch64/0.10.0", headers={"Range": "bytes=10000-"})
    assert (part.status_code, part.content) == (206, BYTES[10000:])
    past = kiosk.get("/updates/aarch64/0.10.0", headers={"Range": f"bytes={len(BYTES)}-"})
    assert past.status_code == 416
    (place / "wellheard-0.10.0-aarch64.update").write_bytes(BYTES + b"more")
    assert kiosk.get("/updates/aarch64").json()["mark"] != told["mark"]


@pytest.mark.parametrize("path", ["/updates/aarch64", "/updates/aarch64/0.10.0"])
def test_nobody_else_gets_them(
    app: FastAPI, place: Path, let_in: Callable[..., KioskClient], path: str
) -> None:
    (place / "wellheard-0.10.0-aarch64.update").write_bytes(BYTES)
    assert KioskClient(app).get(path).status_code == 401
    assert let_in().get(path).status_code == 200


@pytest.mark.parametrize("version", ["..", "0.10.0%2f..", "9.9.9", "0.10.0-aarch64"])
def test_only_what_is_named_as_a_version_is_looked_for(
    place: Path, let_in: Callable[..., KioskClient], version: str
) -> None:
    (place / "wellheard-0.10.0-aarch64.update").write_bytes(BYTES)
    assert let_in().get(f"/updates/aarch64/{version}").status_code in (404, 422)
