"""What no single field can tell: loops, dead ends, samples that don't fit, words no voice says."""

from pathlib import Path
from typing import Any

import pytest

from device.coach.finding import Finding, Source
from device.coach.reply import Reply
from device.coach.scenario import Scenario, document
from device.coach.scenario.check import check, check_samples
from device.coach.scenario.problem import Level, Problem, nearest
from device.coach.skills import Skill
from device.library.template import template

SOUND = document.read(template("A wet Tuesday", Path("wet-tuesday.yaml")))


def with_change(change: "list[str | int]", value: Any) -> Scenario:
    """The sound scenario with one field changed."""
    data = SOUND.model_dump()
    part: Any = data
    for step in change[:-1]:
        part = part[step]
    part[change[-1]] = value
    return Scenario.model_validate(data, strict=False)


def problems_of(scenario: Scenario, level: Level = Level.ERROR) -> list[tuple[str, str]]:
    found = check(scenario)
    assert all(problem.level is level for problem in found), found
    return [(problem.field, problem.message + " " + problem.fix) for problem in found]


def test_a_sound_scenario_has_no_problem() -> None:
    assert check(SOUND) == ()


def test_an_unknown_voice_is_told_with_the_nearest_of_the_cast() -> None:
    ((field, told),) = problems_of(with_change(["seekers", 0, "voice"], "am_ecco"))
    assert field == "seekers[0].voice"
    assert "Did you mean am_echo?" in told


def test_the_coachs_own_voice_is_nobody_elses() -> None:
    ((field, _),) = problems_of(with_change(["seekers", 0, "voice"], "af_heart"))
    assert field == "seekers[0].voice"


def test_an_unknown_seeker_is_told() -> None:
    ((field, told),) = problems_of(with_change(["endings", 1, "seeker"], "sammy"))
    assert field == "endings[1].seeker"
    assert "Did you mean sam?" in told


def test_a_dangling_branch_is_told_with_the_nearest_place() -> None:
    way: list[str | int] = ["turns", 1, "next", "stays_guarded", "then"]
    found = problems_of(with_change(way, "thinks-it-ovr"))
    assert "turns[1].next.stays_guarded.then" in [field for field, _ in found]
    assert any("Did you mean thinks-it-over?" in told for _, told in found)


def test_a_loop_is_told_with_the_way_round() -> None:
    ((field, told),) = problems_of(
        with_change(["turns", 1, "next", "shuts_down", "then"], "opening")
    )
    assert field == "turns[1].next.shuts_down.then"
    assert "opening → telling-her → opening" in told


def test_a_turn_that_leads_to_itself_is_a_loop() -> None:
    found = problems_of(with_change(["turns", 0, "next", "shuts_down", "then"], "opening"))
    assert "opening → opening" in found[0][1]


def test_a_turn_that_is_never_reached_is_told() -> None:
    data = SOUND.model_dump()
    data["turns"] = (*data["turns"], data["turns"][1] | {"id": "never"})
    ((field, told),) = problems_of(Scenario.model_validate(data))
    assert field == "turns[2].id"
    assert "never" in told


def test_an_ending_that_is_never_reached_is_told() -> None:
    scenario = with_change(["turns", 1, "next", "opens_up", "then"], "thinks-it-over")
    assert [field for field, _ in problems_of(scenario)] == ["endings[0].id"]


def test_a_talk_without_a_way_to_any_ending_is_told() -> None:
    data = SOUND.model_dump()
    for turn in data["turns"]:
        for step in turn["next"].values():
            step["then"] = "opening"
    fields = [field for field, _ in problems_of(Scenario.model_validate(data))]
    assert "endings" in fields


def test_a_turn_and_an_ending_may_not_share_an_id() -> None:
    found = problems_of(with_change(["endings", 0, "id"], "telling-her"))
    assert ("endings[0].id", True) in [(field, "taken already" in told) for field, told in found]


def test_a_skill_without_a_model_line_is_told_and_a_line_without_its_skill() -> None:
    room = (Skill.REFLECTS_FEELING, Skill.PRESENCE)
    found = problems_of(with_change(["turns", 0, "room_for"], room))
    assert [field for field, _ in found] == [
        "turns[0].room_for[1]",
        "turns[0].model_lines.open_question",
    ]


def test_there_is_room_only_for_what_helps() -> None:
    found = problems_of(
        with_change(
            [
                "turns",
                0,
                "room_for",
            ],
            ("reflects_feeling", "advice", "open_question"),
        )
    )
    assert [field for field, _ in found] == ["turns[0].room_for[1]"]


@pytest.mark.parametrize("good", [True, False])
def test_a_turn_needs_a_good_and_a_less_good_sample(good: bool) -> None:
    samples = tuple(s for s in SOUND.turns[1].samples if s.good is good)
    ((field, told),) = problems_of(with_change(["turns", 1, "samples"], samples))
    assert field == "turns[1].samples"
    assert f"good: {str(not good).lower()}" in told


def test_a_good_sample_may_not_claim_what_hinders() -> None:
    found = problems_of(with_change(["turns", 0, "samples", 0, "findings"], (Skill.SYMPATHY,)))
    assert [field for field, _ in found] == ["turns[0].samples[0].findings[0]"]


def test_a_sample_may_not_claim_what_is_heard_in_the_voice() -> None:
    scenario = with_change(["turns", 0, "samples", 0, "findings"], (Skill.THOUGHTFUL_PAUSE,))
    assert "heard in the voice" in problems_of(scenario)[0][1]


def test_a_less_good_sample_that_does_not_say_why_is_a_warning() -> None:
    found = problems_of(with_change(["turns", 0, "samples", 1, "findings"], ()), Level.WARNING)
    assert [field for field, _ in found] == ["turns[0].samples[1].findings"]


def test_a_line_too_long_to_follow_is_a_warning() -> None:
    found = problems_of(with_change(["turns", 0, "line", "text"], "and so on " * 21), Level.WARNING)
    assert found[0][0] == "turns[0].line.text"
    assert "25 seconds" in found[0][1]
    assert check(with_change(["turns", 0, "line", "text"], "and so on " * 20)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "It was STOLEN from me.",
        "I rang 07700900123.",
        "It's £50 a week.",
        "About 50% of it.",
        "He said (sighs) no.",
        "I just *can't*.",
        "It's on www.example.org.",
        "Fine 🙂 really.",
        "Me & him.",
    ],
)
def test_what_a_voice_cannot_say_is_a_warning(text: str) -> None:
    found = problems_of(with_change(["endings", 0, "line", "text"], text), Level.WARNING)
    assert [field for field, _ in found] == ["endings[0].line.text"]


@pytest.mark.parametrize(
    "text", ["I'm – well… fine.", "My GP said so.", "The OCD, PTSD.", "Café, über.", "At 24."]
)
def test_plain_talk_is_no_warning(text: str) -> None:
    assert check(with_change(["endings", 0, "line", "text"], text)) == ()


def found_in(reply: Reply, *skills: Skill) -> tuple[Finding, ...]:
    return tuple(Finding(s, reply.text[:4], 0, 4, 0.9, Source.RULES) for s in skills)


def claimed(reply: Reply) -> tuple[Finding, ...]:
    """An analyser that hears what each sample claims, given the line it answers."""
    for turn in SOUND.turns:
        for sample in turn.samples:
            if (turn.line.text, sample.text) == (reply.seeker, reply.text):
                return found_in(reply, *sample.findings)
    raise AssertionError(reply)


def test_samples_are_heard_with_the_line_they_answer() -> None:
    assert check_samples(SOUND, claimed) == ()


def test_a_claim_that_is_not_heard_is_a_warning_at_the_claim() -> None:
    def deaf(reply: Reply) -> tuple[Finding, ...]:
        return tuple(f for f in claimed(reply) if f.skill is not Skill.OPEN_QUESTION)

    (problem,) = check_samples(SOUND, deaf)
    assert problem.field == "turns[0].samples[0].findings[1]"
    assert problem.level is Level.WARNING


def test_a_habit_heard_in_a_good_sample_is_a_warning_with_the_words() -> None:
    def strict(reply: Reply) -> tuple[Finding, ...]:
        return claimed(reply) + found_in(reply, Skill.JUDGMENT)

    found = check_samples(SOUND, strict)
    good = sum(sample.good for turn in SOUND.turns for sample in turn.samples)
    assert len(found) == good
    assert "“It s”" in found[0].message


def test_problems_are_told_with_their_place() -> None:
    problem = Problem("turns[0].id", "It is wrong.", "Mend it.").at(3, 5)
    assert problem.told("a.yaml") == "a.yaml:3: turns[0].id: It is wrong. Mend it."


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("reflect feelings", "reflects_feeling"), ("Advise", "advice"), ("minimizing", "minimising")],
)
def test_the_nearest_word_is_found(wrong: str, meant: str) -> None:
    assert nearest(wrong, list(Skill)) == meant
    assert nearest("xyzzy", list(Skill)) is None
