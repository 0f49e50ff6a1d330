"""A scenario as it is typed: every field is text, and any of it may be missing or wrong.

Drafts are kept in this shape, so that nothing typed is ever refused. `written` makes the document
of it that the device's own checker reads, and remembers which field each of its parts came from.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from device.coach.scenario import Continuation, Ending, Line, Outcome, Scenario, Seeker, Turn
from device.coach.skills import Skill

Kind = Literal["about", "seekers", "turns", "endings"]
LISTS: tuple[Kind, ...] = ("seekers", "turns", "endings")


class Part(BaseModel):
    """Something with a form of its own, or a part of one."""

    model_config = ConfigDict(extra="ignore")

    @property
    def seal(self) -> str:
        """Names exactly this content, so that a form can tell whether it has changed since."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:32]


class TypedLine(Part):
    """Something that is said."""

    text: str = ""
    recording: str = ""
    """SHA-256 of a blob; empty for the synthetic voice."""


class TypedSeeker(Part):
    """Who has come."""

    id: str = ""
    name: str = ""
    voice: str = ""
    about: str = ""


class TypedHelp(Part):
    """A skill the line gives room for, and a model line for it."""

    skill: str = ""
    line: str = ""


class TypedSample(Part):
    """A reply a trainee might give."""

    text: str = ""
    good: str = ""
    """`yes`, `no`, or nothing yet."""
    findings: list[str] = []
    """In the rubric's order, as the form has them."""
    leads_to: str = ""


class TypedStep(Part):
    """What happens next."""

    says: TypedLine = TypedLine()
    then: str = ""


class TypedNext(Part):
    """One step for each way the seeker may take the reply."""

    opens_up: TypedStep = TypedStep()
    stays_guarded: TypedStep = TypedStep()
    shuts_down: TypedStep = TypedStep()


class TypedTurn(Part):
    """The seeker speaks; the trainee answers."""

    id: str = ""
    seeker: str = ""
    line: TypedLine = TypedLine()
    feelings: str = ""
    """One a line; so are the next two."""
    facts: str = ""
    strengths: str = ""
    helps: list[TypedHelp] = []
    samples: list[TypedSample] = []
    next: TypedNext = TypedNext()


class TypedEnding(Part):
    """Where a talk comes to rest."""

    id: str = ""
    seeker: str = ""
    line: TypedLine = TypedLine()
    feels: str = ""


class TypedAbout(Part):
    """What is said of the whole."""

    title: str = ""
    language: str = "en-GB"
    topics: str = ""
    """With commas between."""
    content_note: str = ""
    setting: str = "one_to_one"
    openness: str = "0.45"


Piece = TypedAbout | TypedSeeker | TypedTurn | TypedEnding
"""A part of the scenario that has a form of its own."""
PIECES: dict[Kind, type[Piece]] = {
    "about": TypedAbout,
    "seekers": TypedSeeker,
    "turns": TypedTurn,
    "endings": TypedEnding,
}
_Row = TypeVar("_Row", TypedSeeker, TypedTurn, TypedEnding)


class Typed(Part):
    """A whole scenario, as typed."""

    about: TypedAbout = TypedAbout()
    seekers: list[TypedSeeker] = []
    turns: list[TypedTurn] = []
    endings: list[TypedEnding] = []

    def rows(self, kind: Kind) -> Sequence[TypedSeeker | TypedTurn | TypedEnding]:
        """The seekers, the turns or the endings; none for `about`."""
        if kind == "seekers":
            return self.seekers
        if kind == "turns":
            return self.turns
        return self.endings if kind == "endings" else ()

    def piece(self, kind: Kind, piece_id: str = "") -> Piece | None:
        """The part with this id; None if it is not there (any more)."""
        if kind == "about":
            return self.about
        return next((row for row in self.rows(kind) if row.id == piece_id), None)

    def pieces(self) -> Iterator[tuple[Kind, Piece]]:
        """All of them, in order."""
        yield "about", self.about
        for kind in LISTS:
            for row in self.rows(kind):
                yield kind, row

    def having(self, kind: Kind, piece: Piece) -> "Typed":
        """The same with this part in place of the one with its id; added if there is none."""
        if isinstance(piece, TypedAbout):
            return self.model_copy(update={"about": piece})
        rows = list(self.rows(kind))
        at = next((n for n, row in enumerate(rows) if row.id == piece.id), len(rows))
        rows[at : at + 1] = [piece]
        return self.model_copy(update={kind: rows})

    def fresh_id(self, kind: Kind) -> str:
        """An id that no other part of that kind has; turns and endings share theirs."""
        start = {"seekers": "person", "turns": "turn"}.get(kind, "ending")
        kinds: tuple[Kind, ...] = ("seekers",) if kind == "seekers" else ("turns", "endings")
        taken = {row.id for one in kinds for row in self.rows(one)}
        number = 1
        while f"{start}-{number}" in taken:
            number += 1
        return f"{start}-{number}"


def recordings(content: Typed) -> set[str]:
    """The SHA-256 of each recording in it."""
    said = [turn.line for turn in content.turns] + [ending.line for ending in content.endings]
    said += [getattr(turn.next, way.value).says for turn in content.turns for way in Outcome]
    return {line.recording for line in said if line.recording}


def of_scenario(scenario: Scenario) -> Typed:
    """A scenario as somebody would have typed it."""
    return Typed(
        about=TypedAbout(
            title=scenario.title,
            language=scenario.language,
            topics=", ".join(scenario.topics),
            content_note=scenario.content_note,
            setting=scenario.setting.value,
            openness=f"{scenario.openness:g}",
        ),
        seekers=[_typed_seeker(seeker) for seeker in scenario.seekers],
        turns=[_typed_turn(turn) for turn in scenario.turns],
        endings=[_typed_ending(ending) for ending in scenario.endings],
    )


def _typed_seeker(seeker: Seeker) -> TypedSeeker:
    return TypedSeeker(**seeker.model_dump(mode="json"))


def _typed_line(line: Line | None) -> TypedLine:
    return TypedLine(text=line.text, recording=line.recording or "") if line else TypedLine()


def _typed_step(step: Continuation) -> TypedStep:
    return TypedStep(says=_typed_line(step.says), then=step.then)


def _typed_turn(turn: Turn) -> TypedTurn:
    return TypedTurn(
        id=turn.id,
        seeker=turn.seeker,
        line=_typed_line(turn.line),
        feelings="\n".join(turn.to_hear.feelings),
        facts="\n".join(turn.to_hear.facts),
        strengths="\n".join(turn.to_hear.strengths),
        helps=[
            TypedHelp(skill=skill.value, line=turn.model_lines[skill]) for skill in turn.room_for
        ],
        samples=[
            TypedSample(
                text=sample.text,
                good="yes" if sample.good else "no",
                findings=[skill.value for skill in Skill if skill in sample.findings],
                leads_to=sample.leads_to.value if sample.leads_to else "",
            )
            for sample in turn.samples
        ],
        next=TypedNext(**{way.value: _typed_step(turn.next[way]) for way in Outcome}),
    )


def _typed_ending(ending: Ending) -> TypedEnding:
    return TypedEnding(
        id=ending.id,
        seeker=ending.seeker,
        line=_typed_line(ending.line),
        feels=ending.feels.value,
    )


def fingerprint(data: dict[str, Any]) -> str:
    """Of a document's data (`written.Written.data`), whatever its id and version."""
    bare = {name: value for name, value in data.items() if name not in ("id", "version")}
    return hashlib.sha256(json.dumps(bare, sort_keys=True).encode()).hexdigest()
