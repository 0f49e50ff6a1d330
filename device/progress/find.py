"""The three words of a code, found in what was recognised or typed.

Fillers and "my code is" don't matter, nor the order, nor a word in two parts ("sun flower"). Where
at least one word was heard to the letter, one that was heard as its like is put right, if only one
word of the list can be meant.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from device.progress.alike import difference
from device.progress.words import WORDS

MANY = 3
"""Words of a code."""
NEAR = 0.3
"""Difference up to which something heard may be a word of the list."""
CLEARLY = 0.12
"""By how much more the next word of the list must differ; else it is anybody's guess."""
SHORTEST = 4
"""Letters of what may stand for a word of the list; shorter ones are like too many."""
LONGEST = 24
"""Words looked at; nobody needs more to say three."""
MOST_NEAR = 14
"""Words up to which one that was misheard is put right: in a long speech, anything is like some."""
ODD = 3
"""Letters by which something heard may be shorter or longer than the word that was meant."""
_INTO_ONE = 3
"""Pieces of which a word may have been made by the recogniser."""
_COMMON = frozenset(
    """
    about actually again also and are because been before believe bit but can chose code codes
    could course different dont else feel feeling felt first from good guess have hear hello
    here know last let like maybe mean mine name need new next not now number okay once one
    other please rather ready really remember right said same say second see should something
    sorry still sure than thank thanks that the their them then there these they thing think
    this those three today try two very wait want was well were what when which will with word
    words would yeah yes you your
    """.split()
)
"""Said around a code, and never taken for a word of it."""
_LIST = frozenset(WORDS)


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of the list, and where it was."""

    start: int
    end: int
    word: str
    far: float
    """How different what was heard is, 0 for the word itself."""


def find(text: str) -> str | None:
    """The code in this text: its three words by the alphabet, single spaces between.

    None where it has fewer, or more than three that may be meant.
    """
    found = words(text)
    return code(found) if len(found) == MANY else None


def words(text: str) -> set[str]:
    """The words of the list that may be meant."""
    pieces = plain(text).split()[:LONGEST]
    exact = _apart(list(_exact(pieces)))
    found = {one.word for one in exact}
    if not found or len(found) >= MANY or len(pieces) > MOST_NEAR:
        return found  # what has no word of the list to the letter is more likely something else
    near = [one for one in _near(pieces) if not any(_meet(one, other) for other in exact)]
    return found | {one.word for one in _apart(sorted(near, key=lambda one: one.far))}


def code(words: set[str]) -> str:
    """As a code is said, shown and hashed."""
    return " ".join(sorted(words))


def plain(text: str) -> str:
    """Letters and digits in lower case, single spaces: as the server takes a code to be hashed."""
    kept = (one if one.isalnum() else " " for one in unicodedata.normalize("NFKC", text))
    return " ".join("".join(kept).casefold().split())


def _runs(pieces: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Where each run of pieces begins, and the pieces; the longest runs first."""
    for many in range(_INTO_ONE, 0, -1):
        for start in range(len(pieces) - many + 1):
            yield start, pieces[start : start + many]


def _exact(pieces: list[str]) -> Iterator[_Found]:
    """Every word of the list that is there to the letter, one of them or several."""
    for start, run in _runs(pieces):
        said = "".join(run)
        word = next((one for one in (said, said.removesuffix("s")) if one in _LIST), None)
        if word is not None:
            yield _Found(start, start + len(run), word, 0.0)


def _near(pieces: list[str]) -> Iterator[_Found]:
    """Every word of the list that something else may stand for."""
    for start, run in _runs(pieces):
        meant = None if _COMMON.intersection(run) else _meant("".join(run))
        if meant is not None:
            yield _Found(start, start + len(run), *meant)


def _meant(said: str) -> tuple[str, float] | None:
    """The one word of the list that it is like, and how far from it; None where it is like none, or
    like two.
    """
    if len(said) < SHORTEST or said.isdigit():
        return None
    alike = (word for word in WORDS if abs(len(word) - len(said)) <= ODD)
    likely = sorted((difference(said, word), word) for word in alike)
    for (far, word), (next_far, _) in pairwise([*likely[:2], (1.0, "")]):
        return (word, far) if far <= NEAR and next_far - far >= CLEARLY else None
    return None


def _apart(found: list[_Found]) -> list[_Found]:
    """Those that don't share a piece, the earlier in the list first."""
    kept: list[_Found] = []
    for one in found:
        if not any(_meet(one, other) for other in kept):
            kept.append(one)
    return kept


def _meet(one: _Found, other: _Found) -> bool:
    return one.start < other.end and other.start < one.end
