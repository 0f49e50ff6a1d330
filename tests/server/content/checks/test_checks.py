"""The checks before publishing say what stops it and what is advice, where, and what to do."""

import pytest

from device.coach.scenario import Outcome, Sample, Scenario
from device.coach.skills import Skill
from device.library import shipped
from server.content import checks
from server.content.checks import Found, Severity, Site, Topic
from tests.server.content.grown import SEED, grown, having, leading, with_line, with_turn

SITE = Site("Rose House", "Ambridge", "Please go to the person on duty.", "Call 116 123")


def found(scenario: Scenario, site: Site = SITE) -> list[Found]:
    return list(checks.look(scenario, site))


def new(scenario: Scenario) -> list[Found]:
    """What is found in it and not in the shipped one."""
    before = found(SEED)
    return [one for one in found(scenario) if one not in before]


@pytest.mark.parametrize("scenario", shipped(), ids=lambda scenario: scenario.id)
def test_a_shipped_scenario_may_be_published_and_gets_hardly_any_advice(
    scenario: Scenario,
) -> None:
    told = found(scenario)
    assert [one for one in told if one.severity is Severity.STOPS] == []
    assert len(told) <= 1


@pytest.mark.parametrize(
    ("line", "topic", "severity", "sentence"),
    [
        (
            "Write to jo.bloggs@example.org please.",
            Topic.NAMES,
            Severity.STOPS,
            "an e-mail address",
        ),
        ("My number is 020 7946 0958.", Topic.NAMES, Severity.STOPS, "a telephone number"),
        (
            "It's oh seven seven double two, nine oh three one four.",
            Topic.NAMES,
            Severity.STOPS,
            "a telephone number",
        ),
        ("I live at 14 Mill Lane.", Topic.NAMES, Severity.ADVICE, "“14 Mill Lane” looks like"),
        ("I live at twelve Old Mill Road.", Topic.NAMES, Severity.ADVICE, "like an address"),
        ("She moved to AB1 2CD then.", Topic.NAMES, Severity.ADVICE, "a postcode"),
        ("And Maureen Potter came by.", Topic.NAMES, Severity.ADVICE, "“Maureen Potter” looks"),
        ("Maureen O'Hara came by.", Topic.NAMES, Severity.ADVICE, "a full name"),
        ("So I saw Dr Patel again.", Topic.NAMES, Severity.ADVICE, "somebody's name and title"),
        ("I came to Rose House.", Topic.NAMES, Severity.ADVICE, "the centre's own name"),
        ("I was born in ambridge.", Topic.NAMES, Severity.ADVICE, "the centre's town"),
        ("I cried 😢 all night.", Topic.VOICE, Severity.ADVICE, "A voice can't say “😢”."),
        ("It is on www.help.org for you.", Topic.VOICE, Severity.ADVICE, "can't say an address"),
        ("They sent me 12,345,678 letters.", Topic.VOICE, Severity.ADVICE, "a long number"),
        ("The DWP sent me a letter.", Topic.VOICE, Severity.ADVICE, "spells “DWP” letter by"),
        ("They said STOP and I did.", Topic.VOICE, Severity.ADVICE, "can't say capitals well"),
        ("He says שלום every day.", Topic.VOICE, Severity.ADVICE, "leave out letters of other"),
        ("Um.", Topic.LENGTH, Severity.ADVICE, "This takes only about 0 seconds to say."),
        ("so " * 70, Topic.LENGTH, Severity.ADVICE, "This takes about 28 seconds to say; 25 is"),
        (
            "Notwithstanding considerable administrative complications surrounding accommodation"
            " applications, departmental representatives subsequently communicated unsatisfactory"
            " determinations regarding eligibility for supplementary financial compensation.",
            Topic.READING,
            Severity.ADVICE,
            "This is hard to follow by ear: it reads like year",
        ),
    ],
)
def test_a_line_is_told_with_its_turn_its_fault_and_what_to_do(
    line: str, topic: Topic, severity: Severity, sentence: str
) -> None:
    told = [one for one in new(with_line(1, line)) if one.topic is topic]
    fitting = [one for one in told if sentence in one.sentence]
    assert fitting, told
    assert fitting[0].severity is severity
    assert fitting[0].field == "turns[1].line.text"
    assert fitting[0].where == "Turn 2 (the-radio), the line"
    assert fitting[0].fix.endswith(".")


@pytest.mark.parametrize(
    "line",
    [
        "Then Maureen said it was Boxing Day, and we had the radio on.",
        "On Monday January was over. My Auntie Jean laughed. I went to the Job Centre.",
        "I watch TV, and the GP says the NHS is busy. OK.",
        "Nineteen eighty-four, one two three, off we go. There were 14 of us in the lane.",
        "He said: “Well Len, there you are.” And Dad sat down.",
    ],
)
def test_everyday_talk_is_left_alone(line: str) -> None:
    told = [one for one in new(with_line(1, line)) if one.topic in (Topic.NAMES, Topic.VOICE)]
    assert told == []


def test_names_are_looked_for_in_every_text_there_is() -> None:
    sample = Sample(text="Ask Maureen Potter.", good=False, findings=(Skill.ADVICE,))
    turn = SEED.turns[0]
    told = new(with_turn(0, samples=(*turn.samples, sample)))
    assert any("Maureen Potter" in one.sentence and ".samples[" in one.field for one in told)
    assert any("Jim Potter" in one.sentence for one in new(having(title="What Jim Potter said")))


def test_a_circle_and_a_way_to_nowhere_stop_publishing_in_plain_words() -> None:
    circle = leading(2, opens_up=SEED.turns[0].id)
    nowhere = leading(2, opens_up="the-radoi")
    for scenario, sentence in ((circle, "round in a circle"), (nowhere, "no turn or ending")):
        told = [one for one in new(scenario) if sentence in one.sentence]
        assert told[0].severity is Severity.STOPS
        assert told[0].topic is Topic.WAYS
        assert (
            told[0].where == "Turn 3 (the-gutters), when the seeker opens up: where the talk goes"
        )
        assert told == found(scenario)[: len(told)]  # what stops publishing comes first


def test_a_talk_without_a_good_or_a_bad_end_gets_advice() -> None:
    good = tuple(end for end in SEED.endings if end.feels is not Outcome.SHUTS_DOWN)
    assert any(
        "no ending in which the seeker shuts down" in o.sentence for o in new(having(endings=good))
    )
    bad = tuple(end for end in SEED.endings if end.feels is not Outcome.OPENS_UP)
    assert any(
        "no ending in which the seeker opens up" in o.sentence for o in new(having(endings=bad))
    )


def test_words_for_a_crisis_must_be_set_and_a_line_should_be() -> None:
    none = [one for one in found(SEED, Site()) if one.topic is Topic.CRISIS]
    assert [one.severity for one in none] == [Severity.STOPS]
    words = [
        one for one in found(SEED, Site(crisis_words="Go to them.")) if one.topic is Topic.CRISIS
    ]
    assert [one.severity for one in words] == [Severity.ADVICE]
    assert [one for one in found(SEED) if one.topic is Topic.CRISIS] == []


def test_a_skill_without_a_good_sample_gets_advice() -> None:
    turn = SEED.turns[0]
    fewer = tuple(s for s in turn.samples if Skill.AFFIRMATION not in s.findings)
    told = new(with_turn(0, samples=fewer))
    assert [one.sentence for one in told] == [
        f"This line gives room for “{name}”, and no good sample reply does it."
        for name in ("asking openly", "seeing a strength")
    ]
    assert told[1].field == "turns[0].room_for[2]"


def test_a_turn_without_a_less_good_sample_is_stopped() -> None:
    good = tuple(sample for sample in SEED.turns[0].samples if sample.good)
    told = new(with_turn(0, samples=good))
    assert [(one.severity, one.sentence, one.fix) for one in told] == [
        (Severity.STOPS, "There is no less good sample reply.", "Add one.")
    ]


def test_a_sample_in_which_the_coach_hears_something_else_gets_advice() -> None:
    wrong = Sample(text="You should ring them.", good=True, findings=(Skill.VALIDATION,))
    told = [o.sentence for o in new(with_turn(0, samples=(*SEED.turns[0].samples, wrong)))]
    assert any("doesn't hear “validating” in this sample" in sentence for sentence in told)
    assert any("the coach hears “advice” in “You should ring" in sentence for sentence in told)


def test_a_sample_that_is_taken_otherwise_than_written_gets_advice() -> None:
    sample = SEED.turns[0].samples[0].model_copy(update={"leads_to": Outcome.SHUTS_DOWN})
    told = new(with_turn(0, samples=(sample, *SEED.turns[0].samples[1:])))
    assert [one.sentence for one in told] == [
        "After this reply the seeker opens up; it is written that the seeker shuts down."
    ]


def test_a_length_that_was_measured_counts_instead_of_the_guess() -> None:
    long = with_line(1, "so " * 70)
    text = long.turns[1].line.text
    told = checks.look(long, SITE, {text: 14.0})
    assert not [one for one in told if one.topic is Topic.LENGTH]
    slow = checks.look(SEED, SITE, {SEED.turns[1].line.text: 31.2})
    assert [o.sentence for o in slow if o.topic is Topic.LENGTH] == [
        "This takes 31 seconds to say; 25 is plenty."
    ]


def test_every_line_has_a_length_and_says_whether_it_was_measured() -> None:
    text = SEED.turns[0].line.text
    lengths = {one.field: one for one in checks.lengths(SEED, {text: 12.5})}
    assert lengths["turns[0].line.text"].seconds == 12.5
    assert lengths["turns[0].line.text"].measured
    assert not lengths["turns[1].line.text"].measured
    assert lengths["turns[1].line.text"].seconds == pytest.approx(
        len(SEED.turns[1].line.text.split()) * 0.4, abs=0.1
    )


def test_nothing_that_is_told_speaks_of_fields_of_a_file() -> None:
    broken = leading(0, opens_up="two-cups", stays_guarded="x")
    turn = broken.turns[1].model_copy(
        update={"room_for": (Skill.ADVICE, Skill.PRESENCE), "samples": broken.turns[1].samples[:2]}
    )
    broken = broken.model_copy(update={"turns": (broken.turns[0], turn, *broken.turns[2:])})
    told = "\n".join(f"{one.where} {one.sentence} {one.fix}" for one in found(broken))
    for sign in ("`", "room_for", "model_lines", "turns[", "presence", "reflects_", "good: "):
        assert sign not in told
    assert "no model line for “staying with them”" in told


def test_a_long_talk_is_looked_at_whole() -> None:
    told = found(grown(30))
    assert all(one.where for one in told)


@pytest.mark.parametrize(
    ("town", "line", "told"),
    [
        ("Ambridge, Borchester", "They sent me to Borchester.", ["a place near the centre"]),
        ("Ambridge, Borchester", "It's by Borchester Road.", ["a place near the centre"]),
        ("Bath", "I ran a bath and lay there.", []),
        ("Bath", "Bath time was hard as well.", []),
        ("Bath", "We moved from Bath in May.", ["the centre's town"]),
        ("Reading", "I was reading to her. Reading helps me.", []),
        ("Lincoln", "I live in Lincoln, you see.", ["the centre's town"]),
        ("York", "We had a Yorkshire pudding.", []),
        ("Stoke-on-Trent", "Down in stoke-on-trent it rains.", ["the centre's town"]),
        ("", "I was born in Ambridge.", []),
        (" , ,a", "It was a day.", []),
    ],
)
def test_the_town_and_places_near_by_are_told_and_everyday_words_are_not(
    town: str, line: str, told: list[str]
) -> None:
    site = Site("The Open Door", town, SITE.crisis_words, SITE.crisis_line)
    seen = [one for one in found(with_line(1, line), site) if one.topic is Topic.NAMES]
    assert [one.sentence.partition("stands ")[2].partition(",")[0] for one in seen] == told
    assert {one.field for one in seen} <= {"turns[1].line.text"}


def test_a_seeker_who_is_called_like_the_town_or_the_centre_is_left_alone() -> None:
    site = Site("Rose", "Lincoln", SITE.crisis_words, SITE.crisis_line)
    for name in ("Rose", "Lincoln"):
        seeker = SEED.seekers[0].model_copy(update={"name": name})
        named = with_line(1, f"So they said: {name}, sit down. And {name} sat down, that's me.")
        told = found(named.model_copy(update={"seekers": (seeker,)}), site)
        assert [one for one in told if one.topic is Topic.NAMES] == [], name
    lives = with_line(1, "I came to Lincoln when I was nine.")
    told = found(lives.model_copy(update={"seekers": (seeker,)}), site)
    assert [one.sentence for one in told if one.topic is Topic.NAMES] == [
        "Here stands the centre's town, “Lincoln”."
    ]


def test_a_seekers_own_name_is_looked_at_too() -> None:
    seeker = SEED.seekers[0].model_copy(update={"name": "Maureen Potter"})
    told = new(having(seekers=(seeker,)))
    assert [(one.field, one.where) for one in told if one.topic is Topic.NAMES] == [
        ("seekers[0].name", "Seeker 1 (Maureen Potter), the name")
    ]
