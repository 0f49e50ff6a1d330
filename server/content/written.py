"""From what was typed to the document that kiosks read, and from its problems back to the fields.

Rows that were left empty are no part of the document, so its lists count otherwise than the form's;
`Written.fields` keeps which is which.
"""

import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from device.coach.scenario import SCHEMA_VERSION, Outcome, Scenario, document
from device.coach.scenario.problem import Level, Problem
from server.content import wording
from server.content.typed import Kind, Typed, TypedEnding, TypedLine, TypedSeeker, TypedTurn


@dataclass(frozen=True, slots=True)
class Field:
    """Where something was typed."""

    kind: Kind | Literal["whole"]
    id: str
    """Of the seeker, turn or ending; empty for the others."""
    name: str
    """In that part's form, such as `samples[1].text`; empty for the part itself."""
    typed: str
    """What stands there; empty for what is no single text."""


KEPT = 8
"""Drafts that a process remembers the look of: some page of those that are being written is opened
again and again. A talk of 100 turns takes 3 MB here, one of ten a tenth."""
WHOLE = Field("whole", "", "", "")
"""Where no single part is to blame."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem, and where to mend it."""

    field: Field
    words: str
    """What is wrong and what to do, in a sentence or two."""
    error: bool
    """Whether it keeps the scenario from being published."""


@dataclass
class Written:
    """A document's data, and where each part of it was typed."""

    data: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    """By the way to it in the document, such as `turns[2].room_for[1]`."""

    def text(self) -> str:
        """The document."""
        return json.dumps(self.data, ensure_ascii=False)

    def nearest(self, way: str) -> Field:
        """Where what stands at this way was typed, or the part it should be in."""
        while way and way not in self.fields:
            way = way[: max(way.rfind("."), way.rfind("["), 0)]
        return self.fields.get(way, WHOLE)


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking a draft over."""

    written: Written
    scenario: Scenario | None
    """Where it is sound."""
    troubles: tuple[Trouble, ...]

    @property
    def errors(self) -> int:
        """How many things keep it from being published."""
        return sum(trouble.error for trouble in self.troubles)

    @property
    def warnings(self) -> int:
        """How many things would be better mended."""
        return len(self.troubles) - self.errors

    def at(self, kind: Kind | Literal["whole"], piece_id: str = "") -> tuple[Trouble, ...]:
        """Those of one part."""
        return tuple(
            trouble
            for trouble in self.troubles
            if trouble.field.kind == kind and trouble.field.id == piece_id
        )


def look(typed: Typed, key: str, version: int = 1) -> Looked:
    """Look a draft over with the checker that kiosks have; never raises for what was typed."""
    return _numbered(_look(_Draft(typed.seal, key, typed)), version)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the look at a draft depends on; the same for the same seal."""

    seal: str
    key: str
    typed: Typed = field(compare=False)


@lru_cache(maxsize=KEPT)
def _look(draft: _Draft) -> Looked:
    done = write(draft.typed, draft.key, 1)
    found, problems = document.look_over(done.data)
    troubles = tuple(dict.fromkeys(_trouble(done, problem) for problem in problems))
    sound = found is not None and not any(trouble.error for trouble in troubles)
    return Looked(done, found if sound else None, troubles)


def _numbered(looked: Looked, version: int) -> Looked:
    """The same with another version number, which nothing else depends on."""
    scenario = looked.scenario and looked.scenario.model_copy(update={"version": version})
    data = looked.written.data | {"version": version}
    return replace(looked, written=Written(data, looked.written.fields), scenario=scenario)


def _trouble(written: Written, problem: Problem) -> Trouble:
    where = written.nearest(problem.field)
    return Trouble(where, wording.words(problem, where.typed), problem.level is Level.ERROR)


def write(typed: Typed, key: str, version: int) -> Written:
    """The document's data, as far as it was typed."""
    done = Written()
    about = typed.about
    _note(done, "", WHOLE)
    done.data = {"schema_version": SCHEMA_VERSION, "id": key, "version": version}
    for name in ("title", "language", "content_note", "setting"):
        done.data[name] = value = getattr(about, name).strip()
        _note(done, name, Field("about", "", name, value))
    done.data["topics"] = [topic.strip() for topic in about.topics.split(",") if topic.strip()]
    _note(done, "topics", Field("about", "", "topics", about.topics))
    if about.openness.strip():
        done.data["openness"] = _number(about.openness)
    _note(done, "openness", Field("about", "", "openness", about.openness))
    done.data["seekers"] = [_seeker(done, n, row) for n, row in enumerate(typed.seekers)]
    done.data["turns"] = [_Turn(done, n, row).data() for n, row in enumerate(typed.turns)]
    done.data["endings"] = [_ending(done, n, row) for n, row in enumerate(typed.endings)]
    return done


def _note(done: Written, way: str, where: Field) -> None:
    done.fields[way] = where


def _number(typed: str) -> float | str:
    try:
        value = float(typed.strip().replace(",", "."))
    except ValueError:
        return typed.strip()
    return value if -1e9 < value < 1e9 else typed.strip()  # JSON has no inf and nan


def _line(line: TypedLine) -> dict[str, str]:
    data = {"text": line.text.strip()}
    return data | ({"recording": line.recording} if line.recording else {})


def _seeker(done: Written, number: int, row: TypedSeeker) -> dict[str, str]:
    way = f"seekers[{number}]"
    _note(done, way, Field("seekers", row.id, "", ""))
    for name in ("name", "voice", "about"):
        _note(done, f"{way}.{name}", Field("seekers", row.id, name, getattr(row, name).strip()))
    return {
        "id": row.id,
        "name": row.name.strip(),
        "voice": row.voice,
        "about": row.about.strip(),
    }


def _ending(done: Written, number: int, row: TypedEnding) -> dict[str, Any]:
    way = f"endings[{number}]"
    _note(done, way, Field("endings", row.id, "", ""))
    for name, value in (
        ("seeker", row.seeker),
        ("line", row.line.text.strip()),
        ("feels", row.feels),
    ):
        shown = "line.text" if name == "line" else name
        _note(done, f"{way}.{name}", Field("endings", row.id, shown, value))
    return {"id": row.id, "seeker": row.seeker, "line": _line(row.line), "feels": row.feels}


class _Turn:
    """One turn being written."""

    def __init__(self, done: Written, number: int, row: TypedTurn) -> None:
        self._done, self._row, self._way = done, row, f"turns[{number}]"

    def data(self) -> dict[str, Any]:
        row = self._row
        self._is("", "", "")
        self._is("seeker", "seeker", row.seeker)
        self._is("line", "line.text", row.line.text.strip())
        return {
            "id": row.id,
            "seeker": row.seeker,
            "line": _line(row.line),
            "to_hear": self._to_hear(),
            **self._helps(),
            "samples": self._samples(),
            "next": {way.value: self._step(way) for way in Outcome},
        }

    def _is(self, inner: str, name: str, typed: str) -> None:
        way = f"{self._way}.{inner}" if inner else self._way
        _note(self._done, way, Field("turns", self._row.id, name, typed))

    def _to_hear(self) -> dict[str, list[str]]:
        data = {}
        for name in ("feelings", "facts", "strengths"):
            typed: str = getattr(self._row, name)
            self._is(f"to_hear.{name}", name, typed)
            data[name] = [line.strip() for line in typed.splitlines() if line.strip()]
        return data

    def _helps(self) -> dict[str, Any]:
        room_for, lines = list[str](), dict[str, str]()
        self._is("room_for", "helps", "")
        for number, row in enumerate(self._row.helps):
            if not row.skill and not row.line.strip():
                continue
            self._is(f"room_for[{len(room_for)}]", f"helps[{number}].skill", row.skill)
            if row.skill and row.skill not in lines:
                lines[row.skill] = row.line.strip()
                self._is(f"model_lines.{row.skill}", f"helps[{number}].line", row.line.strip())
            room_for.append(row.skill)
        return {"room_for": room_for, "model_lines": lines}

    def _samples(self) -> list[dict[str, Any]]:
        data = list[dict[str, Any]]()
        self._is("samples", "samples", "")
        for number, row in enumerate(self._row.samples):
            if not row.text.strip() and not row.findings:
                continue
            here, name = f"samples[{len(data)}]", f"samples[{number}]"
            self._is(here, f"{name}.text", row.text.strip())
            self._is(f"{here}.good", f"{name}.good", row.good)
            self._is(f"{here}.findings", f"{name}.findings", " ".join(row.findings))
            self._is(f"{here}.leads_to", f"{name}.leads_to", row.leads_to)
            sample: dict[str, Any] = {"text": row.text.strip(), "findings": row.findings}
            if row.good:
                sample["good"] = {"yes": True, "no": False}.get(row.good, row.good)
            if row.leads_to:
                sample["leads_to"] = row.leads_to
            data.append(sample)
        return data

    def _step(self, way: Outcome) -> dict[str, Any]:
        step = getattr(self._row.next, way.value)
        name = f"next.{way.value}"
        self._is(f"{name}.says", f"{name}.says.text", step.says.text.strip())
        self._is(f"{name}.then", f"{name}.then", step.then)
        data: dict[str, Any] = {"then": step.then}
        if step.says.text.strip() or step.says.recording:
            data["says"] = _line(step.says)
        return data
