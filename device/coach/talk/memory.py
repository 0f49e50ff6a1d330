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
        self.disputed: Counter[Skill] = Counter()
        """What was suggested and the trainee disagreed with."""
        self._offered: dict[str, str] = {}
        self._stood = False

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

    def may_stand(self) -> bool:
        """Whether a good reply may be left as it is, with nothing more to try: the first, and then
        every other one. Who always hears of one more thing never hears that it was good.
        """
        self._stood = not self._stood
        return self._stood

    def offer(self, turn: str, line: str | None) -> None:
        """Remember the model line that was last offered in a turn, if there was one."""
        if line:
            self._offered[turn] = line

    def was_offered(self, turn: str, text: str) -> bool:
        """Whether a reply is the model line of its turn, said back (nearly) word for word."""
        line = Counter(_WORD.findall(self._offered.get(turn, "").lower()))
        said = Counter(_WORD.findall(text.lower()))
        return bool(line) and (line & said).total() >= _SAME * max(line.total(), said.total())

    def note(self, turn: str, skills: Iterable[Skill]) -> None:
        """Remember what a reply showed."""
        found = frozenset(skills)
        self.done.update(found)
        self.last = Try(
            turn,
            frozenset(s for s in found if s.kind is Kind.HELPS),
            frozenset(s for s in found if s.kind is Kind.HINDERS),
        )


_WORD = re.compile(r"[a-z]+")
_SAME = 0.8
"""Share of the words from which a reply counts as the line that was offered."""


def sentences(phrase: str) -> list[str]:
    """The sentences of a phrase; a quote in it counts as part of its sentence."""
    return _SENTENCE_ENDS.split(phrase)


_SENTENCE_ENDS = re.compile(r"(?:(?<=[.?!])|(?<=[.?!…]”))\s+(?=[A-Z“])")


def words(text: str) -> int:
    """How many words a text has, as they are counted for speech."""
    return len(text.split())
