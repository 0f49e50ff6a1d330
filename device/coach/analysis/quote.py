"""The words that are shown for a finding: the cue, and what of its clause makes it readable."""

from device.coach.analysis.clauses import Clauses
from device.coach.analysis.cues import Match
from device.coach.analysis.tokens import STOP, Heard
from device.coach.finding import Finding, Source

_BEFORE = 5
"""Words that are shown before the cue, at most."""
_AFTER = 14
"""Words that are shown after the cue, at most: a clause, not the reply."""

_JOINS = frozenset({"and", "but", "so", "or", "well", "then", "because", "oh", STOP})
"""Words before the cue that only join it to what came before."""


def quoted(text: str, heard: Heard, clauses: Clauses, match: Match, source: Source) -> Finding:
    """Turn a match into a finding whose quote is the reply's own words."""
    low, _ = clauses.around(match.first)
    _, high = clauses.around(match.last - 1)
    first = low if match.first - low <= _BEFORE else match.first
    while first < match.first and heard.word(first) in _JOINS:
        first += 1
    last = min(max(high, match.last), match.last + _AFTER)
    while last > match.last and heard.word(last - 1) == STOP:
        last -= 1
    start, end = heard.tokens[first].start, min(heard.tokens[last - 1].end, len(text))
    return Finding(match.skill, text[start:end], start, end, match.confidence, source)
