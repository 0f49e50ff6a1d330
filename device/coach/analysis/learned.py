"""The learned part: what the reader says and the rules claim, weighed together.

A logistic regression for each skill over the reader's log-odds, a few measures of the whole reply,
and what the rules claim. It decides; the rules bring the words that show it, and where they have
none, the pieces that weighed most with the reader do. `device.training` makes the weights;
`MODEL.md` beside them says from what, and what it is not good at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from device.coach.analysis import reader
from device.coach.analysis.cues import Match
from device.coach.analysis.echo import Echo
from device.coach.analysis.features import SKILLS, Floats, figures
from device.coach.analysis.reader import Read
from device.coach.analysis.tokens import STOP, Heard
from device.coach.reply import Reply
from device.coach.skills import Skill

WEIGHTS = "weights.npz"
MOST_EVIDENCE = 8
"""Words that stand for a skill that no rule saw, at most."""
_ALL_OF_IT = frozenset({Skill.OVERSHADOWING, Skill.INTERROGATION})
"""Habits that no few words show: a tale, and one question after the other."""

PLAIN = {Skill.INTERROGATION: 0.9, Skill.JUDGMENT: 0.95, Skill.AFFIRMATION: 0.95}
"""Rules that are not overruled, by the confidence from which they aren't. Three closed questions
can be counted (that was right in 76 of 78 replies), and some reproaches and praises have no other
meaning; the reader is unsure of the first where each is short, of the others where it met none."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found. K skills, F inputs: the reader's K and B log-odds, then the measures."""

    inputs: Floats
    """Shape (F, K)."""
    bias: Floats
    """Shape (K,)."""
    threshold: Floats
    """Shape (K,): the probability from which a skill counts as found."""

    def save(self) -> bytes:
        """The weights as an .npz file."""
        file = BytesIO()
        np.savez_compressed(file, **{name: getattr(self, name) for name in self.__slots__})
        return file.getvalue()

    def probability(self, read: Read, measures: Floats) -> Floats:
        """Shape (K,): how likely each skill is there."""
        inputs = np.concatenate([read.skills, read.behaviours, measures])
        return np.asarray(1.0 / (1.0 + np.exp(-(inputs @ self.inputs + self.bias))))


@cache
def shipped() -> Weights:
    """The weights that ship with the coach."""
    data = (files("device.coach.analysis") / WEIGHTS).read_bytes()
    with np.load(BytesIO(data)) as arrays:
        return Weights(**{name: arrays[name] for name in Weights.__slots__})


@dataclass(frozen=True, slots=True)
class Judged:
    """A skill that is there, as far as the weights can tell."""

    skill: Skill
    probability: float
    first: int
    """The tokens that weighed most: half-open."""
    last: int
    shares: Floats
    """What each token says for the skill, beside what the reply says on average; shape (T,)."""

    def weight(self, first: int, last: int) -> float:
        """How much the tokens from `first` to `last` (half-open) say for it."""
        return float(self.shares[first:last].sum())


def judge(reply: Reply, heard: Heard, line: Echo, rules: Sequence[Match]) -> dict[Skill, Judged]:
    """Every skill that is likely enough."""
    weights = shipped()
    read = reader.shipped().read(reply.seeker, reply.text)
    probability = weights.probability(read, figures(heard, line, rules))
    for match in rules:
        if match.confidence >= PLAIN.get(match.skill, np.inf):
            ruled = SKILLS.index(match.skill)
            probability[ruled] = max(probability[ruled], match.confidence)
    likely = np.flatnonzero(probability >= weights.threshold)
    if not len(likely):
        return {}
    shares = _shares(read, heard)
    judged = {}
    for number in likely:
        skill, said = SKILLS[number], shares[:, number]
        first, last = _stretch(said) if skill in _ALL_OF_IT else _heaviest(said, heard)
        judged[skill] = Judged(skill, float(probability[number]), first, last, said)
    return judged


def _shares(read: Read, heard: Heard) -> Floats:
    """What each token says for each skill, beside what the reply's pieces say on average.

    A piece belongs to the token that it stands in; words that are no tokens, such as "um", have no
    share.
    """
    shares = np.zeros((len(heard.tokens), len(SKILLS)), np.float32)
    above = read.pieces - read.pieces.mean(axis=0)
    starts, ends = np.array([(token.start, token.end) for token in heard.tokens]).T
    begins, stops = np.array(read.spans).T
    places = np.searchsorted(starts, begins, side="right") - 1
    inside = (places >= 0) & (stops <= ends[places])
    np.add.at(shares, places[inside], above[inside])
    return shares


def _heaviest(shares: Floats, heard: Heard) -> tuple[int, int]:
    """The stretch of one sentence that weighs most: half-open, at most `MOST_EVIDENCE` tokens."""
    stops = np.array([token.text == STOP for token in heard.tokens], np.float64)
    summed = np.concatenate(([0.0], np.cumsum(shares, dtype=np.float64)))
    stopped = np.concatenate(([0.0], np.cumsum(stops)))
    best, stretch = -np.inf, (0, 1)
    for length in range(1, min(MOST_EVIDENCE, len(shares)) + 1):
        weight = summed[length:] - summed[:-length]
        weight[stopped[length:] > stopped[:-length]] = -np.inf
        heaviest = int(weight.argmax())
        if weight[heaviest] > best:
            best, stretch = float(weight[heaviest]), (heaviest, heaviest + length)
    return stretch


def _stretch(shares: Floats) -> tuple[int, int]:
    """The stretch of any length, over sentences, that weighs most: half-open."""
    summed = np.concatenate(([0.0], np.cumsum(shares, dtype=np.float64)))
    lowest = np.minimum.accumulate(summed[:-1])
    last = int((summed[1:] - lowest).argmax()) + 1
    return int(summed[:last].argmin()), last
