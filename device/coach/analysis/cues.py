"""Cues: patterns that speak for a skill, and how they are looked for in a reply."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from device.coach.analysis.clauses import Clauses
from device.coach.analysis.lexicon import CLASSES
from device.coach.analysis.pattern import Pattern, compile_pattern
from device.coach.analysis.tokens import Heard
from device.coach.skills import Skill

_ENTRY = re.compile(r"^(?=\.\d)", re.MULTILINE)
"""A cue begins where a line begins with its confidence."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One pattern that speaks for a skill."""

    skill: Skill
    pattern: Pattern
    confidence: float
    """How often what it finds is the skill, 0 to 1."""
    name: str
    """The pattern as it was written."""


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `first` up to but not including `last` speak for a skill."""

    skill: Skill
    first: int
    last: int
    confidence: float
    why: str

    def __post_init__(self) -> None:
        if not self.first < self.last:
            raise ValueError(f"an empty match for {self.skill}: {self.first} to {self.last}")

    def overlaps(self, other: "Match") -> bool:
        """Whether the two share a word."""
        return self.first < other.last and other.first < self.last


def cues(skill: Skill, text: str) -> tuple[Cue, ...]:
    """Read cues: each a confidence on a new line, then a pattern, which may run over lines."""
    found = []
    for entry in _ENTRY.split(text):
        if entry.strip():
            confidence, _, source = " ".join(entry.split()).partition(" ")
            pattern = compile_pattern(source, CLASSES)
            found.append(Cue(skill, pattern, float(confidence), source.strip()))
    return tuple(found)


class Index:
    """Cues by the words they may begin with."""

    def __init__(self, *groups: Iterable[Cue]) -> None:
        self._by_word: dict[str, list[Cue]] = defaultdict(list)
        for group in groups:
            for cue in group:
                for word in cue.pattern.first:
                    self._by_word[word].append(cue)

    def matches(self, heard: Heard, clauses: Clauses) -> Iterator[Match]:
        """Everything that speaks for anything, from left to right."""
        for index, token in enumerate(heard.tokens):
            for cue in self._by_word.get(token.text, ()):
                pattern = cue.pattern
                if pattern.opens and index not in clauses.openings:
                    continue
                if pattern.never_after and heard.word(index - 1) in pattern.never_after:
                    continue
                match = pattern.regex.match(heard.plain, heard.offsets[index])
                if match is not None:
                    yield Match(cue.skill, index, heard.at[match.end()], cue.confidence, cue.name)
