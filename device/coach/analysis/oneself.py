"""What a reply says of the one who says it: no reflection, whatever feeling it names.

"I felt guilty for months" is the listener's own story. "I hear how guilty that feels" and "I
imagine it hurts" are not, and neither is "I'd be furious": they speak of the seeker.
"""

from collections.abc import Iterable, Iterator

from device.coach.analysis.clauses import Clauses
from device.coach.analysis.lexicon import CLASSES
from device.coach.analysis.tokens import STOP, Heard

Span = tuple[int, int]
"""Tokens, or characters, half-open."""

_YOU = frozenset({"you", "your", "yours", "yourself", "ye", "ya", "youse"})
_BETWEEN = CLASSES["degree"] | frozenset({"never", "not", "once", "nearly", "have", "had", "been"})
"""What may stand between "I" and what I did or was."""
_OF_YOU = frozenset(
    """
    hear hears hearing heard see seeing saw imagine imagining guess guessing bet think thinking
    thought wonder wondering wondered expect reckon suppose suspect sense sensing gather notice
    noticing noticed understand know say saying said mean doubt believe swear get getting picking
    pick hope hoping take struck sorry glad here listening want wanted like would could should can
    may might must will shall do did does find going trying stay wish dare feeling appreciate love
    """.split()
)
"""What one does, or is, when one speaks of the other: "I hear", "I'd say", "I'm guessing"."""
_AS_OF_YOU = frozenset({"like", "that", "for", "how", "as", "it", "there", "with"})
"""After "I feel", or "I felt": of the other."""
_MINE_OF_YOU = frozenset({"guess", "sense", "heart", "hunch", "impression", "feeling", "goodness"})
"""After "my"; "my mother", in contrast, is one's own."""
_CAUGHT = frozenset({"it", "that", "this", "right"})
"""After "I got": of the other, too."""
_JOINS = frozenset({"and", "but", "so", "well", "because", "or", "then", "god", "still"})
"""Words before it that lead over to one's own story."""
_SPEAKS_OF_IT = frozenset({"sounds", "sound", "sounded", "must"})
"""Where a reflection begins that the split into clauses didn't see."""


def of_oneself(heard: Heard, clauses: Clauses) -> tuple[Span, ...]:
    """The characters in which somebody tells of themselves, without a word to the other."""
    return tuple(
        (heard.tokens[first].start, heard.tokens[last - 1].end)
        for first, last in _joined(_told(heard, clauses))
    )


def without(text: str, own: Iterable[Span]) -> str:
    """The text with these characters blank, so that what is found still stands where it was."""
    for start, end in own:
        text = f"{text[:start]}{STOP.ljust(end - start)}{text[end:]}"
    return text


def clear_of(start: int, end: int, own: Iterable[Span]) -> Span:
    """The longer part of some characters that lies before or behind one's own story."""
    for begins, ends in own:
        if begins < end and ends > start:
            start, end = max((start, begins), (ends, end), key=lambda part: part[1] - part[0])
    return start, max(start, end)


def _told(heard: Heard, clauses: Clauses) -> Iterator[Span]:
    for low, high in zip(clauses.bounds, clauses.bounds[1:], strict=False):
        words = heard.words(low, high)
        first = next((n for n in range(len(words)) if _begins(words, n)), None)
        if first is None:
            continue
        last = next((n for n in range(first + 1, len(words)) if _leaves(words, n)), len(words))
        if _YOU.isdisjoint(words[first:last]):
            first, last = low + first, low + last
            while heard.word(first - 1) in _JOINS:
                first -= 1
            yield first, last


def _leaves(words: tuple[str, ...], index: int) -> bool:
    """Whether the other is spoken of from here on, in a clause that wasn't split."""
    return words[index] in _SPEAKS_OF_IT or (words[index] == "i" and not _begins(words, index))


def _begins(words: tuple[str, ...], index: int) -> bool:
    word, after = words[index], index + 1
    if word == "my":
        return index == 0 and after < len(words) and words[after] not in _MINE_OF_YOU
    if word != "i" or (index and words[index - 1] in CLASSES["auxiliary"]):
        return False
    while after < len(words) and words[after] in _BETWEEN:
        after += 1
    verb, then = (*words[after : after + 2], "", "")[:2]
    if verb in {"feel", "felt"}:
        return then not in _AS_OF_YOU
    if verb == "got":
        return then not in _CAUGHT
    if verb in {"am", "was"}:
        while then in _BETWEEN:
            after += 1
            then = (*words[after + 1 : after + 2], "")[0]
    return bool(verb) and verb not in _OF_YOU and then not in _OF_YOU


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours as one."""
    whole: Span | None = None
    for span in spans:
        if whole and span[0] <= whole[1]:
            whole = (whole[0], span[1])
            continue
        if whole:
            yield whole
        whole = span
    if whole:
        yield whole
