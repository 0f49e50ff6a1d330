"""Opening hours: from what staff type to what a kiosk says. Pure."""

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_SPANS = 3
"""A day with more than two breaks is a mistake in typing."""

_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?m?\.?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|–|—|to|until)\s*{_CLOCK}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|;|\band\b|&)\s*", re.IGNORECASE)
CLOSED = frozenset({"", "closed", "-", "–", "none"})


class HoursError(ValueError):
    """What was typed is no time of opening; says what is wrong with it."""


@dataclass(frozen=True, order=True)
class Span:
    """From when to when the doors are open on one day."""

    opens: time
    closes: time
    """`time(0)` is midnight at the end of the day."""

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


def parse(typed: str) -> tuple[Span, ...]:
    """The spans of one day, in order: from “9–12, 13:30–17”, “9am to 5pm”, “closed” or nothing.

    Raises:
        HoursError: it can't be understood, ends before it begins, or overlaps.
    """
    text = " ".join(typed.split())
    if text.casefold() in CLOSED:
        return ()
    spans = tuple(sorted(_span(part) for part in _BETWEEN.split(text)))
    if len(spans) > MOST_SPANS:
        raise HoursError(f"That is more than {MOST_SPANS} times of opening on one day.")
    for earlier, later in pairwise(spans):
        if earlier.closes == time(0) or later.opens < earlier.closes:
            raise HoursError(f"{earlier} and {later} overlap.")
    return spans


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise HoursError(f"“{part}” is no time of opening. Write it like 9–12 or 13:30–17.")
    opens = _clock(part, *found.groups()[:3])
    closes = _clock(part, *found.groups()[3:])
    if closes != time(0) and closes <= opens:
        raise HoursError(f"“{part}” ends before it begins. After noon, write 13 to 24, or pm.")
    return Span(opens, closes)


def _clock(part: str, hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if half is not None:
        if not 1 <= hours <= 12:
            raise HoursError(f"“{part}”: with am and pm, the hour is 1 to 12.")
        hours = hours % 12 + (12 if half.casefold() == "p" else 0)
    if (hours, minutes) == (24, 0):
        return time(0)
    if hours > 23 or minutes > 59:
        raise HoursError(f"“{part}”: there is no such time of day.")
    return time(hours, minutes)


def written(spans: tuple[Span, ...]) -> str:
    """As it is kept and shown; `parse` gives the same spans again."""
    return ", ".join(map(str, spans))


def spoken(week: tuple[tuple[Span, ...], ...]) -> str:
    """The week in a few sentences for the ear; days that are alike and follow each other as one."""
    if not any(week):
        return ""
    groups: list[tuple[int, int]] = []
    for day, spans in enumerate(week):
        if groups and week[groups[-1][0]] == spans:
            groups[-1] = (groups[-1][0], day)
        else:
            groups.append((day, day))
    open_days = [
        f"{_days(first, last)}, {' and '.join(map(_aloud, week[first]))}"
        for first, last in groups
        if week[first]
    ]
    closed = [_days(first, last) for first, last in groups if not week[first]]
    told = f"We are open {'; '.join(open_days)}.".replace("m..", "m.")
    return f"{told} We are closed {' and '.join(closed)}." if closed else told


def _days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "every day"
    if first == last:
        return f"on {DAYS[first]}"
    joint = "and" if last == first + 1 else "to"
    return f"{'on' if joint == 'and' else 'from'} {DAYS[first]} {joint} {DAYS[last]}"


def _aloud(span: Span) -> str:
    return f"{_time(span.opens)} to {_time(span.closes)}"


def _time(at: time) -> str:
    """As people say it: 9 a.m., noon, 1:30 p.m., midnight."""
    if at == time(12):
        return "noon"
    if at == time(0):
        return "midnight"
    half = "a.m." if at.hour < 12 else "p.m."
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {half}"
