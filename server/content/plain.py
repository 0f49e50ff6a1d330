"""The format's own words in the words of staff: where a field stands, and what is wrong with it.

`device.coach.scenario` tells of a file with fields; staff see a form, or a spreadsheet.
"""

import re
from collections.abc import Callable

from device.coach.cast import CAST
from device.coach.scenario import Outcome, Scenario, Setting
from device.coach.scenario.problem import Problem
from device.coach.skills import Skill

OUTCOMES = {
    Outcome.OPENS_UP: "opens up",
    Outcome.STAYS_GUARDED: "stays guarded",
    Outcome.SHUTS_DOWN: "shuts down",
}
SETTINGS = {
    Setting.ONE_TO_ONE: "one to one",
    Setting.GROUP: "in a group",
    Setting.ONLINE_POST: "an online post",
}
GOOD = {True: "good", False: "less good"}

_WHOLE = {
    "": "The whole scenario",
    "schema_version": "The format",
    "id": "The scenario's id",
    "version": "The version",
    "title": "The title",
    "language": "The language",
    "topics": "The topics",
    "content_note": "The content note",
    "setting": "The setting",
    "openness": "How open the seeker is at first",
    "seekers": "The seekers",
    "turns": "The turns",
    "endings": "The endings",
}
_WITHIN = {
    "id": "its id",
    "seeker": "who speaks",
    "line": "the line",
    "line.text": "the line",
    "line.recording": "the recording",
    "to_hear": "what is in it to hear",
    "to_hear.feelings": "the feelings in it",
    "to_hear.facts": "the facts in it",
    "to_hear.strengths": "the strengths in it",
    "room_for": "the skills it gives room for",
    "model_lines": "the model lines",
    "samples": "the sample replies",
    "next": "where the talk goes on",
    "feels": "how the seeker leaves",
    "name": "the name",
    "voice": "the voice",
    "about": "the sentence about them",
}
_KINDS = {"turns": "Turn", "endings": "Ending", "seekers": "Seeker"}
_STEP = re.compile(r"(turns|endings|seekers)\[(\d+)\](?:\.(.+))?")
_SAMPLE = re.compile(r"samples\[(\d+)\](?:\.(\w+))?")
_OF_SAMPLE = {"findings": ", what must be heard in it", "leads_to": ", how the seeker takes it"}
_NEXT = re.compile(r"next\.(\w+)(?:\.(then|says))?")


def where(field: str, scenario: Scenario | None = None) -> str:
    """`turns[2].line.text` as "Turn 3 (the-radio), the line"; the id only if the scenario is known.

    A field of no known name is told as it is.
    """
    found = _STEP.fullmatch(field)
    if found is None:
        return _WHOLE.get(re.split(r"[.\[]", field)[0], field)
    kind, place, rest = found[1], int(found[2]), found[3]
    named = f"{_KINDS[kind]} {place + 1}{_called(scenario, kind, place)}"
    return f"{named}, {_within(rest)}" if rest else named


def _called(scenario: Scenario | None, kind: str, place: int) -> str:
    parts = getattr(scenario, kind, ()) if scenario else ()
    if place >= len(parts):
        return ""
    return f" ({parts[place].name if kind == 'seekers' else parts[place].id})"


def _within(rest: str) -> str:
    if found := _SAMPLE.match(rest):
        return f"sample reply {int(found[1]) + 1}{_OF_SAMPLE.get(found[2] or '', '')}"
    if found := _NEXT.match(rest):
        how = OUTCOMES.get(Outcome(found[1]), found[1]) if found[1] in set(Outcome) else found[1]
        what = {"then": "where the talk goes", "says": "what they say at once"}.get(found[2], "")
        return f"when the seeker {how}{': ' if what else ''}{what}"
    if rest.startswith("model_lines."):
        return f"the model line for {skill_names(rest.partition('.')[2])}"
    return _WITHIN.get(re.sub(r"\[\d+\]", "", rest), rest)


def told(problem: Problem, named: Callable[[str], str] = where) -> tuple[str, str]:
    """What is wrong and what to do, without the names that fields have in a file.

    Args:
        problem: one of the format's own.
        named: how another field that the problem speaks of is told.
    """
    message, fix = problem.message, problem.fix
    for pattern, plainly in _PLAINLY:
        message, fix = pattern.sub(plainly, message), pattern.sub(plainly, fix)
    message = _WAY.sub(lambda found: _small(named(found[0])), message)
    return skill_names(message), skill_names(fix)


def _small(words: str) -> str:
    """The words within a sentence: only an article loses its capital."""
    return f"the {words[4:]}" if words.startswith("The ") else words


_WAY = re.compile(r"\b(?:turns|endings|seekers)\[\d+\](?:\.[\w.\[\]]+\w\]?)?")
_PLAINLY = tuple(
    (re.compile(pattern), plainly)
    for pattern, plainly in (
        (r"no `then` that can be reached names it", "no turn that can be reached goes on to it"),
        (r"Name it in a `then`, or take it out\.", "Let a turn go on to it, or take it out."),
        (r"Name one in a `then`\.", "Let a turn go on to one."),
        (r"Add one with `good: (?:true|false)`\.", "Add one."),
        (
            r"Add one under model_lines, or take (\w+) out of room_for\.",
            r"Write one, or take away that this line gives room for \1.",
        ),
        (r"At least (\d+) must stand in this list, not \d+\.", r"At least \1 must be here."),
        (r"Add to the list\.", "Add what is missing."),
        (r"which is not in room_for", "and this line is not said to give room for it"),
        (
            r"Add (\w+) to room_for, or take the line out\.",
            r"Say that the line gives room for \1, or take the model line out.",
        ),
        (r"or write `good: false`", "or call the reply less good"),
        (r" or take it out of the findings\.", " or don't ask the coach to hear it."),
        (r"Write `schema_version: (\d+)`\.", r"Write \1."),
    )
)

_IDS = re.compile(rf"\b({'|'.join(sorted(Skill, key=len, reverse=True))})\b(?: \(([^()]*)\))?")
_QUOTED = re.compile(r"(“[^”]*”)")
_VOICES = re.compile(rf"\b({'|'.join(CAST)})\b")


def skill_names(text: str) -> str:
    """The text with ids of skills and voices as plain names, except in what it quotes."""
    parts = _QUOTED.split(text)
    for at, part in enumerate(parts):
        if at % 2 == 0:
            named = _IDS.sub(_name, part)
            parts[at] = _VOICES.sub(lambda found: CAST[found[1]].name, named)
        elif part[1:-1] in set(Skill):
            parts[at] = f"“{Skill(part[1:-1]).about.name}”"
    return "".join(parts)


def _name(found: re.Match[str]) -> str:
    name = Skill(found[1]).about.name
    told = found[2] is not None and found[2] != name
    return f"“{name}” ({found[2]})" if told else f"“{name}”"
