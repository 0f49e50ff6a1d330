"""What the weights are worth, from replies that they were not trained on."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from device.coach.analysis.features import SKILLS
from device.coach.analysis.learned import Weights
from device.coach.skills import Kind
from device.coach.talk.feedback import NAMED_AT
from device.training.experts import Agreement
from device.training.weigh import Array, Inputs

Flags = npt.NDArray[np.bool_]
BINS = 10
CONFUSED = 3
"""Skills that are named as taken for another, at most."""


def report(inputs: Inputs, held_out: Array, weights: Weights) -> str:
    """A table for each skill, what it is taken for, and whether confidence means what it says."""
    ours = inputs.ours
    truth: Flags = np.equal(inputs.truth[ours], 1)
    likely = held_out[ours]
    found: Flags = np.greater_equal(likely, weights.threshold)
    habits = [n for n, skill in enumerate(SKILLS) if skill.kind is Kind.HINDERS]
    good: Flags = np.logical_not(np.any(truth[:, habits], axis=1))
    told: Flags = np.any(
        np.greater_equal(likely[:, habits], np.maximum(weights.threshold[habits], NAMED_AT)), axis=1
    )
    recall = np.array([found[truth[:, n], n].mean() for n in range(len(SKILLS))])
    alarms = np.array([found[~truth[:, n], n].mean() for n in range(len(SKILLS))])
    lines = [
        "| skill | replies | recall | false alarms | from | where it is missed, this is found |",
        "|---|--:|--:|--:|--:|---|",
        *(
            f"| {skill} | {truth[:, n].sum()} | {recall[n]:.2f} | {alarms[n]:.3f} |"
            f" {weights.threshold[n]:.2f} | {', '.join(_instead(truth, found, n))} |"
            for n, skill in enumerate(SKILLS)
        ),
        "",
        f"mean recall {recall.mean():.3f}, mean false alarms {alarms.mean():.3f};"
        f" good replies told a habit {told[good].mean():.3f};"
        f" expected calibration error {calibration_error(likely[found], truth[found]):.3f}",
    ]
    return "\n".join(lines)


def experts(found: Sequence[Agreement]) -> str:
    """A table of the agreement with AnnoMI's experts."""
    lines = [
        "| with AnnoMI's experts | utterances | macro-F1 | right | F1 of yes |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {each.task} | {each.utterances} | {each.macro_f1:.3f} | {each.accuracy:.3f} |"
        f" {each.positive_f1:.3f} |"
        for each in found
    ]
    return "\n".join(lines)


def calibration_error(likely: Array, right: Flags) -> float:
    """Mean distance of a bin's confidence from its share of right findings."""
    bins = np.clip((likely * BINS).astype(int), 0, BINS - 1)
    return float(
        sum(
            abs(likely[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
            for b in range(BINS)
            if (bins == b).any()
        )
    )


def _instead(truth: Flags, found: Flags, number: int) -> Iterator[str]:
    missed = truth[:, number] & ~found[:, number]
    wrongly = (found & ~truth)[missed].sum(axis=0)
    for other in np.argsort(-wrongly)[:CONFUSED]:
        if wrongly[other] > 1:
            yield f"{SKILLS[other]} {wrongly[other]}"
