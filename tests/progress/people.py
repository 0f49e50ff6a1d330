"""Practices for the tests of progress."""

import uuid

from device.coach.skills import Skill
from device.moment import Moment, Quality
from device.progress.figures import Figures

BOOT = uuid.UUID(int=1)
NOON = 1_800_014_400.0
"""Some noon, in Unix seconds."""
DAY = 86_400.0


def at(days: float = 0.0, quality: Quality = Quality.SYNCED, monotonic: float = 100.0) -> Moment:
    """So many days after that noon."""
    return Moment(BOOT, monotonic, NOON + days * DAY, quality)


def practice(
    skills: dict[Skill, int],
    replies: int = 4,
    days: float = 0.0,
    quality: Quality = Quality.SYNCED,
    number: int | None = None,
) -> Figures:
    """A practice in which each skill was heard in so many replies."""
    return Figures(
        uuid.uuid4() if number is None else uuid.UUID(int=number),
        at(days, quality),
        "two-cups-of-tea",
        "Two cups of tea",
        replies,
        1,
        {skill.value: times for skill, times in skills.items()},
        (0.4, 0.5, 0.7),
    )
