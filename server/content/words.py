"""What the pages of the editor say of a scenario's parts: names, choices, a part's text."""

from collections.abc import Iterable, Sequence

from device.coach.cast import CAST
from device.coach.scenario import Outcome, Setting
from device.coach.skills import Kind as SkillKind
from device.coach.skills import Skill
from server.content import plain
from server.content.typed import (
    Kind,
    Piece,
    Typed,
    TypedAbout,
    TypedEnding,
    TypedHelp,
    TypedLine,
    TypedNext,
    TypedSample,
    TypedSeeker,
)

EXCERPT = 48
"""Characters of a line by which it is recognised."""

Choices = Sequence[tuple[str, str]]

KINDS: dict[Kind, str] = {
    "about": "The whole talk",
    "seekers": "Who has come",
    "turns": "Turns",
    "endings": "Endings",
}
ONE: dict[Kind, str] = {"seekers": "person", "turns": "turn", "endings": "ending"}
LANGUAGES: Choices = (
    ("en-GB", "English (British)"),
    ("en-US", "English (American)"),
    ("en", "English"),
)
SETTINGS: Choices = (
    (Setting.ONE_TO_ONE.value, "Between two people"),
    (Setting.GROUP.value, "In a group"),
    (Setting.ONLINE_POST.value, "An online post"),
)
OPENNESS: Choices = (
    ("0.15", "Shut: has been let down often"),
    ("0.3", "Wary"),
    ("0.45", "Careful, as most are"),
    ("0.6", "Ready to talk"),
    ("0.8", "Open from the start"),
)
VOICES: Choices = tuple(
    (voice.id, f"{voice.name}: {voice.accent} {voice.sex.value}, {voice.impression}")
    for voice in CAST.values()
)
OUTCOMES: Choices = tuple((way.value, f"{plain.OUTCOMES[way]}") for way in Outcome)
HELPING: Choices = tuple(
    (skill.value, f"{skill.about.name}: {skill.about.meaning}")
    for skill in Skill
    if skill.kind is SkillKind.HELPS and not skill.by_voice
)
HEARD: Choices = tuple((skill.value, skill.about.name) for skill in Skill if not skill.by_voice)
GOOD: Choices = (("yes", "A good listener might say it"), ("no", "Less good"))


def choices(known: Iterable[tuple[str, str]], present: str, empty: str = "") -> Choices:
    """What to choose from, with what is there now among it, so that a look changes nothing.

    Args:
        empty: the words for no choice; left out where there is one already and it must stay.
    """
    listed = list(known)
    if present and present not in {value for value, _ in listed}:
        listed.insert(0, (present, f"{present} (not there any more)"))
    if empty or not present:
        listed.insert(0, ("", empty or "Choose …"))
    return listed


def places(content: Typed, but: str = "") -> Choices:
    """Where a talk may go on."""
    found = [("turns", row) for row in content.turns] + [
        ("endings", row) for row in content.endings
    ]
    return [
        (row.id, name(content, "turns" if kind == "turns" else "endings", row))
        for kind, row in found
        if row.id != but
    ]


def seekers(content: Typed) -> Choices:
    """Who may speak."""
    return [(row.id, row.name or f"Person {n}") for n, row in enumerate(content.seekers, 1)]


def excerpt(text: str) -> str:
    """The beginning of a line."""
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def name(content: Typed, kind: Kind, piece: Piece) -> str:
    """What a part is called on pages: its place, and how its line begins."""
    if isinstance(piece, TypedAbout):
        return KINDS["about"]
    at = next((n for n, row in enumerate(content.rows(kind), 1) if row.id == piece.id), 0)
    if isinstance(piece, TypedSeeker):
        return piece.name or f"Person {at}"
    said = f": “{excerpt(piece.line.text)}”" if piece.line.text.strip() else ""
    if isinstance(piece, TypedEnding):
        mood = dict(OUTCOMES).get(piece.feels, "")
        return f"Ending {at}{f' ({mood})' if mood else ''}{said}"
    return f"Turn {at}{said}"


LABELS = {
    "title": "Title",
    "language": "Language",
    "topics": "Topics",
    "content_note": "Content note",
    "setting": "Where it takes place",
    "openness": "How ready they are to trust",
    "name": "First name",
    "voice": "Voice",
    "about": "Setting the scene",
    "seeker": "Who speaks",
    "line": "What they say",
    "feelings": "Feelings in it",
    "facts": "Facts in it",
    "strengths": "Strengths in it",
    "helps": "What would help",
    "samples": "Sample replies",
    "next": "Where the talk goes",
    "feels": "In which mood they leave",
}


def told(value: object) -> str:
    """A field's value as text, to be looked at beside another."""
    if isinstance(value, TypedLine):
        return value.text + (" (recorded)" if value.recording else "")
    if isinstance(value, TypedNext):
        steps = ((way, getattr(value, way.value)) for way in Outcome)
        return "\n".join(
            f"{plain.OUTCOMES[way]}: {told(step.says)} → {step.then or '?'}" for way, step in steps
        )
    if isinstance(value, list):
        return "\n".join(told(row) for row in value)
    if isinstance(value, TypedHelp):
        return f"{_skill(value.skill)}: {value.line}"
    if isinstance(value, TypedSample):
        heard = ", ".join(_skill(skill) for skill in value.findings) or "nothing"
        leads = f"; leads to: {dict(OUTCOMES).get(value.leads_to, '')}" if value.leads_to else ""
        return f"{dict(GOOD).get(value.good, '?')}: {value.text} ({heard}{leads})"
    return str(value)


def _skill(skill: str) -> str:
    return dict(HEARD).get(skill, skill or "?")
