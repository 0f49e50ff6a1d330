"""The learned part: weights that ship, evidence that holds, and training that is repeatable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.coach.analysis import analyse
from device.coach.analysis.echo import echo
from device.coach.analysis.features import FIGURES, SKILLS, counted, evened, figures
from device.coach.analysis.grams import BUCKETS, WORD_BUCKETS, grams
from device.coach.analysis.learned import judge, shipped
from device.coach.analysis.tokens import hear
from device.coach.finding import Source
from device.coach.reply import Reply
from device.coach.skills import Skill
from device.training.fit import Labelled, fit

NOTHING = echo(hear(""))


def test_the_shipped_weights_fit_the_rubric() -> None:
    weights = shipped()
    assert weights.runs.shape == (len(weights.buckets), len(SKILLS))
    assert weights.measures.shape == (len(FIGURES) + len(SKILLS), len(SKILLS))
    assert (np.diff(weights.buckets) > 0).all()
    assert weights.buckets.max() < BUCKETS
    assert ((weights.threshold > 0) & (weights.threshold < 1)).all()


def test_a_feeling_without_any_cue_is_heard_and_its_words_are_shown() -> None:
    said = "i came in from the shop and there you were all lonely at that table"
    (felt,) = [f for f in analyse(Reply(said)) if f.skill is Skill.REFLECTS_FEELING]
    assert "lonely" in felt.quote


def test_a_crude_reply_is_no_encouragement_to_build_on() -> None:
    found = {f.skill for f in analyse(Reply("shut up")) if f.confidence >= 0.5}
    assert found == {Skill.JUDGMENT}


def test_what_is_denied_is_not_held_against_anybody() -> None:
    found = analyse(Reply("nobody's saying you're selfish or lazy"))
    assert not [f for f in found if f.skill is Skill.JUDGMENT and f.source is Source.MODEL]


@given(st.text(alphabet="abc d'?.!é", max_size=60))
def test_every_run_stands_on_tokens_of_the_reply(text: str) -> None:
    heard = hear(text)
    for gram in grams(heard):
        assert 0 <= gram.bucket < BUCKETS
        assert 0 <= gram.first < gram.last <= len(heard.tokens)


def test_word_runs_and_letter_runs_weigh_the_same_however_many_there_are() -> None:
    buckets, full = counted(grams(hear("you must be so tired of all this waiting")))
    values = evened(buckets, full)
    for part in (buckets < WORD_BUCKETS, buckets >= WORD_BUCKETS):
        assert np.linalg.norm(values[part]) == pytest.approx(1.0)


def test_the_seekers_own_words_are_counted_as_echoed() -> None:
    line = echo(hear("I miss my brother every day"))
    own, other = (figures(hear(t), line, ()) for t in ("you miss your brother", "how was work"))
    assert own[0] > 0.9 > other[0]


def test_evidence_never_runs_over_the_end_of_a_sentence() -> None:
    heard = hear("That sounds lonely. You should ring her.")
    stop = next(i for i, token in enumerate(heard.tokens) if token.text == ".")
    judged = judge(heard, NOTHING, ())
    assert judged
    for each in judged.values():
        assert not each.first < stop < each.last - 1


def test_training_finds_what_is_there_and_is_the_same_each_time() -> None:
    """On forty replies with one plain difference between them."""
    rows = [
        Labelled(
            Reply(f"{opening} {tail} number {n}"),
            frozenset({"advice"} if opening.startswith("try") else set(SKILLS) - {"advice"}),
            n % 5,
        )
        for n in range(20)
        for opening, tail in (("try to rest", "today"), ("so she left", "you there"))
    ]
    (weights, held_out), (again, _) = fit(rows), fit(rows)
    assert weights.save() == again.save()
    advice = SKILLS.index(Skill.ADVICE)
    truth = np.array(["advice" in row.skills for row in rows])
    assert held_out[truth, advice].min() > held_out[~truth, advice].max()
