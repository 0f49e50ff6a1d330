"""A picture of somebody's practices: what was heard in each, from the first to the last.

A row for each skill, a column for each practice. A dot is the larger, the more of the replies had
it. Skills are filled dots and habits are rings, so nothing depends on a colour; the two colours
are told apart by all eyes (Okabe and Ito). What it shows is said in words too, and in a table.
"""

from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from device.coach.skills import Kind, Skill
from device.moment import Moment, Quality
from device.progress.figures import Figures

COLUMNS = 8
"""Practices shown, the last ones: more would not be readable on a small display."""
ROWS = {Kind.HELPS: 7, Kind.HINDERS: 4}
"""Skills and habits shown at most, those that were heard most."""
WIDTH, LEFT, RIGHT, TOP, ROW, HEAD = 480.0, 158.0, 12.0, 40.0, 30.0, 26.0
"""In pixels of a small display, which is 480 wide."""
SMALLEST, LARGEST = 4.0, 12.0
"""Pixels of radius, for a skill heard once in many replies, and for one heard in each."""
STYLE = (
    "text{font:14px sans-serif;fill:#1a1a1a}.name{text-anchor:end}.when,.group{font-size:12px}"
    ".when{text-anchor:middle}.group{font-weight:bold}.line{stroke:#c8c8c8}"
    ".helps{fill:#0072b2}.hinders{fill:#fff;stroke:#b34700;stroke-width:3}"
    ".open{fill:none;stroke:#1a1a1a;stroke-width:2.5}.end{fill:#1a1a1a}"
)


def shown(practices: Sequence[Figures]) -> tuple[tuple[Skill, ...], tuple[Skill, ...]]:
    """The skills and the habits that have a row, in the order of the rubric."""
    kinds = []
    for kind, most in ROWS.items():
        heard = [
            skill
            for skill in Skill
            if skill.kind is kind and any(one.times(skill) for one in practices)
        ]
        often = sorted(heard, key=lambda skill: -sum(one.times(skill) for one in practices))[:most]
        kinds.append(tuple(skill for skill in heard if skill in often))
    return kinds[0], kinds[1]


def day(at: Moment) -> str | None:
    """The day of a practice, such as 3 Nov; None where the clock wasn't sure."""
    if at.quality is not Quality.SYNCED or at.wall is None:
        return None
    local = datetime.fromtimestamp(at.wall)
    return f"{local.day} {local:%b}"


def picture(practices: Sequence[Figures]) -> str:
    """The practices as an SVG image, oldest at the left; empty where there are none."""
    last = practices[-COLUMNS:]
    if not last:
        return ""
    helps, habits = shown(last)
    parts: list[str] = [f"<style>{STYLE}</style>"]
    parts += [_column(place, len(last), one, practices) for place, one in enumerate(last)]
    y = TOP
    for title, skills in (("What helps", helps), ("What gets in the way", habits)):
        if skills:
            parts.append(_text("group", 8, y + 12, title))
            y += HEAD
        for skill in skills:
            parts.append(_row(skill, last, y))
            y += ROW
    parts.append(_text("group", 8, y + 12, "How far they opened up"))
    parts.append(_openness(last, y + HEAD))
    height = y + HEAD + 2 * ROW
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg"'
        ' aria-labelledby="progress-title progress-desc"><title id="progress-title">'
        f'Your practices</title><desc id="progress-desc">{escape(" ".join(told(practices)))}</desc>'
        f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="#fff"/>{"".join(parts)}</svg>'
    )


def told(practices: Sequence[Figures]) -> list[str]:
    """The same in sentences, for whoever can't see it."""
    last = practices[-COLUMNS:]
    if not last:
        return ["There is no practice yet."]
    many = "1 practice" if len(last) == 1 else f"{len(last)} practices"
    sentences = [f"{many}, the oldest first."]
    for skill in (*shown(last)[0], *shown(last)[1]):
        times = ", ".join(str(one.times(skill)) for one in last)
        sentences.append(f"{skill.about.name.capitalize()}: {times} times.")
    return sentences


def _x(place: int, many: int) -> float:
    step = (WIDTH - LEFT - RIGHT) / max(many, 3)
    return LEFT + step * (place + 0.5)


def _text(kind: str, x: float, y: float, text: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _column(place: int, many: int, one: Figures, practices: Sequence[Figures]) -> str:
    """What a practice is called: its day, or its number where the day isn't sure."""
    number = max(0, len(practices) - COLUMNS) + place + 1
    return _text("when", _x(place, many), 20, day(one.at) or f"no. {number}")


def _row(skill: Skill, last: Sequence[Figures], y: float) -> str:
    middle = y + ROW / 2
    name = skill.about.name
    dots = [
        f'<line class="line" x1="{LEFT:.0f}" x2="{WIDTH - RIGHT:.0f}"'
        f' y1="{middle:.1f}" y2="{middle:.1f}"/>',
        _text("name", LEFT - 8, middle + 5, name[0].upper() + name[1:]),
    ]
    kind = "hinders" if skill.kind is Kind.HINDERS else "helps"
    for place, one in enumerate(last):
        if not one.times(skill):
            continue
        radius = SMALLEST + (LARGEST - SMALLEST) * min(1.0, one.share(skill))
        said = f"{name}: in {one.times(skill)} of {one.replies} answers"
        dots.append(
            f'<circle class="{kind}" cx="{_x(place, len(last)):.1f}" cy="{middle:.1f}"'
            f' r="{radius:.1f}"><title>{escape(said)}</title></circle>'
        )
    return "".join(dots)


def _openness(last: Sequence[Figures], y: float) -> str:
    """The path of the seeker's trust within each practice: a small line a column."""
    width = _x(1, len(last)) - _x(0, len(last)) - 10
    high = 1.5 * ROW
    drawn = []
    for place, one in enumerate(last):
        if not one.openness:
            continue
        left = _x(place, len(last)) - width / 2
        step = width / max(1, len(one.openness) - 1)
        points = [(left + n * step, y + high * (1 - value)) for n, value in enumerate(one.openness)]
        path = " ".join(f"{x:.1f},{up:.1f}" for x, up in points)
        x, up = points[-1]
        drawn.append(f'<polyline class="open" points="{path}"/>')
        drawn.append(f'<circle class="end" cx="{x:.1f}" cy="{up:.1f}" r="3.5"/>')
    return "".join(drawn)
