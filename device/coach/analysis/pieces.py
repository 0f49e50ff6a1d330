"""A seeker's line and a reply as the reader takes them: rows of word pieces."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

MOST_OF_LINE = 32
"""Word pieces of the seeker's line; the last ones count, they are what is answered."""
MOST_OF_REPLY = 96
"""Word pieces of a reply. Of a longer one its ends are read: how it begins and where it leads."""
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
    said = tokenizer.encode(reply, add_special_tokens=False)
    pieces, spans = said.ids, said.offsets
    if len(pieces) > MOST_OF_REPLY:
        half = MOST_OF_REPLY // 2
        pieces, spans = pieces[:half] + pieces[-half:], spans[:half] + spans[-half:]
    if not pieces:
        pieces, spans = [_BREAK], [(0, len(reply))]
    return Pieces(np.array([_START, *pieces, _BREAK], np.int64), tuple(spans))
