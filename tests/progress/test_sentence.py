"""What is said of somebody's progress: what grew and what is next, warmly and truly."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.coach.skills import Skill
from device.moment import Quality
from device.progress import wording
from device.progress.figures import Figures
from device.progress.sentence import sentence
from tests.progress.people import practice

SKILLS = st.dictionaries(st.sampled_from(list(Skill)), st.integers(0, 4), max_size=8)
PRACTICES = st.lists(
    st.builds(practice, SKILLS, days=st.floats(0, 500), quality=st.sampled_from(list(Quality))),
    max_size=7,
)
CLOSED = practice({Skill.CLOSED_QUESTION: 3, Skill.OPEN_QUESTION: 1}, days=0)


def told(*practices: Figures) -> str:
    said = sentence(practices)
    assert said is not None
    return said


def test_before_the_second_practice_there_is_nothing_to_tell() -> None:
    assert sentence(()) is None
    assert sentence((practice({Skill.VALIDATION: 3}),)) is None


def test_from_closed_questions_to_open_ones() -> None:
    said = told(CLOSED, practice({Skill.OPEN_QUESTION: 3, Skill.CLOSED_QUESTION: 1}, days=8))
    assert said.startswith("Last week ")
    assert any(said.startswith(frame.format(when="Last week")) for frame in wording.MORE_OPEN)


def test_a_skill_that_grew_a_skill_that_came_and_a_habit_that_faded() -> None:
    before = practice({Skill.VALIDATION: 1, Skill.ADVICE: 3}, days=0)
    grew = told(before, practice({Skill.VALIDATION: 3, Skill.ADVICE: 3}, days=1))
    assert "showed that their feelings make sense" in grew
    came = told(before, practice({Skill.AFFIRMATION: 2, Skill.ADVICE: 3}, days=1))
    assert "saw a strength in them" in came
    faded = told(before, practice({Skill.VALIDATION: 1}, days=1))
    assert "gave advice" in faded
    assert "less" in faded


def test_what_stayed_is_worth_saying_and_so_is_coming_back() -> None:
    steady = practice({Skill.REFLECTS_FEELING: 2}, days=0, number=1)
    assert "named what they felt" in told(steady, practice({Skill.REFLECTS_FEELING: 2}, days=1))
    nothing = told(practice({}), practice({}))
    assert nothing.startswith(tuple(wording.CAME_BACK))


def test_what_is_next_answers_the_habit_of_the_last_talk() -> None:
    said = told(practice({}), practice({Skill.ADVICE: 3, Skill.OPEN_QUESTION: 1}))
    assert said.endswith(tuple(wording.NEXT[Skill.REFLECTS_FEELING]))


@pytest.mark.parametrize(
    ("days", "name"),
    [
        *((0, "Earlier today"), (1, "Yesterday"), (5, "A few days ago"), (8, "Last week")),
        *((20, "A few weeks ago"), (40, "Last month"), (300, "Some months ago")),
    ],
)
def test_the_day_is_named_as_people_do(days: int, name: str) -> None:
    for number in range(20):
        last = practice({Skill.OPEN_QUESTION: 4}, days=days, number=number)
        said = told(CLOSED, last)
        assert said.startswith(name)


@pytest.mark.parametrize("quality", [Quality.KEPT, Quality.NONE])
def test_no_day_is_named_where_the_clock_was_not_sure(quality: Quality) -> None:
    last = practice({Skill.OPEN_QUESTION: 4}, days=8, quality=quality)
    assert told(CLOSED, last).startswith("Last time")


def test_no_day_is_named_where_the_clock_went_back() -> None:
    assert told(CLOSED, practice({Skill.OPEN_QUESTION: 4}, days=-3)).startswith("Last time")


@settings(deadline=None, max_examples=80)
@given(PRACTICES)
def test_it_is_short_has_no_figure_in_it_and_names_no_other_person(
    practices: list[Figures],
) -> None:
    said = sentence(practices)
    if len(practices) < 2:
        assert said is None
        return
    assert said is not None
    assert not re.search(r"\d|%|score|points|others|better than|average|\{|\}", said)
    assert len(said.split()) <= 40
    assert said[0].isupper()
    assert said.endswith(".")
    assert said == sentence(practices)


def test_the_wording_varies_from_practice_to_practice() -> None:
    said = {told(CLOSED, practice({Skill.OPEN_QUESTION: 4}, number=n)) for n in range(20)}
    assert len(said) >= 4
