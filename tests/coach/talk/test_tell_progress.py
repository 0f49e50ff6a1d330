"""After a practice: what grew, for those who are known; an offer, for those who aren't."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.coach.reply import Reply
from device.coach.talk.act import Command, End, Unheard, Why
from device.coach.talk.phrases import code as phrases
from device.coach.talk.remembering import Remembered
from device.coach.talk.short import MOST_ANSWERS
from device.coach.talk.tell_progress import TellProgress
from tests.coach.talk.notebook import CODE, CRISIS, NEW, Notebook, hold, whole
from tests.coach.talk.test_ask_code import ANSWERS

DONE = End(Why.FINISHED)
SENTENCE = "Last week you asked mostly yes-or-no questions; since then, there is more room."


def telling(
    notebook: Notebook, who: Remembered | None, sentence: str | None = SENTENCE, **more: bool
) -> TellProgress:
    return TellProgress(notebook, crisis_words=CRISIS, who=who, sentence=sentence, **more)


def known(*, shared: bool = False) -> tuple[Notebook, Remembered]:
    return Notebook(apple_lantern_river=shared), Remembered(CODE, shared)


def test_who_is_known_hears_the_sentence_and_may_hear_it_again() -> None:
    talk = telling(*known())
    assert hold(talk)[0] == f"{SENTENCE} {phrases.ONCE_MORE}"
    assert hold(talk, "repeat")[0] == f"{SENTENCE} {phrases.ONCE_MORE}"
    told, end = hold(talk, "go on")
    assert end == DONE
    assert told in phrases.UNTIL_NEXT


def test_where_there_is_nothing_to_tell_yet_it_is_over_at_once() -> None:
    assert hold(telling(*known(), sentence=None))[1] == DONE


@pytest.mark.parametrize("answer", ["yes", "yes please", Command.AGAIN])
def test_a_newcomer_is_offered_words_and_gets_them_after_both_answers(
    answer: str | Command,
) -> None:
    notebook = Notebook()
    talk = telling(notebook, None)
    assert hold(talk)[0] in phrases.OFFER
    told, _ = hold(telling(notebook, None), answer, "yes", "no")
    assert "castle, tiger, umbrella" in told
    assert notebook.known == {NEW: False}


@pytest.mark.parametrize("answer", ["no", Unheard.SILENCE, Command.SKIP, "stop"])
def test_without_a_yes_nothing_is_kept(answer: str | Unheard | Command) -> None:
    notebook = Notebook()
    talk = telling(notebook, None)
    assert isinstance(hold(talk, answer)[1], End)
    assert (notebook.known, talk.who) == ({}, None)


def test_after_a_no_before_the_practice_nobody_is_asked_again() -> None:
    told, end = hold(telling(Notebook(), None, offer=False))
    assert end == DONE
    assert told in phrases.UNTIL_NEXT


def test_who_is_known_can_be_forgotten_without_the_words_but_not_without_a_yes() -> None:
    notebook, who = known(shared=True)
    talk = telling(notebook, who)
    told, end = hold(talk, "forget me", "yes")
    assert (told, end) == (f"{phrases.FORGOTTEN} {phrases.GOES_THERE_TOO}", DONE)
    assert notebook.known == {}
    assert talk.who is None
    notebook, who = known()
    assert hold(telling(notebook, who), "forget me", "no") == (phrases.STAYS, DONE)
    assert notebook.known == {CODE: False}


def test_staff_s_view_can_be_taken_back_here_too() -> None:
    notebook, who = known(shared=True)
    talk = telling(notebook, who)
    hold(talk, "stop sharing with staff")
    assert notebook.known == {CODE: False}
    assert talk.who == Remembered(CODE, shared=False)


def test_somebody_in_crisis_is_met_here_too() -> None:
    talk = telling(*known())
    told, end = hold(talk, "I want to kill myself")
    assert end == End(Why.CRISIS)
    assert CRISIS in told


@settings(deadline=None, max_examples=40)
@given(st.lists(ANSWERS, min_size=MOST_ANSWERS + 1, max_size=MOST_ANSWERS + 1), st.booleans())
def test_every_talk_ends_whatever_is_heard(
    answers: list[str | Unheard | Command], someone: bool
) -> None:
    notebook, who = known()
    talk = telling(notebook, who if someone else None)
    acts = talk.begin()
    for answer in answers:
        whole(acts)
        if isinstance(acts[-1], End):
            return
        match answer:
            case Unheard():
                acts = talk.unheard(answer)
            case Command():
                acts = talk.command(answer)
            case _:
                acts = talk.heard(Reply(answer))
    assert isinstance(acts[-1], End)
