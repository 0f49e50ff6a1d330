"""What the coach remembers within one practice: what it said, and what the trainee did."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from device.coach.skills import Kind, Skill


@dataclass(frozen=True, slots=True)
class Try:
    """What one reply showed."""

    turn: str
    helps: frozenset[Skill]
    hinders: frozenset[Skill]


class Memory:
    """Lives as long as one practice."""

    def __init__(self, seed: int = 0) -> None:
        self._chance = Random(seed)  # noqa: S311 - variety of wording, and nothing secret
        self._said: set[str] = set()
        self.praised: Counter[Skill] = Counter()
        self.suggested: Counter[Skill] = Counter()
        self.done: Counter[Skill] = Counter()
        self.last: Try | None = None
        self.hoped_for: Skill | None = None
        """What was suggested on the last reply, and not seen since."""

    def pick(self, phrases: Iterable[str], most: int | None = None) -> str | None:
        """One of the phrases that wasn't said yet, of at most so many words; None if there is none.

        It counts as said.
        """
        left = [p for p in phrases if self.unsaid(p) and (most is None or words(p) <= most)]
        return self.say(self._chance.choice(left)) if left else None

    def unsaid(self, phrase: str) -> bool:
        """Whether no sentence of the phrase was said yet."""
        return self._said.isdisjoint(sentences(phrase))

    def say(self, phrase: str) -> str:
        """The phrase itself, which counts as said from now on."""
        self._said.update(sentences(phrase))
        return phrase

    def note(self, turn: str, skills: Iterable[Skill]) -> None:
        """Remember what a reply showed."""
        found = frozenset(skills)
        self.done.update(found)
        self.last = Try(
            turn,
            frozenset(s for s in found if s.kind is Kind.HELPS),
            frozenset(s for s in found if s.kind is Kind.HINDERS),
        )


def sentences(phrase: str) -> list[str]:
    """The sentences of a phrase; a quote in it counts as part of its sentence."""
    return _SENTENCE_ENDS.split(phrase)


_SENTENCE_ENDS = re.compile(r"(?:(?<=[.?!])|(?<=[.?!…]”))\s+(?=[A-Z“])")


def words(text: str) -> int:
    """How many words a text has, as they are counted for speech."""
    return len(text.split())
