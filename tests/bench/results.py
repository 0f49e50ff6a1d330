"""How long the results take with a million practices: the pages, and bringing more.

    python -m tests.bench.results [PRACTICES] [URL]

Fills a new SQLite database (or the empty one at URL) with practices over a year, 1,000 scenarios
and ten places, then measures pages as a publisher sees them and practices as kiosks bring them.
"""

import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import insert
from starlette.testclient import TestClient

from device.coach.skills import Skill
from server.app import create_app
from server.database import Database, now
from server.devices import kiosks, tokens
from server.devices.tables import Device, DeviceToken
from server.results import totals
from server.results.tables import Attempt
from server.roles import Role
from server.settings import Settings
from server.staff import people, sessions
from tests.server.results.conftest import BOOT, SHA, uuid7

PRACTICES, SCENARIOS, PLACES, DAYS = 1_000_000, 1_000, 10, 364
CHUNK = 100_000
ROUNDS = 20
SKILLS = [skill.value for skill in Skill]


def fill(database: Database, many: int) -> tuple[str, uuid.UUID]:
    """Practices, with their totals; gives a kiosk's token and number."""
    pick, today, device = random.Random(7), now(), uuid.uuid4()
    with database.write() as session:
        places = [kiosks.place(session, f"Place {n}").id for n in range(PLACES)]
        session.add(
            Device(id=device, name="Kiosk", place_id=places[0], public_key="A" * 43, model="")
        )
        session.flush()
        token = tokens.fresh()
        session.add(DeviceToken(hash=tokens.hashed(token), device_id=device, used=True))
    for start in range(0, many, CHUNK):
        rows, gists = [], []
        for number in range(start, min(many, start + CHUNK)):
            at = today - timedelta(seconds=pick.random() * DAYS * 86_400)
            scenario = f"scenario-{int(SCENARIOS * pick.random() ** 2)}"
            heard = frozenset(pick.sample(SKILLS, 5))
            told = frozenset(list(heard)[:2])
            off = told if pick.random() < 0.05 else frozenset[str]()
            gist = totals.Gist(scenario, pick.choice(places), at.date(), heard, told, off)
            gists.append(gist)
            rows.append(
                {
                    "id": uuid.UUID(uuid7()),
                    "fingerprint": "0" * 64,
                    "device_id": device,
                    "sent_by": device,
                    "sequence": number + 1,
                    "place_id": gist.place_id,
                    "scenario": scenario,
                    "version": 1,
                    "shared": False,
                    "received_at": at,
                    "placed_at": at,
                    "uncertain": 5,
                    "day": gist.day,
                    "end": "finished",
                    "seconds": 300.0,
                    "replies": 4,
                    "heard": totals.packed(heard),
                    "told": totals.packed(told),
                    "disputed": totals.packed(off),
                    "record": "{}",
                }
            )
        with database.write() as session:
            session.execute(insert(Attempt), rows)
            totals.add(session, gists)
    return token, device


def timed(what: str, ask: Callable[[], int]) -> None:
    """Ask some times, and tell how long it took."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        status = ask()
        took.append(1000 * (time.perf_counter() - began))
        assert status == 200, status
    took.sort()
    p95 = took[int(0.95 * (len(took) - 1))]
    print(f"{what:44} median {statistics.median(took):7.1f} ms   p95 {p95:7.1f} ms", flush=True)


def main() -> None:
    """Fill, then measure."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else PRACTICES
    folder = Path(tempfile.mkdtemp(prefix="wellheard-bench-"))
    url = SecretStr(sys.argv[2]) if len(sys.argv) > 2 else None
    app = create_app(Settings(server_folder=folder, database_url=url, host="127.0.0.1"))
    with TestClient(app, base_url="https://wellheard.test") as client:
        database: Database = app.state.database
        began = time.perf_counter()
        token, device = fill(database, many)
        took = time.perf_counter() - began
        print(f"{many} practices in {database.about}, filled in {took:.0f} s", flush=True)
        with database.write() as session:
            staff = people.add(session, None, "Bench", Role.PUBLISHER)
            staff.password = "set"
            session.flush()
            client.cookies.set("__Host-wellheard-session", sessions.begin(session, staff))
        for what, query in (
            ("13 weeks", ""),
            ("52 weeks", "period=year"),
            ("52 weeks at a place", "period=year&place=3"),
            ("52 weeks of the favourite", "period=year&scenario=scenario-0"),
            ("52 weeks of it at a place", "period=year&scenario=scenario-0&place=3"),
        ):
            timed(f"page: {what}", lambda: client.get(f"/results?{query}").status_code)  # noqa: B023
        numbers = iter(range(many + 1, many + 10**6))

        def bring(items: int) -> int:
            clock = {"monotonic": 400.0, "quality": "none"}
            batch = [
                {
                    "id": uuid7(),
                    "device": str(device),
                    "boot": BOOT,
                    "sequence": next(numbers),
                    "began": {"monotonic": 100.0, "quality": "none"},
                    "seconds": 300.0,
                    "scenario": {"id": "scenario-1", "version": 1, "sha256": SHA},
                    "end": "finished",
                    "replies": [
                        {
                            "turn": f"t{n}",
                            "attempt": 1,
                            "at": 9.0,
                            "outcome": "opens_up",
                            "openness": 0.5,
                            "praised": "validation",
                            "findings": [
                                {"skill": skill, "confidence": 0.9, "source": "rules"}
                                for skill in SKILLS[n : n + 3]
                            ],
                        }
                        for n in range(4)
                    ],
                }
                for _ in range(items)
            ]
            body = {"boot": BOOT, "sent": clock, "items": batch}
            headers = {"Authorization": f"Bearer {token}"}
            return client.post("/api/v1/results", json=body, headers=headers).status_code

        timed("bring 1 practice", lambda: bring(1))
        timed("bring 50 practices", lambda: bring(50))
    print(f"kept in {folder}")


if __name__ == "__main__":
    main()
