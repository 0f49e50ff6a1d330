"""Charts as SVG of our own: no script, no style within, readable in print and by a screen reader.

A chart is always beside a table with the same figures, so it is hidden from screen readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640.0, 220.0
"""In the chart's own units; it grows and shrinks with the page."""
LEFT, BOTTOM, TOP = 44.0, 30.0, 12.0
GAP = 0.25
"""Of a bar's place that stays empty."""
MOST_LABELS = 6
"""Words under the bars, so that they stay readable on a narrow page."""


@dataclass(frozen=True)
class Column:
    """One upright bar."""

    label: str
    value: int


def ceiling(value: int) -> int:
    """The round number at the top of the scale: 1, 2 or 5 times a power of ten, never below."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if step * power >= value:
                return step * power
        power *= 10


def columns(values: Sequence[Column]) -> Markup:
    """Upright bars side by side, such as practices by week."""
    top = ceiling(max((one.value for one in values), default=0) or 1)
    wide, high = WIDTH - LEFT, HEIGHT - BOTTOM - TOP
    each = wide / max(1, len(values))
    every = -(-len(values) // MOST_LABELS)
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true"'
        ' focusable="false">'
    ]
    for part in sorted({0, top // 2 if top > 1 else top, top}):
        y = TOP + high * (1 - part / top)
        parts.append(
            f'<line class="rule" x1="{LEFT:g}" y1="{y:.1f}" x2="{WIDTH:g}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 6:g}" y="{y + 5:.1f}" text-anchor="end">{part}</text>'
        )
    for place, one in enumerate(values):
        x, tall = LEFT + place * each, high * one.value / top
        parts.append(
            f'<rect class="bar-of-chart" x="{x + each * GAP / 2:.1f}" y="{TOP + high - tall:.1f}"'
            f' width="{each * (1 - GAP):.1f}" height="{tall:.1f}"/>'
        )
        if place % every == 0:
            parts.append(
                f'<text x="{x + each / 2:.1f}" y="{HEIGHT - 8:g}" text-anchor="middle">'
                f"{escape(one.label)}</text>"
            )
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - numbers, and labels that are escaped


def bar(share: float, kind: str = "helps") -> Markup:
    """A bar lying in a table's cell, 0 to 1 of its width."""
    width = 100 * min(max(share, 0.0), 1.0)
    return Markup(  # noqa: S704 - a number and a word of ours
        '<svg class="lying" aria-hidden="true" focusable="false" width="100%" height="14">'
        f'<rect class="ground" width="100%" height="14" rx="3"/>'
        f'<rect class="{escape(kind)}" width="{width:.1f}%" height="14" rx="3"/></svg>'
    )
