"""When a practice was, as far as can be told, although kiosks often don't know what time it is.

From the surest to the least sure:
1. it was made since the kiosk's present start: the monotonic clock tells how long ago it was
   (by memory stick: how long before it was written on the stick, if that moment is sure);
2. the wall clock had been set from the network;
3. the wall clock was kept by a chip or a file, and lies where it can;
4. it was some time between the practice before it and its arrival.

The server's own clock at arrival is the end of all: nothing is placed after it.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from server.devices.health import Clock, ClockQuality

TRANSFER = timedelta(seconds=5)
"""A batch may be on its way so long."""
SYNCED = timedelta(seconds=60)
"""How far a clock that was set from the network may be off, after a week without."""
KEPT = timedelta(days=1)
"""How far one may be off that a file kept: it stood still while the kiosk was off."""
DRIFT = 1e-4
"""Of a Raspberry Pi's monotonic clock: 100 parts in a million, 9 seconds a day."""

LONGEST = 1e9
"""Seconds, 31 years; no machine runs longer."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Placed:
    """A moment, and by how much it may be off."""

    at: datetime
    within: timedelta


def sure(
    began: Clock,
    boot: uuid.UUID,
    sent: Clock,
    sent_boot: uuid.UUID,
    received: datetime,
    *,
    carried: bool = False,
) -> Placed | None:
    """Where the kiosk's own clocks place a practice; None if they can't be relied on.

    Args:
        began: the kiosk's clock as it began.
        boot: the start of the machine it was made in.
        sent: the kiosk's clock as it was sent.
        sent_boot: the start of the machine it was sent from.
        received: the server's clock as it arrived.
        carried: it came by memory stick, which may have lain in a drawer for a week.
    """
    ago = sent.monotonic - began.monotonic
    left = _by_wall(sent, received) if carried else Placed(received, TRANSFER)
    if boot == sent_boot and ago >= 0 and left is not None:
        passed = min(timedelta(seconds=min(ago, LONGEST)), left.at - EARLIEST)
        return Placed(left.at - passed, left.within + passed * DRIFT)
    return _by_wall(began, received)


def _by_wall(clock: Clock, received: datetime) -> Placed | None:
    """When it was by a wall clock that had been set from the network."""
    wall = _moment(clock.wall)
    if wall is not None and clock.quality is ClockQuality.SYNCED and wall <= received + SYNCED:
        return Placed(min(wall, received), SYNCED)
    return None


def guess(began: Clock, received: datetime, not_before: datetime) -> Placed:
    """Where it most likely was.

    Args:
        began: the kiosk's clock as it began.
        received: the server's clock as it arrived.
        not_before: when the practice before it was, or the kiosk was let in.
    """
    not_before = min(not_before, received)
    wall = _moment(began.wall)
    if wall is not None and began.quality is ClockQuality.KEPT and not_before <= wall <= received:
        return Placed(wall, min(KEPT, received - not_before))
    half = (received - not_before) / 2
    return Placed(not_before + half, half)


def _moment(wall: float | None) -> datetime | None:
    return None if wall is None else datetime.fromtimestamp(wall, UTC)
