"""The trainee's words, cut where findings begin and end, so that a page can mark them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from device.coach.finding import Finding
from device.coach.skills import Kind


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the reply's text that carries the same findings throughout."""

    text: str
    kind: Kind | None
    """What colour it takes; None for words that carry no finding."""
    closing: tuple[Finding, ...]
    """The findings whose quote ends here: where their names are shown."""


_WEIGHT = {Kind.HINDERS: 2, Kind.HELPS: 1, Kind.NEUTRAL: 0}


def stretches(text: str, findings: Sequence[Finding]) -> list[Stretch]:
    """Cut the reply into stretches; together they are the whole text."""
    quoted = [f for f in findings if f.end > f.start]
    cuts = sorted({0, len(text), *(f.start for f in quoted), *(f.end for f in quoted)})
    cut_up = []
    for start, end in pairwise(cuts):
        inside = [f for f in quoted if f.start <= start and end <= f.end]
        kinds = sorted((f.skill.kind for f in inside), key=_WEIGHT.__getitem__)
        cut_up.append(
            Stretch(
                text[start:end],
                kinds[-1] if kinds else None,
                tuple(f for f in inside if f.end == end),
            )
        )
    return cut_up
