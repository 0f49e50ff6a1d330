"""A seeker's line and a reply as the reader takes them: one row of word pieces."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

MOST_OF_LINE = 40
"""Word pieces of the seeker's line; the last ones count, they are what is answered."""
MOST_OF_REPLY = 96
"""Word pieces of a reply. Of a longer one its ends are read: how it begins and where it leads."""
_START, _BREAK = 101, 102

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pair:
    """T word pieces: start, line, break, reply, break."""

    ids: Ids
    """Shape (T,)."""
    reply: Floats
    """Shape (T,): 1 on the reply's own pieces."""
    spans: tuple[tuple[int, int], ...]
    """Where each of the reply's pieces stands in it, in characters, half-open."""


def paired(tokenizer: Tokenizer, seeker: str, reply: str) -> Pair:
    """Both texts as one row. A reply without a word has its last break as its only piece."""
    line = tokenizer.encode(seeker, add_special_tokens=False).ids[-MOST_OF_LINE:]
    said = tokenizer.encode(reply, add_special_tokens=False)
    pieces, spans = said.ids, said.offsets
    if len(pieces) > MOST_OF_REPLY:
        half = MOST_OF_REPLY // 2
        pieces, spans = pieces[:half] + pieces[-half:], spans[:half] + spans[-half:]
    if not pieces:
        pieces, spans = [_BREAK], [(0, len(reply))]
    ids = [_START, *line, _BREAK, *pieces, _BREAK]
    own = np.zeros(len(ids), np.float32)
    own[len(line) + 2 : -1] = 1
    return Pair(np.array(ids, np.int64), own, tuple(spans))
