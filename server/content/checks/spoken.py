"""What is said out loud: for how long, and whether a voice can say it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from device.coach.scenario import Scenario
from device.coach.scenario.check import LONGEST_LINE, PACE
from server.content.checks.found import Found, Severity, Topic, said

SHORTEST_LINE = 3.0
"""Seconds; a turn's line that is shorter gives a listener little to hear."""
_TURNS_LINE = re.compile(r"turns\[\d+\]\.line\.text")
_CAPITALS = re.compile(r"\b[A-Z]{2,3}s?\b|\b(?![A-Z]*[AEIOU])[A-Z]{4,}s?\b")
"""Longer ones with a vowel are told by the format's own check."""
_BEYOND_LATIN = re.compile(r"[^\W\x00-ɏ]")
_SAID_AS_LETTERS = frozenset(
    "OK TV UK US USA GP NHS ID AM PM DIY CV AA TVs GPs PC DVD CD MRI A&E".split()
)
"""Abbreviations that everybody says letter by letter, as the voices do."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long something takes to say."""

    field: str
    seconds: float
    measured: bool
    """Whether it was measured in the sound; otherwise it is reckoned from the words."""


def lengths(scenario: Scenario, measured: Mapping[str, float]) -> tuple[Length, ...]:
    """How long each line takes; `measured` has seconds by the line's text, as it was rendered."""
    return tuple(
        Length(field, measured.get(text, _reckoned(text)), text in measured)
        for field, text in said(scenario)
    )


def _reckoned(text: str) -> float:
    return round(len(text.split()) * 60 / PACE, 1)


def look(scenario: Scenario, measured: Mapping[str, float]) -> Iterator[Found]:
    """Lines that are long or very short, and what a voice stumbles over."""
    for length in lengths(scenario, measured):
        about = "" if length.measured else "about "
        if length.seconds > LONGEST_LINE:
            yield Found(
                Severity.ADVICE,
                Topic.LENGTH,
                length.field,
                f"This takes {about}{length.seconds:.0f} seconds to say; {LONGEST_LINE} is plenty.",
                "Shorten it, or part it in two.",
            )
        elif length.seconds < SHORTEST_LINE and _TURNS_LINE.fullmatch(length.field):
            yield Found(
                Severity.ADVICE,
                Topic.LENGTH,
                length.field,
                f"This takes only {about}{length.seconds:.0f} seconds to say.",
                "Give the listener more to hear: five to twenty seconds.",
            )
    for field, text in said(scenario):
        yield from _letters(field, text)


def _letters(field: str, text: str) -> Iterator[Found]:
    for short in dict.fromkeys(_CAPITALS.findall(text)):
        if short not in _SAID_AS_LETTERS:
            yield Found(
                Severity.ADVICE,
                Topic.VOICE,
                field,
                f"A voice spells “{short}” letter by letter, or makes a word of it.",
                "Listen to it; if it is wrong, write it the way it is said.",
            )
    if not _BEYOND_LATIN.search(text):
        return
    foreign = "".join(letter if _foreign(letter) else " " for letter in text).split()
    if foreign:
        yield Found(
            Severity.ADVICE,
            Topic.VOICE,
            field,
            f"The voices leave out letters of other scripts: “{foreign[0]}”.",
            "Write it in Latin letters, the way it is said.",
        )


def _foreign(letter: str) -> bool:
    return (
        not letter.isascii()
        and unicodedata.category(letter)[0] == "L"
        and "LATIN" not in unicodedata.name(letter, "LATIN")
        and letter != "ʼ"
    )
