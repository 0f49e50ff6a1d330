"""A load run in figures: a line of a Markdown table, and a picture of how cost grows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10


def quantile(values: Iterable[float], share: float) -> float:
    """The value that this share of them does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


@dataclass(frozen=True)
class Run:
    """One storm, or one stream."""

    what: str
    database: str
    workers: int
    wire: str
    """`TLS` or `plain`."""
    kiosks: int
    attempts: int
    """That were made."""
    seconds: float
    """Until all was delivered."""
    through: float
    """Seconds until 99 of 100 kiosks were through with all."""
    requests: int
    """Answered well."""
    again: int
    """Had to be sent again, for whatever reason."""
    refusals: str
    """What became of those, by status."""
    p50: float
    """Seconds of a request that was answered well, from its first byte to the answer's last."""
    p99: float
    results_p99: float
    staff_p95: float
    """Seconds that a page took for staff meanwhile."""
    staff_refused: int
    cpu: float
    """Seconds of the server's."""
    database_cpu: float
    """Seconds of PostgreSQL's; SQLite's are within the server's."""
    own_cpu: float
    """Seconds of whoever measured."""
    before: float
    """MB of the largest process before."""
    memory: float
    """MB of the largest process, at the most."""
    together: float
    """MB of all the server's processes, at the most; without PostgreSQL."""
    growth: float
    """Bytes of database for each attempt."""
    lost: int
    """Attempts that are not in the database."""
    doubled: int
    """That are there twice, by their number or in the totals."""
    load: float
    """The machine's load average as it began."""


COLUMNS: Sequence[tuple[str, Callable[[Run], str]]] = (
    ("run", lambda one: one.what),
    ("database", lambda one: f"{one.database}, {one.workers}, {one.wire}"),
    ("kiosks", lambda one: f"{one.kiosks:,}"),
    ("attempts", lambda one: f"{one.attempts:,}"),
    ("lost", lambda one: f"{one.lost}"),
    ("doubled", lambda one: f"{one.doubled}"),
    ("all through s", lambda one: f"{one.seconds:.1f}"),
    ("99% through s", lambda one: f"{one.through:.1f}"),
    ("requests/s", lambda one: f"{one.requests / one.seconds:.0f}"),
    ("p50 ms", lambda one: f"{1000 * one.p50:.0f}"),
    ("p99 ms", lambda one: f"{1000 * one.p99:.0f}"),
    ("results p99 ms", lambda one: f"{1000 * one.results_p99:.0f}"),
    ("staff p95 ms", lambda one: f"{1000 * one.staff_p95:.0f}"),
    ("staff refused", lambda one: f"{one.staff_refused}"),
    ("sent again", lambda one: f"{one.again:,} {one.refusals}".strip()),
    ("server CPU s", lambda one: f"{one.cpu:.1f}"),
    ("PostgreSQL CPU s", lambda one: f"{one.database_cpu:.1f}"),
    ("generator CPU s", lambda one: f"{one.own_cpu:.1f}"),
    ("CPU ms a request", lambda one: f"{1000 * (one.cpu + one.database_cpu) / one.requests:.2f}"),
    ("MB a worker", lambda one: f"{one.before:.0f} → {one.memory:.0f}"),
    ("MB together", lambda one: f"{one.together:.0f}"),
    ("bytes an attempt", lambda one: f"{one.growth:.0f}"),
    ("load before", lambda one: f"{one.load:.1f}"),
)


def table(runs: Iterable[Run]) -> str:
    """As Markdown."""
    lines = [f"| {' | '.join(name for name, _ in COLUMNS)} |"]
    lines.append(f"|{'|'.join('---' if n < 2 else '--:' for n in range(len(COLUMNS)))}|")
    lines += [f"| {' | '.join(show(one) for _, show in COLUMNS)} |" for one in runs]
    return "\n".join(lines)


@dataclass(frozen=True)
class Panel:
    """One of the picture's charts."""

    title: str
    of: Callable[[Run], float]


PANELS = (
    Panel("seconds until all are through", lambda one: one.seconds),
    Panel("CPU seconds, database included", lambda one: one.cpu + one.database_cpu),
    Panel("p99 of a request, milliseconds", lambda one: 1000 * one.p99),
    Panel("memory of the largest worker, MB", lambda one: one.memory),
)
WIDE, HIGH, EDGE, MARGIN = 380.0, 240.0, 60.0, 30.0
INKS = ("#1f5fa8", "#b3541e", "#2f7d4f", "#6b4fa0")


def picture(runs: Sequence[Run]) -> str:
    """How cost grows with the number of kiosks, both scales logarithmic, as SVG."""
    names = list(dict.fromkeys(_name(one) for one in runs))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDE:g} {2 * HIGH + 40:g}"'
        ' font-family="sans-serif" font-size="12" role="img">'
        "<title>What it costs when kiosks come at once</title>"
        '<rect width="100%" height="100%" fill="#fff"/>'
    ]
    for place, panel in enumerate(PANELS):
        x, y = WIDE * (place % 2), HIGH * (place // 2)
        parts.append(f'<g transform="translate({x:g} {y:g})">{_panel(panel, runs, names)}</g>')
    for place, name in enumerate(names):
        x, y = 20 + place * 2 * WIDE / max(1, len(names)), 2 * HIGH + 24
        parts.append(
            f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="14" height="4" fill="{INKS[place % 4]}"/>'
            f'<text x="{x + 20:.0f}" y="{y - 2:.0f}">{escape(name)}</text>'
        )
    return "".join([*parts, "</svg>\n"])


def _name(run: Run) -> str:
    workers = "1 worker" if run.workers == 1 else f"{run.workers} workers"
    return f"{run.database}, {workers}, {run.wire}"


def _panel(panel: Panel, runs: Sequence[Run], names: Sequence[str]) -> str:
    across = _Scale([one.kiosks for one in runs], EDGE, WIDE - MARGIN)
    up = _Scale([panel.of(one) for one in runs], HIGH - 30, 30)
    parts = [f'<text x="{EDGE:g}" y="18" font-weight="bold">{escape(panel.title)}</text>']
    for value in up.marks:
        y = up.at(value)
        parts.append(
            f'<line x1="{EDGE:g}" x2="{WIDE - MARGIN:g}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
            f'<text x="{EDGE - 6:g}" y="{y + 4:.1f}" text-anchor="end">{value:,g}</text>'
        )
    parts += [
        f'<text x="{across.at(many):.1f}" y="{HIGH - 12:g}" text-anchor="middle">{many:,}</text>'
        for many in sorted({one.kiosks for one in runs})
    ]
    for place, name in enumerate(names):
        mine = sorted((one for one in runs if _name(one) == name), key=lambda one: one.kiosks)
        points = [(across.at(one.kiosks), up.at(panel.of(one))) for one in mine]
        ink = INKS[place % len(INKS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{ink}"/>' for x, y in points]
    return "".join(parts)


class _Scale:
    """Logarithmic, from one mark to another."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        least, most = (max(edge, 1e-3) for edge in (min(values), max(values)))
        low, high = floor(log10(least)), ceil(log10(most))
        self._low, self._high = low, max(high, low + 1)
        self._start, self._end = start, end

    @property
    def marks(self) -> list[float]:
        """Powers of ten."""
        return [10.0**power for power in range(self._low, self._high + 1)]

    def at(self, value: float) -> float:
        """Where a value lies."""
        share = (log10(max(value, 1e-3)) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)
