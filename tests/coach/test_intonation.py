"""A question that is worded as a statement is heard by the voice, where no mark is printed."""

from device.coach.analysis import analyse
from device.coach.analysis.intonation import RISEN, with_mark
from device.coach.reply import Reply, Timing
from device.coach.skills import Skill

BARE = "so you told your brother about it"
LINE = "I slept on the bus again."


def spoken(text: str, rise: float | None) -> Reply:
    return Reply(text, LINE, timing=Timing(gap=1.2, overlap=0.0, duration=2.0, rise=rise))


def sure(reply: Reply) -> set[Skill]:
    return {f.skill for f in analyse(reply) if f.quote and f.confidence >= 0.5}


def test_a_statement_that_ends_high_is_a_question() -> None:
    assert Skill.CLOSED_QUESTION in sure(spoken(BARE, 6.0))
    for low in (None, -3.0, 1.0):
        assert Skill.CLOSED_QUESTION not in sure(spoken(BARE, low))


def test_what_the_voice_asked_is_still_quoted_from_the_reply() -> None:
    for finding in analyse(spoken(BARE, 6.0)):
        assert finding.quote == BARE[finding.start : finding.end]
        assert finding.end <= len(BARE)


def test_a_recogniser_that_prints_marks_is_believed() -> None:
    told = spoken("So you told your brother about it.", 6.0)
    assert with_mark(told) is told


def test_a_small_rise_and_silence_change_nothing() -> None:
    for reply in (spoken(BARE, RISEN - 0.1), spoken("", 9.0), Reply(BARE, LINE)):
        assert with_mark(reply) is reply


def test_a_voice_that_rises_makes_no_question_of_a_feeling_that_is_named() -> None:
    found = sure(spoken("that sounds really lonely", 6.0))
    assert found == {Skill.REFLECTS_FEELING}
