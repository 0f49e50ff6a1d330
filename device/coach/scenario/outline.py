"""The outline of a scenario: who is there, which way the talk can go, and whether it ends.

It is taken from plain data and passes over what it can't read, so that dangling branches and
loops are told together with the faults of single fields.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from device.coach.scenario import Outcome
from device.coach.scenario.problem import Problem, did_you_mean, nearest


@dataclass(frozen=True, slots=True)
class Place:
    """A turn or an ending."""

    way: str
    """The way to it, such as `turns[2]`."""
    id: str
    seeker: str | None
    then: Mapping[str, str]
    """The place that follows, by the way to the field that says so; empty for an ending."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be read of who is there and where the talk may go."""

    seekers: Sequence[tuple[str, str]]
    """The way to each seeker, and the id."""
    turns: Sequence[Place]
    endings: Sequence[Place]
    whole: bool
    """Whether every turn, ending and continuation could be read."""

    @property
    def places(self) -> Iterator[Place]:
        yield from self.turns
        yield from self.endings


def of(data: Mapping[str, Any]) -> Outline:
    """The outline of a scenario's plain data, as far as it can be read."""
    seekers = [
        (way, part["id"]) for way, part in _parts(data, "seekers") if isinstance(part["id"], str)
    ]
    turns = [_place(way, part) for way, part in _parts(data, "turns")]
    endings = [_place(way, part) for way, part in _parts(data, "endings")]
    listed = sum(len(data[k]) for k in ("turns", "endings") if isinstance(data.get(k), list))
    whole = len(turns) + len(endings) == listed and all(
        len(turn.then) == len(Outcome) for turn in turns
    )
    return Outline(seekers, turns, endings, whole and bool(turns) and bool(endings))


def check(outline: Outline) -> Iterator[Problem]:
    """What is wrong with where the talk may go."""
    yield from _same_id(outline)
    yield from _unknown(outline)
    yield from _loops(outline)
    known = {place.id for place in outline.places}
    if outline.whole and all(
        then in known for turn in outline.turns for then in turn.then.values()
    ):
        # Where a way leads nowhere, what it should have led to is no second problem.
        yield from _unreached(outline)


def _parts(data: Mapping[str, Any], field: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    parts = data.get(field)
    if not isinstance(parts, list):
        return
    for number, part in enumerate(parts):
        if isinstance(part, dict) and isinstance(part.get("id"), str):
            yield f"{field}[{number}]", part


def _place(way: str, part: Mapping[str, Any]) -> Place:
    seeker = part.get("seeker")
    onward = part.get("next")
    then = {}
    for outcome in Outcome:
        step = onward.get(outcome.value) if isinstance(onward, dict) else None
        if isinstance(step, dict) and isinstance(step.get("then"), str):
            then[f"{way}.next.{outcome.value}.then"] = step["then"]
    return Place(way, part["id"], seeker if isinstance(seeker, str) else None, then)


def _same_id(outline: Outline) -> Iterator[Problem]:
    for named in (
        outline.seekers,
        [(place.way, place.id) for place in outline.places],
    ):
        first: dict[str, str] = {}
        for way, name in named:
            if name in first:
                yield Problem(
                    f"{way}.id",
                    f"The id “{name}” is taken already, by {first[name]}.",
                    "Give each an id of its own.",
                )
            first.setdefault(name, way)


def _unknown(outline: Outline) -> Iterator[Problem]:
    seekers = [name for _, name in outline.seekers]
    known = [place.id for place in outline.places]
    for place in outline.places:
        if place.seeker is not None and seekers and place.seeker not in seekers:
            yield Problem(
                f"{place.way}.seeker",
                f"There is no seeker with the id “{place.seeker}”.",
                did_you_mean(place.seeker, seekers),
            )
        for way, then in place.then.items():
            if then not in known:
                near = nearest(then, known)
                fix = f"Did you mean {near}?" if near else "Write that turn or ending."
                yield Problem(way, f"There is no turn or ending with the id “{then}”.", fix)


def _loops(outline: Outline) -> Iterator[Problem]:
    """Each step by which the talk comes back to a turn it has been at."""
    turns = {turn.id: turn for turn in reversed(outline.turns)}
    done = set[str]()
    for start in outline.turns:
        if start.id in done:
            continue
        path: list[str] = [start.id]
        steps = [iter(turns[start.id].then.items())]
        while steps:
            way, then = next(steps[-1], ("", ""))
            if not way:
                steps.pop()
                done.add(path.pop())
            elif then in path:
                round_trip = " → ".join([*path[path.index(then) :], then])
                yield Problem(
                    way,
                    f"The talk can go round in a circle here and never end: {round_trip}.",
                    "Let it go on to another turn or an ending.",
                )
            elif then in turns and then not in done:
                path.append(then)
                steps.append(iter(turns[then].then.items()))


def _unreached(outline: Outline) -> Iterator[Problem]:
    places = {place.id: place for place in outline.places}
    reached, waiting = set[str](), [outline.turns[0].id]
    while waiting:
        here = waiting.pop()
        if here in reached or here not in places:
            continue
        reached.add(here)
        waiting.extend(places[here].then.values())
    for place in outline.places:
        if place.id not in reached:
            yield Problem(
                f"{place.way}.id",
                f"The talk never comes to “{place.id}”: no `then` that can be reached names it.",
                "Name it in a `then`, or take it out.",
            )
    endings = {ending.id for ending in outline.endings}
    if not endings & reached:
        yield Problem("endings", "The talk can't come to any ending.", "Name one in a `then`.")
