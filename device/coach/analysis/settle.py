"""Which of the claims on a reply hold.

The surface often points the wrong way: "it sounds like you should" is advice and no reflection; a
habit that is denied ("I'm not going to tell you what to do") or reported ("they told you to calm
down") is not that habit; asking first takes the sting out of the idea it introduces.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from device.coach.analysis.cues import Match
from device.coach.analysis.echo import Echo, stem
from device.coach.analysis.tokens import STOP, Heard
from device.coach.skills import Kind, Skill

_LOOK_BACK = 8
"""Words before a cue in which a denial or a report reaches it."""

_DENIED = re.compile(
    r"(?:\b(?:not|never|nobody|no one|without|neither|hate when|instead of|rather than) "
    r"(?:\w+ ){0,2}?(?:going to|here to|trying to|about to|want to|need to|"
    r"saying|say|says|tell|telling|think|thinks|thinking|mean|means|see|seeing|believe|"
    r"suggesting|asking|interested|judging|pretend|because|like)\b (?:\w+ ){0,3}$)"
    r"|(?:\b(?:not|never) (?:a |an |your |the |being |just |some |any )?$)"
)
_REPORTED = re.compile(
    r"\b(?:(?P<who>\w+) )(?:\w+ ){0,2}?(?:say|says|said|saying|tell|tells|told|telling|"
    r"think|thinks|thought|feel|feels|felt|feeling|call|calls|called|hear|heard|hearing|"
    r"worry|worried|worries|expect|expects|expected|believe|believes|afraid|scared|fear|"
    r"wondering|wonder|convinced|decided|act|acts|acted|treat|treats|treated|look|looked)"
    r" (?:(?:you|me|us|them|him|her|people|that|to|like|as|if|it|just|about|being|a|an|"
    r"how|is|are|was|were|so|all|not|the|this|your|should|must|need|have|ought|"
    r"just) ){0,5}$"
)
_SELF = frozenset(["i", "we", "i'd", "me"])
_NOT_REPORTED = {
    Skill.EXPERT_STANCE,
    Skill.JARGON,
    Skill.OVERSHADOWING,
    Skill.PARROTING,
    Skill.SYMPATHY,
}

_OUTRANKS: dict[Skill, frozenset[Skill]] = {
    Skill.ADVICE: frozenset(
        {
            Skill.REFLECTS_CONTENT,
            Skill.REFLECTS_FEELING,
            Skill.CLOSED_QUESTION,
            Skill.OPEN_QUESTION,
            Skill.AFFIRMATION,
            Skill.PRESENCE,
            Skill.CONNECTION,
        }
    ),
    Skill.JUDGMENT: frozenset(
        {
            Skill.ADVICE,
            Skill.REFLECTS_CONTENT,
            Skill.REFLECTS_FEELING,
            Skill.CLOSED_QUESTION,
            Skill.OPEN_QUESTION,
            Skill.AFFIRMATION,
            Skill.VALIDATION,
        }
    ),
    Skill.MINIMISING: frozenset(
        {
            Skill.ADVICE,
            Skill.REFLECTS_CONTENT,
            Skill.REFLECTS_FEELING,
            Skill.AFFIRMATION,
            Skill.CONNECTION,
            Skill.VALIDATION,
        }
    ),
    Skill.SYMPATHY: frozenset({Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING, Skill.VALIDATION}),
    Skill.STIGMA: frozenset(
        {Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING, Skill.JUDGMENT, Skill.JARGON}
    ),
    Skill.JARGON: frozenset(
        {Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING, Skill.CLOSED_QUESTION}
    ),
    Skill.INTIMIDATION: frozenset(
        {Skill.ADVICE, Skill.JUDGMENT, Skill.REFLECTS_CONTENT, Skill.AFFIRMATION, Skill.PRESENCE}
    ),
    Skill.EXCLUSION: frozenset(
        {Skill.ADVICE, Skill.CONNECTION, Skill.REFLECTS_CONTENT, Skill.MINIMISING}
    ),
    Skill.EXPERT_STANCE: frozenset(
        {Skill.SELF_DISCLOSURE, Skill.REFLECTS_CONTENT, Skill.OVERSHADOWING}
    ),
    Skill.ASKS_PERMISSION: frozenset(
        {
            Skill.CLOSED_QUESTION,
            Skill.OPEN_QUESTION,
            Skill.ADVICE,
            Skill.SELF_DISCLOSURE,
            Skill.REFLECTS_CONTENT,
            Skill.EXPERT_STANCE,
            Skill.PRESENCE,
            Skill.MINIMISING,
            Skill.CONNECTION,
        }
    ),
    Skill.AFFIRMATION: frozenset({Skill.ADVICE, Skill.REFLECTS_CONTENT}),
    Skill.VALIDATION: frozenset(
        {Skill.ADVICE, Skill.JUDGMENT, Skill.REFLECTS_CONTENT, Skill.MINIMISING}
    ),
    Skill.OPEN_QUESTION: frozenset(
        {Skill.CLOSED_QUESTION, Skill.REFLECTS_FEELING, Skill.REFLECTS_CONTENT}
    ),
    Skill.PRESENCE: frozenset({Skill.ADVICE, Skill.REFLECTS_CONTENT, Skill.INTIMIDATION}),
    Skill.CONNECTION: frozenset(
        {
            Skill.REFLECTS_CONTENT,
            Skill.REFLECTS_FEELING,
            Skill.MINIMISING,
            Skill.ADVICE,
            Skill.PRESENCE,
        }
    ),
    Skill.CLOSED_QUESTION: frozenset({Skill.REFLECTS_FEELING, Skill.REFLECTS_CONTENT}),
    Skill.PARROTING: frozenset({Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING}),
    Skill.OVERSHADOWING: frozenset(
        {
            Skill.SELF_DISCLOSURE,
            Skill.REFLECTS_CONTENT,
            Skill.REFLECTS_FEELING,
            Skill.CONNECTION,
            Skill.AFFIRMATION,
        }
    ),
}
"""For each skill the ones that give way where both claim the same words, unless they are surer."""

_SURER = 0.1
"""By so much a claim must be surer to stand against one that outranks it."""


def holds(match: Match, heard: Heard, line: Echo) -> bool:
    """Whether a cue means what it seems to mean, going by the words before it."""
    if match.skill.kind is not Kind.HINDERS:
        return True
    before = " ".join(_sentence_before(heard, match.first)) + " "
    if _DENIED.search(before):
        return False
    if match.skill not in _NOT_REPORTED:
        report = _REPORTED.search(before)
        if report is not None and report["who"] not in _SELF:
            return False
    if match.skill is Skill.JARGON and _said_back(match, heard, line):
        return False
    return not (
        match.skill is Skill.STIGMA and _said_back(match, heard, line) and _as_word(match, heard)
    )


def _sentence_before(heard: Heard, index: int) -> tuple[str, ...]:
    words = heard.words(index - _LOOK_BACK, index)
    while STOP in words:
        words = words[words.index(STOP) + 1 :]
    return words


def _said_back(match: Match, heard: Heard, line: Echo) -> bool:
    """Whether the telling word is the seeker's own."""
    return any(
        stem(word) in line.stems for word in heard.words(match.first, match.last) if len(word) > 3
    )


_OF_WORDS = frozenset(
    """
    word words call called calling calls say said saying says name names label using use hear
    heard
    """.split()
)


def _as_word(match: Match, heard: Heard) -> bool:
    """Whether the word is spoken of as a word: "that word junkie", "junkie you say it like"."""
    around = heard.words(match.first - 4, match.last + 4)
    return not _OF_WORDS.isdisjoint(around)


def settle(matches: Iterable[Match]) -> list[Match]:
    """Keep one match a skill and place, and let the stronger reading of the same words stand."""
    ranked = sorted(matches, key=lambda match: (-match.confidence, match.first - match.last))
    taken: dict[Skill, set[int]] = defaultdict(set)
    merged: list[Match] = []
    standing: dict[int, list[Match]] = defaultdict(list)
    for match in ranked:
        span = range(match.first, match.last)
        if taken[match.skill].isdisjoint(span):
            taken[match.skill].update(span)
            merged.append(match)
            for index in span:
                standing[index].append(match)
    return sorted(
        (match for match in merged if not _outranked(match, standing)),
        key=lambda match: (match.first, match.last),
    )


def _outranked(match: Match, standing: dict[int, list[Match]]) -> bool:
    return any(
        _yields(match, other)
        for index in range(match.first, match.last)
        for other in standing[index]
    )


def _yields(match: Match, other: Match) -> bool:
    return (
        match.skill in _OUTRANKS.get(other.skill, ())
        and match.confidence < other.confidence + _SURER
        and not (
            other.skill in _OUTRANKS.get(match.skill, ()) and match.confidence >= other.confidence
        )
    )
