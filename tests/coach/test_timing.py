"""What is heard in the voice."""

import pytest

from device.coach.finding import Source
from device.coach.reply import Reply, Timing, Word
from device.coach.skills import Skill
from device.coach.timing import Thumb, figures, timed


def heard(text: str, timing: Timing | None = None, words: tuple[Word, ...] = ()) -> set[Skill]:
    findings = timed(Reply(text, "", words, timing))
    assert all(
        f.source is Source.VOICE and (f.quote, f.start, f.end) == ("", 0, 0) for f in findings
    )
    return {finding.skill for finding in findings}


def timing(gap: float = 0.5, overlap: float = 0.0, duration: float = 4.0) -> Timing:
    return Timing(gap, overlap, duration)


SAID = "that must have been a hard week for you"


@pytest.mark.parametrize(
    ("gap", "skills"),
    [
        (0.1, {Skill.RUSHED_START}),
        (0.2, set()),
        (0.9, set()),
        (1.0, {Skill.THOUGHTFUL_PAUSE}),
        (6.0, {Skill.THOUGHTFUL_PAUSE}),
        (6.1, set()),
    ],
)
def test_the_silence_before_a_reply(gap: float, skills: set[Skill]) -> None:
    assert heard(SAID, timing(gap)) == skills


def test_talking_over_the_seeker_is_an_interruption_and_not_also_a_rushed_start() -> None:
    assert heard(SAID, timing(-1.0, overlap=1.0)) == {Skill.INTERRUPTION}


def test_a_little_overlap_is_only_a_rushed_start() -> None:
    assert heard(SAID, timing(-0.3, overlap=0.3)) == {Skill.RUSHED_START}


@pytest.mark.parametrize("text", ["mm hm", "uh huh", "Yeah.", "oh wow"])
def test_a_sound_of_following_never_interrupts(text: str) -> None:
    assert heard(text, timing(-1.5, overlap=1.5, duration=0.6)) == set()


def test_what_was_said_during_the_overlap_decides() -> None:
    words = (
        Word("yeah", 0.2, 0.5, 0.9),
        Word("what", 1.6, 1.8, 0.9),
        Word("happened", 1.8, 2.2, 0.9),
    )
    assert heard("yeah what happened", timing(-0.8, 0.8, 2.0), words) == set()
    assert heard("yeah what happened", timing(-1.8, 1.8, 2.0), words) == {Skill.INTERRUPTION}


def test_a_long_turn_is_long_by_the_clock_or_by_its_words() -> None:
    assert Skill.LONG_TURN in heard(SAID, timing(duration=45.1))
    assert Skill.LONG_TURN not in heard(SAID, timing(duration=45.0))
    assert Skill.LONG_TURN in heard("word " * 121)
    assert Skill.LONG_TURN not in heard("word " * 120)


def test_the_pace_is_named_when_it_is_fast_and_there_is_enough_to_tell() -> None:
    assert Skill.PACE in heard("word " * 40, timing(duration=12.0))
    assert Skill.PACE not in heard("word " * 40, timing(duration=13.0))
    assert Skill.PACE not in heard("word " * 5, timing(duration=0.5))


def test_fillers_are_counted_only_where_somebody_spoke() -> None:
    text = "um so it was uh it was like really hard you know"
    assert figures(Reply(text)).fillers == 4
    assert Skill.FILLERS in heard(text, timing())
    assert Skill.FILLERS not in heard(text)


def test_words_that_only_look_like_fillers_are_not_counted() -> None:
    assert figures(Reply("uh huh do you know what i like about it")).fillers == 0


def test_figures_come_from_the_words_where_no_timing_is_given() -> None:
    words = tuple(Word("word", i * 0.5, i * 0.5 + 0.4, 0.9) for i in range(20))
    measured = figures(Reply("word " * 20, "", words))
    assert measured.seconds == pytest.approx(9.9)
    assert measured.pace == pytest.approx(60 * 20 / 9.9)


def test_a_site_can_tune_the_rules_of_thumb() -> None:
    reply = Reply(SAID, timing=timing(0.1))
    assert timed(reply, Thumb(rushed=0.05)) == ()


def test_silence_is_no_rushed_start() -> None:
    assert heard("", timing(0.0, 0.0, 0.0)) == set()
