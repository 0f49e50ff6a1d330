"""How far what is heard agrees with AnnoMI's experts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import cross_val_predict

from device.training.rows import BEHAVIOURS, FOLDS

STRENGTH = 0.02
"""Inverse of the regularisation."""
RARE = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
"""How far rare answers are favoured: 0 not at all, which gives the most right answers; 1 as if all
were equally frequent. Which is best is tried out inside each training part."""
INNER = 5
"""Folds inside a training part."""

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Task:
    """One question of the published comparisons."""

    name: str
    behaviour: str
    """One of `BEHAVIOURS`."""
    yes: frozenset[str] = frozenset()
    """The answers that count as one against all others; none to keep the answers apart."""
    among: frozenset[str] = frozenset()
    """Only utterances with one of these answers are asked about; none for all."""


TASKS = (
    Task("main behaviour", "main"),
    Task("reflection", "reflection", yes=frozenset({"yes"})),
    Task("question", "question", yes=frozenset({"open", "closed"})),
    Task("open or closed", "question", among=frozenset({"open", "closed"})),
    Task("input", "input", yes=frozenset({"information", "advice"})),
    Task("advice", "input", yes=frozenset({"advice"})),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """With the experts' majority, on utterances of transcripts that were not trained on."""

    task: str
    macro_f1: float
    accuracy: float
    positive_f1: float
    """F1 of the last answer, which is the one asked for where there are two."""
    utterances: int


def agreement(inputs: Array, behaviours: Whole, fold: Whole) -> list[Agreement]:
    """For each task, by cross-validation.

    Args:
        inputs: shape (N, F), by readers that never saw the utterance.
        behaviours: shape (N, len(BEHAVIOURS)): the experts' answers.
        fold: shape (N,): no transcript is in two.
    """
    return [_agreement(task, inputs, behaviours, fold) for task in TASKS]


def _agreement(task: Task, inputs: Array, behaviours: Whole, fold: Whole) -> Agreement:
    column = [name for name, _ in BEHAVIOURS].index(task.behaviour)
    answers = BEHAVIOURS[column][1]
    truth = behaviours[:, column]
    asked = np.ones(len(truth), bool)
    if task.among:
        asked = np.isin(truth, _numbers(answers, task.among))
    if task.yes:
        truth = np.isin(truth, _numbers(answers, task.yes)).astype(np.int64)
    inputs, truth, fold = inputs[asked], truth[asked], fold[asked]
    said = np.zeros_like(truth)
    for number in range(FOLDS):
        test = fold == number
        said[test] = _answered(inputs[~test], truth[~test], inputs[test])
    return Agreement(
        task.name,
        float(f1_score(truth, said, average="macro")),
        float((truth == said).mean()),
        float(f1_score(truth, said, labels=[int(truth.max())], average="macro")),
        len(truth),
    )


def _answered(inputs: Array, truth: Whole, asked: Array) -> Whole:
    """The answers for `asked`, learned from the rest."""
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    answers = np.unique(truth)
    often = np.array([(truth == answer).mean() for answer in answers])
    tried = cross_val_predict(model, inputs, truth, cv=INNER, method="predict_proba")

    def worth(rare: float) -> float:
        given = answers[(tried / often**rare).argmax(axis=1)]
        return float(f1_score(truth, given, average="macro"))

    likely = model.fit(inputs, truth).predict_proba(asked) / often ** max(RARE, key=worth)
    return np.asarray(answers[likely.argmax(axis=1)])


def _numbers(answers: Sequence[str], wanted: frozenset[str]) -> list[int]:
    return [number for number, answer in enumerate(answers) if answer in wanted]
