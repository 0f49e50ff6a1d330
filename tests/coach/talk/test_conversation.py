from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.coach.cast import COACH
from device.coach.finding import Finding, Source
from device.coach.reply import Reply, Word
from device.coach.scenario import Outcome, Scenario
from device.coach.skills import Kind, Skill
from device.coach.talk import script
from device.coach.talk.act import (
    MANNERS,
    Act,
    Adapt,
    Assess,
    Command,
    Dispute,
    End,
    Expect,
    Listen,
    Say,
    Unheard,
    Why,
)
from device.coach.talk.conversation import MOST_ASIDES, MOST_TRIES, Conversation
from device.coach.talk.feedback import MOST_WORDS
from device.coach.talk.memory import sentences
from device.coach.talk.phrases import talk

CRISIS_WORDS = "Sam is on duty today, at the front desk."
GOOD, POOR = "that sounds lonely what is it like", "you should get out more"
MIDDLING = "what is it like"
HEARD = {
    GOOD: (
        (Skill.REFLECTS_FEELING, "that sounds lonely"),
        (Skill.OPEN_QUESTION, "what is it like"),
    ),
    MIDDLING: ((Skill.OPEN_QUESTION, "what is it like"),),
    POOR: ((Skill.ADVICE, POOR),),
}


def analyse(reply: Reply) -> tuple[Finding, ...]:
    """Knows the replies above, and nothing else."""
    found = []
    for skill, words in HEARD.get(reply.text, ()):
        start = reply.text.index(words)
        found.append(Finding(skill, words, start, start + len(words), 0.9, Source.RULES))
    return tuple(found)


@pytest.fixture
def conversation(scenario: Scenario) -> Conversation:
    return Conversation(scenario, analyse, crisis_words=CRISIS_WORDS, seed=5)


def said(acts: tuple[Act, ...], speaker: str = COACH) -> list[str]:
    return [act.text for act in acts if isinstance(act, Say) and act.speaker == speaker]


def listens(acts: tuple[Act, ...]) -> Listen:
    assert isinstance(acts[-1], Listen)
    return acts[-1]


def ended(acts: tuple[Act, ...]) -> End:
    assert isinstance(acts[-1], End)
    return acts[-1]


def assessed(acts: tuple[Act, ...]) -> Assess | None:
    return next((act for act in acts if isinstance(act, Assess)), None)


def test_it_begins_with_the_content_note_the_way_out_and_the_scene(
    conversation: Conversation,
) -> None:
    acts = conversation.begin()
    told = said(acts)
    assert told.index("This talk is about living alone.") < told.index(talk.HOW_TO_LEAVE)
    assert told.index(talk.HOW_TO_LEAVE) < told.index("Ada is sixty.")
    assert said(acts, "ada") == ["I sit on that bench all day."]
    assert acts[-1] == Listen(Expect.REPLY, "first", 1)


def test_a_good_reply_opens_the_seeker_and_no_choice_is_offered(conversation: Conversation) -> None:
    conversation.begin()
    acts = conversation.heard(Reply(GOOD))
    told = assessed(acts)
    assert told is not None
    assert told.outcome is Outcome.OPENS_UP
    assert said(acts, "ada") == ["Thank you for asking, first."]
    assert said(acts, "bo") == ["Nobody sits next to me either."]
    assert listens(acts) == Listen(Expect.REPLY, "second", 1)


def test_a_new_seeker_is_introduced_once(conversation: Conversation) -> None:
    conversation.begin()
    assert "Bo is nineteen." in said(conversation.heard(Reply(GOOD)))
    assert "Ada is sixty." not in said(conversation.heard(Reply(GOOD)))


def test_where_there_is_something_to_try_a_choice_is_offered(conversation: Conversation) -> None:
    conversation.begin()
    acts = conversation.heard(Reply(POOR))
    assert listens(acts) == Listen(Expect.CHOICE, "first", 1)
    assert talk.OFFER_FIRST in said(acts)
    conversation.heard(Reply("again"))
    second = conversation.heard(Reply(POOR))
    assert talk.OFFER_FIRST not in said(second)
    assert set(said(second)) & set(talk.OFFERS)


def test_again_goes_back_to_the_seekers_line(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    acts = conversation.heard(Reply("can I try again please"))
    assert said(acts, "ada") == ["I sit on that bench all day."]
    assert listens(acts) == Listen(Expect.REPLY, "first", 2)


def test_the_third_try_promises_no_line_and_plays_none(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    conversation.heard(Reply("again"))
    conversation.heard(Reply(POOR))
    acts = conversation.heard(Reply("again"))
    assert said(acts, "ada") == []
    assert said(acts)[0] in talk.LAST_TRY
    assert not set(talk.LAST_TRY) & set(talk.ONCE_MORE)
    assert listens(acts) == Listen(Expect.REPLY, "first", 3)


@pytest.mark.parametrize("when", ["reply", "choice", "private"])
@pytest.mark.parametrize(
    "command", [Command.HELP, Command.REPEAT, Command.DISAGREE, *sorted(MANNERS)]
)
def test_what_cuts_in_is_answered_and_listened_on_at_the_same_place(
    conversation: Conversation, when: str, command: Command
) -> None:
    acts = conversation.begin()
    for reply in {"reply": [GOOD], "choice": [POOR], "private": [GOOD] * 3}[when]:
        acts = conversation.heard(Reply(reply))
    answered = conversation.command(command)
    assert listens(answered) == listens(acts)
    assert said(answered) or said(answered, "bo")
    assert all(isinstance(act, Say | Dispute | Adapt) for act in answered[:-1])


@pytest.mark.parametrize("manner", sorted(MANNERS))
def test_the_line_is_said_again_in_the_manner_that_was_asked_for(
    conversation: Conversation, manner: Command
) -> None:
    line = said(conversation.begin(), "bo")
    adapt, *again = conversation.heard(Reply(f"{manner} please"))
    assert adapt == Adapt(manner)
    assert said(tuple(again), "bo") == line


def test_who_was_welcomed_already_hears_no_second_welcome(scenario: Scenario) -> None:
    talk_of = Conversation(scenario, analyse, crisis_words=CRISIS_WORDS, welcomed=True)
    told = said(talk_of.begin())
    assert told[0] == scenario.content_note
    assert not {*talk.WELCOME, talk.HOW_TO_LEAVE} & {*told}


def test_repeat_at_the_end_asks_the_same_question_again(conversation: Conversation) -> None:
    conversation.begin()
    for _ in range(2):
        conversation.heard(Reply(GOOD))
    question = said(conversation.heard(Reply(GOOD)))[-1]
    assert said(conversation.heard(Reply("what was that"))) == [question]
    assert ended(conversation.heard(Reply("fine"))).why is Why.FINISHED


def test_at_the_end_too_patience_is_counted(conversation: Conversation) -> None:
    conversation.begin()
    for _ in range(3):
        conversation.command(Command.HELP)
        conversation.heard(Reply(GOOD))
    for _ in range(MOST_ASIDES):
        assert isinstance(conversation.command(Command.HELP)[-1], Listen)
    assert ended(conversation.command(Command.HELP)) == End(Why.FINISHED, "warm")


def test_a_second_try_starts_from_the_trust_before_the_first(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    conversation.heard(Reply("again"))
    told = assessed(conversation.heard(Reply(GOOD)))
    assert told is not None
    assert told.attempt == 2
    assert told.outcome is Outcome.OPENS_UP


def test_a_new_try_without_saying_again_is_taken_as_one(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    told = assessed(conversation.heard(Reply(GOOD)))
    assert told is not None
    assert told.attempt == 2


def test_after_the_last_try_the_talk_goes_on(conversation: Conversation) -> None:
    conversation.begin()
    for attempt in range(1, MOST_TRIES + 1):
        acts = conversation.heard(Reply(POOR))
        told = assessed(acts)
        assert told is not None
        assert told.attempt == attempt
        if attempt < MOST_TRIES:
            conversation.heard(Reply("again"))
    assert listens(acts).turn == "second"


@pytest.mark.parametrize("answer", ["go on", "no thanks", "well that's interesting I suppose"])
def test_going_on_lets_the_seeker_take_it_as_they_did(
    conversation: Conversation, answer: str
) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    acts = conversation.heard(Reply(answer))
    assert said(acts, "ada") == ["Hm, first."]
    assert listens(acts) == Listen(Expect.REPLY, "second", 1)


@pytest.mark.parametrize(
    ("said_now", "skill", "attempt"),
    [
        ("i'm here", Skill.PRESENCE, 2),
        ("oh i see", Skill.ENCOURAGER, None),
        ("good point", None, None),
    ],
)
def test_two_words_are_a_new_try_where_they_help_and_are_no_mere_nod(
    scenario: Scenario, said_now: str, skill: Skill | None, attempt: int | None
) -> None:
    def few(reply: Reply) -> tuple[Finding, ...]:
        if reply.text != said_now or skill is None:
            return analyse(reply)
        return (Finding(skill, said_now, 0, len(said_now), 0.9, Source.MODEL),)

    conversation = Conversation(scenario, few, crisis_words=CRISIS_WORDS)
    conversation.begin()
    conversation.heard(Reply(POOR))
    told = assessed(conversation.heard(Reply(said_now)))
    assert (told and told.attempt) == attempt


def test_silence_when_a_choice_is_offered_means_go_on(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    assert listens(conversation.unheard(Unheard.SILENCE)).turn == "second"


def test_two_silences_are_met_kindly_and_the_third_ends_the_talk(
    conversation: Conversation,
) -> None:
    conversation.begin()
    first = conversation.unheard(Unheard.SILENCE)
    assert said(first)[0] in talk.QUIET
    assert listens(first) == Listen(Expect.REPLY, "first", 1)
    second = conversation.unheard(Unheard.SILENCE)
    assert said(second)[0] in set(talk.QUIET) - set(said(first))
    assert listens(second) == Listen(Expect.REPLY, "first", 1)
    third = conversation.unheard(Unheard.SILENCE)
    assert said(third)[0] in talk.FAREWELL_QUIET
    assert ended(third) == End(Why.WALKED_OFF)


def test_a_silence_held_well_is_felt_by_the_seeker(scenario: Scenario) -> None:
    levels = []
    for quiet in (False, True):
        conversation = Conversation(scenario, analyse, crisis_words=CRISIS_WORDS)
        conversation.begin()
        if quiet:
            conversation.unheard(Unheard.SILENCE)
        told = assessed(conversation.heard(Reply(MIDDLING)))
        assert told is not None
        levels.append(told.openness)
    assert levels[0] < levels[1]


def test_silences_apart_end_nothing(conversation: Conversation) -> None:
    conversation.begin()
    conversation.unheard(Unheard.SILENCE)
    conversation.unheard(Unheard.SILENCE)
    conversation.command(Command.REPEAT)
    assert isinstance(conversation.unheard(Unheard.SILENCE)[-1], Listen)


def test_what_was_not_understood_is_asked_for_once_and_then_let_be(
    conversation: Conversation,
) -> None:
    conversation.begin()
    assert said(conversation.unheard(Unheard.UNCLEAR))[0] in talk.UNCLEAR
    acts = conversation.unheard(Unheard.UNCLEAR)
    assert said(acts)[0] in talk.UNCLEAR_TWICE
    assert listens(acts).turn == "second"


def test_low_confidence_is_asked_about_and_never_assessed(conversation: Conversation) -> None:
    conversation.begin()
    doubted = tuple(Word(word, n, n + 0.4, 0.2) for n, word in enumerate(POOR.split()))
    acts = conversation.heard(Reply(POOR, words=doubted))
    assert assessed(acts) is None
    assert said(acts)[0] in talk.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "안녕하세요 반갑습니다 잘 지내세요",
        "ich weiß auch nicht mehr weiter",
        "что с вами случилось",
    ],
)
def test_another_language_is_met_kindly(conversation: Conversation, text: str) -> None:
    conversation.begin()
    acts = conversation.heard(Reply(text))
    assert assessed(acts) is None
    assert said(acts)[0] in talk.NOT_ENGLISH


@pytest.mark.parametrize("text", ["", "   ", "...", "—"])
def test_an_empty_reply_is_a_silence(conversation: Conversation, text: str) -> None:
    conversation.begin()
    assert said(conversation.heard(Reply(text)))[0] in talk.QUIET


def test_skipping_leaves_the_turn_unanswered(conversation: Conversation) -> None:
    conversation.begin()
    acts = conversation.heard(Reply("skip this one please"))
    assert assessed(acts) is None
    assert listens(acts).turn == "second"


def test_repeat_says_the_seekers_line_again(conversation: Conversation) -> None:
    conversation.begin()
    acts = conversation.heard(Reply("could you say that again"))
    assert said(acts, "ada") == ["I sit on that bench all day."]
    assert listens(acts).attempt == 1


def test_repeat_after_feedback_says_the_feedback_again(conversation: Conversation) -> None:
    conversation.begin()
    told = assessed(conversation.heard(Reply(POOR)))
    assert told is not None
    assert " ".join(said(conversation.command(Command.REPEAT))) == told.feedback.spoken


@pytest.mark.parametrize("when", ["reply", "choice", "private"])
def test_stop_works_at_every_point(conversation: Conversation, when: str) -> None:
    conversation.begin()
    if when == "choice":
        conversation.heard(Reply(POOR))
    if when == "private":
        for _ in range(3):
            conversation.heard(Reply(GOOD))
    acts = conversation.heard(Reply("stop please"))
    assert ended(acts) == End(Why.STOPPED)
    assert said(acts)[0] in talk.FAREWELL_STOPPED


def test_go_on_in_a_reply_is_for_the_seeker(conversation: Conversation) -> None:
    conversation.begin()
    assert assessed(conversation.heard(Reply("go on"))) is not None


def test_help_says_what_one_can_say_and_listens_on(conversation: Conversation) -> None:
    conversation.begin()
    acts = conversation.heard(Reply("what can I say"))
    assert said(acts)[0] in talk.HELP
    assert listens(acts) == Listen(Expect.REPLY, "first", 1)


def test_disagreeing_is_acknowledged_and_counted_once(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    acts = conversation.heard(Reply("i don't agree"))
    assert Dispute("first", 1) in acts
    assert said(acts)[0] in talk.DISAGREED
    assert listens(acts).expect is Expect.CHOICE
    assert not any(isinstance(a, Dispute) for a in conversation.command(Command.DISAGREE))


def test_one_can_disagree_with_feedback_after_which_nothing_was_offered(
    conversation: Conversation,
) -> None:
    conversation.begin()
    conversation.heard(Reply(GOOD))
    acts = conversation.command(Command.DISAGREE)
    assert acts[0] == Dispute("first", 1)
    assert listens(acts).turn == "second"


def test_after_a_disagreement_the_choice_is_offered_anew(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    acts = conversation.heard(Reply("i disagree"))
    assert set(said(acts)) & set(talk.OFFERS)


def test_what_the_trainee_disagreed_with_is_not_taken_along(conversation: Conversation) -> None:
    conversation.begin()
    for _ in range(3):
        conversation.heard(Reply(POOR))
        conversation.heard(Reply("i disagree"))
        acts = conversation.heard(Reply("go on"))
    assert listens(acts).expect is Expect.PRIVATE
    assert talk.TAKE_ALONG_OWN in said(acts)
    assert talk.TAKE_ALONG[Skill.ADVICE] not in said(acts)


def test_the_offer_always_has_the_words_that_are_understood() -> None:
    for offer in (talk.OFFER_FIRST, *talk.OFFERS):
        assert "again" in offer.lower()
        assert "go on" in offer.lower()


def test_a_good_reply_that_leaves_the_seeker_guarded_is_not_left_to_look_like_failure(
    scenario: Scenario,
) -> None:
    shut = scenario.model_copy(update={"openness": 0.1})
    conversation = Conversation(shut, analyse, crisis_words=CRISIS_WORDS)
    conversation.begin()
    acts = conversation.heard(Reply(GOOD))
    told = assessed(acts)
    assert told is not None
    assert told.outcome is Outcome.STAYS_GUARDED
    assert set(said(acts)) & set(talk.STILL_CAREFUL)
    opened = Conversation(scenario, analyse, crisis_words=CRISIS_WORDS)
    opened.begin()
    assert not set(said(opened.heard(Reply(GOOD)))) & set(talk.STILL_CAREFUL)


def test_a_last_answer_that_had_it_is_told_so(conversation: Conversation) -> None:
    conversation.begin()
    for _ in range(2):
        conversation.heard(Reply(POOR))
        conversation.heard(Reply("go on"))
    acts = said(conversation.heard(Reply(GOOD)))
    assert acts.index(talk.CAME_TO_IT) == acts.index(talk.TAKE_ALONG[Skill.ADVICE]) + 1


def test_a_talk_that_ended_badly_is_not_the_end_of_practising(conversation: Conversation) -> None:
    conversation.begin()
    for _ in range(3):
        conversation.heard(Reply(POOR))
        acts = conversation.heard(Reply("go on"))
    assert set(said(acts)) & set(talk.HARD_ENDING)


def test_who_is_still_stuck_after_help_is_lent_a_line(conversation: Conversation) -> None:
    conversation.begin()
    assert set(said(conversation.heard(Reply("um sorry i don't know what to say")))) <= set(
        talk.HELP
    )
    acts = conversation.heard(Reply("i'm no good at this"))
    assert said(acts)[-1] == "That sounds lonely, first."
    assert listens(acts).expect is Expect.REPLY


def test_another_language_twice_is_no_matter_of_hearing(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply("lo siento mucho me duele escuchar eso"))
    acts = conversation.heard(Reply("es tut mir leid"))
    assert said(acts)[0] in talk.NOT_ENGLISH_TWICE


@pytest.mark.parametrize("text", ["lovely weather we're having", "poor old Maureen, bless her"])
def test_a_few_unusual_english_words_are_english(conversation: Conversation, text: str) -> None:
    conversation.begin()
    assert assessed(conversation.heard(Reply(text))) is not None


def test_words_that_were_in_doubt_are_never_praised_or_said_back(scenario: Scenario) -> None:
    def presence(reply: Reply) -> tuple[Finding, ...]:
        whole = (reply.text, 0, len(reply.text))
        return (Finding(Skill.PRESENCE, *whole, 0.97, Source.MODEL),)

    conversation = Conversation(scenario, presence, crisis_words=CRISIS_WORDS)
    conversation.begin()
    conversation.heard(Reply("i don't want to be here any more"))
    acts = conversation.heard(Reply("no no that's what i think she feels"))
    told = assessed(acts)
    assert told is not None
    assert told.feedback.praised is None
    assert not any("be here any more" in text for text in said(acts))


def test_at_the_end_it_sums_up_asks_and_cares(conversation: Conversation) -> None:
    conversation.begin()
    for _ in range(2):
        conversation.heard(Reply(GOOD))
    acts = conversation.heard(Reply(GOOD))
    assert said(acts, "ada")[-1] == "I feel lighter."
    assert any(line in talk.OVERALL[Skill.REFLECTS_FEELING] for line in said(acts)) or any(
        line in talk.OVERALL[Skill.OPEN_QUESTION] for line in said(acts)
    )
    assert said(acts)[-1] in talk.HOW_WAS_IT
    assert listens(acts).expect is Expect.PRIVATE
    last = conversation.heard(Reply("it was hard, I thought of my mother"))
    assert assessed(last) is None
    assert said(last)[0] in talk.CARE
    assert ended(last) == End(Why.FINISHED, "warm")


def test_a_habit_that_was_left_behind_is_not_taken_along(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply(POOR))
    conversation.heard(Reply("go on"))
    conversation.heard(Reply(GOOD))
    assert talk.TAKE_ALONG[Skill.ADVICE] not in said(conversation.heard(Reply(GOOD)))


def test_a_habit_that_kept_coming_is_taken_along(conversation: Conversation) -> None:
    conversation.begin()
    for _ in range(2):
        conversation.heard(Reply(POOR))
        conversation.heard(Reply("go on"))
    assert talk.TAKE_ALONG[Skill.ADVICE] in said(conversation.heard(Reply(GOOD)))


def test_a_trainee_in_crisis_hears_the_centres_words_and_nothing_is_assessed(
    conversation: Conversation,
) -> None:
    conversation.begin()
    acts = conversation.heard(Reply("i want to kill myself"))
    assert said(acts) == [talk.GENTLE_STOP, talk.NOT_KEPT, CRISIS_WORDS], "help is what lasts"
    assert assessed(acts) is None
    assert ended(acts) == End(Why.CRISIS)
    assert "kill myself" not in repr(vars(conversation))


@pytest.mark.parametrize("after", ["choice", "private"])
def test_crisis_is_heard_at_every_point(conversation: Conversation, after: str) -> None:
    conversation.begin()
    for _ in range(3 if after == "private" else 1):
        conversation.heard(Reply(GOOD if after == "private" else POOR))
    assert ended(conversation.heard(Reply("i don't want to be alive any more"))).why is Why.CRISIS


def test_in_doubt_it_asks_and_a_no_goes_on_with_the_reply(conversation: Conversation) -> None:
    conversation.begin()
    doubtful = Reply("i can't go on like this")
    asked = conversation.heard(doubtful)
    assert said(asked)[0] in talk.SPEAKING_FOR_YOURSELF
    assert listens(asked).expect is Expect.PRIVATE
    acts = conversation.heard(Reply("no that was for the practice"))
    told = assessed(acts)
    assert told is not None
    assert told.reply.text == doubtful.text
    assert told.reply.seeker == "I sit on that bench all day."


def test_it_asks_again_in_other_words_and_then_no_more(conversation: Conversation) -> None:
    conversation.begin()
    asked, doubted = [], []
    for words in ("i can't go on like this", "i've got the pills ready"):
        asked += said(conversation.heard(Reply(words)))
        doubted.append(conversation.in_doubt)
        conversation.heard(Reply("no"))
        doubted.append(conversation.in_doubt)
        conversation.command(Command.GO_ON)
    assert doubted == [True, False] * 2
    assert sorted(asked) == sorted(talk.SPEAKING_FOR_YOURSELF)
    assert assessed(conversation.heard(Reply("i can't go on like this"))) is not None


@pytest.mark.parametrize("how", ["pardon", "button"])
def test_the_question_is_asked_once_more_for_somebody_who_did_not_hear_it(
    conversation: Conversation, how: str
) -> None:
    def again() -> tuple[Act, ...]:
        if how == "button":
            return conversation.command(Command.REPEAT)
        return conversation.heard(Reply("sorry, could you say that again?"))

    conversation.begin()
    asked = conversation.heard(Reply("i can't go on like this"))
    assert again() == asked
    assert ended(again()).why is Why.CRISIS


def test_a_plea_that_begins_with_no_is_never_assessed(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply("i can't go on like this"))
    acts = conversation.heard(Reply("no help me please"))
    assert assessed(acts) is None
    assert ended(acts).why is Why.CRISIS


def test_the_seekers_name_answers_for_whom_it_was(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply("i can't go on like this"))
    assert assessed(conversation.heard(Reply("i meant Ada"))) is not None


@pytest.mark.parametrize("answer", ["yes", "for myself", "i don't know", ""])
def test_in_doubt_anything_but_a_no_is_taken_seriously(
    conversation: Conversation, answer: str
) -> None:
    conversation.begin()
    conversation.heard(Reply("i can't go on like this"))
    acts = conversation.heard(Reply(answer))
    assert CRISIS_WORDS in said(acts)
    assert ended(acts).why is Why.CRISIS
    assert "go on like" not in repr(vars(conversation))


def test_in_doubt_a_silence_is_taken_seriously(conversation: Conversation) -> None:
    conversation.begin()
    conversation.heard(Reply("i can't go on like this"))
    assert ended(conversation.unheard(Unheard.SILENCE)).why is Why.CRISIS


def test_a_reflection_of_the_seekers_wish_to_die_is_a_reply(conversation: Conversation) -> None:
    conversation.begin()
    acts = conversation.heard(Reply("so you wanted to die"))
    assert assessed(acts) is not None


def test_after_the_end_there_is_only_the_end(conversation: Conversation) -> None:
    conversation.begin()
    acts = conversation.command(Command.STOP)
    for after in (
        conversation.heard(Reply(GOOD)),
        conversation.unheard(Unheard.SILENCE),
        conversation.command(Command.AGAIN),
    ):
        assert after == (acts[-1],)


def test_a_scenario_that_leads_in_a_circle_ends(scenario: Scenario) -> None:
    first = scenario.turns[0]
    circle = first.next.model_copy(
        update={
            name: getattr(first.next, name).model_copy(update={"then": "first"})
            for name in ("opens_up", "stays_guarded", "shuts_down")
        }
    )
    round_and_round = scenario.model_copy(
        update={"turns": (first.model_copy(update={"next": circle}),)}
    )
    conversation = Conversation(round_and_round, analyse, crisis_words=CRISIS_WORDS)
    conversation.begin()
    steps = 0
    while listens(acts := conversation.command(Command.SKIP)).expect is not Expect.PRIVATE:
        steps += 1
        assert steps < 10
    assert ended(conversation.unheard(Unheard.SILENCE)).why is Why.FINISHED
    assert acts


def test_the_same_seed_tells_the_same_talk_and_another_varies(scenario: Scenario) -> None:
    def whole(seed: int) -> list[Act]:
        conversation = Conversation(scenario, analyse, crisis_words=CRISIS_WORDS, seed=seed)
        acts = [*conversation.begin()]
        for text in (POOR, "again", POOR, "go on", GOOD, GOOD, "fine"):
            acts += conversation.heard(Reply(text))
        return acts

    assert whole(1) == whole(1)
    assert len({repr(whole(seed)) for seed in range(6)}) == 6


Step = tuple[str, object]
TEXTS = st.sampled_from(
    [
        GOOD,
        POOR,
        MIDDLING,
        "again",
        "go on",
        "i don't agree",
        "no",
        "",
        "i see",
        "i can't go on like this",
        "um i think you should um talk to her",
        "안녕하세요 반갑습니다 잘 지내세요",
    ]
) | st.text(max_size=60)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("heard"), TEXTS),
        st.tuples(st.just("heard"), TEXTS),
        st.tuples(st.just("unheard"), st.sampled_from(Unheard)),
        st.tuples(
            st.just("command"), st.sampled_from([c for c in Command if c is not Command.STOP])
        ),
    ),
    max_size=120,
)


def walk(
    conversation: Conversation, steps: list[Step]
) -> Iterator[tuple[Step | None, tuple[Act, ...]]]:
    acts = conversation.begin()
    yield None, acts
    for name, what in steps:
        if isinstance(acts[-1], End):
            return
        given = Reply(what) if isinstance(what, str) and name == "heard" else what
        acts = getattr(conversation, name)(given)
        yield (name, what), acts


@settings(max_examples=150, deadline=None)
@given(STEPS, st.integers(0, 50), st.data())
def test_whatever_is_heard_the_talk_keeps_its_manners(
    scenario: Scenario, steps: list[Step], seed: int, data: st.DataObject
) -> None:
    found = st.lists(st.tuples(st.sampled_from(Skill), st.floats(0, 1), st.booleans()), max_size=5)

    def anything(reply: Reply) -> tuple[Finding, ...]:
        return tuple(
            Finding(
                skill,
                reply.text if all_of_it else "",
                0,
                len(reply.text) * all_of_it,
                sure,
                Source.MODEL,
            )
            for skill, sure, all_of_it in data.draw(found)
        )

    conversation = Conversation(scenario, anything, crisis_words=CRISIS_WORDS, seed=seed)
    known = set(script.lines(scenario, CRISIS_WORDS))
    heard = list[str]()
    for step, acts in walk(conversation, steps):
        assert [isinstance(act, Listen | End) for act in acts].count(True) == 1
        assert isinstance(acts[-1], Listen | End)
        assert {act for act in acts if isinstance(act, Say) and act.fixed} <= known
        told = assessed(acts)
        if told is not None:
            assert len(told.feedback.spoken.split()) <= MOST_WORDS
            helps = {f.skill for f in told.findings if f.skill.kind is Kind.HELPS}
            assert told.feedback.praised is None or told.feedback.praised in helps
        asked_for = step is not None and step[1] in {Command.REPEAT, Command.HELP, *MANNERS}
        if not asked_for:
            heard += [
                s
                for act in acts
                if isinstance(act, Say) and act.speaker == COACH and act.fixed
                for s in sentences(act.text)
            ]
    assert len(heard) == len(set(heard))


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS.filter(bool), min_size=1, max_size=3), st.integers(0, 50))
def test_every_talk_ends_however_one_goes_round_in_it(
    scenario: Scenario, rounds: list[list[Step]], seed: int
) -> None:
    conversation = Conversation(scenario, analyse, crisis_words=CRISIS_WORDS, seed=seed)
    in_circles = (rounds[0] * 400)[:400]
    most = (MOST_ASIDES + 4) * MOST_TRIES * len(scenario.turns) + 10
    answers = list(walk(conversation, in_circles))
    assert isinstance(answers[-1][1][-1], End)
    assert len(answers) <= most
