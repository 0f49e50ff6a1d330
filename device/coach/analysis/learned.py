"""The learned part: what a reply's words weigh for each skill.

A logistic regression for each skill over runs of words and letters, a few measures of the whole
reply, and what the rules claim. It decides; the rules bring the words that show it, and where they
have none, the words that weighed most do. `device.training` makes the weights; `MODEL.md` beside
them says from what, and what it is not good at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
import numpy.typing as npt

from device.coach.analysis.cues import Match
from device.coach.analysis.echo import Echo
from device.coach.analysis.features import SKILLS, Buckets, Floats, counted, evened, figures
from device.coach.analysis.grams import Gram, grams
from device.coach.analysis.tokens import STOP, Heard
from device.coach.skills import Skill

WEIGHTS = "weights.npz"
MOST_EVIDENCE = 8
"""Words that stand for a skill that no rule saw, at most."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found. K skills, B buckets that were seen, F measures."""

    buckets: Buckets
    """Shape (B,), rising."""
    rarity: Floats
    """Shape (B,): the inverse document frequency of each bucket."""
    runs: npt.NDArray[np.int8]
    """Shape (B, K): a run's weight for each skill, in steps of `step`."""
    step: Floats
    """Shape (K,)."""
    measures: Floats
    """Shape (F, K)."""
    bias: Floats
    """Shape (K,)."""
    slope: Floats
    """Shape (K,): with `offset` turns a sum of weights into a probability (Platt's scaling)."""
    offset: Floats
    """Shape (K,)."""
    threshold: Floats
    """Shape (K,): the probability from which a skill counts as found."""

    def save(self) -> bytes:
        """The weights as an .npz file."""
        file = BytesIO()
        np.savez_compressed(file, **{name: getattr(self, name) for name in self.__slots__})
        return file.getvalue()


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


def judge(
    heard: Heard, line: Echo, rules: Sequence[Match], weights: Weights | None = None
) -> dict[Skill, Judged]:
    """Every skill that is likely enough."""
    weights = weights or shipped()
    found = grams(heard)
    buckets, full = counted(found)
    places = np.searchsorted(weights.buckets, buckets)
    places[places == len(weights.buckets)] = 0
    known = weights.buckets[places] == buckets
    buckets, places = buckets[known], places[known]
    values = evened(buckets, full[known] * weights.rarity[places])
    runs = weights.runs[places].astype(np.float32) * weights.step
    sums = values @ runs + figures(heard, line, rules) @ weights.measures + weights.bias
    probability = 1.0 / (1.0 + np.exp(-(weights.slope * sums + weights.offset)))
    likely = np.flatnonzero(probability >= weights.threshold)
    if not len(likely):
        return {}
    parts = values[:, None] * runs[:, likely]
    shares = _shares(found, buckets, parts, len(heard.tokens))
    judged = {}
    for column, number in enumerate(likely):
        first, last = _heaviest(shares[:, column], heard)
        skill = SKILLS[number]
        judged[skill] = Judged(skill, float(probability[number]), first, last)
    return judged


def _shares(found: Sequence[Gram], buckets: Buckets, parts: Floats, tokens: int) -> Floats:
    """What each token weighs for each skill: a run's weight is shared out among its tokens."""
    spans = np.array(found, np.int64).reshape(-1, 3)
    places = np.searchsorted(buckets, spans[:, 0])
    places[places == len(buckets)] = 0
    spans, places = (
        spans[buckets[places] == spans[:, 0]],
        places[buckets[places] == spans[:, 0]],
    )
    first, last = spans[:, 1], spans[:, 2]
    share = parts[places] / (last - first)[:, None]
    edges = np.zeros((tokens + 1, parts.shape[1]), np.float32)
    np.add.at(edges, first, share)
    np.subtract.at(edges, last, share)
    return np.cumsum(edges, axis=0)[:tokens].astype(np.float32)


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
