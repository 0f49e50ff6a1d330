"""Two texts as one, with what was taken out and what was put in, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Mark(StrEnum):
    """What happened to some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a text that was changed."""

    mark: Mark
    text: str


def marked(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts as one, word by word."""
    before, after = _words(old), _words(new)
    pieces = list[Piece]()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece(Mark.KEPT, "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece(Mark.REMOVED, "".join(before[a:b])))
        if d > c:
            pieces.append(Piece(Mark.ADDED, "".join(after[c:d])))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    """Words, spaces and signs, which together are the text."""
    return re.findall(r"[\w'’-]+|\s+|[^\w\s]", text)
