"""The map of a scenario: its turns and endings as boxes, and three kinds of lines between them.

The picture is an SVG with presentation attributes only, for the pages' policy lets no style in; its
lines differ in dash as well as in colour, and its colours show on light and on dark. Whoever can't
see it gets the same as a list.
"""

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup

from device.coach.scenario import Ending, Outcome, Scenario, Turn
from server.content.layout import HEIGHT, WIDTH, Arrow, Layout, Point, arranged
from server.content.plain import OUTCOMES


@dataclass(frozen=True, slots=True)
class Stroke:
    """How the way is drawn by which a seeker goes on."""

    colour: str
    """With at least 3:1 to the page's light and to its dark ground (WCAG 2.2, 1.4.11)."""
    dash: str
    lane: int
    """Pixels from the middle of the lines that run side by side."""


STROKES = {
    Outcome.OPENS_UP: Stroke("#2b8a57", "none", -9),
    Outcome.STAYS_GUARDED: Stroke("#a8751c", "9 5", 0),
    Outcome.SHUTS_DOWN: Stroke("#d0453e", "2 5", 9),
}
_LINE = 28
"""Characters that fit on a line of a box."""
_SAID = 2
"""Lines of what is said that fit into a box."""
_TIP = 7
"""Half the width of an arrow's tip, in pixels."""


@dataclass(frozen=True, slots=True)
class Place:
    """A box: a turn, an ending, or something that is named and not there."""

    name: str
    heading: str
    said: str
    round: bool = False
    """Whether the talk ends here."""
    broken: bool = False
    """Whether it is not there, or never reached."""


@dataclass(frozen=True, slots=True)
class Step:
    """A place in the list that says the same as the picture."""

    heading: str
    said: str
    onward: tuple[str, ...]
    """Where the talk goes, each a sentence; none after an ending."""


@dataclass(frozen=True, slots=True)
class Map:
    """The picture, and the list that says the same."""

    svg: Markup
    steps: tuple[Step, ...]


def draw(scenario: Scenario) -> Map:
    """The map of a scenario; of one that isn't sound, too."""
    places = {place.name: place for place in _places(scenario)}
    onward = {
        turn.id: [(outcome, turn.next[outcome].then) for outcome in Outcome]
        for turn in reversed(scenario.turns)  # of two with one id the first counts
    }
    arrows = [(start, end) for start, ways in onward.items() for _, end in ways]
    order = [name for name in places if name in onward or places[name].round or places[name].broken]
    layout = arranged(order, sorted(arrows, key=lambda arrow: order.index(arrow[0])))
    return Map(_svg(scenario, places, onward, layout), tuple(_steps(places, onward)))


_Onward = dict[str, list[tuple[Outcome, str]]]


def _places(scenario: Scenario) -> Iterator[Place]:
    reached = _reached(scenario)
    parts: list[tuple[str, Turn | Ending]] = [  # as the other pages call them
        *((f"Turn {number}", turn) for number, turn in enumerate(scenario.turns, 1)),
        *((f"Ending {number}", ending) for number, ending in enumerate(scenario.endings, 1)),
    ]
    for name, part in parts:
        lost = part.id not in reached
        heading = f"{name} (not reached)" if lost else name
        ends = isinstance(part, Ending)
        yield Place(part.id, heading, part.line.text, round=ends, broken=lost)
    known = {part.id for _, part in parts}
    for turn in scenario.turns:
        for outcome in Outcome:
            if (then := turn.next[outcome].then) not in known:
                known.add(then)
                yield Place(then, f"{then} (not written)", "", broken=True)


def _reached(scenario: Scenario) -> set[str]:
    turns = {turn.id: turn for turn in reversed(scenario.turns)}
    reached, waiting = set[str](), [scenario.turns[0].id]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            if here in turns:
                waiting += [turns[here].next[outcome].then for outcome in Outcome]
    return reached


def _steps(places: dict[str, Place], onward: _Onward) -> Iterator[Step]:
    for name, place in places.items():
        ways = sorted(onward.get(name, []), key=lambda way: way[1])
        told = []
        for then, same in groupby(ways, key=lambda way: way[1]):
            how = [OUTCOMES[outcome] for outcome, _ in same]
            told.append((_order(how), f"If the seeker {_or(how)}: {places[then].heading}."))
        yield Step(place.heading, place.said, tuple(words for _, words in sorted(told)))


def _order(how: Sequence[str]) -> int:
    return list(OUTCOMES.values()).index(how[0])


def _or(words: Sequence[str]) -> str:
    return " or ".join(words) if len(words) < len(OUTCOMES) else "takes it in any way"


def _svg(scenario: Scenario, places: dict[str, Place], onward: _Onward, layout: Layout) -> Markup:
    key = len(STROKES) * 26 + 8
    width, height = max(layout.width, 300), layout.height + key
    parts = [
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img"'
            ' aria-labelledby="map-title map-desc" width="{w:.0f}" height="{h:.0f}"'
            ' viewBox="0 0 {w:.0f} {h:.0f}" font-family="sans-serif" font-size="13"'
            ' color="currentColor" fill="currentColor">'
        ).format(w=width, h=height),
        Markup('<title id="map-title">Map of {}</title>').format(_clean(scenario.title)),
        Markup('<desc id="map-desc">{}</desc>').format(_told(scenario)),
        *_key(),
        Markup('<g transform="translate(0 {})">').format(key),
    ]
    for start, ways in onward.items():
        parts += [_arrow(layout, (start, end), outcome) for outcome, end in ways]
    parts += [_box(place, layout.centres[name]) for name, place in places.items()]
    return Markup("\n").join([*parts, Markup("</g></svg>")])


def _told(scenario: Scenario) -> str:
    turns, endings = len(scenario.turns), len(scenario.endings)
    return (
        f"{turns} turn{'' if turns == 1 else 's'}"
        f" and {endings} ending{'' if endings == 1 else 's'}, from top to bottom,"
        " with a line for each way the talk may go. The list beside the picture says the same."
    )


def _key() -> Iterator[Markup]:
    """What the three kinds of lines mean."""
    for row, (outcome, stroke) in enumerate(STROKES.items()):
        y = 18 + row * 26
        yield Markup(
            '<path d="M16 {y}H70" fill="none" stroke="{colour}" stroke-width="3"'
            ' stroke-dasharray="{dash}"/><text x="82" y="{base}" font-size="14">{words}</text>'
        ).format(
            y=y,
            base=y + 5,
            colour=stroke.colour,
            dash=stroke.dash,
            words=f"The seeker {OUTCOMES[outcome]}",
        )


def _arrow(layout: Layout, arrow: Arrow, outcome: Outcome) -> Markup:
    stroke = STROKES[outcome]
    line, tip, turned = (
        _round(layout, arrow, stroke.lane)
        if arrow in layout.back
        else _down(layout, arrow, stroke.lane)
    )
    x, y = tip
    return Markup(
        '<path d="{line}" fill="none" stroke="{colour}" stroke-width="3"'
        ' stroke-dasharray="{dash}"/>'
        '<path d="M0 0L{half} {back}H{left}Z" fill="{colour}"'
        ' transform="translate({x:.1f} {y:.1f}) rotate({turned})"/>'
    ).format(
        line=line,
        colour=stroke.colour,
        dash=stroke.dash,
        half=_TIP,
        back=-2 * _TIP,
        left=-_TIP,
        x=x,
        y=y,
        turned=turned,
    )


def _down(layout: Layout, arrow: Arrow, lane: int) -> tuple[str, Point, int]:
    """A way downwards: its curve, its tip, and how far the tip is turned."""
    (x, y), (end_x, end_y) = layout.centres[arrow[0]], layout.centres[arrow[1]]
    tip = (end_x + 2 * lane, end_y - HEIGHT / 2)
    points = [(x + 5 * lane, y + HEIGHT / 2)]
    for px, py in layout.ways[arrow]:
        points += [(px + lane, py - HEIGHT / 2), (px + lane, py + HEIGHT / 2)]
    points.append((tip[0], tip[1] - _TIP))
    line = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for at, ((ax, ay), (bx, by)) in enumerate(pairwise(points)):
        straight = at % 2 == 1  # past the boxes of a layer
        half = (ay + by) / 2
        line += (
            f"V{by:.1f}"
            if straight
            else f"C{ax:.1f} {half:.1f} {bx:.1f} {half:.1f} {bx:.1f} {by:.1f}"
        )
    return line, tip, 0


def _round(layout: Layout, arrow: Arrow, lane: int) -> tuple[str, Point, int]:
    """A way back up, around the right of the boxes."""
    (x, y), (end_x, end_y) = layout.centres[arrow[0]], layout.centres[arrow[1]]
    start, tip = (x + WIDTH / 2, y + HEIGHT / 4), (end_x + WIDTH / 2, end_y - HEIGHT / 4 + lane)
    aside = layout.width - 20 + lane
    return (
        f"M{start[0]:.1f} {start[1]:.1f}C{aside:.1f} {start[1]:.1f} {aside:.1f} {tip[1]:.1f}"
        f" {tip[0] + _TIP:.1f} {tip[1]:.1f}",
        tip,
        90,
    )


def _box(place: Place, centre: Point) -> Markup:
    x, y = centre[0] - WIDTH / 2, centre[1] - HEIGHT / 2
    dash = "6 4" if place.broken else "none"
    parts = [
        Markup(
            '<rect class="place" x="{x:.1f}" y="{y:.1f}" width="{w}" height="{h}" rx="{r}"'
            ' fill="Canvas" stroke="currentColor" stroke-width="2" stroke-dasharray="{dash}"/>'
        ).format(x=x, y=y, w=WIDTH, h=HEIGHT, r=HEIGHT / 2 if place.round else 8, dash=dash)
    ]
    lines = _wrapped(place.heading, 1, _LINE - (6 if place.round else 2))
    lines += _wrapped(place.said, _SAID, _LINE - (4 if place.round else 0))
    for row, line in enumerate(lines):
        parts.append(
            Markup(
                '<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle"'
                ' font-weight="{bold}">{line}</text>'
            ).format(x=centre[0], y=y + 26 + row * 20, bold=700 if row == 0 else 400, line=line)
        )
    return Markup("<g>{}</g>").format(Markup("").join(parts))


def _wrapped(text: str, most: int, width: int) -> list[str]:
    """At most so many lines of a text; wide letters count twice."""
    text = _clean(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    if text and wide:
        width = max(6, round(width / (1 + wide / len(text))))
    return textwrap.wrap(text, width, max_lines=most, placeholder="…", break_on_hyphens=False)


def _clean(text: str) -> str:
    """The text in one line, without what no XML can hold."""
    return " ".join(
        "".join(c if c.isprintable() else " " for c in text if c not in "\ufffe\uffff").split()
    )
