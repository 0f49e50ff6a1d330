"""Writes down what a kiosk and a server of today say to each other: python -m tests.sync.record.

Run when a version of the protocol is released, never to make `test_versions` pass. What is secret
or differs each time is written as `{token}`, `{device}` and `{enrolment}`.
"""

import base64
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL

from device import library
from device.content import line
from device.sync import enrolment
from device.sync.protocol import PROTOCOL, EnrolStarted
from server.results.api import EXAMPLE
from tests.server.running import Server
from tests.sync.between import Asked, Between, Given
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk

FOLDER = Path(__file__).with_name(f"version-{PROTOCOL}")
SOUND = b"fLaC, as far as anybody here looks"


def main() -> None:
    """Enrol, bring two practices, fetch a scenario, hear of an erasure, change the token."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        url = URL.create("sqlite", database=str(folder / "server.sqlite3"))
        with Server(url, folder) as server, Between(f"http://127.0.0.1:{server.port}") as between:
            centre = Centre(server, url, folder)
            written = _written(centre, between, Kiosk(folder / "kiosk"))
            centre.database.close()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "exchanges.json").write_text(json.dumps(written, indent=1) + "\n")
    print(f"{len(written)} exchanges in {FOLDER.name}")


def _written(centre: Centre, between: Between, kiosk: Kiosk) -> list[dict[str, object]]:
    said: list[tuple[Asked, Given]] = []

    def rule(asked: Asked, real: Callable[[], Given]) -> Given:
        given = real()
        if asked.path.endswith("/health"):
            wishes = json.loads(given.body)
            given.body = json.dumps({**wishes, "change_token": len(said) > 8}).encode()
        said.append((asked, given))
        return given

    between.rule = rule

    def code(started: EnrolStarted) -> None:
        centre.let_in(started.code)

    told = enrolment.Told(lambda seen: None, code, lambda: None, lambda why: None)
    enrolment.enrol(between.url, kiosk.folder, told, sleep=lambda seconds: None)
    device, token = str(kiosk.identity.device), kiosk.identity.token
    (whole,) = EXAMPLE["items"]
    kiosk.practise(**{name: whole[name] for name in ("path", "replies", "end", "ending")})
    kiosk.practise(trainee="c" * 64, shared=True, erasures=0, program="0.1.0", recognizer="vosk")
    kiosk.sync()
    tea = library.find("two-cups-of-tea")
    scenario = tea.model_copy(update={"id": "a-wet-coat", "version": 1})
    centre.publish(scenario, {line("bf_emma", "Hello."): SOUND})
    centre.erase("c" * 64)
    kiosk.sync()
    kiosk.sync()
    kiosk.close()
    names = {device: "{device}", token: "{token}", kiosk.identity.token: "{next token}"}
    asked = json.loads(said[0][1].body)["enrolment"]
    return [_one(*pair, {**names, asked: "{enrolment}"}) for pair in said]


def _one(asked: Asked, given: Given, names: dict[str, str]) -> dict[str, object]:
    is_text = given.headers.get("content-type", "").startswith("application/json")
    text = given.body.decode() if is_text else base64.b64encode(given.body).decode()
    kept = ("authorization", "content-type", "range")
    told = {
        "method": asked.method,
        "path": asked.path,
        "headers": {one.lower(): it for one, it in asked.headers.items() if one.lower() in kept},
        "body": asked.body.decode(),
        "status": given.status,
        "answer" if is_text else "bytes": text,
    }
    whole = json.dumps(told)
    for name, written in names.items():
        whole = whole.replace(name, written)
    found: dict[str, object] = json.loads(whole)
    return found


if __name__ == "__main__":
    main()
