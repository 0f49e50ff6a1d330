"""Where the places of a talk stand in a picture: in layers, each below all that lead to it.

The usual steps (Sugiyama, Tagawa and Toda 1981): put aside what leads back, layer by the longest
way, order by the middle of the neighbours, then move towards them without touching. Ways that pass
by other layers are led around the boxes there, all that end at one place together. Pure: names in,
points out; a scenario has at most some forty places, so nothing here needs to be quick.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 210
"""Of a box; all lengths here are in pixels at the picture's own size."""
HEIGHT = 82
BESIDE = 40
"""Between two boxes of one layer."""
BELOW = 74
"""Between two layers; lines must be told apart on their way."""
LANE = 30
"""The width that a way needs to pass between boxes."""
MARGIN = 16
_SWEEPS = 8
_MOVES = 30

Arrow = tuple[str, str]
Point = tuple[float, float]
_Passing = tuple[int, str]
"""Where the ways to a place pass a layer."""
_Spot = str | _Passing


@dataclass(frozen=True, slots=True)
class Layout:
    """Points of a picture, from its left upper corner."""

    width: float
    height: float
    centres: dict[str, Point]
    """The middle of each box."""
    ways: dict[Arrow, tuple[Point, ...]]
    """The points by which each arrow passes, between its two boxes; none for most."""
    back: frozenset[Arrow]
    """The arrows that lead to a place the talk has been at: a circle."""


def arranged(names: Sequence[str], arrows: Iterable[Arrow]) -> Layout:
    """The layout for these places, the first of which begins.

    Args:
        names: all places, in the order in which they would be read.
        arrows: from one of them to another; may repeat, and may go round in circles.
    """
    wanted = list(dict.fromkeys(arrows))
    back = _leading_back(names, wanted)
    forward = [arrow for arrow in wanted if arrow not in back]
    depth = _depths(names, forward)
    rows: list[list[_Spot]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for name in names:
        rows[depth[name]].append(name)
    links = list[tuple[_Spot, _Spot]]()
    through: dict[Arrow, list[_Passing]] = {}
    for arrow in forward:
        passed = [(layer, arrow[1]) for layer in range(depth[arrow[0]] + 1, depth[arrow[1]])]
        for spot in passed:
            if spot not in rows[spot[0]]:
                rows[spot[0]].append(spot)
        through[arrow] = passed
        chain: list[_Spot] = [arrow[0], *passed, arrow[1]]
        links += pairwise(chain)
    links = list(dict.fromkeys(links))
    _order(rows, links)
    across = _across(rows, links)
    return _layout(rows, across, through, back)


def _leading_back(names: Sequence[str], arrows: Sequence[Arrow]) -> frozenset[Arrow]:
    """The arrows to a place that is on the way already, going from each place in turn."""
    onward = defaultdict[str, list[str]](list)
    for start, end in arrows:
        onward[start].append(end)
    back, done = set[Arrow](), set[str]()
    for name in names:
        path, waiting = [name], [iter(onward[name])]
        while waiting:
            here = path[-1]
            there = next(waiting[-1], None)
            if there is None:
                waiting.pop()
                done.add(path.pop())
            elif there in path:
                back.add((here, there))
            elif there not in done:
                path.append(there)
                waiting.append(iter(onward[there]))
    return frozenset(back)


def _depths(names: Sequence[str], arrows: Sequence[Arrow]) -> dict[str, int]:
    """The layer of each place: one below the lowest that leads to it."""
    depth = dict.fromkeys(names, 0)
    for _ in names:
        moved = False
        for start, end in arrows:
            if depth[end] <= depth[start]:
                depth[end], moved = depth[start] + 1, True
        if not moved:
            break
    return depth


def _beside(links: Sequence[tuple[_Spot, _Spot]]) -> dict[_Spot, tuple[list[_Spot], list[_Spot]]]:
    """For each spot those above and those below that it is linked with."""
    beside = defaultdict[_Spot, tuple[list[_Spot], list[_Spot]]](lambda: ([], []))
    for upper, lower in links:
        beside[lower][0].append(upper)
        beside[upper][1].append(lower)
    return beside


def _order(rows: list[list[_Spot]], links: Sequence[tuple[_Spot, _Spot]]) -> None:
    """Sort each layer by the middle of its neighbours, down and up again; keep the best order."""
    beside = _beside(links)
    best, fewest = [list(row) for row in rows], _crossings(rows, links)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            place = {spot: at for other in rows for at, spot in enumerate(other)}
            middle = {
                spot: sum(place[near] for near in nears) / len(nears) if nears else place[spot]
                for spot in row
                for nears in (beside[spot][0 if down else 1],)
            }
            row.sort(key=lambda spot, middle=middle: middle[spot])  # type: ignore[misc]  # bound
        found = _crossings(rows, links)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    rows[:] = best


def _crossings(rows: Sequence[Sequence[_Spot]], links: Sequence[tuple[_Spot, _Spot]]) -> int:
    place = {spot: (layer, at) for layer, row in enumerate(rows) for at, spot in enumerate(row)}
    steps = [(place[upper], place[lower]) for upper, lower in links]
    return sum(
        a[0] == c[0] and (a[1] - c[1]) * (b[1] - d[1]) < 0
        for n, (a, b) in enumerate(steps)
        for c, d in steps[n + 1 :]
    )


def _across(
    rows: Sequence[Sequence[_Spot]], links: Sequence[tuple[_Spot, _Spot]]
) -> dict[_Spot, float]:
    """How far to the right each spot's middle is."""
    beside = _beside(links)
    across: dict[_Spot, float] = {}
    for row in rows:
        across |= _apart(row, [0.0] * len(row))
    for move in range(_MOVES):
        for row in rows if move % 2 == 0 else reversed(rows):
            wished = [
                sum(across[near] for near in nears) / len(nears) if nears else across[spot]
                for spot in row
                for nears in ([*beside[spot][0], *beside[spot][1]],)
            ]
            across |= _apart(row, wished)
    return across


def _apart(row: Sequence[_Spot], wished: Sequence[float]) -> dict[_Spot, float]:
    """As near to what is wished as the order and the widths allow.

    Pushed to the right and pushed to the left are both apart; so is the middle of the two.
    """
    right, left = list(wished), list(wished)
    for at in range(1, len(row)):
        right[at] = max(right[at], right[at - 1] + _gap(row[at - 1], row[at]))
    for at in range(len(row) - 2, -1, -1):
        left[at] = min(left[at], left[at + 1] - _gap(row[at], row[at + 1]))
    return {spot: (right[at] + left[at]) / 2 for at, spot in enumerate(row)}


def _gap(one: _Spot, other: _Spot) -> float:
    """Between the middles of two spots side by side, at least."""
    return (_breadth(one) + _breadth(other)) / 2 + (
        BESIDE if isinstance(one, str) and isinstance(other, str) else LANE / 2
    )


def _breadth(spot: _Spot) -> float:
    return WIDTH if isinstance(spot, str) else LANE


def _layout(
    rows: Sequence[Sequence[_Spot]],
    across: dict[_Spot, float],
    through: dict[Arrow, list[_Passing]],
    back: frozenset[Arrow],
) -> Layout:
    leftmost = min((across[spot] - _breadth(spot) / 2 for row in rows for spot in row), default=0.0)
    rightmost = max((across[spot] + _breadth(spot) / 2 for row in rows for spot in row), default=0)
    aside = 3 * LANE if back else 0
    points = {
        spot: (
            across[spot] - leftmost + MARGIN,
            MARGIN + HEIGHT / 2 + layer * (HEIGHT + BELOW),
        )
        for layer, row in enumerate(rows)
        for spot in row
    }
    return Layout(
        width=rightmost - leftmost + 2 * MARGIN + aside,
        height=len(rows) * (HEIGHT + BELOW) - BELOW + 2 * MARGIN,
        centres={spot: point for spot, point in points.items() if isinstance(spot, str)},
        ways={arrow: tuple(points[spot] for spot in passed) for arrow, passed in through.items()},
        back=back,
    )
