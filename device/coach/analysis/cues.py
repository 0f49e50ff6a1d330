"""Cues: patterns that speak for a skill, and how they are looked for in a reply."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

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


_Tried = tuple[Cue, Callable[[str, int], re.Match[str] | None], bool, frozenset[str]]
"""A cue, its pattern's `match`, whether it opens a clause, and the words it never follows: at hand
without a look-up, since hundreds are tried for each reply."""


class Index:
    """Cues by the words they may begin with.

    Its patterns are compiled when they are first needed, all at once: that takes a second or more,
    which whoever only imports this is spared.
    """

    def __init__(self, *groups: Iterable[Cue]) -> None:
        self._cues = [cue for group in groups for cue in group]

    @cached_property
    def _by_word(self) -> Mapping[str, list[_Tried]]:
        by_word: dict[str, list[_Tried]] = defaultdict(list)
        for cue in self._cues:
            pattern = cue.pattern
            tried = cue, pattern.regex.match, pattern.opens, pattern.never_after
            for word in pattern.first:
                by_word[word].append(tried)
        return by_word

    def prepare(self) -> None:
        """Compile what has to be compiled, so that the first reply needn't wait for it."""
        len(self._by_word)

    def matches(self, heard: Heard, clauses: Clauses) -> Iterator[Match]:
        """Everything that speaks for anything, from left to right."""
        plain, openings, before = heard.plain, clauses.openings, heard.word(-1)
        for index, token in enumerate(heard.tokens):
            opening, offset = index in openings, heard.offsets[index]
            for cue, match, opens, never_after in self._by_word.get(token.text, ()):
                if (opens and not opening) or before in never_after:
                    continue
                found = match(plain, offset)
                if found is not None:
                    yield Match(cue.skill, index, heard.at[found.end()], cue.confidence, cue.name)
            before = token.text
