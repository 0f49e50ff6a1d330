"""Before a practice: known again by three words, or new with a yes, or simply going on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.coach.reply import Reply
from device.coach.talk.act import Command, End, Expect, Listen, Unheard, Why
from device.coach.talk.ask_code import AskCode
from device.coach.talk.being_known import CODE as CODE_TURN
from device.coach.talk.conversation import by_coach
from device.coach.talk.phrases import code as phrases
from device.coach.talk.phrases import talk as talk_phrases
from device.coach.talk.remembering import Remembered
from device.coach.talk.short import MOST_ANSWERS
from tests.coach.talk.notebook import CODE, CRISIS, NEW, Notebook, hold, in_doubt, whole

DONE = End(Why.FINISHED)
KNOWN = {"apple_lantern_river": False}
SHARED = {"apple_lantern_river": True}


def asking(notebook: Notebook, *, staff: bool = True, seed: int = 0) -> AskCode:
    return AskCode(notebook, crisis_words=CRISIS, staff=staff, seed=seed)


@pytest.mark.parametrize(
    "said",
    ["apple lantern river", "My code is river, apple, lanterns.", "um, lantern apple and river"],
)
def test_three_words_make_somebody_known(said: str) -> None:
    talk = asking(Notebook(**KNOWN))
    told, end = hold(talk, said)
    assert end == DONE
    assert told in phrases.WELCOME_BACK
    assert talk.who == Remembered(CODE)


def test_words_in_doubt_are_enough_for_a_code_for_the_list_vouches_for_them() -> None:
    talk = asking(Notebook(**KNOWN))
    hold(talk, in_doubt("apple lantern river"))
    assert talk.who == Remembered(CODE)


def test_a_code_with_long_pauses_is_put_together() -> None:
    talk = asking(Notebook(**KNOWN))
    assert hold(talk, "apple")[0] == phrases.REST
    assert hold(talk, "apple", "lantern", "river")[1] == DONE
    assert talk.who == Remembered(CODE)


@pytest.mark.parametrize(
    "answer", [Unheard.SILENCE, Command.SKIP, Command.GO_ON, "go on", "no", "no thanks", "skip"]
)
def test_silence_a_no_and_going_on_lead_to_the_practice_at_once(
    answer: str | Unheard | Command,
) -> None:
    notebook = Notebook(**KNOWN)
    talk = asking(notebook)
    told, end = hold(talk, answer)
    assert (end, talk.who) == (DONE, None)
    assert told in phrases.WITHOUT
    assert notebook.known == {CODE: False}


def test_a_no_is_remembered_for_the_rest_of_the_visit_and_a_silence_is_no_no() -> None:
    for answer, declined in (("no", True), (Unheard.SILENCE, False)):
        talk = asking(Notebook())
        hold(talk, answer)
        assert talk.declined is declined


def test_a_newcomer_is_kept_after_two_plain_answers_and_hears_the_words_twice() -> None:
    notebook = Notebook()
    talk = asking(notebook)
    told, _ = hold(talk, "remember me", "yes", "no")
    assert told.count("castle, tiger, umbrella") == 2
    assert talk.who == Remembered(NEW, shared=False, new=True)
    assert notebook.known == {NEW: False}
    assert talk.command(Command.REPEAT)[0] == hold_first(told)
    assert talk.heard(Reply("go on"))[-1] == DONE


def hold_first(told: str) -> object:
    """The line with the words, as the talk says it."""
    return by_coach(told.removesuffix(f" {phrases.WRITE_DOWN}"), fixed=False)


def test_staff_see_it_only_after_a_yes_of_its_own() -> None:
    notebook = Notebook()
    hold(asking(notebook), "remember me", "yes please", "yes that's fine", Unheard.SILENCE)
    assert notebook.known == {NEW: True}


def test_where_no_staff_could_see_it_nobody_is_asked() -> None:
    notebook = Notebook()
    told, _ = hold(asking(notebook, staff=False), "remember me", "yes")
    assert "castle" in told
    assert notebook.known == {NEW: False}


@pytest.mark.parametrize(
    "answer",
    [
        ("no",),
        (Unheard.SILENCE,),
        (Command.GO_ON,),
        ("well what do you mean by that", "I don't know really"),
        ("yes but no", "hm"),
        (in_doubt("yes"), in_doubt("yes"), in_doubt("yes")),
        (Unheard.UNCLEAR, Unheard.UNCLEAR, Unheard.SILENCE),
    ],
)
def test_without_a_plain_yes_nothing_is_kept(
    answer: tuple[str | Unheard | Command | Reply, ...],
) -> None:
    notebook = Notebook()
    talk = asking(notebook)
    acts = talk.begin()
    acts = talk.heard(Reply("remember me"))
    for one in answer:
        if acts[-1] == DONE:
            break
        match one:
            case Unheard():
                acts = talk.unheard(one)
            case Command():
                acts = talk.command(one)
            case _:
                acts = talk.heard(one if isinstance(one, Reply) else Reply(one))
    if acts[-1] != DONE:
        acts = talk.unheard(Unheard.SILENCE)
    assert acts[-1] == DONE
    assert (talk.who, notebook.known) == (None, {})
    assert talk.declined


def test_without_an_answer_about_staff_they_see_nothing() -> None:
    notebook = Notebook()
    hold(asking(notebook), "remember me", "yes", Unheard.SILENCE)
    assert notebook.known == {NEW: False}


def test_the_button_for_again_is_a_yes_where_a_yes_is_asked_for() -> None:
    notebook = Notebook()
    hold(asking(notebook), "remember me", Command.AGAIN, Command.GO_ON)
    assert notebook.known == {NEW: False}


def test_words_from_another_kiosk_are_taken_after_a_yes_and_the_same_consent() -> None:
    notebook = Notebook()
    told, _ = hold(asking(notebook), "apple lantern river")
    assert "apple, lantern, river" in told
    talk = asking(notebook)
    hold(talk, "apple lantern river", "yes", "yes", "no", "go on")
    assert talk.who == Remembered(CODE, shared=False, new=True)
    assert notebook.known == {CODE: False}


def test_words_that_were_misheard_can_be_said_again() -> None:
    talk = asking(Notebook(**KNOWN))
    hold(talk, "apple lantern window", "no", "apple lantern river")
    assert talk.who == Remembered(CODE)
    assert not talk.declined


def test_after_too_many_wrong_words_nothing_is_looked_up_and_the_practice_goes_on() -> None:
    notebook = Notebook(**KNOWN)
    notebook.tired = True
    talk = asking(notebook)
    assert hold(talk, "apple lantern river") == (phrases.WAIT, DONE)
    assert talk.who is None


def test_where_nothing_can_be_written_down_it_is_said_and_nobody_is_known() -> None:
    notebook = Notebook()
    notebook.broken = True
    talk = asking(notebook)
    assert hold(talk, "remember me", "yes", "no") == (phrases.CANT_KEEP, DONE)
    assert talk.who is None


@pytest.mark.parametrize(
    "said", ["forget me", "please forget me", "can you delete everything", "I want to be forgotten"]
)
def test_forgetting_takes_the_words_and_a_yes(said: str) -> None:
    notebook = Notebook(**KNOWN)
    talk = asking(notebook)
    told, end = hold(talk, said, "apple lantern river", "yes")
    assert (told, end) == (phrases.FORGOTTEN, DONE)
    assert notebook.known == {}
    assert talk.who is None
    assert talk.declined, "they are not offered new words right away"


def test_forgetting_in_one_sentence() -> None:
    notebook = Notebook(**KNOWN)
    hold(asking(notebook), "forget me, apple lantern river", "yes")
    assert notebook.known == {}


@pytest.mark.parametrize("answer", ["no", Unheard.SILENCE, "what was that again exactly"])
def test_without_a_yes_nothing_is_deleted(answer: str | Unheard) -> None:
    notebook = Notebook(**KNOWN)
    talk = asking(notebook)
    _, last = hold(talk, "forget me", "apple lantern river", answer)
    if last != DONE:
        assert talk.unheard(Unheard.SILENCE)[-1] == DONE
    assert notebook.known == {CODE: False}


def test_who_let_staff_see_it_hears_where_the_rest_is_deleted() -> None:
    told, _ = hold(asking(Notebook(**SHARED)), "forget me", "apple lantern river", "yes")
    assert told == f"{phrases.FORGOTTEN} {phrases.GOES_THERE_TOO}"


def test_what_can_not_be_deleted_is_not_said_to_be_gone() -> None:
    notebook = Notebook(**KNOWN)
    notebook.broken = True
    told, _ = hold(asking(notebook), "forget me", "apple lantern river", "yes")
    assert told == phrases.CANT_FORGET


def test_who_does_not_want_to_be_forgotten_is_not() -> None:
    notebook = Notebook(**KNOWN)
    hold(asking(notebook), "don't forget me", Unheard.SILENCE)
    assert notebook.known == {CODE: False}


def test_staff_s_view_can_be_taken_back() -> None:
    notebook = Notebook(**SHARED)
    talk = asking(notebook)
    told, end = hold(talk, "don't share", "apple lantern river")
    assert told.startswith(phrases.HIDDEN)
    assert end == DONE
    assert notebook.known == {CODE: False}
    assert talk.who == Remembered(CODE, shared=False)


def test_help_and_a_repetition_tell_and_listen_on() -> None:
    talk = asking(Notebook())
    begun = talk.begin()
    assert hold(talk, "help")[0] == phrases.HELP
    assert talk.command(Command.REPEAT)[-1] == begun[-1] == Listen(Expect.CHOICE, CODE_TURN, 1)


def test_stop_leaves_the_visit_also_within_a_question() -> None:
    for before in ((), ("remember me",), ("forget me",)):
        notebook = Notebook(**KNOWN)
        talk = asking(notebook)
        _, end = hold(talk, *before, "stop")
        assert end == End(Why.STOPPED)
        assert notebook.known == {CODE: False}


def test_somebody_in_crisis_hears_the_centre_s_own_words_and_nothing_is_kept() -> None:
    notebook = Notebook()
    talk = asking(notebook)
    told, end = hold(talk, "remember me", "I want to kill myself")
    assert end == End(Why.CRISIS)
    assert CRISIS in told
    assert talk.in_doubt
    assert notebook.known == {}


def test_where_it_is_not_sure_it_is_asked_and_only_a_plain_no_goes_on() -> None:
    unsure = in_doubt("I want to kill myself")
    talk = asking(Notebook(**KNOWN))
    told, last = hold(talk, unsure)
    assert told in talk_phrases.SPEAKING_FOR_YOURSELF
    assert isinstance(last, Listen)
    assert last.expect is Expect.PRIVATE
    assert talk.in_doubt
    assert talk.heard(Reply("just for the practice"))[-1] == Listen(Expect.CHOICE, CODE_TURN, 1)
    assert talk.heard(Reply("apple lantern river"))[-1] == DONE
    for answer in ("yes I mean it", Unheard.SILENCE, Command.STOP):
        assert hold(asking(Notebook()), unsure, answer)[1] == End(Why.CRISIS)


ANSWERS = st.one_of(
    st.sampled_from(
        [
            *("yes", "no", "remember me", "forget me", "don't share", CODE, "apple", "apple tiger"),
            *("again", "repeat", "help", "go on", "castle tiger window", "my my my", "yes no"),
            *("I want to kill myself", "for the practice", "I can't go on any more"),
        ]
    ),
    st.text(max_size=40),
    st.sampled_from(list(Unheard)),
    st.sampled_from([one for one in Command if one is not Command.STOP]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(ANSWERS, min_size=MOST_ANSWERS + 1, max_size=MOST_ANSWERS + 1), st.booleans())
def test_every_talk_ends_whatever_is_heard(
    answers: list[str | Unheard | Command], shared: bool
) -> None:
    talk = asking(Notebook(apple_lantern_river=shared), seed=len(answers[0]))
    acts = talk.begin()
    whole(acts)
    for answer in answers:
        match answer:
            case Unheard():
                acts = talk.unheard(answer)
            case Command():
                acts = talk.command(answer)
            case _:
                acts = talk.heard(Reply(answer))
        whole(acts)
        if isinstance(acts[-1], End):
            break
    assert isinstance(acts[-1], End)
    assert talk.heard(Reply("yes")) == (acts[-1],), "what has ended stays so"
