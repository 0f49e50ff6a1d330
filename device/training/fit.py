"""Fitting the weights. Needs the extra `train`; a kiosk never does this."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from device.coach.analysis.analyse import claims
from device.coach.analysis.clauses import split
from device.coach.analysis.echo import echo
from device.coach.analysis.features import SKILLS, counted, evened, figures
from device.coach.analysis.grams import BUCKETS, grams
from device.coach.analysis.learned import Weights
from device.coach.analysis.settle import settle
from device.coach.analysis.tokens import hear
from device.coach.reply import Reply
from device.coach.skills import Kind
from device.coach.talk.feedback import NAMED_AT

FOLDS = 5
STRENGTH = 10.0
"""Inverse of the regularisation; 1, 3 and 10 were compared by cross-validation."""
FALSE_ALARMS = 0.045
"""Share of the replies without a skill in which it may be found. What is found with little
confidence is told to nobody: see `worth_telling`."""
LEAST = 0.05
"""Probability under which nothing counts as found, be its false alarms ever so rare."""
SEEN_IN = 2
"""Replies in which a run must stand to have a weight."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One reply with the skills that careful readers found in it."""

    reply: Reply
    skills: frozenset[str]
    fold: int


@dataclass(frozen=True, slots=True)
class _Looked:
    """The replies as numbers."""

    full: csr_matrix
    """Shape (replies, BUCKETS): how full each bucket is."""
    measures: Array
    truth: npt.NDArray[np.bool_]
    """Shape (replies, skills)."""


def fit(rows: Sequence[Labelled]) -> tuple[Weights, Array]:
    """The weights, and each reply's probabilities by weights that never saw it."""
    looked = _look(rows)
    fold = np.array([row.fold for row in rows])
    sums = np.zeros(looked.truth.shape)
    for number in range(FOLDS):
        test = fold == number
        weights = _weigh(looked, ~test)
        sums[test] = _sums(looked, test, weights)
    slope, offset = _scaled(sums, looked.truth)
    held_out = 1 / (1 + np.exp(-(slope * sums + offset)))
    threshold = np.array(
        [_threshold(held_out[~truth, k]) for k, truth in enumerate(looked.truth.T)]
    )
    everything = _weigh(looked, np.ones(len(rows), bool))
    return _packed(everything, slope, offset, threshold), held_out


@dataclass(frozen=True, slots=True)
class _Weighed:
    seen: npt.NDArray[np.int64]
    rarity: Array
    runs: Array
    measures: Array
    bias: Array


def _look(rows: Sequence[Labelled]) -> _Looked:
    filled, columns, starts, measures = [], [], [0], []
    for row in rows:
        heard, line = hear(row.reply.text), echo(hear(row.reply.seeker))
        buckets, full = counted(grams(heard))
        columns.append(buckets)
        filled.append(full)
        starts.append(starts[-1] + len(buckets))
        measures.append(figures(heard, line, settle(claims(heard, split(heard), line))))
    matrix = csr_matrix(
        (np.concatenate(filled), np.concatenate(columns), starts), shape=(len(rows), BUCKETS)
    )
    return _Looked(matrix, np.array(measures, float), _truth(rows))


def _truth(rows: Sequence[Labelled]) -> npt.NDArray[np.bool_]:
    return np.array([[skill in row.skills for skill in SKILLS] for row in rows])


def _weigh(looked: _Looked, train: npt.NDArray[np.bool_]) -> _Weighed:
    full = looked.full[train]
    often = np.asarray((full > 0).sum(axis=0)).ravel()
    seen = np.flatnonzero(often >= SEEN_IN)
    rarity = np.log((1 + full.shape[0]) / (1 + often[seen])) + 1
    inputs = hstack([_evened(full, seen, rarity), looked.measures[train]]).tocsr()
    runs = np.zeros((len(seen), len(SKILLS)))
    measures = np.zeros((looked.measures.shape[1], len(SKILLS)))
    bias = np.zeros(len(SKILLS))
    for number, truth in enumerate(looked.truth[train].T):
        model = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", max_iter=300, random_state=0
        ).fit(inputs, truth)
        runs[:, number] = model.coef_[0, : len(seen)]
        measures[:, number] = model.coef_[0, len(seen) :]
        bias[number] = model.intercept_[0]
    return _Weighed(seen, rarity, runs, measures, bias)


def _evened(full: csr_matrix, seen: npt.NDArray[np.int64], rarity: Array) -> csr_matrix:
    """Rarity counted in, and each reply's runs brought to length 1 as the coach does it."""
    part = full[:, seen].tocsr()
    for row in range(part.shape[0]):
        span = slice(part.indptr[row], part.indptr[row + 1])
        places = part.indices[span]
        values = (part.data[span] * rarity[places]).astype(np.float32)
        part.data[span] = evened(seen[places], values)
    return part


def _sums(looked: _Looked, test: npt.NDArray[np.bool_], weighed: _Weighed) -> Array:
    runs = _evened(looked.full[test], weighed.seen, weighed.rarity)
    summed = runs @ weighed.runs + looked.measures[test] @ weighed.measures + weighed.bias
    return np.asarray(summed)


def _scaled(sums: Array, truth: npt.NDArray[np.bool_]) -> tuple[Array, Array]:
    """Platt's scaling, from sums of replies that the weights never saw."""
    slope, offset = np.ones(len(SKILLS)), np.zeros(len(SKILLS))
    for number in range(len(SKILLS)):
        model = LogisticRegression(C=100.0).fit(sums[:, [number]], truth[:, number])
        slope[number], offset[number] = model.coef_[0, 0], model.intercept_[0]
    return slope, offset


def _threshold(without: Array) -> float:
    """The lowest probability that keeps false alarms rare enough."""
    return float(max(LEAST, np.quantile(without, 1 - FALSE_ALARMS)))


def _packed(weighed: _Weighed, slope: Array, offset: Array, threshold: Array) -> Weights:
    step = np.abs(weighed.runs).max(axis=0) / 127
    return Weights(
        buckets=weighed.seen.astype(np.int64),
        rarity=weighed.rarity.astype(np.float32),
        runs=np.round(weighed.runs / step).astype(np.int8),
        step=step.astype(np.float32),
        measures=weighed.measures.astype(np.float32),
        bias=weighed.bias.astype(np.float32),
        slope=slope.astype(np.float32),
        offset=offset.astype(np.float32),
        threshold=threshold.astype(np.float32),
    )


def report(rows: Sequence[Labelled], held_out: Array, weights: Weights) -> str:
    """A table for each skill, from replies that the weights under test were not trained on."""
    truth: npt.NDArray[np.bool_] = _truth(rows)
    found: npt.NDArray[np.bool_] = held_out >= weights.threshold
    lines = ["| skill | replies | recall | false alarms | from |", "|---|--:|--:|--:|--:|"]
    for number, skill in enumerate(SKILLS):
        has = truth[:, number]
        lines.append(
            f"| {skill} | {has.sum()} | {found[has, number].mean():.2f} |"
            f" {found[np.logical_not(has), number].mean():.3f} | {weights.threshold[number]:.2f} |"
        )
    habits = [n for n, skill in enumerate(SKILLS) if skill.kind is Kind.HINDERS]
    good = np.logical_not(truth[:, habits].any(axis=1))
    told: npt.NDArray[np.bool_] = np.any(
        held_out[:, habits] >= np.maximum(weights.threshold[habits], NAMED_AT), axis=1
    )
    recall = np.mean([found[truth[:, n], n].mean() for n in range(len(SKILLS))])
    lines.append(f"\nmean recall {recall:.3f}; good replies told a habit {told[good].mean():.3f}")
    likely = held_out[found]
    right = truth[found]
    bins = np.clip((likely * 10).astype(int), 0, 9)
    error = sum(
        abs(likely[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    lines.append(f"expected calibration error {error:.3f}")
    return "\n".join(lines)
