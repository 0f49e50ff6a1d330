"""A try-out is the kiosk's own talk, played from its beginning."""

import pytest

from device import library
from device.coach.analysis import analyse
from device.coach.reply import Reply
from device.coach.talk.act import Assess, Command, End, Expect, Say, Unheard, Why
from device.coach.talk.conversation import Conversation
from server.tryout.talk import MOST_STEPS, Step, Stop, play, unpack

SCENARIO = library.find("two-cups-of-tea")
CRISIS = "Please go to the person on duty."


def good(at: int = 0) -> Step:
    return Step("say", next(s.text for s in SCENARIO.turns[at].samples if s.good))


def bad(at: int = 0) -> Step:
    return Step("say", next(s.text for s in SCENARIO.turns[at].samples if not s.good))


GO_ON = Step("do", "go_on")


@pytest.mark.parametrize("seed", [0, 7])
def test_it_says_and_finds_exactly_what_a_kiosk_does(seed: int) -> None:
    steps = [bad(), Step("do", "again"), good(), Step("do", "silence"), good(1), GO_ON]
    talk = play(SCENARIO, steps, crisis_words=CRISIS, seed=seed)

    kiosk = Conversation(SCENARIO, analyse, crisis_words=CRISIS, seed=seed)
    acts = list(kiosk.begin())
    for step in talk.steps:
        if step.how == "say":
            acts += kiosk.heard(Reply(step.what))
        elif step.what == "silence":
            acts += kiosk.unheard(Unheard.SILENCE)
        else:
            acts += kiosk.command(Command(step.what))
    says = [say for moment in talk.moments for say in (*moment.before, *moment.after)]
    assert says == [act for act in acts if isinstance(act, Say)]
    assert [m.assess for m in talk.moments if m.assess] == [
        act for act in acts if isinstance(act, Assess)
    ]


def test_the_feedback_is_told_apart_from_what_follows_it() -> None:
    talk = play(SCENARIO, [bad()], crisis_words=CRISIS, seed=3)
    assert talk.now.assess is not None
    said = " ".join(say.text for say in talk.now.before)
    assert said == talk.now.assess.feedback.spoken
    assert talk.expects is Expect.CHOICE


def test_the_path_tells_where_the_talk_went_and_how_it_was_taken() -> None:
    steps = [bad(), GO_ON]
    talk = play(SCENARIO, steps, crisis_words=CRISIS, seed=1)
    assess = talk.moments[1].assess
    assert assess is not None
    assert talk.path[0] == Stop("Turn 1", assess.outcome)
    assert talk.path[-1].outcome is None
    whole = play(SCENARIO, [GO_ON] * 40, crisis_words=CRISIS, seed=1)
    assert whole.over is not None
    assert whole.path[-1].name.startswith("Ending")


def test_it_may_begin_at_any_turn() -> None:
    for turn in SCENARIO.turns:
        talk = play(SCENARIO, [], crisis_words=CRISIS, seed=0, begin=turn.id)
        assert talk.turn == turn
        assert turn.line.text in [say.text for say in talk.now.before + talk.now.after]
    assert play(SCENARIO, [], crisis_words=CRISIS, seed=0, begin="none").turn == SCENARIO.turns[0]


def test_words_of_somebody_in_crisis_are_not_assessed() -> None:
    steps = [Step("say", "I want to kill myself."), Step("say", "Yes, I mean me.")]
    talk = play(SCENARIO, steps, crisis_words=CRISIS, seed=0)
    assert talk.over == End(Why.CRISIS)
    assert all(moment.assess is None for moment in talk.moments)
    assert CRISIS in [say.text for say in talk.now.before + talk.now.after]


def test_nothing_is_played_after_the_end() -> None:
    talk = play(SCENARIO, [Step("do", "stop"), good()], crisis_words=CRISIS, seed=0)
    assert talk.steps == (Step("do", "stop"),)
    assert talk.over == End(Why.STOPPED)


def test_steps_survive_the_form_and_nonsense_is_left_out() -> None:
    steps = [Step("say", "do: this\nand that"), Step("do", "again"), Step("do", "silence")]
    assert unpack([step.packed for step in steps]) == steps
    assert unpack(["", "say", "say:", "say:  ", "do:fly", "x:y", "do:"]) == []
    assert len(unpack(["do:help"] * 500)) == MOST_STEPS
    assert len(unpack(["say:" + "x" * 100_000])[0].what) == 4000
