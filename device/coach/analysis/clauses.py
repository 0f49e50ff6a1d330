"""Where one thing that is said ends and the next begins, without punctuation.

A spoken reply is one string of words. A clause may begin after printed punctuation, after a
discourse marker ("so", "well"), at a question's opener ("how did"), and where a subject and a verb
start again ("that sounds hard | you must be tired"). The split need not be perfect: it bounds the
words that are quoted, and says where an imperative can stand.
"""

from bisect import bisect_right
from dataclasses import dataclass

from device.coach.analysis.lexicon import CLASSES
from device.coach.analysis.tokens import STOP, Heard

_OPENERS = frozenset(
    """
    and but so well okay yeah yes no oh right look listen honestly maybe perhaps or then just
    please hey anyway hello hi ah mm hm wow gosh god sure still also now first next
    alternatively otherwise plus seriously personally like because thanks sorry love mate dear
    darling honey sweetheart buddy pal man dude bro girl friend sweetie pet hun alas actually
    basically
    """.split()
)
_SUBJECTS = frozenset(["i", "you", "we", "he", "she", "they", "it", "that", "this", "there"])
_FOLLOWS_SUBJECT = CLASSES["auxiliary"] | CLASSES["plain-verb"]
_LEANING = (
    CLASSES["preposition"]
    | CLASSES["determiner"]
    | CLASSES["conjunction"]
    | CLASSES["auxiliary"]
    | CLASSES["takes-clause"]
    | frozenset(
        """
        what how why when where who whom which whatever whenever wherever not to
        """.split()
    )
)
_QUESTION_WORDS = frozenset(["what", "how", "why", "where", "when"])
_OBJECTS = frozenset(["it", "that", "this", "him", "her", "them"])
_INVERTING = frozenset(
    """
    do does did are is was were have has had can could would will should might
    """.split()
)
_ASKED_ABOUT = frozenset(
    ["you", "he", "she", "they", "it", "there", "anyone", "anybody", "someone", "your"]
)


_NO_QUESTION_AFTER = (
    (CLASSES["conjunction"] - {"like"})
    | CLASSES["determiner"]
    | CLASSES["auxiliary"]
    | frozenset(
        """
        what how why when where who whom which not to of part thing worst hardest
        """.split()
    )
)


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a reply, as tokens."""

    bounds: tuple[int, ...]
    """Where each clause begins, and one more: where the last one ends."""
    openings: frozenset[int]
    """Where a main verb could stand first: clause starts, and past any openers there."""

    def around(self, index: int) -> tuple[int, int]:
        """The clause that holds a token: its first token and the one past its last."""
        after = bisect_right(self.bounds, index)
        if 0 < after < len(self.bounds):
            return self.bounds[after - 1], self.bounds[after]
        return index, index + 1


def split(heard: Heard) -> Clauses:
    """Find the clauses."""
    starts: list[int] = []
    count = len(heard.tokens)
    for index in range(count):
        if heard.word(index) != STOP and _starts(heard, index, starts[-1] if starts else -9):
            starts.append(index)
    openings = set(starts)
    for start in starts:
        index = start
        while heard.word(index) in _OPENERS and index + 1 < count:
            index += 1
            openings.add(index)
    return Clauses((*starts, count), frozenset(openings))


def _starts(heard: Heard, index: int, last: int) -> bool:  # noqa: PLR0911  # a list of guards
    word, before = heard.word(index), heard.word(index - 1)
    if before == STOP or index in heard.marks:
        return True
    if index - last < 2 or before in _OPENERS:
        return False
    after = heard.word(index + 1)
    leaning = before in _LEANING
    if word in {"so", "but", "because", "and", "or"}:
        asks = after in _INVERTING and heard.word(index + 2) in _ASKED_ABOUT
        return asks or after in _SUBJECTS or after in _QUESTION_WORDS or after in {"your", "maybe"}
    if word in _QUESTION_WORDS and not leaning:
        return after in _INVERTING or after in {"about", "if", "else", "happened", "makes", "made"}
    if word in _INVERTING and after in _ASKED_ABOUT and before not in _NO_QUESTION_AFTER:
        return (
            before not in _SUBJECTS
            or before in _OBJECTS
            or heard.word(index - 2) in CLASSES["preposition"]
        )
    if word in _SUBJECTS and not leaning:
        return after in _FOLLOWS_SUBJECT or after.endswith("ed")
    return False
