"""What the coach remembers within one practice: what it said, and what the trainee did."""

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
        left = [p for p in phrases if p not in self._said and (most is None or words(p) <= most)]
        if not left:
            return None
        chosen = self._chance.choice(left)
        self._said.add(chosen)
        return chosen

    def unsaid(self, phrase: str) -> bool:
        """Whether the phrase wasn't said yet."""
        return phrase not in self._said

    def say(self, phrase: str) -> str:
        """The phrase itself, which counts as said from now on."""
        self._said.add(phrase)
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


def words(text: str) -> int:
    """How many words a text has, as they are counted for speech."""
    return len(text.split())
