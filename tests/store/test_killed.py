"""Killed at any moment: what was said to be kept is kept, and what was not is not half there."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import apsw

from device.store import Store
from tests.store.conftest import practice

ROUNDS = 12
WRITER = """
import random, sys
from pathlib import Path
from device.store import Answered, Store

round, random = sys.argv[2], random.Random(int(sys.argv[2]))
store = Store.open(Path(sys.argv[1]))
print("open", flush=True)
for number in range(100_000):
    name = f"{round}-{number}"
    size = random.choice([100, 5000, 40_000])
    sequence = store.add(lambda sequence: {"id": name, "sequence": sequence, "pad": "x" * size})
    print("kept", name, sequence, flush=True)
    if number % 5 == 4:
        some = [Answered(one.id, "created") for one in store.waiting(3, 10**6)]
        print("answering", *(one.id for one in some), flush=True)
        store.answered(some)
        print("answered", *(one.id for one in some), flush=True)
"""


def killed(place: Path, number: int) -> list[list[str]]:
    """What a writer said before it was killed, in words."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place), str(number)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "open\n"
    time.sleep(random.Random(number).uniform(0, 0.25))
    os.kill(writer.pid, signal.SIGKILL)
    told = [line.split() for line in writer.stdout if line.endswith("\n")]
    writer.wait()
    writer.stdout.close()
    return told


def test_a_writer_that_is_killed_again_and_again_loses_nothing_it_said_was_kept(
    place: Path,
) -> None:
    kept: dict[str, int] = {}
    answering: set[str] = set()
    answered: set[str] = set()
    highest = 0
    for number in range(ROUNDS):
        for what, *words in killed(place, number):
            if what == "kept":
                kept[words[0]] = int(words[1])
            elif what == "answering":
                answering |= set(words)
            else:
                answered |= set(words)
        store = Store.open(place)
        assert store.repaired is None
        waiting = {one.id: one for one in store.waiting(10**6, 10**12)}
        assert kept.keys() - answering <= waiting.keys()
        assert not answered & waiting.keys()
        for one in waiting.values():
            body = json.loads(one.body)
            assert (body["id"], body["sequence"]) == (one.id, one.sequence)
            assert kept.get(one.id, one.sequence) == one.sequence
        # One practice may have been kept whose writer was killed before it could say so.
        assert len(waiting.keys() - kept.keys()) <= number + 1
        assert store.add(practice(f"mine-{number}")) > highest
        highest = store.counts().last_sequence
        kept[f"mine-{number}"] = highest
        store.close()
    assert len(set(kept.values())) == len(kept) > ROUNDS * 2
    db = apsw.Connection(str(place / "attempts-1.sqlite"))
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()
