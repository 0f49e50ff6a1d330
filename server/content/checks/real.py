"""Words that could lead to a real person or place: the one thing no scenario may carry."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from device.coach.scenario import Scenario
from server.content.checks import places
from server.content.checks.found import Found, Severity, Site, Topic, written

KEPT = 10_000
"""Texts whose findings a process remembers: those of five long talks; most have none."""
_DIGIT = "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple"
_STREET = (
    "Street|Road|Avenue|Lane|Drive|Close|Court|Crescent|Way|Place|Terrace|Gardens|Square|Boulevard"
    "|Row|Grove|Hill|Rd|Ave|Blvd"
)
_NUMBER = (
    r"\d{1,4}[a-z]?|(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    rf"(?<!\w)\+?\d(?:[\s().-]{{0,2}}\d){{6,}}(?!\w)|\b(?i:(?:{_DIGIT})\b[\s,-]+){{6,}}(?i:{_DIGIT})\b"
)
_ADDRESS = re.compile(rf"\b(?:{_NUMBER}),? (?:[A-Z][\w'’]+ ){{1,3}}(?:{_STREET})\b")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Doctor|Professor|Sister|Nurse|Father)\.? [A-Z][\w'’-]+"
)
_FIGURE = re.compile(r"\d")
_FIGURES = re.compile(rf"\b(?:{_DIGIT})[\s,-]+(?:{_DIGIT})\b")
_STREETS = re.compile(rf" (?:{_STREET})\b")
_NAME = r"(?:[A-Z][’'])?[A-Z][a-z]+(?:[’'-][A-Z][a-z]+)?"
_PAIR = re.compile(rf"(?<![\w’'-])({_NAME}) (?:[A-Z]\. )?({_NAME})(?![\w’'-])")
_SENTENCE = re.compile(r"(?:^|[.!?…:;]\s|[“\"]|\n)\s*$")

_NO_NAME = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December Christmas Easter Eve New Year
    Boxing Day Bank Holiday Mother Father Mum Dad Mom Gran Grandma Grandad Nan Auntie Aunt
    Uncle God Lord Citizens Advice Job Centre Universal Credit Social Services Red Cross
    Good Street Road North South East West The Big Great Old Little Happy Saint Meals Wheels
    Radio Premier League World Cup Salvation Army Alcoholics Narcotics Anonymous""".split()
)
_BEGINS = frozenset(
    """A After Again All Also Although An And Another Any Anyway As Ask At Back Because Before
    Being Both But By Dear Did Do Does Even Ever Every First For From Funny Had Has Have He
    Hello Her Here Hey Hi His How I If In Is It Its Just Last Like Look Maybe Me My Never No
    Nobody Not Now Of Oh Ok Okay On Once One Only Or Our Perhaps Poor Right See She Since So
    Some Sometimes Sorry Still Such Sure Tell Than Thank Thanks That The Their Them Then
    There These They This Those Though Three Till Told To Today Tonight Too Two Until Us Was
    We Well Were What When Where Which While Who Why With Without Yeah Yes Yesterday You
    Your""".split()
)
"""What begins a sentence before a name, and is none."""


def look(scenario: Scenario, site: Site) -> Iterator[Found]:
    """Whatever in the scenario looks as if it were real."""
    wanted = places.names(site.name, site.town)
    people = [seeker.name for seeker in scenario.seekers]
    local = frozenset(word for name in wanted for word in name.text.split())
    for field, text in written(scenario):
        yield from (replace(found, field=field) for found in _in_text(text, local))
        for name in places.told(text, wanted, people):
            yield _advice(
                field,
                f"Here stands {name.what}, “{name.text}”.",
                "Change it, so that nobody is known.",
            )


@lru_cache(maxsize=KEPT)
def _in_text(text: str, local: frozenset[str]) -> tuple[Found, ...]:
    return tuple(_found(text, local))


def _found(text: str, local: frozenset[str]) -> Iterator[Found]:
    # Most lines have nothing of it, and these patterns are slow: a quick sign comes first.
    number = _FIGURE.search(text)
    if "@" in text:
        yield from _told(_EMAIL, text)
    if number or _FIGURES.search(text.lower()):
        yield from _told(_PHONE, text)
    if _STREETS.search(text):
        yield from _told(_ADDRESS, text)
    if number:
        yield from _told(_POSTCODE, text)
    yield from _told(_TITLED, text)
    for name in _full_names(text):
        if local.isdisjoint(name.split()):  # else it is a place, and told as one
            yield _advice("", f"“{name}” looks like a full name.", "A first name is enough.")


def _advice(field: str, sentence: str, fix: str) -> Found:
    return Found(Severity.ADVICE, Topic.NAMES, field, sentence, fix)


def _told(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    severity, what, fix = _WHAT[pattern]
    for found in pattern.finditer(text):
        yield Found(severity, Topic.NAMES, "", f"“{found[0]}” looks like {what}.", fix)


_WHAT = {
    _EMAIL: (Severity.STOPS, "an e-mail address", "Take it out."),
    _PHONE: (
        Severity.STOPS,
        "a telephone number",
        "Take it out; say “the number on the wall” instead.",
    ),
    _ADDRESS: (Severity.ADVICE, "an address", "Say “down our road” instead."),
    _POSTCODE: (Severity.ADVICE, "a postcode", "Take it out."),
    _TITLED: (
        Severity.ADVICE,
        "somebody's name and title",
        "Say “my doctor” or “a nurse” instead.",
    ),
}


def _full_names(text: str) -> Iterator[str]:
    """Two names side by side, other than what is often written so."""
    at = 0
    while found := _PAIR.search(text, at):
        first, last = found[1], found[2]
        begins = bool(_SENTENCE.search(text[: found.start()]))
        if first in _NO_NAME or last in _NO_NAME or (begins and first in _BEGINS):
            at = found.end(1)
        else:
            at = found.end()
            yield found[0]
