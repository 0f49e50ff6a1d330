"""Weighing finds what is there, the same each time, and trusts nothing it has seen."""

import numpy as np
import pytest

from device.coach.analysis.features import FIGURES, SKILLS
from device.coach.skills import Skill
from device.training.experts import agreement
from device.training.report import calibration_error, report
from device.training.rows import ANSWERS, BEHAVIOURS
from device.training.weigh import FALSE_ALARMS, Inputs, weigh

ADVICE = SKILLS.index(Skill.ADVICE)
COUNT = 400


@pytest.fixture
def inputs() -> Inputs:
    """The reader hears advice well and everything else by chance."""
    chance = np.random.default_rng(0)
    truth = chance.random((COUNT, len(SKILLS))) < 0.3
    skills = chance.normal(size=(COUNT, len(SKILLS)))
    skills[:, ADVICE] += 6.0 * truth[:, ADVICE]
    return Inputs(
        measures=chance.random((COUNT, len(FIGURES) + len(SKILLS))),
        skills=skills,
        behaviours=chance.normal(size=(COUNT, ANSWERS)),
        truth=truth.astype(np.int8),
        ours=np.ones(COUNT, bool),
        bare=np.ones(COUNT, bool),
        fold=np.arange(COUNT) % 5,
    )


def test_what_the_reader_hears_well_is_found_and_the_rest_is_not_believed(inputs: Inputs) -> None:
    weights, held_out = weigh(inputs)
    found = held_out >= weights.threshold
    there = inputs.truth == 1
    assert found[there[:, ADVICE], ADVICE].mean() > 0.95
    for number in range(len(SKILLS)):
        assert found[~there[:, number], number].mean() <= FALSE_ALARMS + 0.01
    others = [n for n in range(len(SKILLS)) if n != ADVICE]
    assert held_out[:, others].mean() == pytest.approx(0.3, abs=0.05)


def test_weighing_is_the_same_each_time(inputs: Inputs) -> None:
    assert weigh(inputs)[0].save() == weigh(inputs)[0].save()


def test_what_is_not_known_of_a_reply_teaches_nothing(inputs: Inputs) -> None:
    unknown = inputs.truth.copy()
    unknown[:, ADVICE][: COUNT // 2] = -1
    wrong = np.where(unknown == -1, 1 - inputs.truth, inputs.truth).astype(np.int8)
    inputs.truth[:] = unknown
    kept = weigh(inputs)[0].inputs[ADVICE, ADVICE]
    inputs.truth[:] = wrong
    assert kept > weigh(inputs)[0].inputs[ADVICE, ADVICE] + 0.2


def test_the_report_tells_of_every_skill(inputs: Inputs) -> None:
    weights, held_out = weigh(inputs)
    told = report(inputs, held_out, weights)
    assert all(f"| {skill} |" in told for skill in SKILLS)
    assert "expected calibration error" in told


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    likely = np.array([0.25] * 4 + [0.75] * 4)
    right = np.array([True, False, False, False, True, True, True, False])
    assert calibration_error(likely, right) == pytest.approx(0.0)
    assert calibration_error(likely, ~right) == pytest.approx(0.5)


def test_agreement_with_experts_is_counted_on_transcripts_that_were_not_seen() -> None:
    chance = np.random.default_rng(1)
    behaviours = np.stack([chance.integers(0, len(a), COUNT) for _, a in BEHAVIOURS], axis=1)
    fold = np.arange(COUNT) % 5
    known = np.hstack([np.eye(len(a))[behaviours[:, n]] for n, (_, a) in enumerate(BEHAVIOURS)])
    for each in agreement(known, behaviours, fold):
        assert each.macro_f1 > 0.95, each
    for each in agreement(chance.normal(size=known.shape), behaviours, fold):
        assert each.macro_f1 < 0.62, each
