"""What the coach learns from: replies with what careful readers found in them."""

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from device import library
from device.coach.analysis.features import SKILLS
from device.coach.reply import Reply
from device.coach.skills import Skill
from device.errors import WellheardError

FOLDS = 5
UNKNOWN = -1
BEHAVIOURS = (
    ("main", ("question", "reflection", "therapist_input", "other")),
    ("reflection", ("no", "yes")),
    ("question", ("no", "open", "closed")),
    ("input", ("no", "information", "advice")),
)
"""What AnnoMI's experts said of an utterance, and the answers they chose from."""
_BETWEEN = frozenset({"options", "negotiation"})
"""Input that AnnoMI keeps apart from advice and the rubric doesn't: "you could try the gum", "how
about two days a week". That it is no advice to AnnoMI says nothing of the rubric's advice."""
ANSWERS = sum(len(answers) for _, answers in BEHAVIOURS)


class NoReplies(WellheardError, FileNotFoundError):
    """There is nothing to learn from."""


class NotAnnoMI(WellheardError, ValueError):
    """A table lacks the columns that AnnoMI has."""


@dataclass(frozen=True, slots=True)
class Row:
    """One reply."""

    reply: Reply
    known: dict[Skill, bool]
    """What readers said of each skill; one that is missing was not asked about."""
    reflects: bool | None
    """Whether it reflects, facts or feeling, where readers said no more than that."""
    behaviours: tuple[int, ...]
    """The answer for each of `BEHAVIOURS`, or `UNKNOWN`."""
    fold: int
    """Which part of five it is held back with: nobody's trouble is on both sides."""

    @property
    def ours(self) -> bool:
        """Whether it was labelled with the rubric."""
        return self.behaviours[0] == UNKNOWN


def written(folder: Path) -> list[Row]:
    """Every labelled reply in a folder's `.jsonl` files, in the order of their names."""
    rows = [row for file in sorted(folder.glob("*.jsonl")) for row in of_file(file)]
    if not rows:
        raise NoReplies(f"{folder}: there are no labelled replies. Name a folder of .jsonl.")
    return rows


def of_file(file: Path) -> list[Row]:
    """The labelled replies of one file."""
    lines = (
        json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    )
    return [_labelled(row["reply"], row["seeker"], row["skills"]) for row in lines]


def samples() -> list[Row]:
    """The sample replies of the scenarios that ship: each says what has to be found in it."""
    return [
        _labelled(sample.text, turn.line.text, sample.findings)
        for scenario in library.shipped()
        for turn in scenario.turns
        for sample in turn.samples
    ]


def annomi(table: Path) -> list[Row]:
    """The helpers' utterances of AnnoMI, a CSV with `context`, `text`, `fold` and the labels."""
    try:
        with table.open(encoding="utf-8", newline="") as lines:
            return [_observed(line) for line in csv.DictReader(lines)]
    except KeyError as missing:
        raise NotAnnoMI(f"{table}: there is no column {missing}. Name AnnoMI's table.") from None


def _labelled(reply: str, seeker: str, skills: Iterable[str]) -> Row:
    fold = int(hashlib.sha256(seeker.encode()).hexdigest(), 16) % FOLDS
    there = frozenset(skills)
    known = {skill: skill in there for skill in SKILLS}
    return Row(Reply(reply, seeker), known, None, (UNKNOWN,) * len(BEHAVIOURS), fold)


def _observed(line: dict[str, str]) -> Row:
    reflects = line["reflection_exists"] == "True"
    asks = line["question_subtype"] if line["question_exists"] == "True" else "no"
    tells = line["therapist_input_subtype"] if line["therapist_input_exists"] == "True" else "no"
    known = {Skill.OPEN_QUESTION: asks == "open", Skill.CLOSED_QUESTION: asks == "closed"}
    if tells not in _BETWEEN:
        known[Skill.ADVICE] = tells == "advice"
    if tells not in {"no", "advice"}:
        tells = "information"
    if not reflects:
        known |= {Skill.REFLECTS_CONTENT: False, Skill.REFLECTS_FEELING: False}
    if asks != "closed":
        known[Skill.INTERROGATION] = False
    answers = (line["main_therapist_behaviour"], "yes" if reflects else "no", asks, tells)
    return Row(
        Reply(line["text"], line["context"]),
        known,
        reflects,
        tuple(choice.index(a) for (_, choice), a in zip(BEHAVIOURS, answers, strict=True)),
        int(line["fold"]),
    )
