"""`make soak`: weeks of a centre at random, for as long as asked.

    python -m tests.sync.soak --minutes 60
    python -m tests.sync.soak --seed 123456          one run again, as it was

What fails is told with its seed and all that happened.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import Machine
from tests.sync.world import World, quick

EXAMPLES, STEPS = 10, 80
"""Of one seed."""


def once(number: int, examples: int = EXAMPLES, steps: int = STEPS) -> None:
    """All of one seed.

    Raises:
        AssertionError: something was not as it should be.
    """
    with quick():
        _run(number, examples, steps)


def _run(number: int, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        seed(number)(type("Seeded", (Machine,), {})),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            verbosity=Verbosity.quiet,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def main() -> int:
    """Until the time is over; 1 where something failed."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, help="one run again")
    given = parser.parse_args()
    until = time.monotonic() + 60 * given.minutes
    with tempfile.TemporaryDirectory(prefix="soak-") as place:
        Machine.world = world = World(Path(place))
        try:
            while True:
                number = random.randrange(2**32) if given.seed is None else given.seed
                try:
                    once(number)
                except BaseException:
                    traceback.print_exc()
                    print(*Machine.last, sep="\n")
                    print(f"Seed {number} failed. Again: make soak ARGS='--seed {number}'")
                    return 1
                print(f"seed {number}: well; {Machine.steps.total()} steps so far", flush=True)
                if given.seed is not None or time.monotonic() > until:
                    break
        finally:
            world.close()
    for what, many in Machine.steps.most_common():
        print(f"{many:7} {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
