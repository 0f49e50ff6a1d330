"""How hard a text is: the Flesch-Kincaid grade, with syllables counted by rule.

The grade is that of J. P. Kincaid and others, "Derivation of new readability formulas" (1975). Of
the ways to count syllables, hyphenation patterns leave out "a-bout" and "i-de-a", and a dictionary
of sounds weighs megabytes for a figure that is a rough guide anyway; so they are counted here.
"""

import re
from functools import lru_cache

HARDEST = 6.0
"""Grade from which a whole scenario is called hard: what a child of twelve follows. Plain talk has
1 to 3. Lines are spoken, so there is no going back to read them again."""
HARDEST_LINE = 10.0
"""Grade from which a single line is."""
LEAST_WORDS = 15
"""Words under which a line's grade says nothing."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$|[\"”'’)])")
_GROUP = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+")
_SILENT = (
    re.compile(
        r"(?:[^aeiouylr]|[aeiouy][lr])es?$(?<!ses)(?<!ces)(?<!ges)(?<!zes)(?<!shes)(?<!ches)(?<!xes)"
    ),
    re.compile(r"[^aeiouydt]ed$(?<!led)|[aeiouy]led$"),
)
_SILENT_WITHIN = re.compile(
    r"(?<=[aeiouy][^aeiouy])e(?=(?:ly|ment|ments|less|ness|ful|where|times?|thing|body|one)$)"
)
_TWO = re.compile(
    r"ia(?!n$|l$|ge)|io(?!n)|iu|ier$|iest$|eo(?!p|n$)|ua(?!r)|uou|(?<!q)ue[lt]|[^aeiou]ying|eing$|oing|ea$|yo|creat|real(?!ly)|dea|eum$|n't$(?<=dn't|sn't)|thm$|sm$"
)
_ONE = {"every": 2, "everything": 3, "everybody": 4, "everyone": 3, "people": 2, "something": 2}
_ONE |= {"area": 3, "real": 1, "really": 2, "idea": 3, "quiet": 2, "being": 2, "hour": 1, "our": 1}
_ONE |= {"sea": 1, "tea": 1, "dead": 1, "deal": 1, "deaf": 1, "death": 1, "dear": 1, "you": 1}
_ONE |= {
    "maybe": 2,
    "your": 1,
    "yours": 1,
    "beyond": 2,
    "young": 1,
    "yeah": 1,
    "plea": 1,
    "pea": 1,
    "dean": 1,
}


def grade(text: str) -> float:
    """The school year (United States) in which one follows the text; 0 at least."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_SENTENCE.findall(text.strip() + " ")))
    per_word = sum(map(syllables, words)) / len(words)
    return max(0.0, 0.39 * len(words) / sentences + 11.8 * per_word - 15.59)


def words(text: str) -> int:
    """How many words the text has."""
    return len(_WORD.findall(text))


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """The syllables of an English word, as a rule; 1 at least."""
    word = word.lower().replace("’", "'")
    bare = word.removesuffix("'s")
    if bare in _ONE:
        return _ONE[bare]
    count = len(_GROUP.findall(bare))
    count += len(_TWO.findall(bare))
    count -= bool(count > 1 and any(silent.search(bare) for silent in _SILENT))
    count -= len(_SILENT_WITHIN.findall(bare))
    return max(1, count)
