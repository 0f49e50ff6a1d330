import re
from collections.abc import Iterable
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.coach.finding import Finding, Source
from device.coach.reply import Reply, Word
from device.coach.scenario import Scenario
from device.coach.skills import Kind, Skill
from device.coach.talk import quote
from device.coach.talk.feedback import (
    LONGEST_SECONDS,
    MOST_WORDS,
    WORDS_A_MINUTE,
    Feedback,
    Sentence,
    for_reply,
    for_turn,
)
from device.coach.talk.memory import Memory
from device.coach.talk.memory import sentences as split
from device.coach.talk.phrases import strength, talk, trying

NEVER_SAID = re.compile(
    r"\b(wrong|but|mistakes?|scores?|should(n't)?|fail\w*|bad|good job)\b|!", re.I
)

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Neither the machine's load nor the size of an example is what these are about."""


def finding(text: str, skill: Skill, words: str, confidence: float = 0.9) -> Finding:
    start = text.index(words)
    return Finding(skill, words, start, start + len(words), confidence, Source.RULES)


def told(
    scenario: Scenario,
    text: str,
    *found: tuple[Skill, str],
    memory: Memory | None = None,
    turn: str = "first",
) -> tuple[Feedback, tuple[Sentence, ...]]:
    findings = tuple(finding(text, skill, words) for skill, words in found)
    return for_turn(Reply(text), findings, scenario.turn(turn), memory or Memory(1))


@st.composite
def replies(draw: st.DrawFn) -> tuple[Reply, tuple[Finding, ...]]:
    text = draw(
        st.text(max_size=200) | st.from_regex(r"([a-z']{1,9}[ ,.?]{1,2}){0,80}", fullmatch=True)
    )
    found = []
    for skill in draw(st.lists(st.sampled_from(Skill), max_size=6)):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        sure = draw(st.floats(0, 1))
        found.append(Finding(skill, text[start:end], start, end, sure, Source.MODEL))
    return Reply(text), tuple(found)


def coach_phrases(*, framed: bool = True) -> list[str]:
    tables = (strength.WHY, strength.GONE, strength.GROUND, trying.TRY, trying.SMALL_STEP)
    per_skill = chain.from_iterable(chain.from_iterable(table.values()) for table in tables)
    frames = (
        *strength.PLAIN,
        *strength.ALSO,
        *strength.CHANGED,
        *strength.ANOTHER_WAY,
        *strength.GREW,
        *talk.OVERALL_ONCE,
    )
    filled = [frame.format(did) for did in strength.DID.values() for frame in frames]
    around: Iterable[str] = chain.from_iterable(
        value if isinstance(value, tuple) else (value,)
        for name, value in vars(talk).items()
        if name.isupper() and isinstance(value, str | tuple)
    )
    overall = chain.from_iterable(talk.OVERALL.values())
    return [
        *per_skill,
        *(filled if framed else frames),
        *strength.QUOTES,
        *strength.TO_NAME,
        *strength.BORROWED,
        *dict.fromkeys(chain.from_iterable(trying.TOWARDS.values())),
        *trying.NEXT_STEP,
        *trying.LEADS_IF_TRUE,
        *strength.BRIEF,
        *strength.STAYED,
        *trying.LEADS,
        *around,
        *overall,
        *talk.TAKE_ALONG.values(),
    ]


def test_there_are_enough_ways_to_say_it() -> None:
    helping = {skill for skill in Skill if skill.kind is Kind.HELPS}
    assert set(strength.WHY) == helping == set(strength.DID)
    assert all(len(ways) >= 6 for ways in strength.WHY.values())
    hindering = {skill for skill in Skill if skill.kind is Kind.HINDERS}
    assert set(trying.TRY) == helping | hindering | {Skill.CLOSED_QUESTION}
    assert all(len(ways) >= 5 for ways in trying.TRY.values())


def test_no_sentence_stands_in_two_places() -> None:
    said = list(chain.from_iterable(map(split, dict.fromkeys(coach_phrases(framed=False)))))
    assert {s for s in said if said.count(s) > 1} == {"Thank you."}


def test_the_coach_never_scolds() -> None:
    assert [phrase for phrase in coach_phrases() if NEVER_SAID.search(phrase)] == []


def test_a_strength_quotes_the_trainees_own_words_and_says_why(scenario: Scenario) -> None:
    text = "um so it sounds like you feel really alone out there"
    feedback, sentences = told(scenario, text, (Skill.REFLECTS_FEELING, text[6:]))
    assert feedback.praised is Skill.REFLECTS_FEELING
    assert "It sounds like you feel really alone out there" in feedback.strength
    assert any(why in feedback.strength for why in strength.WHY[Skill.REFLECTS_FEELING])
    assert [s.fixed for s in sentences][:2] == [False, True]


def test_what_is_spoken_is_its_sentences(scenario: Scenario) -> None:
    feedback, sentences = told(scenario, "you should go", (Skill.ADVICE, "you should go"))
    assert feedback.spoken == " ".join(sentence.text for sentence in sentences)


def test_the_worst_habit_is_the_one_thing_to_try(scenario: Scenario) -> None:
    text = "at least you can walk you should get over it you junkie"
    feedback, _ = told(
        scenario,
        text,
        (Skill.ADVICE, "you should get over it"),
        (Skill.MINIMISING, "at least you can walk"),
        (Skill.STIGMA, "you junkie"),
    )
    assert feedback.suggested is Skill.STIGMA
    assert feedback.try_next in trying.TRY[Skill.STIGMA]
    assert feedback.praised is None


def test_a_perfect_reply_is_told_why_and_gets_no_invented_fault(scenario: Scenario) -> None:
    text = "that sounds lonely what is it like for you"
    feedback, _ = told(
        scenario,
        text,
        (Skill.REFLECTS_FEELING, "that sounds lonely"),
        (Skill.OPEN_QUESTION, "what is it like for you"),
    )
    assert feedback.try_next is feedback.model_line is feedback.suggested is None
    assert feedback.strength


def test_what_hindered_is_never_quoted_as_a_strength(scenario: Scenario) -> None:
    text = "that sounds hard if i were you i'd leave"
    feedback, _ = told(
        scenario, text, (Skill.REFLECTS_FEELING, text), (Skill.ADVICE, "if i were you i'd leave")
    )
    assert "“That sounds hard.”" in feedback.strength
    assert feedback.suggested is Skill.ADVICE


def test_a_habit_given_up_for_another_is_no_progress(scenario: Scenario) -> None:
    memory = Memory(3)
    told(scenario, "you should go home", (Skill.ADVICE, "you should go home"), memory=memory)
    text = "at least you have a bench"
    feedback, _ = told(scenario, text, (Skill.MINIMISING, text), memory=memory)
    assert feedback.strength in strength.GROUND[Skill.MINIMISING]


def test_what_stands_within_a_habit_is_no_strength(scenario: Scenario) -> None:
    text = "it sounds like you should get out more"
    feedback, _ = told(
        scenario, text, (Skill.REFLECTS_FEELING, "it sounds like"), (Skill.ADVICE, text)
    )
    assert feedback.praised is None


def test_a_sign_of_the_habit_however_doubtful_keeps_it_from_being_called_gone(
    scenario: Scenario,
) -> None:
    memory = Memory(3)
    told(scenario, "you should go home", (Skill.ADVICE, "you should go home"), memory=memory)
    text = "you could go there"
    doubtful = (finding(text, Skill.ADVICE, text, confidence=0.5),)
    feedback, _ = for_turn(Reply(text), doubtful, scenario.turn("first"), memory)
    assert feedback.strength not in strength.GONE[Skill.ADVICE]


def test_a_small_word_is_praised_and_never_read_out(scenario: Scenario) -> None:
    memory = Memory(3)
    praised = []
    for turn in ("first", "second", "third"):
        feedback, _ = told(scenario, "mhm", (Skill.ENCOURAGER, "mhm"), memory=memory, turn=turn)
        assert "hm" not in feedback.strength
        praised.append(feedback.praised)
    assert praised == [Skill.ENCOURAGER, Skill.ENCOURAGER, None]


def test_of_equal_findings_the_one_that_tells_more_is_quoted(scenario: Scenario) -> None:
    text = "you came in though you walked round three times and came in"
    feedback, _ = told(
        scenario,
        text,
        (Skill.AFFIRMATION, "you came in though"),
        (Skill.AFFIRMATION, "you walked round three times"),
    )
    assert "“You walked round three times" in feedback.strength


def test_the_same_words_are_not_praised_twice(scenario: Scenario) -> None:
    text = "it makes sense that it hurts"
    feedback, _ = told(scenario, text, (Skill.VALIDATION, text), (Skill.REFLECTS_FEELING, text))
    assert not any(
        frame.format(did) in feedback.strength
        for frame in strength.ALSO
        for did in strength.DID.values()
    )


def test_the_first_good_reply_stands_and_a_later_one_gets_a_step_on_top(
    scenario: Scenario,
) -> None:
    text = "what is it like for you"
    for seed in range(12):
        memory = Memory(seed)
        first, _ = told(scenario, text, (Skill.OPEN_QUESTION, text), memory=memory)
        assert first.try_next is None
        assert first.praised is Skill.OPEN_QUESTION
        then, _ = told(scenario, text, (Skill.OPEN_QUESTION, text), memory=memory, turn="second")
        assert then.try_next is not None
        says_on_top = any(step in then.spoken for step in trying.NEXT_STEP)
        assert says_on_top or then.try_next.startswith("Next time")


def test_who_named_the_feeling_is_not_asked_to_say_back_the_facts(scenario: Scenario) -> None:
    turn = scenario.turn("first").model_copy(
        update={"room_for": (Skill.REFLECTS_CONTENT, Skill.REFLECTS_FEELING)}
    )
    memory = Memory(1)
    memory.may_stand()
    text = "that sounds lonely"
    found = (finding(text, Skill.REFLECTS_FEELING, text),)
    feedback, _ = for_turn(Reply(text), found, turn, memory)
    assert feedback.suggested is None


def test_who_just_stays_where_that_is_needed_most_is_asked_for_nothing_more(
    scenario: Scenario,
) -> None:
    turn = scenario.turn("first").model_copy(
        update={"room_for": (Skill.PRESENCE, Skill.REFLECTS_FEELING)}
    )
    memory = Memory(1)
    memory.may_stand()
    found = (finding("i'm here", Skill.PRESENCE, "i'm here"),)
    feedback, _ = for_turn(Reply("i'm here"), found, turn, memory)
    assert feedback.suggested is None


@pytest.mark.parametrize(
    ("habit", "skill"),
    [
        (Skill.ADVICE, Skill.ASKS_PERMISSION),
        (Skill.OVERSHADOWING, Skill.SELF_DISCLOSURE),
        (Skill.INTERROGATION, Skill.OPEN_QUESTION),
    ],
)
def test_what_to_try_never_contradicts_the_line_that_goes_with_it(
    scenario: Scenario, habit: Skill, skill: Skill
) -> None:
    turn = scenario.turn("first").model_copy(update={"model_lines": {skill: "A line that fits."}})
    text = "so this and that and so on"
    for seed in range(12):
        found = (finding(text, habit, text),)
        feedback, _ = for_turn(Reply(text), found, turn, Memory(seed))
        assert feedback.model_line
        assert feedback.try_next in trying.TOWARDS[habit, skill]
        if skill is Skill.SELF_DISCLOSURE:
            assert any(lead in feedback.spoken for lead in trying.LEADS_IF_TRUE)


def test_the_model_line_said_back_is_welcome_and_not_called_ones_own(scenario: Scenario) -> None:
    memory = Memory(3)
    offered, _ = told(scenario, "i see", memory=memory)
    assert offered.model_line
    text = "that sounds lonely first"
    feedback, _ = told(scenario, text, (Skill.REFLECTS_FEELING, text), memory=memory)
    assert any(feedback.strength.startswith(line) for line in strength.BORROWED)
    assert "“" not in feedback.strength


def test_a_first_try_that_was_good_isnt_made_small_by_the_second(scenario: Scenario) -> None:
    memory = Memory(3)
    memory.may_stand()
    first, second = "what is it like", "that sounds lonely"
    told(scenario, first, (Skill.OPEN_QUESTION, first), memory=memory)
    feedback, _ = told(scenario, second, (Skill.REFLECTS_FEELING, second), memory=memory)
    did = strength.DID[Skill.REFLECTS_FEELING]
    assert any(frame.format(did) in feedback.strength for frame in strength.ANOTHER_WAY)


def test_what_may_be_said_for_oneself_is_never_praised_or_said_back(scenario: Scenario) -> None:
    text = "i don't want to be here"
    found = (finding(text, Skill.PRESENCE, text),)
    feedback, _ = for_turn(Reply(text), found, scenario.turn("first"), Memory(1), aloud=False)
    assert feedback.praised is None
    assert "be here" not in feedback.spoken


def test_no_invitation_sounds_like_the_command_to_go_on() -> None:
    tables = (trying.TRY, trying.SMALL_STEP, trying.TOWARDS)
    texts = chain.from_iterable(chain.from_iterable(table.values()) for table in tables)
    spoken = [*texts, *trying.NEXT_STEP, *trying.LEADS]
    assert [text for text in spoken if "go on" in text or "again" in text] == []


def test_a_habit_that_is_surer_and_heard_thrice_matters_more(scenario: Scenario) -> None:
    text = "come on it could be worse at least you can walk cheer up"
    findings = (
        finding(text, Skill.JUDGMENT, "come on", confidence=0.7),
        *(
            finding(text, Skill.MINIMISING, words)
            for words in ("it could be worse", "at least you can walk", "cheer up")
        ),
    )
    feedback, _ = for_turn(Reply(text), findings, scenario.turn("first"), Memory())
    assert feedback.suggested is Skill.MINIMISING


def test_a_perfect_reply_hears_of_its_second_strength(scenario: Scenario) -> None:
    text = "that sounds lonely what is it like for you"
    feedback, _ = told(
        scenario,
        text,
        (Skill.REFLECTS_FEELING, "that sounds lonely"),
        (Skill.OPEN_QUESTION, "what is it like for you"),
    )
    did = (strength.DID[Skill.OPEN_QUESTION], strength.DID[Skill.REFLECTS_FEELING])
    assert any(frame.format(d) in feedback.strength for frame in strength.ALSO for d in did)


def test_an_open_question_keeps_a_closed_one_from_being_named(scenario: Scenario) -> None:
    text = "are you cold how is it out there"
    feedback, _ = told(
        scenario,
        text,
        (Skill.CLOSED_QUESTION, "are you cold"),
        (Skill.OPEN_QUESTION, "how is it out there"),
    )
    assert feedback.suggested is not Skill.CLOSED_QUESTION


def test_a_missing_skill_is_suggested_with_this_seekers_model_line(scenario: Scenario) -> None:
    feedback, sentences = told(scenario, "i see")
    assert feedback.suggested is Skill.REFLECTS_FEELING
    assert feedback.model_line == "That sounds lonely, first."
    assert sentences[-1] == Sentence("That sounds lonely, first.", fixed=True)


def test_a_doubtful_habit_is_never_named(scenario: Scenario) -> None:
    text = "you might go there"
    doubtful = (finding(text, Skill.ADVICE, text, confidence=0.55),)
    feedback, _ = for_turn(Reply(text), doubtful, scenario.turn("first"), Memory())
    assert feedback.suggested is not Skill.ADVICE


def test_figures_of_the_voice_are_never_scolded(scenario: Scenario) -> None:
    text = "um you know i see"
    voice = tuple(
        Finding(skill, "", 0, 0, 1.0, Source.VOICE)
        for skill in (Skill.FILLERS, Skill.PACE, Skill.RUSHED_START)
    )
    feedback, _ = for_turn(Reply(text), voice, scenario.turn("first"), Memory())
    assert feedback.suggested is Skill.REFLECTS_FEELING


def test_a_second_try_hears_what_changed(scenario: Scenario) -> None:
    memory = Memory(3)
    told(scenario, "you should go home", (Skill.ADVICE, "you should go home"), memory=memory)
    text = "that sounds lonely"
    feedback, _ = told(scenario, text, (Skill.REFLECTS_FEELING, text), memory=memory)
    did = strength.DID[Skill.REFLECTS_FEELING]
    assert any(frame.format(did) in feedback.strength for frame in strength.CHANGED)
    assert feedback.try_next is None


def test_a_habit_left_out_on_the_second_try_is_noticed(scenario: Scenario) -> None:
    memory = Memory(3)
    told(scenario, "you should go home", (Skill.ADVICE, "you should go home"), memory=memory)
    feedback, _ = told(scenario, "i see", memory=memory)
    assert feedback.strength in strength.GONE[Skill.ADVICE]


def test_a_skill_hoped_for_in_an_earlier_turn_is_noticed(scenario: Scenario) -> None:
    memory = Memory(3)
    told(scenario, "i see", memory=memory)
    text = "that sounds lonely"
    feedback, _ = told(scenario, text, (Skill.REFLECTS_FEELING, text), memory=memory, turn="second")
    did = strength.DID[Skill.REFLECTS_FEELING]
    assert any(frame.format(did) in feedback.strength for frame in strength.GREW)


def test_a_skill_that_keeps_missing_gets_a_smaller_step_and_then_a_rest(scenario: Scenario) -> None:
    memory = Memory(3)
    about, texts = [], []
    for turn in ("first", "second", "third", "first", "second"):
        feedback, _ = told(scenario, "i see", memory=memory, turn=turn)
        about.append(feedback.suggested)
        texts.append(feedback.try_next)
    assert about[:3] == [Skill.REFLECTS_FEELING] * 3
    assert texts[1] in trying.SMALL_STEP[Skill.REFLECTS_FEELING]
    assert about[3] is Skill.OPEN_QUESTION


def test_nothing_done_well_still_gets_something_kind(scenario: Scenario) -> None:
    feedback, _ = told(scenario, "get over it", (Skill.JUDGMENT, "get over it"))
    assert feedback.strength in strength.GROUND[Skill.JUDGMENT]
    assert feedback.praised is None


def test_a_reply_is_called_short_only_when_it_is(scenario: Scenario) -> None:
    long = "so " * 40
    for seed in range(30):
        feedback, _ = told(scenario, long, memory=Memory(seed))
        assert feedback.strength not in strength.BRIEF


def test_words_the_recogniser_doubted_are_not_quoted(scenario: Scenario) -> None:
    text = "that sounds lonely"
    doubted = tuple(Word(word, n, n + 0.5, 0.2) for n, word in enumerate(text.split()))
    reply = Reply(text, words=doubted)
    found = (finding(text, Skill.REFLECTS_FEELING, text),)
    feedback, _ = for_turn(reply, found, scenario.turn("first"), Memory())
    assert feedback.praised is Skill.REFLECTS_FEELING
    assert "lonely" not in feedback.strength


@pytest.mark.parametrize("size", range(5, 60, 3))
def test_feedback_is_over_in_twenty_seconds_however_long_the_model_line(
    scenario: Scenario, size: int
) -> None:
    turn = scenario.turn("first")
    lines = dict.fromkeys(turn.model_lines, " ".join(["word"] * size))
    text = "what have the last few weeks been like for you and for your family at home"
    found = (finding(text, Skill.OPEN_QUESTION, text),)
    talkative = turn.model_copy(update={"model_lines": lines})
    memory = Memory(size)
    memory.may_stand()
    feedback, _ = for_turn(Reply(text), found, talkative, memory)
    assert feedback.try_next
    assert len(feedback.spoken.split()) * 60 / WORDS_A_MINUTE < LONGEST_SECONDS


def test_a_model_line_too_long_to_say_gives_way(scenario: Scenario) -> None:
    turn = scenario.turn("first")
    long = dict.fromkeys(turn.model_lines, "and so it goes on and on " * 15)
    talkative = turn.model_copy(update={"model_lines": long})
    feedback, _ = for_turn(Reply("i see"), (), talkative, Memory())
    assert feedback.try_next
    assert feedback.model_line is None


@UNHURRIED
@given(replies())
def test_one_reply_alone_gets_feedback_whatever_it_is(
    case: tuple[Reply, tuple[Finding, ...]],
) -> None:
    reply, findings = case
    feedback = for_reply(reply, findings)
    assert feedback.strength
    assert feedback == for_reply(reply, findings)
    assert len(feedback.spoken.split()) * 60 / WORDS_A_MINUTE < LONGEST_SECONDS
    praise = {f.skill for f in findings if f.skill.kind is Kind.HELPS}
    assert feedback.praised is None or feedback.praised in praise
    assert (feedback.try_next is None) == (feedback.suggested is None)


@UNHURRIED
@given(st.lists(replies(), min_size=1, max_size=12), st.integers(0, 99))
def test_nothing_is_said_twice_in_one_practice(
    scenario: Scenario, cases: list[tuple[Reply, tuple[Finding, ...]]], seed: int
) -> None:
    memory, said = Memory(seed), list[str]()
    for number, (reply, findings) in enumerate(cases):
        turn = scenario.turns[number // 3 % 3]
        feedback, sentences = for_turn(reply, findings, turn, memory)
        said += [sentence.text for sentence in sentences]
        assert len(feedback.spoken.split()) <= MOST_WORDS
        assert sentences
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("um i i hear you", "i hear you", "I hear you."),
        ("i'm here and i'm not going", "i'm here", "I'm here."),
        ("what was that like", "what was that like", "What was that like."),
        ("so you felt, uh, left out.", "you felt, uh, left out", "You felt left out."),
        (
            "it sounds like you felt, um, humiliated",
            "you felt, um, humiliated",
            "You felt humiliated.",
        ),
        ("yeah i'm um i'm here for you", "i'm um i'm here for you", "I'm here for you."),
        ("you must be so pissed off", "you must be so pissed off", None),
        ("that's bullshit mate", "that's bullshit mate", None),
        (
            "it sounds like you have been carrying all of this by yourself and nobody ever asked",
            "it sounds like you have been carrying all of this by yourself and nobody ever asked",
            "It sounds like you have been carrying all of this by yourself…",
        ),
        (
            "that sounds hard for you but you should see the doctor",
            "that sounds hard for you but you should see the doctor",
            "That sounds hard for you.",
        ),
        ("angry", "angry", "Angry."),
        ("so you never sleep", "so you never sleep", "So you never sleep."),
        ("i don't think you did anything wrong", "i don't think you did anything wrong", None),
        ("but it sounds like it hurt", "but it sounds like it hurt", "It sounds like it hurt."),
    ],
)
def test_a_quote_is_tidied_and_cut_where_a_clause_ends(
    text: str, words: str, said: str | None
) -> None:
    start = text.index(words)
    assert quote.cut(text, start, start + len(words)) == said


def test_a_quoted_question_asks() -> None:
    text = "so what was that like"
    assert quote.cut(text, 0, len(text), asked=True) == "So what was that like?"


@UNHURRIED
@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_a_quote_never_breaks_and_is_never_long(text: str, start: int, end: int) -> None:
    said = quote.cut(text, start, end)
    if said is not None:
        assert len(said.split()) <= quote.LONGEST
        assert not NEVER_SAID.search(said.replace("!", ""))


@pytest.mark.parametrize("text", ["", "  ", "...", "—"])
def test_a_silence_is_called_a_silence(text: str) -> None:
    feedback = for_reply(Reply(text), ())
    assert feedback.strength in strength.SILENT
