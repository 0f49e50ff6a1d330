"""From a reply to its findings."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from device.coach.analysis import (
    advice,
    disclosure,
    judgment,
    labels,
    minimising,
    oneself,
    pity,
    questions,
    rank,
    reader,
    reflections,
    strengths,
    support,
)
from device.coach.analysis.clauses import Clauses, split
from device.coach.analysis.cues import Index, Match
from device.coach.analysis.echo import Echo, echo, parroted
from device.coach.analysis.intonation import with_mark
from device.coach.analysis.learned import Judged, judge
from device.coach.analysis.quote import quoted
from device.coach.analysis.reader import LINES
from device.coach.analysis.settle import holds, settle
from device.coach.analysis.tokens import STOP, Heard, hear
from device.coach.analysis.trust import relied_on, understood
from device.coach.finding import Finding, Source
from device.coach.reply import Reply
from device.coach.skills import Kind, Skill
from device.coach.timing import timed

_INDEX = Index(
    advice.CUES,
    judgment.CUES,
    judgment.TAGGED,
    labels.CUES,
    minimising.CUES,
    pity.CUES,
    questions.CUES,
    rank.CUES,
    reflections.CUES,
    strengths.CUES,
    support.CUES,
)
_IS_NO = defaultdict(
    frozenset,
    {
        Skill.OPEN_QUESTION: frozenset({Skill.CLOSED_QUESTION}),
        Skill.ASKS_PERMISSION: frozenset({Skill.CLOSED_QUESTION}),
        Skill.ADVICE: frozenset({Skill.CLOSED_QUESTION, Skill.OPEN_QUESTION}),
        Skill.AFFIRMATION: frozenset({Skill.ADVICE}),
        Skill.JUDGMENT: frozenset({Skill.CLOSED_QUESTION, Skill.OPEN_QUESTION}),
    },
)
"""A question that is an invitation, a request for leave, advice in disguise or a reproach is no
other question, however it sounds: the rubric says so, and the rules know."""
END = 1000
"""Characters of a reply that are looked at from either end: some 200 words each, a minute of talk
and more. Nobody takes in more, and the time for an answer stays short."""
_WEIGHTY = 0.3
"""Share of the weight of the heaviest words from which a rule's words are shown as they are."""
_ONE_STRETCH = 24
"""Words up to which what a rule saw and what weighed most are shown as one."""
_OFTEN_DENIED = {
    Skill.JUDGMENT,
    Skill.STIGMA,
    Skill.ADVICE,
    Skill.MINIMISING,
}
_TO_DENY = re.compile(
    r"(?:(?:nobody|no one)(?: is| are)?|(?:i|we|they)(?: am| are| is| would| will)? (?:not|never)) "
    r"(?:saying|say|says|telling|suggesting|asking|judging|calling|blaming|thinking|thinks) "
)
"""Words that name what they deny: "nobody's saying you're selfish"."""
_WANTS_OUT = re.compile(
    r"\b(?:(?:i|we) (?:do not|cannot|can not|am not going to|will not) (?:\w+ )?"
    r"(?:want to |able to )?(?:be here|be doing|do this|stay|sit here)"
    r"|i would rather (?:be somewhere|not|be anywhere))\b"
)
"""The listener would be gone: the words of staying, and the opposite."""
_REFLECTIONS = frozenset({Skill.REFLECTS_FEELING, Skill.REFLECTS_CONTENT})
_OWN_STORY = Index(disclosure.OWN, disclosure.PAST)
_HIJACKS = Index(disclosure.HIJACKS)


def prepare(seeker: str) -> None:
    """Read a seeker's line while it is being spoken: a reply to it is then analysed sooner.

    The first call takes seconds; all that is needed later is made ready.
    """
    _INDEX.prepare()
    reader.shipped().prepare(seeker)


def analyse(reply: Reply) -> tuple[Finding, ...]:
    """Everything found in a reply, in the order it was said. Never raises, whatever the text."""
    asked = with_mark(reply)
    heard = hear(_ends(asked.text))
    by_voice = timed(reply)
    if not understood(heard):
        return by_voice
    clauses, line = split(heard), _line(reply.seeker)
    found = _found(asked, reply.text, heard, clauses, line)
    own = oneself.of_oneself(heard, clauses)
    reflects = {  # what was seen in one's own story, and so may be there or not
        finding.skill
        for finding in found
        if finding.skill in _REFLECTIONS
        and oneself.clear_of(finding.start, finding.end, own) != (finding.start, finding.end)
    }
    if reflects:
        others = [finding for finding in found if finding.skill not in reflects]
        found = [*others, *_beside(asked, reply.text, own, line, reflects)]
    found.sort(key=lambda finding: (finding.start, finding.end))
    return (*(finding for finding in _apart(found) if relied_on(finding, reply)), *by_voice)


def _found(asked: Reply, text: str, heard: Heard, clauses: Clauses, line: Echo) -> list[Finding]:
    rules = settle(claims(heard, clauses, line))
    return [
        quoted(text, heard, clauses, match, source)
        for skill in judge(asked, heard, line, rules).values()
        for match, source in _shown(skill, rules)
        if source is Source.RULES or _is_meant(match, heard, clauses, line)
    ]


def _beside(
    asked: Reply, text: str, own: Sequence[oneself.Span], line: Echo, skills: Set[Skill]
) -> Iterator[Finding]:
    """What of these skills is there beside what somebody tells of themselves."""
    rest = replace(asked, text=oneself.without(asked.text, own))
    heard = hear(_ends(rest.text))
    if not understood(heard):
        return
    for finding in _found(rest, text, heard, split(heard), line):
        start, end = oneself.clear_of(finding.start, finding.end, own)
        quote = text[start:end].rstrip()
        if finding.skill in skills and quote:
            yield replace(finding, quote=quote, start=start, end=start + len(quote))


@lru_cache(maxsize=LINES)
def _line(seeker: str) -> Echo:
    return echo(hear(seeker))


def _ends(text: str) -> str:
    """A text of usual length as it is; of a very long one the middle is left blank, so that what
    is found still stands where it was said.
    """
    if len(text) <= 2 * END:
        return text
    return text[:END] + ".".ljust(len(text) - 2 * END) + text[-END:]


def _shown(judged: Judged, rules: list[Match]) -> Iterator[tuple[Match, Source]]:
    """The words that show a skill: those that a rule saw, as far as they weigh something with the
    reader too; else those that weighed most.
    """
    weighty = Match(judged.skill, judged.first, judged.last, judged.probability, "learned")
    most = judged.weight(judged.first, judged.last)
    ruled = [match for match in rules if match.skill is judged.skill]
    seen = [m for m in ruled if judged.weight(m.first, m.last) >= _WEIGHTY * most]
    for match in seen or _joined(ruled, weighty):
        yield replace(match, confidence=judged.probability), Source.RULES
    if not ruled and not any(
        rule.overlaps(weighty) for rule in rules if weighty.skill in _IS_NO[rule.skill]
    ):
        yield weighty, Source.MODEL


def _joined(ruled: list[Match], weighty: Match) -> list[Match]:
    """What a rule saw, and what weighed most, where they are not the same words: both, as one
    stretch where they are near each other.
    """
    if not ruled:
        return []
    near = min(ruled, key=lambda m: max(m.first - weighty.last, weighty.first - m.last))
    first, last = min(near.first, weighty.first), max(near.last, weighty.last)
    if last - first > _ONE_STRETCH:
        return [weighty]
    return [replace(near, first=first, last=last)]


def _is_meant(match: Match, heard: Heard, clauses: Clauses, line: Echo) -> bool:
    """Whether the words that weighed most are meant as they sound, in the habits that are most
    often named only to be denied, or that somebody else has ("they told you to calm down").
    """
    if match.skill is Skill.PARROTING:
        return bool(line.line)
    if match.skill is Skill.PRESENCE:
        return not _WANTS_OUT.search(" ".join(heard.words(*clauses.around(match.first))))
    if match.skill not in _OFTEN_DENIED:
        return True
    if match.skill is Skill.MINIMISING and minimising.offers(heard, match):
        return False
    low, _ = clauses.around(match.first)
    words = " ".join(heard.words(low, match.last)) + " "
    return holds(match, heard, line) and not _TO_DENY.search(words)


def _apart(found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those whose words were shown for the same skill already."""
    shown: dict[Skill, int] = {}
    for finding in found:
        if finding.start >= shown.get(finding.skill, 0):
            shown[finding.skill] = finding.end
            yield finding


def claims(heard: Heard, clauses: Clauses, line: Echo) -> list[Match]:
    """Everything that speaks for a skill and means what it seems to."""
    found = [match for match in _INDEX.matches(heard, clauses) if holds(match, heard, line)]
    found = [
        match for match in found if match.skill is not Skill.ENCOURAGER or _encourages(match, heard)
    ]
    found += [match for match in labels.clinical(heard) if holds(match, heard, line)]
    found += questions.asked(heard, clauses)
    felt = _covered(found, lambda skill: skill is Skill.REFLECTS_FEELING)
    found = [m for m in found if not _felt_instead(m, felt, clauses)]
    found = settle(found)
    asked = [
        m
        for m in found
        if m.skill in {Skill.OPEN_QUESTION, Skill.CLOSED_QUESTION, Skill.ASKS_PERMISSION}
    ]
    found += disclosure.told(
        heard,
        list(_OWN_STORY.matches(heard, clauses)),
        list(_HIJACKS.matches(heard, clauses)),
        asked,
        found,
    )
    found = settle(found)
    found += questions.interrogates(found)
    repeated = list(_parrots(heard, line))
    if repeated and not any(m.overlaps(repeated[0]) for m in asked):
        return [*found, *repeated]
    claimed = _covered(found, lambda skill: skill not in {Skill.REFLECTS_CONTENT, Skill.ENCOURAGER})
    felt_at = _covered(found, lambda skill: skill is Skill.REFLECTS_FEELING)
    hurt_at = _covered(found, lambda skill: skill.kind is Kind.HINDERS)
    found += reflections.retold(heard, clauses, line, claimed, felt_at, hurt_at)
    return found


def _covered(found: list[Match], wanted: Callable[[Skill], bool]) -> set[int]:
    """The tokens that matches of the wanted skills stand on."""
    return {i for match in found if wanted(match.skill) for i in range(match.first, match.last)}


def _felt_instead(match: Match, felt: set[int], clauses: Clauses) -> bool:
    """Whether a reflection of facts is one of the feeling: "sounds like | you're lonely"."""
    if match.skill is not Skill.REFLECTS_CONTENT:
        return False
    low, high = clauses.around(match.first)[0], clauses.around(match.last - 1)[1]
    return not felt.isdisjoint(range(low, high))


def _encourages(match: Match, heard: Heard) -> bool:
    """A word or two to go on stands at the beginning, or alone."""
    return match.first <= 2 or len(heard.tokens) <= 6


_PARROTED = 0.7


def _parrots(heard: Heard, line: Echo) -> list[Match]:
    indices = [i for i, token in enumerate(heard.tokens) if token.text != STOP]
    share, first, last = parroted(tuple(heard.word(i) for i in indices), line)
    if share < _PARROTED:
        return []
    return [
        Match(
            Skill.PARROTING,
            indices[first],
            indices[last - 1] + 1,
            min(0.5 + share / 2.2, 0.95),
            "same words",
        )
    ]
