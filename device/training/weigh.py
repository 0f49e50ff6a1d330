"""Weighing: what the reader says and what the rules claim, brought to one probability a skill."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from device.coach.analysis.analyse import claims
from device.coach.analysis.bare import bare
from device.coach.analysis.clauses import split
from device.coach.analysis.echo import echo
from device.coach.analysis.features import SKILLS, figures
from device.coach.analysis.learned import Weights
from device.coach.analysis.settle import settle
from device.coach.analysis.tokens import hear
from device.coach.reply import Reply
from device.coach.skills import Skill
from device.training.rows import FOLDS, Row

if TYPE_CHECKING:  # it needs torch, which weighing does not
    from device.training.held_out import Trained

STRENGTH = 0.1
"""Inverse of the regularisation; .03 to 1 were compared by cross-validation."""
OBSERVED = 0.3
"""What one of AnnoMI's utterances weighs beside a reply labelled with the rubric."""
FALSE_ALARMS = 0.05
"""Share of the replies without a skill in which it may be found. What is found with little
confidence is told to nobody: see `worth_telling`."""
RARER = dict.fromkeys(
    (Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING, Skill.VALIDATION),
    0.035,
)
"""The same for those that every second good reply has: with writers whom nobody knew, they were
found where they were not twice as often as in training."""
LEAST = 0.08
"""Probability under which nothing counts as found, be its false alarms ever so rare."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inputs:
    """N replies as numbers, and what is known of them."""

    measures: Array
    """Shape (N, figures): of the text and the rules."""
    skills: Array
    """Shape (N, skills): the reader's log-odds, by readers that never saw the reply."""
    behaviours: Array
    """Shape (N, answers): likewise."""
    truth: npt.NDArray[np.int8]
    """Shape (N, skills): 1 there, 0 not there, -1 not known."""
    ours: npt.NDArray[np.bool_]
    """Shape (N,): whether it was labelled with the rubric."""
    bare: npt.NDArray[np.bool_]
    """Shape (N,): whether it came without punctuation."""
    fold: npt.NDArray[np.int64]

    @property
    def all(self) -> Array:
        """In the order in which `learned` puts them together."""
        return np.hstack([self.skills, self.behaviours, self.measures])


def measured(replies: Sequence[Reply]) -> Array:
    """What the text and the rules say of each reply."""
    rows = []
    for reply in replies:
        heard, line = hear(reply.text), echo(hear(reply.seeker))
        rows.append(figures(heard, line, settle(claims(heard, split(heard), line))))
    return np.array(rows, float)


def both(rows: Sequence[Row], trained: "Trained") -> Inputs:
    """Every row twice: without punctuation, then as it is written."""
    bared = [Reply(bare(row.reply.text), bare(row.reply.seeker)) for row in rows]
    ours, fold = [row.ours for row in rows], [row.fold for row in rows]
    return Inputs(
        measures=measured([*bared, *(row.reply for row in rows)]),
        skills=np.vstack([trained.bare.skills, trained.written.skills]).astype(float),
        behaviours=np.vstack([trained.bare.behaviours, trained.written.behaviours]).astype(float),
        truth=np.tile(known(rows), (2, 1)),
        ours=np.tile(ours, 2),
        bare=np.repeat([True, False], len(rows)),
        fold=np.tile(fold, 2),
    )


def known(rows: Sequence[Row]) -> npt.NDArray[np.int8]:
    """1, 0 or -1 for each row and skill."""
    return np.array(
        [[int(row.known[s]) if s in row.known else -1 for s in SKILLS] for row in rows], np.int8
    )


def weigh(inputs: Inputs) -> tuple[Weights, Array]:
    """The weights, and each reply's probabilities by weights that never saw it."""
    held_out = np.zeros(inputs.truth.shape)
    for number in range(FOLDS):
        test = inputs.fold == number
        weights, bias = _fitted(inputs, ~test)
        held_out[test] = 1 / (1 + np.exp(-(inputs.all[test] @ weights + bias)))
    weights, bias = _fitted(inputs, np.ones(len(inputs.fold), bool))
    threshold = np.array(
        [
            _threshold(p[(t == 0) & inputs.ours], RARER.get(skill, FALSE_ALARMS))
            for skill, p, t in zip(SKILLS, held_out.T, inputs.truth.T, strict=True)
        ]
    )
    return Weights(
        weights.astype(np.float32), bias.astype(np.float32), threshold.astype(np.float32)
    ), held_out


def _fitted(inputs: Inputs, train: npt.NDArray[np.bool_]) -> tuple[Array, Array]:
    whole = inputs.all
    weights = np.zeros((whole.shape[1], len(SKILLS)))
    bias = np.zeros(len(SKILLS))
    for number in range(len(SKILLS)):
        rows = train & (inputs.truth[:, number] >= 0)
        model = LogisticRegression(C=STRENGTH, max_iter=2000)
        model.fit(
            whole[rows],
            inputs.truth[rows, number],
            sample_weight=np.where(inputs.ours[rows], 1.0, OBSERVED),
        )
        weights[:, number], bias[number] = model.coef_[0], model.intercept_[0]
    return weights, bias


def _threshold(without: Array, false_alarms: float) -> float:
    """The lowest probability that keeps false alarms rare enough.

    Args:
        without: the probabilities of the replies that don't have the skill.
    """
    return float(max(LEAST, np.quantile(without, 1 - false_alarms)))
