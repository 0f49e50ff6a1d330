"""A reply as numbers: what the learned part weighs beside what the reader says."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from device.coach.analysis.cues import Match
from device.coach.analysis.echo import Echo, stem
from device.coach.analysis.tokens import STOP, Heard
from device.coach.skills import Skill

SKILLS: tuple[Skill, ...] = tuple(skill for skill in Skill if not skill.by_voice)
"""What is judged by the words, in the order of every array here."""
FIGURES = (
    "echoed",
    "echoed whole",
    "of oneself",
    "long of oneself",
    "of you",
    "long",
    "few words",
    "asked",
    "asked twice",
)
"""Measures of the whole reply, each about 0 to 1, in order; the rules' confidences follow them."""
RULE_WEIGHT = 1.5
"""A rule's confidence counts this much beside one measure: chosen by cross-validation."""
_SELF = frozenset({"i", "me", "my", "mine", "we", "us", "our", "myself"})
_YOU = frozenset({"you", "your", "yours", "yourself", "ye", "ya", "youse"})
_LONG = 60
"""Words from which a reply is as long as matters."""
_FEW = 5
"""Words under which a reply is hardly more than a nod."""

Floats = npt.NDArray[np.float32]


def figures(heard: Heard, line: Echo, rules: Sequence[Match]) -> Floats:
    """The measures, then the surest rule of each skill; shape (len(FIGURES) + len(SKILLS),)."""
    words = [token.text for token in heard.tokens if token.text != STOP]
    count = max(1, len(words))
    known = frozenset(line.line)
    echoed = sum(stem(word) in known for word in words) / count
    of_self = sum(word in _SELF for word in words) / count
    length = min(len(words), _LONG) / _LONG
    sure = dict.fromkeys(SKILLS, 0.0)
    for match in rules:
        sure[match.skill] = max(sure[match.skill], match.confidence)
    return np.array(
        [
            echoed,
            echoed**3,
            of_self,
            of_self * length * 3,
            sum(word in _YOU for word in words) / count,
            length,
            float(len(words) < _FEW),
            float(len(heard.asked) > 0),
            float(len(heard.asked) > 1),
            *(RULE_WEIGHT * value for value in sure.values()),
        ],
        np.float32,
    )
