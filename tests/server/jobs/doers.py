"""Small jobs for the tests: they count to a number, say something, or fail."""

import sys
import time
from pathlib import Path

from server.jobs.work import JobFailed, ProgramEnded, Work
from server.room import Room


def count(work: Work) -> str:
    """Counts up to `to`, a step each `pause` seconds, and leaves a line in a file each time it is
    done to the end."""
    to, pause = int(work.asked["to"]), float(work.asked.get("pause", 0))
    for step in range(1, to + 1):
        work.tell(f"Counted to {step}", step, to)
        time.sleep(pause)
    if "file" in work.asked:
        with Path(work.asked["file"]).open("a") as file:
            file.write(f"{work.id}\n")
    return f"Counted to {to}."


def fail(work: Work) -> str:
    raise JobFailed("The moon is out of reach. Wait for a clear night.")


def stumble(work: Work) -> str:
    raise ZeroDivisionError("a secret word")


def program(work: Work) -> str:
    code = work.asked["code"]
    try:
        return " ".join(line.strip() for line in work.lines([sys.executable, "-u", "-c", code]))
    except ProgramEnded as error:
        raise JobFailed(f"The program: {error}") from error


TESTING = Room(
    name="testing", jobs={"count": count, "fail": fail, "stumble": stumble, "program": program}
)
