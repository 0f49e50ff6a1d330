"""Scenarios of any size and shape, grown from a shipped one."""

import random
from typing import Any

from device.coach.scenario import Scenario
from device.library import find

SEED: Scenario = find("two-cups-of-tea")


def having(**changes: Any) -> Scenario:
    """The shipped scenario with some fields changed."""
    return SEED.model_copy(update=changes)


def with_turn(place: int, **changes: Any) -> Scenario:
    """The shipped scenario with one turn changed."""
    turns = list(SEED.turns)
    turns[place] = turns[place].model_copy(update=changes)
    return having(turns=tuple(turns))


def with_line(place: int, text: str) -> Scenario:
    """The shipped scenario with another line in one turn."""
    line = SEED.turns[place].line.model_copy(update={"text": text})
    return with_turn(place, line=line)


def leading(place: int, **then: str) -> Scenario:
    """The shipped scenario with other ways on from one turn."""
    ways = SEED.turns[place].next
    changed = {
        outcome: getattr(ways, outcome).model_copy(update={"then": name})
        for outcome, name in then.items()
    }
    return with_turn(place, next=ways.model_copy(update=changed))


def grown(count: int, seed: int = 1) -> Scenario:
    """A scenario with so many turns, each going on to some later one or to an ending."""
    chance = random.Random(seed)
    names = [f"turn-{n}" for n in range(count)]
    turns = []
    for n, name in enumerate(names):
        pattern = SEED.turns[n % len(SEED.turns)]
        later = names[n + 1 : n + 6]
        ways = {
            outcome: getattr(pattern.next, outcome).model_copy(
                update={"then": chance.choice(later or [SEED.endings[at].id])}
            )
            for at, outcome in enumerate(("opens_up", "stays_guarded"))
        }
        ways["opens_up"] = ways["opens_up"].model_copy(
            update={"then": later[0] if later else SEED.endings[0].id}
        )
        ways["shuts_down"] = pattern.next.shuts_down.model_copy(update={"then": SEED.endings[2].id})
        turns.append(
            pattern.model_copy(update={"id": name, "next": pattern.next.model_copy(update=ways)})
        )
    return having(turns=tuple(turns))
