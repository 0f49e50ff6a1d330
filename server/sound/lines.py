"""What is said in a scenario, line by line, in the order in which a talk is likely to need it.

The coach's phrases that belong to every talk are no part of it: each kiosk has them.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from device.coach.cast import CAST, COACH_VOICE
from device.coach.scenario import Outcome, Scenario
from device.coach.skills import Skill
from server.content import typed
from server.content.typed import Kind, Typed, TypedLine, TypedSeeker, TypedStep

COACH_NAME = "The coach"
WAYS = {
    Outcome.OPENS_UP: "{} opens up",
    Outcome.STAYS_GUARDED: "{} stays guarded",
    Outcome.SHUTS_DOWN: "{} shuts down",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line was typed."""

    kind: Kind
    id: str
    """Of the turn, the ending or the seeker."""
    name: str
    """`line`, an outcome for what is said next, or a field of the coach's."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line."""

    place: Place
    heading: str
    """For people: "Turn 2, if Rose opens up"."""
    who: str
    voice: str
    """Of the cast, or `coach`; "" while none is chosen."""
    text: str
    recording: str = ""
    """SHA-256 of the blob that replaces the voice."""

    @property
    def key(self) -> str:
        """What its sound is found by."""
        return key(self.voice, self.text)

    @property
    def seekers(self) -> bool:
        """Whether a seeker says it, and so a person may record it."""
        return self.voice != COACH_VOICE

    @property
    def can_be_spoken(self) -> bool:
        """Whether there is a voice and a word for it to say."""
        known = self.voice in CAST or self.voice == COACH_VOICE
        return known and any(map(str.isalnum, self.text))


def key(voice: str, text: str) -> str:
    """The name of some words in some voice: SHA-256 of `["voice","words"]` as compact JSON in
    UTF-8, so that a kiosk can make it too.
    """
    told = json.dumps([voice, text], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def of_scenario(scenario: Scenario) -> list[Spoken]:
    """Every line of a sound scenario."""
    return of_draft(typed.of_scenario(scenario))


def of_draft(draft: Typed) -> list[Spoken]:
    """Every line of a draft that has words yet."""
    return [line for line in _all(draft) if line.text]


def _all(draft: Typed) -> Iterator[Spoken]:
    seekers = {row.id: row for row in draft.seekers}
    note = Place("about", "", "content_note")
    yield _coach(note, "Before the talk begins", draft.about.content_note)
    for row in draft.seekers:
        yield _coach(Place("seekers", row.id, "about"), f"Who {_name(row)} is", row.about)
    for number, turn in enumerate(draft.turns, 1):
        seeker = seekers.get(turn.seeker)
        heading = f"Turn {number}"
        yield _seeker(Place("turns", turn.id, "line"), heading, seeker, turn.line)
        for way in Outcome:
            step: TypedStep = getattr(turn.next, way.value)
            told = f"{heading}, if {WAYS[way].format(_name(seeker))}"
            yield _seeker(Place("turns", turn.id, way.value), told, seeker, step.says)
    for number, ending in enumerate(draft.endings, 1):
        seeker = seekers.get(ending.seeker)
        yield _seeker(Place("endings", ending.id, "line"), f"Ending {number}", seeker, ending.line)
    for number, turn in enumerate(draft.turns, 1):
        for at, row_of_help in enumerate(turn.helps):
            place = Place("turns", turn.id, f"helps[{at}]")
            told = f"Turn {number}, model line"
            if row_of_help.skill in set(Skill):
                told += f" for “{Skill(row_of_help.skill).about.name}”"
            yield _coach(place, told, row_of_help.line)


def _name(seeker: TypedSeeker | None) -> str:
    return (seeker.name.strip() if seeker else "") or "the seeker"


def _seeker(place: Place, heading: str, seeker: TypedSeeker | None, line: TypedLine) -> Spoken:
    voice = seeker.voice if seeker else ""
    return Spoken(place, heading, _name(seeker), voice, line.text.strip(), line.recording)


def _coach(place: Place, heading: str, text: str) -> Spoken:
    return Spoken(place, heading, COACH_NAME, COACH_VOICE, text.strip())
