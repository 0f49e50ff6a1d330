"""How much of a reply is the seeker's own words handed back."""

from dataclasses import dataclass
from functools import lru_cache

from device.coach.analysis.tokens import STOP, Heard

_SWAPPED = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "am": "are",
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "was": "were",
}
_EMPTY = frozenset(
    """
    a an the and or but so to of in on at by for with from as is are was were be been being am
    do does did have has had it its that this these those there i you he she they we me him her
    them us my your his our their not no yes just really very like then than if when what how
    why who which where up out about into over all some any one get got go going went come came
    would could should will can may might must also too well okay oh yeah right still even now
    because say said tell told know think thing things feel felt want make made sound sounds
    while s t us let see look back only more much don
    """.split()
)
_ENDINGS = ("ings", "ing", "ies", "ied", "edly", "ed", "es", "ers", "er", "ly", "s", "e", "y")


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A rough stem: enough for "listened" to meet "listening"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@dataclass(frozen=True, slots=True)
class Echo:
    """What a reply shares with the line it answers."""

    stems: frozenset[str]
    """Stems of the seeker's words that carry content."""
    line: tuple[str, ...]
    """The seeker's words with I made you, stemmed."""

    def shared(self, words: tuple[str, ...]) -> int:
        """How many different content words of the seeker's come back."""
        return len({stem(word) for word in words if word not in _EMPTY} & self.stems)


def echo(seeker: Heard) -> Echo:
    """Prepare what the seeker said for comparison."""
    words = tuple(token.text for token in seeker.tokens if token.text != STOP)
    return Echo(
        frozenset(stem(word) for word in words if word not in _EMPTY),
        tuple(stem(_SWAPPED.get(word, word)) for word in words),
    )


_LONG_RUN = 3
_PARROTED = 0.7
"""Share of the reply's words that stand in runs of the seeker's; a paraphrase stays well below."""
_SHORTEST = 5
"""Words; "three years" handed back is an accurate detail."""
_OWN_WORDS = 2
"""Content words of one's own, from which on it is no longer bare repetition."""


def parroted(words: tuple[str, ...], line: Echo) -> tuple[float, int, int]:
    """How far words are the seeker's in the seeker's order: 0 to 1, and where that runs.

    Runs of three words and more, "I" made "you", count.
    """
    if len(words) < _SHORTEST or len(line.line) < _SHORTEST:
        return 0.0, 0, 0
    mine = [stem(_SWAPPED.get(word, word)) for word in words]
    runs: dict[tuple[str, ...], bool] = {
        tuple(line.line[i : i + _LONG_RUN]): True for i in range(len(line.line) - _LONG_RUN + 1)
    }
    covered = [False] * len(mine)
    for index in range(len(mine) - _LONG_RUN + 1):
        if tuple(mine[index : index + _LONG_RUN]) in runs:
            covered[index : index + _LONG_RUN] = [True] * _LONG_RUN
    if not any(covered):
        return 0.0, 0, 0
    first = covered.index(True)
    last = len(covered) - covered[::-1].index(True)
    own = {
        m
        for m, c, w in zip(mine, covered, words, strict=True)
        if not c and w not in _EMPTY and m not in line.stems
    }
    if len(own) >= _OWN_WORDS:
        return 0.0, first, last
    return sum(covered[first:last]) / max(len(mine) - first, 1), first, last
