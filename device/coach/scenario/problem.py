"""What is wrong with a scenario: where, what, and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum

from device.errors import WellheardError


class Level(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The scenario can't be used until it is mended."""
    WARNING = "warning"
    """The scenario works; it would be better mended."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    field: str
    """The way to the field, such as `turns[2].samples[0].findings[1]`; empty for the whole."""
    message: str
    """What is wrong, as a sentence."""
    fix: str
    """What to do, as a sentence."""
    level: Level = Level.ERROR
    line: int = 1
    """Line in the text, from 1."""
    column: int = 1
    """Column in the line, from 1."""

    def at(self, line: int, column: int) -> "Problem":
        """The same problem, put at its place in the text."""
        return replace(self, line=line, column=column)

    def told(self, name: str) -> str:
        """`name:line: field: what is wrong. What to do.`"""
        where = f"{self.field}: " if self.field else ""
        return f"{name}:{self.line}: {where}{self.message} {self.fix}"


class ScenarioError(WellheardError, ValueError):
    """A scenario can't be used; carries every problem that was found."""

    def __init__(self, problems: Sequence[Problem], name: str = "scenario") -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        self.name = name
        super().__init__("\n".join(problem.told(name) for problem in self.problems))

    def of(self, name: str) -> "ScenarioError":
        """The same problems, told of a file."""
        return ScenarioError(self.problems, name)


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant, if one is near."""
    names = list(known)
    folded = {name.casefold(): name for name in names}
    shape = wrong.strip().casefold().replace(" ", "_").replace("-", "_")
    for tried in (wrong.strip().casefold(), shape):
        if found := get_close_matches(tried, folded, n=1, cutoff=0.6):
            return folded[found[0]]
    return None


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or all of them."""
    names = list(known)
    near = nearest(wrong, names)
    return f"Did you mean {near}?" if near else f"Use one of: {', '.join(names)}."
