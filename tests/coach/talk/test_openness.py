from hypothesis import given
from hypothesis import strategies as st

from device.coach.finding import Finding, Source
from device.coach.scenario import Outcome
from device.coach.skills import Kind, Skill
from device.coach.talk.openness import (
    GAINS,
    LOSSES,
    LOWEST,
    MOST_GAIN,
    MOST_LOSS,
    NOTICED_AT,
    Trust,
)

ROOM = (Skill.REFLECTS_FEELING, Skill.OPEN_QUESTION)
MIDDLE = Trust(0.45)


def found(*skills: Skill, confidence: float = 0.85) -> tuple[Finding, ...]:
    return tuple(Finding(skill, "", 0, 0, confidence, Source.RULES) for skill in skills)


def after(*skills: Skill, start: Trust = MIDDLE, confidence: float = 0.85) -> Trust:
    return start.after(found(*skills, confidence=confidence), ROOM)


findings = st.lists(
    st.builds(
        Finding,
        st.sampled_from(Skill),
        st.just(""),
        st.just(0),
        st.just(0),
        st.floats(0, 1),
        st.just(Source.MODEL),
    ),
    max_size=8,
)


def test_every_skill_and_habit_moves_the_seeker() -> None:
    assert set(GAINS) == {skill for skill in Skill if skill.kind is Kind.HELPS}
    assert set(LOSSES) == {skill for skill in Skill if skill.kind is Kind.HINDERS}


def test_a_first_reply_that_does_two_fitting_things_opens_the_seeker() -> None:
    two = after(Skill.REFLECTS_FEELING, Skill.OPEN_QUESTION, confidence=0.6)
    assert two.mood is Outcome.OPENS_UP


def test_an_encourager_alone_leaves_the_seeker_guarded() -> None:
    assert after(Skill.ENCOURAGER).mood is Outcome.STAYS_GUARDED


def test_a_first_hindering_reply_weighs_by_its_severity() -> None:
    assert after(Skill.JUDGMENT).mood is Outcome.SHUTS_DOWN
    assert after(Skill.ADVICE).mood is Outcome.SHUTS_DOWN
    assert after(Skill.SYMPATHY).mood is Outcome.STAYS_GUARDED
    assert after(Skill.JUDGMENT).level < after(Skill.ADVICE).level < after(Skill.SYMPATHY).level


def test_a_mixed_reply_leaves_the_seeker_guarded() -> None:
    assert after(Skill.REFLECTS_FEELING, Skill.ADVICE).mood is Outcome.STAYS_GUARDED


def test_after_two_good_turns_a_small_slip_only_makes_guarded() -> None:
    trust = MIDDLE
    for _ in range(2):
        trust = after(Skill.REFLECTS_FEELING, Skill.OPEN_QUESTION, start=trust)
    slipped = after(Skill.ADVICE, start=trust)
    assert slipped.mood is Outcome.STAYS_GUARDED
    assert after(Skill.OPEN_QUESTION, start=slipped).mood is Outcome.OPENS_UP


def test_one_good_reply_does_not_undo_the_harm_and_two_do() -> None:
    shut = after(Skill.ADVICE)
    once = after(Skill.REFLECTS_FEELING, Skill.OPEN_QUESTION, start=shut)
    twice = after(Skill.REFLECTS_FEELING, Skill.OPEN_QUESTION, start=once)
    assert once.mood is Outcome.STAYS_GUARDED
    assert twice.mood is Outcome.OPENS_UP


def test_who_has_just_shut_down_needs_more_to_open_than_who_was_guarded() -> None:
    good = (Skill.REFLECTS_FEELING, Skill.OPEN_QUESTION)
    assert after(*good, start=Trust(0.35)).mood is Outcome.OPENS_UP
    hurt = Trust(0.35, Outcome.SHUTS_DOWN)
    assert after(*good, start=hurt).mood is Outcome.STAYS_GUARDED


def test_a_threat_shuts_even_an_open_seeker() -> None:
    assert after(Skill.INTIMIDATION, start=Trust(0.9, Outcome.OPENS_UP)).mood is Outcome.SHUTS_DOWN


def test_an_empty_reply_is_carried_by_earlier_turns_and_not_at_first() -> None:
    assert after().mood is Outcome.STAYS_GUARDED
    assert after(start=Trust(0.8, Outcome.OPENS_UP)).mood is Outcome.OPENS_UP


def test_a_skill_that_fits_counts_more_and_a_doubtful_finding_less() -> None:
    assert after(Skill.OPEN_QUESTION).level > after(Skill.AFFIRMATION).level
    assert after(Skill.ADVICE).level < after(Skill.ADVICE, confidence=0.4).level


def test_a_habit_too_doubtful_to_be_named_shuts_nobody() -> None:
    low = Trust(0.32)
    assert after(Skill.ADVICE, start=low, confidence=0.55).mood is Outcome.STAYS_GUARDED
    assert after(Skill.ADVICE, start=low, confidence=0.65).mood is Outcome.SHUTS_DOWN


def test_noise_does_not_move_the_seeker() -> None:
    assert after(Skill.OPEN_QUESTION, confidence=0.2) == after()


def test_a_silence_that_is_held_builds_a_little_trust() -> None:
    assert MIDDLE.level < MIDDLE.after_silence().level < after(Skill.PRESENCE).level


@given(findings, st.floats(0, 1), st.sampled_from(Outcome))
def test_trust_is_built_slowly_lost_quickly_and_stays_in_bounds(
    seen: list[Finding], level: float, mood: Outcome
) -> None:
    then = Trust(level, mood).after(seen, ROOM)
    assert 0 <= then.level <= 1
    assert then.level <= level + MOST_GAIN + 1e-9
    assert then.level >= level - MOST_LOSS - 1e-9
    assert then.level >= min(LOWEST, level)
    kinds = {finding.skill.kind for finding in seen if finding.confidence >= NOTICED_AT}
    if Kind.HINDERS in kinds:
        assert then.mood is not Outcome.OPENS_UP
    elif Kind.HELPS in kinds:
        assert then.mood is not Outcome.SHUTS_DOWN


@given(findings, findings)
def test_the_same_reply_never_does_better_after_a_worse_past(
    first: list[Finding], reply: list[Finding]
) -> None:
    order = (Outcome.SHUTS_DOWN, Outcome.STAYS_GUARDED, Outcome.OPENS_UP)
    hurt = MIDDLE.after(found(Skill.JUDGMENT), ROOM).after(reply, ROOM)
    fresh = MIDDLE.after(found(Skill.OPEN_QUESTION), ROOM).after(reply, ROOM)
    assert order.index(hurt.mood) <= order.index(fresh.mood)
