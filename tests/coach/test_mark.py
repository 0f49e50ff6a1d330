"""Marking the trainee's words."""

from hypothesis import given
from hypothesis import strategies as st

from device.coach.finding import Finding, Source
from device.coach.mark import stretches
from device.coach.skills import Kind, Skill


def finding(skill: Skill, text: str, start: int, end: int) -> Finding:
    return Finding(skill, text[start:end], start, end, 0.9, Source.RULES)


def test_words_between_findings_carry_none() -> None:
    text = "so you were scared you should ring"
    cut = stretches(
        text,
        [finding(Skill.REFLECTS_FEELING, text, 0, 18), finding(Skill.ADVICE, text, 19, 34)],
    )
    assert [(part.text, part.kind) for part in cut] == [
        ("so you were scared", Kind.HELPS),
        (" ", None),
        ("you should ring", Kind.HINDERS),
    ]
    assert [len(part.closing) for part in cut] == [1, 0, 1]


def test_a_hindering_habit_shows_through_a_helping_skill() -> None:
    text = "it sounds like you should leave"
    cut = stretches(
        text,
        [finding(Skill.REFLECTS_FEELING, text, 0, 31), finding(Skill.ADVICE, text, 15, 31)],
    )
    assert [(part.text, part.kind) for part in cut] == [
        ("it sounds like ", Kind.HELPS),
        ("you should leave", Kind.HINDERS),
    ]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
)
def test_nothing_said_is_lost_or_said_twice(text: str, spans: list[tuple[int, int]]) -> None:
    found = [
        finding(Skill.VALIDATION, text, min(a, b), max(a, b))
        for a, b in spans
        if max(a, b) <= len(text)
    ]
    assert "".join(part.text for part in stretches(text, found)) == text
