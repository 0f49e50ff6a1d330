"""How alike two words are, as they are written and as they sound."""

import re
from functools import lru_cache

_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"^kn", "n"),
    (r"^wr", "r"),
    (r"^wh", "w"),
    (r"^ps", "s"),
    (r"mb$", "m"),
    (r"ph", "f"),
    (r"ight", "it"),
    (r"gh", ""),
    (r"tch|ch", "C"),
    (r"sh|tion|ssion", "S"),
    (r"th", "T"),
    (r"dge|dj|j", "J"),
    (r"ck|q", "k"),
    (r"x", "ks"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"z", "s"),
    (r"v", "f"),
    (r"(.)\1", r"\1"),
    (r"(?<=[a-z])e$", ""),
    (r"[aeiouy]+", "a"),
)
"""English spelling, roughly, to one sign a sound; every run of vowels is the same."""
_RULES = tuple((re.compile(written), sound) for written, sound in _SOUNDS)


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """How a word sounds, roughly: words with the same key can hardly be told apart."""
    for written, heard in _RULES:
        word = written.sub(heard, word)
    return word


def distance(one: str, other: str) -> int:
    """How many letters have to be put in, left out, changed, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before = above
    return row[-1]


def difference(heard: str, word: str) -> float:
    """How far what was heard is from a word: 0 the same, 1 nothing in common."""
    heard_sound, word_sound = sound(heard), sound(word)
    letters = len(word) + len(word_sound)
    return (distance(heard, word) + distance(heard_sound, word_sound)) / letters
