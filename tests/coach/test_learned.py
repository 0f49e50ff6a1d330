"""The learned part: weights that ship, evidence that holds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.coach.analysis import analyse, prepare, reader
from device.coach.analysis.echo import echo
from device.coach.analysis.features import FIGURES, SKILLS, figures
from device.coach.analysis.learned import judge, shipped
from device.coach.analysis.pieces import MOST_OF_LINE, MOST_OF_REPLY, of_line
from device.coach.analysis.tokens import hear
from device.coach.finding import Source
from device.coach.reply import Reply
from device.coach.skills import Kind, Skill

NOTHING = echo(hear(""))


def test_the_shipped_weights_fit_the_rubric_and_the_reader() -> None:
    weights = shipped()
    read = reader.shipped().read("I miss her.", "you miss her")
    measures = len(FIGURES) + len(SKILLS)
    assert read.skills.shape == (len(SKILLS),)
    assert weights.inputs.shape == (len(SKILLS) + len(read.behaviours) + measures, len(SKILLS))
    assert ((weights.threshold > 0) & (weights.threshold < 1)).all()


def test_a_feeling_without_any_cue_is_heard_and_its_words_are_shown() -> None:
    said = "i came in from the shop and there you were all lonely at that table"
    (felt,) = [f for f in analyse(Reply(said)) if f.skill is Skill.REFLECTS_FEELING]
    assert "lonely" in felt.quote


def test_the_seekers_line_decides_what_a_reply_is() -> None:
    same = "you have not slept since march"
    heard = {f.skill for f in analyse(Reply(same, "I have not slept since March."))}
    assert Skill.PARROTING in heard
    heard = {f.skill for f in analyse(Reply(same, "It's the noise upstairs, every night."))}
    assert Skill.PARROTING not in heard


def test_a_crude_reply_is_no_encouragement_to_build_on() -> None:
    found = {f.skill for f in analyse(Reply("shut up")) if f.confidence >= 0.5}
    assert not any(skill.kind is Kind.HELPS for skill in found)


def test_what_is_denied_is_not_held_against_anybody() -> None:
    found = analyse(Reply("nobody's saying you're selfish or lazy"))
    assert not [f for f in found if f.skill is Skill.JUDGMENT and f.source is Source.MODEL]


@given(st.text(max_size=400), st.text(max_size=400))
@settings(deadline=None)  # the first reply loads the network
def test_every_piece_stands_in_the_reply(seeker: str, reply: str) -> None:
    read = reader.shipped().read(seeker, reply)
    assert len(read.pieces) == len(read.spans)
    assert np.isfinite(read.skills).all()
    for start, end in read.spans:
        assert 0 <= start <= end <= len(reply)


def test_of_a_long_reply_both_ends_are_read() -> None:
    long = "well " * 1000 + "you must feel so lonely"
    read = reader.shipped().read("so it goes " * 200, long)
    assert len(read.pieces) == MOST_OF_REPLY
    assert read.spans[0] == (0, 4)
    assert read.spans[-1][1] == len(long)
    assert len(of_line(reader.shipped()._tokenizer, "so it goes " * 200)) == MOST_OF_LINE + 2


def test_a_line_that_was_read_beforehand_changes_nothing() -> None:
    line, said = "Nobody came on the day.", "you were left alone with it"
    prepared, fresh = reader.loaded(), reader.loaded()
    prepared.prepare(line)
    first, second = prepared.read(line, said), fresh.read(line, said)
    assert (first.skills == second.skills).all()
    assert (first.pieces == second.pieces).all()
    other = fresh.read("I won the raffle.", said)
    assert not np.allclose(first.skills, other.skills, atol=0.05), "the line is looked at"


def test_the_seekers_own_words_are_counted_as_echoed() -> None:
    line = echo(hear("I miss my brother every day"))
    own, other = (figures(hear(t), line, ()) for t in ("you miss your brother", "how was work"))
    assert own[0] > 0.9 > other[0]


def test_evidence_never_runs_over_the_end_of_a_sentence() -> None:
    said = "That sounds lonely. You should ring her."
    heard = hear(said)
    stop = next(i for i, token in enumerate(heard.tokens) if token.text == ".")
    judged = judge(Reply(said), heard, NOTHING, ())
    assert judged
    for each in judged.values():
        assert not each.first < stop < each.last - 1


def test_evidence_is_the_words_that_weigh_most() -> None:
    said = "so we were sitting there and i thought you must be terrified of that letter to be fair"
    judged = judge(Reply(said, "The letter came."), hear(said), NOTHING, ())
    felt = judged[Skill.REFLECTS_FEELING]
    shown = [token.text for token in hear(said).tokens[felt.first : felt.last]]
    assert "terrified" in shown


def test_the_same_reply_is_heard_the_same_way_each_time() -> None:
    reply = Reply("you have been carrying this by yourself", "Nobody knows about it.")
    first, second = analyse(reply), analyse(reply)
    assert first == second
    assert first[0].confidence == pytest.approx(second[0].confidence, abs=0)


def test_a_line_that_was_read_while_it_was_spoken_is_not_read_again() -> None:
    line = "my neighbour leaves soup outside my door and I never dare to knock"
    prepare(line)
    before = reader.shipped()._line.cache_info()
    analyse(Reply("you would like to thank her", seeker=line))
    after = reader.shipped()._line.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)
