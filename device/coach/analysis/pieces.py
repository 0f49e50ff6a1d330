"""A seeker's line and a reply as the reader takes them: rows of word pieces."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

MOST_OF_LINE = 32
"""Word pieces of the seeker's line; the last ones count, they are what is answered."""
MOST_OF_REPLY = 96
"""Word pieces of a reply. Of a longer one its ends are read: how it begins and where it leads."""
_LONG = 4000
"""Characters of a reply that are all made into pieces; of a longer one only the ends are."""
_END = _LONG // 2
_START, _BREAK = 101, 102

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """T word pieces: start, the reply's own, break."""

    ids: Ids
    """Shape (T,)."""
    spans: tuple[tuple[int, int], ...]
    """Where each of the reply's own T - 2 pieces stands in it, in characters, half-open."""


def of_line(tokenizer: Tokenizer, seeker: str) -> Ids:
    """The seeker's line: start, its last pieces, break."""
    said = tokenizer.encode(seeker, add_special_tokens=False).ids[-MOST_OF_LINE:]
    return np.array([_START, *said, _BREAK], np.int64)


def of_reply(tokenizer: Tokenizer, reply: str) -> Pieces:
    """A reply. One without a word has a break as its only piece."""
    if len(reply) <= _LONG:
        pieces, spans = _encoded(tokenizer, reply, 0)
    else:
        pieces, spans = _encoded(tokenizer, reply[:_END], 0)
        last, where = _encoded(tokenizer, reply[-_END:], len(reply) - _END)
        pieces, spans = pieces + last, spans + where
    if len(pieces) > MOST_OF_REPLY:
        half = MOST_OF_REPLY // 2
        pieces, spans = pieces[:half] + pieces[-half:], spans[:half] + spans[-half:]
    if not pieces:
        pieces, spans = [_BREAK], [(0, len(reply))]
    return Pieces(np.array([_START, *pieces, _BREAK], np.int64), tuple(spans))


def _encoded(
    tokenizer: Tokenizer, text: str, start: int
) -> tuple[list[int], list[tuple[int, int]]]:
    """The pieces of a text that begins at character `start`, and where they stand."""
    said = tokenizer.encode(text, add_special_tokens=False)
    return said.ids, [(first + start, last + start) for first, last in said.offsets]
