"""What the analyser hears in a reply, and what it must not hear."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.coach.analysis import analyse
from device.coach.finding import Finding, Source
from device.coach.reply import Reply, Word
from device.coach.skills import Kind, Skill


def found(reply: str, seeker: str = "") -> set[Skill]:
    return {finding.skill for finding in analyse(Reply(reply, seeker))}


def hindering(reply: str, seeker: str = "") -> set[Skill]:
    return {skill for skill in found(reply, seeker) if skill.kind is Kind.HINDERS}


@pytest.mark.parametrize(
    ("reply", "skill"),
    [
        ("so they moved the date twice and nobody rang you", Skill.REFLECTS_CONTENT),
        ("it sounds like you were frightened and on your own with it", Skill.REFLECTS_FEELING),
        ("there's such a lot of grief in that", Skill.REFLECTS_FEELING),
        ("no wonder you walked out", Skill.VALIDATION),
        ("that would rattle anybody", Skill.VALIDATION),
        ("what was the hardest part of the week", Skill.OPEN_QUESTION),
        ("would you like to tell me about him", Skill.OPEN_QUESTION),
        ("you got yourself here even so and that takes guts", Skill.AFFIRMATION),
        ("take all the time you need i'm listening", Skill.PRESENCE),
        ("we can just sit for a bit", Skill.PRESENCE),
        ("youre not the only one here whos lost a job", Skill.CONNECTION),
        ("would it help if i said what got me through", Skill.ASKS_PERMISSION),
        ("mm hm", Skill.ENCOURAGER),
        ("i went through a divorce too how are the evenings for you", Skill.SELF_DISCLOSURE),
        ("you need to ring the council in the morning", Skill.ADVICE),
        ("have you thought about yoga", Skill.ADVICE),
        ("what did you expect from him", Skill.JUDGMENT),
        ("well at least the car still runs", Skill.MINIMISING),
        ("calm down love", Skill.MINIMISING),
        ("oh you poor thing", Skill.SYMPATHY),
        ("believe me i've seen hundreds of these", Skill.EXPERT_STANCE),
        ("that's a maladaptive coping mechanism", Skill.JARGON),
        ("so you're an addict then", Skill.STIGMA),
        ("sign it today or else", Skill.INTIMIDATION),
        ("i don't think this is the right place for you", Skill.EXCLUSION),
        ("did you call them", Skill.CLOSED_QUESTION),
        ("did you call them was it late is he still there", Skill.INTERROGATION),
        ("did you like it was it far do you have savings", Skill.INTERROGATION),
        ("lovely weather we're having", Skill.MINIMISING),
        ("what were you wearing", Skill.JUDGMENT),
        ("can i just say you need to be honest with them", Skill.ADVICE),
    ],
)
def test_it_hears(reply: str, skill: Skill) -> None:
    assert skill in found(reply)


@pytest.mark.parametrize(
    ("reply", "never"),
    [
        ("at least let me walk you to the bus", Skill.MINIMISING),
        ("it took at least three tries", Skill.MINIMISING),
        ("you should see how far you have come", Skill.ADVICE),
        ("you shouldn't have gone there", Skill.ADVICE),
        ("what would you tell a friend to do", Skill.ADVICE),
        ("i'm not going to tell you that you should leave him", Skill.ADVICE),
        ("people keep telling you you should move on", Skill.ADVICE),
        ("do you want to tell me about it", Skill.CLOSED_QUESTION),
        ("have you tried the gym", Skill.CLOSED_QUESTION),
        ("it sounds like you should ring them", Skill.REFLECTS_CONTENT),
        ("im sorry that happened that must have been so frightening", Skill.SYMPATHY),
        ("they told you to calm down and you were furious", Skill.MINIMISING),
        ("you're not crazy", Skill.STIGMA),
        ("nobody's saying you're selfish", Skill.JUDGMENT),
        ("why don't you tell me about her", Skill.ADVICE),
        ("would it help if i told you what worked for me", Skill.ADVICE),
        ("uh huh", Skill.REFLECTS_CONTENT),
        ("i don't want to be here any more", Skill.PRESENCE),
        ("are you sure about that", Skill.CLOSED_QUESTION),
        ("i'm so sorry that sounds so difficult", Skill.JUDGMENT),
    ],
)
def test_the_surface_does_not_mislead(reply: str, never: Skill) -> None:
    assert never not in found(reply)


def test_a_should_about_the_past_is_a_judgment() -> None:
    assert Skill.JUDGMENT in found("you shouldn't have gone there")


def test_a_should_that_praises_is_an_affirmation() -> None:
    assert Skill.AFFIRMATION in found("you should see how far you have come")


def test_the_seekers_own_hard_word_said_back_with_care_is_no_stigma() -> None:
    seeker = "I'm just a junkie to them."
    assert Skill.STIGMA not in found("junkie that's the word they use for you", seeker)
    assert Skill.STIGMA in found("well that's what a junkie does", seeker)


def test_the_same_words_handed_back_are_parroting_and_no_reflection() -> None:
    seeker = "My brother sold the house and he never even asked me."
    skills = found("your brother sold the house and he never even asked you", seeker)
    assert Skill.PARROTING in skills
    assert Skill.REFLECTS_CONTENT not in skills
    assert Skill.PARROTING not in found("so it was gone before you had a say", seeker)


def test_a_long_story_of_ones_own_takes_over_and_a_short_one_handed_back_does_not() -> None:
    long = (
        "i had that with my dad he went into a home and i was the one who drove up every sunday"
        " and my sister never came once and i told her i said i can't do this and i still had to"
        " sell his car and i lost my deposit on the flat"
    )
    assert Skill.OVERSHADOWING in found(long)
    short = found("i had that with my dad too what is it like for you on sundays")
    assert Skill.SELF_DISCLOSURE in short
    assert Skill.OVERSHADOWING not in short


SOUP = "On Sunday she didn't want her soup. And I yelled at her. To my mom."


@pytest.mark.parametrize(
    "reply",
    [
        "I shouted at my nan once as well, I felt guilty for months. I get it.",
        "i shouted at my nan once as well i felt guilty for months i get it",
        "I felt guilty for months.",
        "i felt so ashamed when i lost my job what was it like for you",
        "I've been so angry with my dad.",
        "My mum died and I was lost.",
        "I was so lonely after my divorce, and I'm exhausted.",
    ],
)
def test_a_feeling_of_ones_own_is_no_reflection(reply: str) -> None:
    assert not found(reply, SOUP) & {Skill.REFLECTS_FEELING, Skill.REFLECTS_CONTENT}


@pytest.mark.parametrize(
    "reply",
    [
        "I hear how guilty you feel.",
        "i can hear a lot of guilt in that",
        "I imagine that hurts.",
        "I wonder if you feel guilty.",
        "I was thinking how lonely that must be.",
        "I feel that it's shame more than anger.",
    ],
)
def test_a_feeling_that_is_heard_or_imagined_in_the_other_is_a_reflection(reply: str) -> None:
    assert Skill.REFLECTS_FEELING in found(reply, SOUP)


@pytest.mark.parametrize(
    ("reply", "quote"),
    [
        ("I was so lonely too. It sounds like you feel guilty.", "It sounds like you feel guilty"),
        ("um that sounds so lonely i i ate mine in the art room", "that sounds so lonely"),
        ("i felt awful once as well and you sound ashamed", "you sound ashamed"),
        ("you sound so ashamed and i felt guilty for months", "you sound so ashamed"),
    ],
)
def test_beside_ones_own_story_only_what_is_said_of_the_other_is_quoted(
    reply: str, quote: str
) -> None:
    felt = [f for f in analyse(Reply(reply, SOUP)) if f.skill is Skill.REFLECTS_FEELING]
    assert [finding.quote for finding in felt] == [quote]
    assert reply[felt[0].start : felt[0].end] == quote


def test_the_quote_holds_the_words_that_carry_the_finding() -> None:
    text = "mm yeah it's a lot isn't it um youre not the only one here who's been let down love"
    finding = next(f for f in analyse(Reply(text)) if f.skill is Skill.CONNECTION)
    assert "youre not the only one" in finding.quote
    assert len(finding.quote) < len(text)


@pytest.mark.parametrize(
    "reply",
    [
        "ich glaube du solltest einfach mal mit ihm reden und dann wird alles gut",
        "il faut que tu ailles voir quelqu'un tout de suite",
        "你应该去看医生",
        "zzz qqq vvv kkk www jjj",
    ],
)
def test_nobody_is_judged_in_a_language_it_does_not_know(reply: str) -> None:
    assert not found(reply)


def test_nobody_is_told_a_habit_by_words_that_were_hardly_heard() -> None:
    text = "you should go out more"

    def heard(confidence: float) -> Reply:
        words = [
            Word(word, i * 0.3, i * 0.3 + 0.2, confidence) for i, word in enumerate(text.split())
        ]
        return Reply(text, "", words)

    assert Skill.ADVICE in {f.skill for f in analyse(heard(0.9))}
    assert Skill.ADVICE not in {f.skill for f in analyse(heard(0.3))}


def test_punctuation_and_capitals_change_nothing() -> None:
    for text in (
        "you must be worn out what was the worst of it",
        "You must be worn out. What was the worst of it?",
    ):
        sure = {f.skill for f in analyse(Reply(text)) if f.confidence >= 0.5}
        assert sure == {Skill.REFLECTS_FEELING, Skill.OPEN_QUESTION}


SAID = st.lists(
    st.sampled_from(
        [
            "you",
            "should",
            "have",
            "told",
            "me",
            "i",
            "am",
            "so",
            "sorry",
            "what",
            "did",
            "it",
            "feel",
            "like",
            "at",
            "least",
            "um",
            "so",
            "like",
            "don't",
            "youre",
            "not",
            "alone",
            "have",
            "tried",
            "sounds",
            "hard",
            "because",
            "if",
            "when",
            "why",
            "?",
            ".",
            ",",
            "…",
            "who",
            "was",
            "is",
            "are",
            "do",
            "n't",
            "'",
            "ain't",
            "cant",
            "ill",
            "it's",
            "its",
            "you",
            "know",
            "i",
            "mean",
            "mm",
            "hm",
            "uh",
            "huh",
            "’",
            "gonna",
            "him's",
            "'s",
        ]
    ),
    max_size=60,
).map(" ".join)


def assert_sound(reply: Reply, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        assert 0 <= finding.start <= finding.end <= len(reply.text)
        assert finding.quote == reply.text[finding.start : finding.end]
        assert 0 < finding.confidence <= 1
        assert bool(finding.quote) == (finding.source is not Source.VOICE)


@given(st.one_of(st.text(max_size=300), SAID), st.one_of(st.text(max_size=80), SAID))
@settings(max_examples=200, deadline=None)
def test_whatever_is_said_every_finding_quotes_the_reply(text: str, seeker: str) -> None:
    reply = Reply(text, seeker)
    assert_sound(reply, analyse(reply))


def test_two_thousand_words_are_read_to_the_end() -> None:
    text = "and then he went out again " * 400
    text += "you should leave him and pack a bag tonight you need to ring your sister right now"
    findings = analyse(Reply(text))
    assert any(f.skill is Skill.ADVICE and f.end > len(text) - 90 for f in findings)


@pytest.mark.parametrize("text", ["", " ", "...", "?", "''''", "\x00", "\ud800", "’s", "um uh er"])
def test_nothing_said_is_nothing_found(text: str) -> None:
    assert analyse(Reply(text)) == ()
