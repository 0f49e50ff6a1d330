"""What the learned part looks at: runs of words and of letters, each in a numbered bucket.

Letters inside words let it hear a word it never met by its relatives ("lonesome", "loneliness").
Buckets are numbers made by hashing, so that no word list is shipped and any text has its place.
"""

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from device.coach.analysis.tokens import STOP, Heard

WORD_BUCKETS = 1 << 17
LETTER_BUCKETS = 1 << 16
BUCKETS = WORD_BUCKETS + LETTER_BUCKETS
"""Word runs have the first buckets, letter runs the rest."""
LETTERS = (3, 4, 5)
"""Lengths of the runs of letters."""


class Gram(NamedTuple):
    """One run, and the tokens it stands on."""

    bucket: int
    first: int
    last: int
    """Half-open, as in a match."""


def grams(heard: Heard) -> list[Gram]:
    """Every run in a reply; printed punctuation plays no part."""
    places = [i for i, token in enumerate(heard.tokens) if token.text != STOP]
    words = [heard.tokens[i].text for i in places]
    return [*_word_runs(words, places), *_letter_runs(words, places)]


def _word_runs(words: list[str], places: list[int]) -> Iterator[Gram]:
    if not words:
        return
    framed = ["^", *words, "$"]
    stands = [places[0], *places, places[-1]]
    length = len(framed)
    for i in range(length):
        runs = [framed[i : i + 1], framed[i : i + 2], framed[i : i + 3]]
        if i + 2 < length:
            runs.append([framed[i], "_", framed[i + 2]])
        if i + 3 < length:
            runs.append([framed[i], "_", "_", framed[i + 3]])
        for size, run in zip((1, 2, 3, 3, 4), runs, strict=False):
            if i + size <= length:
                bucket = crc32(" ".join(run).encode("utf-8", "replace")) % WORD_BUCKETS
                yield Gram(bucket, stands[i], stands[i + size - 1] + 1)


def _letter_runs(words: list[str], places: list[int]) -> Iterator[Gram]:
    for word, place in zip(words, places, strict=True):
        padded = f" {word} "
        for size in LETTERS:
            for i in range(len(padded) - size + 1):
                run = padded[i : i + size].encode("utf-8", "replace")
                yield Gram(WORD_BUCKETS + crc32(run) % LETTER_BUCKETS, place, place + 1)
