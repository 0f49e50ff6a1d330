"""What a kiosk's requests ask of the database, and how long each request is at work.

    python -m tests.bench.statements [--show]

Counts on SQLite, as the engine sees them; `--show` prints each. What begins and ends a transaction
is counted apart.
"""

import json
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from starlette.testclient import TestClient

from server.app import create_app
from tests.bench.load import centre
from tests.bench.load.fleet import Kiosk
from tests.bench.load.wire import Line

AROUND = re.compile(r"BEGIN|PRAGMA|SET TRANSACTION")
ROUNDS = 30
KIOSKS = 1_000


def main(*, show: bool) -> None:
    """Send each kind of request, and tell."""
    with tempfile.TemporaryDirectory() as name:
        url = URL.create("sqlite", database=str(Path(name) / "server.sqlite3"))
        app = create_app(centre.settings(url, Path(name)))
        with TestClient(app, base_url="https://wellheard.test") as client:
            database = app.state.database
            who, _ = centre.sign_in(database)
            head = centre.publish(database, who, 3)
            kiosk = Kiosk(centre.enrol(database, KIOSKS)[0], Line(0))
            said: list[str] = []

            @event.listens_for(database.engine, "before_cursor_execute")
            def heard(_c: Any, _u: Any, statement: str, *_: Any) -> None:
                said.append(" ".join(statement.split()))

            headers = {
                "Authorization": f"Bearer {kiosk.enrolled.token}",
                "Content-Type": "application/json",
            }
            print("| request | statements | around them | median ms |\n|---|--:|--:|--:|")
            for what, method, path, items in (
                ("health", "POST", "/health", -1),
                ("wishes", "GET", "/wishes", -1),
                ("content, nothing new", "GET", f"/content?since={head}&known=1", -1),
                ("results, 1 practice", "POST", "/results", 1),
                ("results, 10 practices", "POST", "/results", 10),
            ):
                took = []
                for number in range(ROUNDS + 1):  # the first one warms up
                    body = _body(kiosk, items) if method == "POST" else None
                    said.clear()
                    began = time.perf_counter()
                    answer = client.request(method, f"/api/v1{path}", content=body, headers=headers)
                    assert answer.status_code == 200, answer.text
                    if number:
                        took.append(1000 * (time.perf_counter() - began))
                around = sum(bool(AROUND.match(one)) for one in said)
                took_ms = statistics.median(took)
                print(f"| {what} | {len(said) - around} | {around} | {took_ms:.1f} |")
                if show:
                    print(*(f"    {one[:160]}" for one in said), sep="\n")


def _body(kiosk: Kiosk, items: int) -> bytes:
    clock = {"monotonic": 420.0, "quality": "none"}
    if items < 0:
        report = {"version": "0.1.0", "boot": kiosk.boot, "clock": clock, "sequence": 0}
        return json.dumps({**report, "disk_free": 1, "disk_size": 2, "queue": 0}).encode()
    kiosk.waiting.clear()
    for _ in range(items):
        kiosk.practise()
    texts = ", ".join(text for _, text in kiosk.waiting)
    return f'{{"boot": "{kiosk.boot}", "sent": {json.dumps(clock)}, "items": [{texts}]}}'.encode()


if __name__ == "__main__":
    main(show="--show" in sys.argv)
