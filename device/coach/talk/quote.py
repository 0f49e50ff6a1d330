"""The trainee's own words, cut so that they can be said back."""

import re
from collections.abc import Iterable

from device.coach.finding import Finding
from device.coach.reply import Reply

LONGEST = 12
"""Words of a quote at most: what is taken in at one hearing, about five seconds of speech."""
SHORTER = 8
"""Words of a quote at most where there is much else to say."""
SHORTEST = 3
"""Under so many words a quote says little by itself, and the clause around it is taken."""
SURELY_HEARD = 0.5
"""Mean word confidence from which the recogniser's words are quoted as the trainee's own."""
UNSAID = frozenset(
    {"but", "wrong", "mistake", "mistakes", "score", "should", "shouldn't", "shouldnt"}
)
"""Words the coach keeps out of its mouth, even in a quote: heard in passing they sound like
scolding."""
_SWEARING = re.compile(
    r"(?:\w*fuck\w*|\w*shit\w*|cunts?|arse\w*|asshole\w*|bitch\w*|bastards?|piss\w*)"
)
"""What a machine in a shared room doesn't read out; it is said of the reply and not quoted."""

ASKED_EARLY = 3
"""A question shows by one of its first words: "so what was that like"."""
_ASKING = frozenset(
    {"what", "what's", "whats", "how", "how's", "why", "who", "where", "when", "which", "would"}
    | {"could", "can", "may", "shall", "do", "does", "did", "is", "are", "was", "were", "will"}
)
_FILLERS = frozenset({"um", "umm", "uh", "uhh", "er", "erm", "hmm", "ah"})
_OPENERS = frozenset({"ok", "okay", "well", "oh", "yeah", "yes", "right", "ah", "no"})
"""Words that only clear the throat; a longer quote begins after them."""
_JOINTS = frozenset({"and", "but", "because", "cause", "so", "when", "which", "or", "if", "though"})
"""Words before which a clause may end."""
_WEAK_ENDS_WORDS = """
a an the to of and or but in on at for with from by my your their his her our its i you we they
he she is are was were am be been has have had that this so if when because really very just
like as than then about into who what which how it's i'm you're could would can will do does did
not don't
"""
_WEAK_ENDS = frozenset(_WEAK_ENDS_WORDS.split())
"""Words on which a cut quote must not end."""
_STOPS = ".,;:?!…—"
_WORD = re.compile(r"\S+")


def cut(
    text: str, start: int, end: int, longest: int = LONGEST, *, asked: bool = False
) -> str | None:
    """The words of `text[start:end]`, tidied, with a closing stop; None where none can be said.

    At most `longest` words in one unbroken run. A longer quote is cut where a clause ends; a very
    short one is widened to the clause it stands in. `asked` tells that it is a question.
    """
    tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    inside = [n for n, (_, begins, ends) in enumerate(tokens) if begins < end and ends > start]
    if not inside:
        return None
    words = [word for word, _, _ in tokens]
    first, last = inside[0], inside[-1]
    if last - first + 1 < SHORTEST:
        first, last = _clause(words, first, last, longest)
    if asked:
        last = _to_the_end(words, first, last, longest)
    chosen = _unbroken(words[first : last + 1])
    while len(chosen) > SHORTEST and _bare(chosen[0]) in _OPENERS:
        chosen.pop(0)
    kept = _shortened(chosen, longest)
    if not kept or not any(c.isalpha() for word in kept for c in word):
        return None
    return _said(kept, shortened=len(kept) < len(chosen), asked=asked)


def clear_of(length: int, praised: Finding, hindering: Iterable[Finding]) -> tuple[int, int]:
    """Where around the praised words a quote may lie without touching what hindered.

    Offsets in the text, half-open; of words that both claim, the longer side that is free is kept.
    """
    begins, ends = 0, length
    for other in hindering:
        if other.end <= praised.start:
            begins = max(begins, other.end)
        elif other.start >= praised.end:
            ends = min(ends, other.start)
        elif other.start - praised.start >= praised.end - other.end:
            ends = min(ends, max(other.start, begins))
        else:
            begins = max(begins, min(other.end, ends))
    return begins, max(begins, ends)


def surely_heard(reply: Reply, finding: Finding) -> bool:
    """Whether the recogniser was sure enough of the finding's words to say them back."""
    place, confidences = 0, []
    lowered = reply.text.lower()
    for word in reply.words:
        bare = word.text.strip().lower()
        found = lowered.find(bare, place)
        if not bare or found < 0:
            continue
        place = found + len(bare)
        if found < finding.end and place > finding.start:
            confidences.append(word.confidence)
    return not confidences or sum(confidences) / len(confidences) >= SURELY_HEARD


def _bare(word: str) -> str:
    return word.strip(_STOPS + "\"'“”‘’()-").replace("’", "'").lower()


def _clause(words: list[str], first: int, last: int, longest: int) -> tuple[int, int]:
    """The clause around a few words, no longer than may be said."""
    while first > 0 and last - first + 1 < longest:
        if words[first - 1][-1] in _STOPS or _bare(words[first]) in _JOINTS:
            break
        first -= 1
    while last < len(words) - 1 and last - first + 1 < longest:
        if words[last][-1] in _STOPS or _bare(words[last + 1]) in _JOINTS:
            break
        last += 1
    return first, last


def _to_the_end(words: list[str], first: int, last: int, longest: int) -> int:
    """Where the question ends, if its mark is near enough: half a question asks something else."""
    for end in range(last, min(len(words), first + longest)):
        if words[end].rstrip("\"'”’)")[-1:] in {".", "?", "!"}:
            return end
    return last


def _unbroken(words: list[str]) -> list[str]:
    """The first part that can be said as it is, fillers dropped; empty where there is none.

    Parts are what a "but" divides. A part with another word of those left unsaid is dropped as a
    whole: taking out one word would turn its meaning round.
    """
    parts: list[list[str]] = [[]]
    for word in words:
        part = parts[-1]
        if _bare(word) == "but":
            parts.append([])
        elif _bare(word) in _FILLERS:
            part[-1:] = [before.rstrip(",…-—") for before in part[-1:]]
        elif not part or _bare(word) != _bare(part[-1]) or part[-1][-1] in _STOPS:
            part.append(word)
    sayable = [part for part in parts if part and not any(map(_is_unsaid, part))]
    if len(parts) == 1:
        return next(iter(sayable), [])
    return next((part for part in sayable if len(part) >= SHORTEST), [])


def _is_unsaid(word: str) -> bool:
    bare = _bare(word)
    return bare in UNSAID or _SWEARING.fullmatch(bare) is not None


def _shortened(words: list[str], longest: int) -> list[str]:
    if len(words) <= longest:
        return words
    for size in range(longest, SHORTEST, -1):
        if words[size - 1][-1] in _STOPS or _bare(words[size]) in _JOINTS:
            return words[:size]
    kept = words[:longest]
    while len(kept) > SHORTEST and _bare(kept[-1]) in _WEAK_ENDS:
        kept.pop()
    return kept


def _said(words: list[str], *, shortened: bool, asked: bool) -> str:
    text = " ".join(words).strip('"“”() ')
    text = re.sub(r"\bi(?=$|[\s'’.,;:?!])", "I", text)
    text = text[:1].upper() + text[1:]
    if text[-1] in "?!":
        return text
    if shortened:
        return text.rstrip(_STOPS + " ") + "…"
    asking = asked and bool(_ASKING & {_bare(word) for word in words[:ASKED_EARLY]})
    return text.rstrip(_STOPS + " ") + ("?" if asking else ".")
