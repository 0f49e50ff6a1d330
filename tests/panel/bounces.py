"""Edges of bouncing switches, and the reading of lines over pretended time.

The patterns are drawn after published measurements (the public collection bouncy-button-data:
small push buttons bounce for 9 to 14 ms in all, a heavy pedal for up to 40), not recorded here.
Each is milliseconds since the finger moved, at which the level changes.
"""

from device.panel.event import Event, Kind
from device.panel.line import Line

Edges = list[tuple[float, bool]]
"""Seconds, and whether the line is on from then."""

CLEAN = (0.0,)
TACTILE = (0.0, 0.18, 0.31, 0.9, 1.4, 3.1, 3.3, 5.8, 9.3)
"""A small push button: nine edges in 9 ms."""
WORN = (0.0, 0.4, 0.5, 2.2, 2.6, 2.9, 6.1, 6.4, 8.8, 9.0, 11.7, 12.2, 14.0)
"""Its worn neighbour: 14 ms, with rests of 3 ms between."""
PEDAL = (0.0, 3.5, 4.1, 9.8, 10.2, 17.0, 17.9, 25.5, 26.1, 33.0, 33.4, 39.6, 40.3)
"""A heavy pedal: 40 ms, with rests of 8 ms between."""
CRADLE = (0.0, 2.0, 7.0, 19.0, 26.0, 55.0, 61.0, 92.0, 95.0)
"""A receiver that rattles into its cradle: slow, and with long rests."""
SHAPES = {"clean": CLEAN, "tactile": TACTILE, "worn": WORN, "pedal": PEDAL, "cradle": CRADLE}


def moved(at: float, on: bool, shape: tuple[float, ...]) -> Edges:
    """One movement of a switch: every other edge goes back, and the last one stays."""
    assert len(shape) % 2
    return [(at + ms / 1000, on is (index % 2 == 0)) for index, ms in enumerate(shape)]


def flicker(start: float, seconds: float, hertz: float) -> Edges:
    """A line with a loose cable, off in the end."""
    count = round(seconds * hertz)
    edges = [
        (start + n / hertz + half / hertz / 2, not half) for n in range(count) for half in (0, 1)
    ]
    return [(at, bool(on)) for at, on in edges]


def read(line: Line, edges: Edges, until: float, late: float = 0.0) -> list[Event]:
    """What a line tells of edges, looked at whenever it asks to be.

    Args:
        line: any.
        edges: in order.
        until: seconds at which it is looked at for the last time.
        late: seconds by which every look comes late, as on a busy machine.
    """
    events: list[Event] = []
    for at, on in edges:
        while (due := line.due()) is not None and due + late < at:
            events += line.tick(due + late)
        events += line.feed(at, on)
    while (due := line.due()) is not None and due + late < until:
        events += line.tick(due + late)
    return events + line.tick(until)


def kinds(events: list[Event]) -> list[Kind]:
    return [event.kind for event in events]
