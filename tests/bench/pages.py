"""How long the publish page of a long scenario takes: the first look, and the next ones.

    python -m tests.bench.pages [TURNS]

Takes scenarios of 100 turns in, none of whose replies the coach has read before; measures how long
it takes until one is saved, the first look at its publish page, the next looks, and the look after
a line was changed.
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from starlette.testclient import TestClient

from device.coach.scenario import Sample, Scenario, Turn
from server import migrations
from server.app import create_app
from server.content import drafts, incoming
from server.content.tables import HeardReplies
from server.database import Database
from server.pages.visitor import Visitor
from server.roles import Role
from server.settings import Settings
from server.staff import people, sessions
from tests.server.content.grown import grown

TURNS = 100
ROUNDS = 1
LOOKS = 9
"""At each scenario, after the first."""
_number = itertools.count(1)


def long_one(turns: int) -> Scenario:
    """A scenario whose replies nobody has typed before."""
    scenario = grown(turns)

    def fresh(sample: Sample) -> Sample:
        number = next(_number)
        word = "".join(chr(ord("a") + number // 20**place % 20) for place in range(4))
        return sample.model_copy(update={"text": f"{sample.text} My {word}."})

    def renewed(turn: Turn) -> Turn:
        return turn.model_copy(update={"samples": tuple(map(fresh, turn.samples))})

    name = f"long-{next(_number)}"
    return scenario.model_copy(update={"id": name, "turns": tuple(map(renewed, scenario.turns))})


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor, which a busy machine makes no longer."""
    began, worked = time.perf_counter(), time.process_time()
    what()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


def told(what: str, took: list[tuple[float, float]]) -> None:
    """One row."""
    clock = statistics.median(one for one, _ in took)
    worked = statistics.median(one for _, one in took)
    print(f"{what:36} median {clock:7.1f} ms, of the processor {worked:7.1f} ms", flush=True)


def main(turns: int) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory(prefix="wellheard-bench-") as folder:
        app = create_app(Settings(server_folder=Path(folder), host="127.0.0.1"))
        database: Database = app.state.database
        migrations.upgrade(database)
        with database.write() as session:
            staff = people.add(session, None, "Ann", Role.PUBLISHER)
            staff.password = "set"
            token = sessions.begin(session, staff)
            who = Visitor(staff.id, "Ann", Role.PUBLISHER, "none")
        with TestClient(app, base_url="https://wellheard.test") as browser:
            browser.cookies.set("__Host-wellheard-session", token)
            measure(browser, database, who, turns)


def measure(browser: TestClient, database: Database, who: Visitor, turns: int) -> None:
    """Each round has a scenario of its own."""

    def look(number: int) -> None:
        assert browser.get(f"/scenarios/{number}/publish").status_code == 200

    def change(number: int) -> None:
        with database.write() as session:
            turn = drafts.typed(drafts.find(session, number)[1]).turns[0]
            line = turn.line.model_copy(update={"text": f"{turn.line.text} And so on."})
            piece = turn.model_copy(update={"line": line})
            drafts.save(session, who, number, "turns", piece, seen=turn.seal)

    took: dict[str, list[tuple[float, float]]] = {}

    def note(what: str, *milliseconds: tuple[float, float]) -> None:
        took.setdefault(what, []).extend(milliseconds)

    for _ in range(ROUNDS + 1):  # the first is not counted: it loads the templates
        scenario = long_one(turns)
        made = list[int]()

        def save(scenario: Scenario = scenario, made: list[int] = made) -> None:
            with database.write() as session:
                made.append(incoming.bring(session, who, scenario, replaces=False).id)

        note("taken in", timed(save))
        number = made[0]
        note("first look at its publish page", timed(partial(look, number)))
        wait_until_read(database, number)
        note("first look when the replies are read", timed(partial(look, number)))
        note("the next looks", *(timed(partial(look, number)) for _ in range(LOOKS)))
        note("one line saved", timed(partial(change, number)))
        note("the look after that", timed(partial(look, number)))
    print(f"A scenario of {turns} turns")
    for what, times in took.items():
        told(what, times[len(times) // (ROUNDS + 1) :])


def wait_until_read(database: Database, number: int) -> None:
    """Wait for the coach."""
    while True:
        with database.read() as session:
            row = session.get(HeardReplies, number)
            if row is not None and row.number == drafts.find(session, number)[1].number:
                return
        time.sleep(0.2)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS)
