"""A picture of the talk: who spoke when, a row for each minute."""

from xml.sax.saxutils import escape

from device.coach.cast import COACH
from device.report.record import TRAINEE, Passage, Record, overlaps, silences

ROW_SECONDS = 60.0
LEFT, WIDTH, RIGHT = 92.0, 880.0, 28.0
LANE, GAP, ROW_GAP, TOP = 22.0, 4.0, 30.0, 8.0
LANES = ("seeker", TRAINEE, COACH)
SHOWN_SILENCE = 1.0
"""Seconds; shorter silences are not drawn."""


def _lane(passage: Passage) -> int:
    return {TRAINEE: 1, COACH: 2}.get(passage.who, 0)


def _pieces(start: float, end: float) -> list[tuple[int, float, float]]:
    """Cut a span at the rows' ends: (row, start, end), the times within the row, in seconds."""
    pieces = []
    row = int(start // ROW_SECONDS)
    while row * ROW_SECONDS < end:
        first = max(start, row * ROW_SECONDS) - row * ROW_SECONDS
        last = min(end, (row + 1) * ROW_SECONDS) - row * ROW_SECONDS
        if last > first:
            pieces.append((row, first, last))
        row += 1
    return pieces


def _x(seconds: float) -> float:
    return LEFT + WIDTH * seconds / ROW_SECONDS


def _y(row: int, lane: float) -> float:
    return TOP + row * (3 * (LANE + GAP) + ROW_GAP) + lane * (LANE + GAP)


def _bar(
    start: float, end: float, lane: float, kind: str, told: str, *, height: float = LANE
) -> str:
    return "".join(
        f'<rect class="{kind}" x="{_x(first):.1f}" y="{_y(row, lane):.1f}"'
        f' width="{max(2.0, _x(last) - _x(first)):.1f}" height="{height:.1f}" rx="4">'
        f"<title>{escape(told)}</title></rect>"
        for row, first, last in _pieces(start, end)
    )


def clock(seconds: float) -> str:
    """Minutes and seconds, such as 1:05."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"


def picture(record: Record) -> str:
    """The talk as an SVG image, empty where nothing was spoken aloud."""
    spoken = [p for p in record.passages if p.start is not None and p.end is not None]
    length = max((p.end for p in spoken if p.end is not None), default=0.0)
    if length <= 0:
        return ""
    rows = int(length // ROW_SECONDS) + 1
    height = _y(rows, 0)
    names = {0: "/".join(s.name for s in record.scenario.seekers), 1: "You", 2: "Coach"}
    parts = [
        f'<svg class="talk" viewBox="0 0 {LEFT + WIDTH + RIGHT:.0f} {height:.0f}" role="img"'
        f' aria-labelledby="talk-title talk-desc" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="talk-title">Who spoke when</title><desc id="talk-desc">{_described(spoken)}'
        "</desc>"
    ]
    for row in range(rows):
        parts += [
            f'<text class="name" x="{LEFT - 10:.0f}" y="{_y(row, lane) + 16:.0f}">'
            f"{escape(names[lane][:11])}</text>"
            f'<rect class="lane" x="{LEFT:.0f}" y="{_y(row, lane):.1f}" width="{WIDTH:.0f}"'
            f' height="{LANE:.0f}" rx="4"/>'
            for lane in range(len(LANES))
        ]
        parts += [
            f'<text class="time" x="{_x(s):.1f}" y="{_y(row, 3) + 12:.0f}">'
            f"{clock(row * ROW_SECONDS + s)}</text>"
            for s in range(0, int(ROW_SECONDS), 10)
        ]
    for p in spoken:
        assert p.start is not None
        assert p.end is not None
        kind = LANES[_lane(p)]
        parts.append(_bar(p.start, p.end, _lane(p), kind, f"{p.name}, {clock(p.start)}: {p.text}"))
    for silence in silences(record.passages, SHOWN_SILENCE):
        told = f"A pause of {silence.end - silence.start:.1f} seconds before you answered"
        parts.append(_bar(silence.start, silence.end, 1.4, "pause", told, height=LANE * 0.2))
    for start, end in overlaps(record.passages):
        parts.append(_bar(start, end, 1, "overlap", "You both spoke"))
    return "".join((*parts, "</svg>"))


def _described(spoken: list[Passage]) -> str:
    length = dict.fromkeys(LANES, 0.0)
    for p in spoken:
        length[LANES[_lane(p)]] += (p.end or 0.0) - (p.start or 0.0)
    return (
        f"The seeker spoke for {length['seeker']:.0f} seconds, you for {length[TRAINEE]:.0f},"
        f" the coach for {length[COACH]:.0f}."
    )
