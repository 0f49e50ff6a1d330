"""Safety: is the trainee in crisis themselves?

Said in the first person, about now, and out of the role. A question or a reflection about the
seeker is none, nor is something lived through long ago, nor a figure of speech. Where it can't be
told, the trainee is asked. Nothing here keeps a word of what was said.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from device.coach.talk import distress
from device.coach.talk.command import plain


class Concern(StrEnum):
    """What the words call for."""

    NONE = "none"
    UNSURE = "unsure"
    """It may be the trainee speaking for themselves: ask."""
    CRISIS = "crisis"
    """The practice stops, and the centre's own words are said."""


_ON = r"(?:(?!(?:and|but|or|so|because|cos)\b)\w+ )"
"""A word within the same clause: what comes after one of these is the trainee's own again."""
_PEOPLE = (
    r"(?:you|he|she|they|people|somebody|someone|everybody|everyone|we|mum|mom|dad|brother|sister"
    r"|friend|mate|son|daughter|wife|husband|partner|doctor)"
)

_TOLD = (
    rf"\b{_PEOPLE} (?:(?:just|also|once|always|often|even|are|were|would|will|did|have|used to|keep"
    r"|kept|keeps|ever) )*(?:say|says|said|saying|tell|tells|told|telling|ask|asks|asked|asking"
    r"|goes"
    r"|went|scream|screams|screamed|text|texted|write|wrote|like)"
    r" (?:(?:to )?(?:me|him|her|us|them|yourself|himself|herself) )?"
    r"(?:that |like |um |once |yesterday |just now )*$",
    r"\b(?:youre|hes|shes|theyre) (?:just |always )*(?:like|saying|telling (?:me|him|her|them))"
    r"(?: that| like)* $",
    r"\b(?:called|titled|the words|the sentence|the phrase) $",
)
"""Right before the words: somebody else's, told or said back."""
_DENIED = (
    r"\b(?:not|never|isnt|wasnt|dont|doesnt|didnt|without)(?: (?:to|really|actually|even|saying|say"
    r"|said|mean|that|because|like|as if|thinking|think|feel|feeling|want you to think)){1,3} $"
)
"""Right before the words: said not to be so."""
_FIGURE = (
    r"^ (?:of|from|with) (?:\w+ ){0,2}(?:embarrassment|shame|laughter|laughing|boredom|hunger"
    r"|thirst|curiosity|cringe|happiness|joy)\b",
    r"^ for (?:an?|some|that|the) (?:\w+ ){0,2}(?:coffee|tea|drink|pint|cake|biscuit|sandwich"
    r"|cigarette|fag|smoke|wee|holiday|nap|weekend|ticket)\b",
    r"^ (?:laughing|hard)\b",
)
"""Right after the words: a figure of speech."""

_SUPPOSED = (
    r"\b(?:when|if|that time|years ago|there was a time|used to|once|back then|back when|as if"
    rf"|suppose|imagine) {_ON}{{0,2}}$"
)
"""Before the words: about another time, or supposed."""
_SOMEONE_ELSES = (
    rf"\b{_PEOPLE} {_ON}{{0,2}}(?:say|says|said|saying|tell|tells|told|telling|think|thinks|thought"
    r"|thinking|feel|feels|felt|feeling|like|mean|means|ask|asks|asked|asking|wonder|wondered|goes"
    rf"|went|hear|heard|scream|screams|decide|decided) {_ON}{{0,3}}$",
    rf"\b(?:youre|your|hes|shes|theyre|are you|you are) {_ON}{{0,2}}"
    rf"(?:like|saying|thinking|telling \w+|feeling|going) {_ON}{{0,3}}$",
    r"\b(?:hearing|hear|sounds|feel|seems) (?:is |like |that |as if )+$",
    r"\b(?:hearing|hear|sounds|to feel|seems) $",
    rf"\b(?:song|film|book|words|line|sentence|phrase) {_ON}{{0,3}}$",
    rf"\b(?:takes|took|brave|courage|guts|hard|scary) {_ON}{{0,4}}to (?:say|admit)(?: that)? $",
    r"\b(?:not|never|wouldnt|wont|dont|didnt|no longer|cant say)(?: that)? $",
)
"""Before the words, further off: perhaps somebody else's, or denied."""
_LONG_AGO = (
    r"^(?: \w+){0,4} (?:(?:years|decades) ago|last year|when i was|back then"
    r"|in my (?:teens|twenties|thirties|youth)|a long time ago|in the past|at your age"
    r"|as a (?:kid|child|teenager|young)|before i (?:came|found|got))\b"
)
"""After the words: long ago."""

_ONESELF = re.compile(r"\b(?:i|me|my|myself)\b")
_ANYBODY_ELSE = re.compile(
    r"\b(?:you|your|youre|yours|we|people|anybody|was|were|had|ago|once|used to|back then|felt"
    r"|wanted|lost|tried|nan|gran|grandad|killed|friend|when my|if my|scared of|afraid of|fear of"
    r"|in (?:19|20)\d\d|years|in the (?:nineties|eighties|seventies))\b"
)
"""Anywhere in a sentence with grave words: it may well be about the seeker, somebody else, or a
time that is over.
"""
_NEVER = re.compile(r"\b(?:not|never|dont|didnt|wouldnt|without|no)(?: \w+){0,3} $")

_SPELLED_OUT: tuple[tuple[str, str], ...] = (
    (r"\bi ?m\b", "i am"),
    (r"\bi ve\b|\bive\b", "i have"),
    (r"\bid\b", "i would"),
    (r"\bi ll\b|\bill\b(?= (?:just|kill|hurt|end|do|never|be|take|probably)\b)", "i will"),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\b(?:um+|uh+|er+m?|like(?= (?:i|um|uh)\b)|you know|i mean)\b", " "),
    (r"\b(\w+)(?: \1\b)+", r"\1"),
)
"""One form for what recognisers print in several, fillers and stutters dropped."""


def concern(text: str) -> Concern:
    """What the trainee's words call for, whatever the practice was about."""
    found = {answer for said in _sentences(text) for answer in _concerns(said)}
    return next((answer for answer in (Concern.CRISIS, Concern.UNSURE) if answer in found), _NONE)


_NONE = Concern.NONE
_ENDS = re.compile(r"[.!?…;\n]+")


def _sentences(text: str) -> Iterator[str]:
    """Each sentence in one form, as a recogniser without punctuation prints it. What somebody said
    in one says nothing of the next.
    """
    for sentence in _ENDS.split(text):
        said = plain(sentence)
        for contracted, full in _SPELLED_OUT:
            said = re.sub(contracted, full, said)
        if said:
            yield " ".join(said.split())


def _concerns(said: str) -> Iterator[Concern]:
    for rules, surely, perhaps in (
        (distress.CRISIS, Concern.CRISIS, Concern.UNSURE),
        (distress.TAKEN, Concern.CRISIS, Concern.NONE),
        (distress.UNSURE, Concern.UNSURE, Concern.NONE),
    ):
        for match in (match for rule in rules for match in rule.finditer(said)):
            before = said[max(0, match.start() - _REACH) : match.start()]
            after = said[match.end() : match.end() + _REACH]
            if _any(_NOT_MEANT_BEFORE, before) or _any(_NOT_MEANT_AFTER, after):
                continue
            doubted = _any(_DOUBTED_BEFORE, before) or _any(_DOUBTED_AFTER, after)
            yield perhaps if doubted else surely
    if _ONESELF.search(said) and not _ANYBODY_ELSE.search(said):
        graves = (match for rule in distress.GRAVE for match in rule.finditer(said))
        if any(not _NEVER.search(said[: match.start()]) for match in graves):
            yield Concern.UNSURE


_REACH = 80
"""Characters on either side that may tell whose words they are: one clause, not the whole reply."""
_NOT_MEANT_BEFORE = tuple(map(re.compile, (*_TOLD, _DENIED)))
_NOT_MEANT_AFTER = tuple(map(re.compile, _FIGURE))
_DOUBTED_BEFORE = tuple(map(re.compile, (_SUPPOSED, *_SOMEONE_ELSES)))
_DOUBTED_AFTER = (re.compile(_LONG_AGO),)


def _any(rules: Iterable[re.Pattern[str]], said: str) -> bool:
    return any(rule.search(said) for rule in rules)
