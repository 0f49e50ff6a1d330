"""Words that go round in circles, as a recogniser makes them out of noise."""

import string
from collections.abc import Callable, Sequence
from typing import TypeVar

ROUNDS = 3
"""So many rounds are a circle: people say a short phrase twice."""
WORD_ROUNDS = 4
"""So many rounds of a single word are one: "no, no, no" is said, "no, no, no, no" hardly."""
LONG = 5
"""Words from which on a phrase that comes twice on end is a circle, also where the second round
was only begun when the words ended."""
LONGEST = 12
"""Words in a round, at most."""

T = TypeVar("T")


def circles(said: Sequence[str]) -> bool:
    """Whether a phrase comes again and again."""
    return len(without_circles(said, text=str)) < len(said)


def without_circles(said: Sequence[T], *, text: Callable[[T], str]) -> list[T]:
    """The words with one round of each circle."""
    plain = [text(word).lower().strip(string.punctuation) for word in said]
    kept: list[T] = []
    at = 0
    while at < len(said):
        size, rounds = _circle(plain, at)
        kept += said[at : at + size]
        at += size * rounds
        if size > 1 or rounds > 1:
            at += _begun(plain, at, size)
    return kept


def _circle(plain: list[str], at: int) -> tuple[int, int]:
    """Words in a round and rounds of the circle that begins here; 1 and 1 if there is none."""
    for size in range(1, LONGEST + 1):
        rounds = 1
        phrase = plain[at : at + size]
        while plain[at + rounds * size : at + (rounds + 1) * size] == phrase:
            rounds += 1
        least = WORD_ROUNDS if size == 1 else ROUNDS if size < LONG else 2
        if len(phrase) < size:
            break
        if rounds >= least or _begun(plain, at + size, size) >= LONG:
            return size, rounds
    return 1, 1


def _begun(plain: list[str], at: int, size: int) -> int:
    """How many words of another round were begun when the words ended."""
    left = len(plain) - at
    if 0 < left < size and plain[at:] == plain[at - size : at - size + left]:
        return left
    return 0
