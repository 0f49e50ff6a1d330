"""Of a practice its trainee keeps counts, and never a word."""

import uuid
from dataclasses import replace

from device import library
from device.coach.finding import Finding, Source
from device.coach.scenario import Outcome
from device.coach.skills import Skill
from device.coach.talk.act import Why
from device.event import Ended, Event, Found, Heard
from device.moment import Quality
from device.progress.figures import Figures, figures, read, written
from tests.progress.people import at, practice

SCENARIO = library.find("two-cups-of-tea")
SAID = "it sounds like you miss her very much"


def found(attempt: int, *skills: Skill, confidence: float = 0.95) -> Found:
    findings = tuple(
        Finding(skill, "miss her", 19, 27, confidence, Source.MODEL) for skill in skills
    )
    return Found(1.0, "t1", attempt, findings, Outcome.OPENS_UP, 0.61234)


def kept(*events: Event, why: Why = Why.FINISHED) -> Figures | None:
    heard = Heard(0.5, "t1", 1, SAID, 0.9)
    return figures(uuid.UUID(int=7), at(), SCENARIO, (heard, *events, Ended(9.0, why, None)))


def test_skills_are_counted_by_reply_and_tries_apart() -> None:
    one = kept(
        found(1, Skill.ADVICE, Skill.ADVICE, Skill.OPEN_QUESTION),
        found(2, Skill.OPEN_QUESTION, Skill.CLOSED_QUESTION),
    )
    assert one is not None
    assert (one.replies, one.tries) == (2, 1)
    assert one.times(Skill.ADVICE) == 1
    assert one.share(Skill.OPEN_QUESTION) == 1.0
    assert one.open_share == 2 / 3
    assert one.openness == (0.612, 0.612)
    assert (one.scenario, one.title) == (SCENARIO.id, SCENARIO.title)


def test_what_is_hardly_likely_is_not_counted() -> None:
    one = kept(found(1, Skill.ADVICE, confidence=0.05))
    assert one is not None
    assert one.skills == {}
    assert one.open_share is None


def test_no_word_that_was_said_is_in_it() -> None:
    one = kept(found(1, Skill.REFLECTS_FEELING))
    assert one is not None
    text = written(one)
    assert not any(f'"{word}' in text or f" {word} " in text for word in ("miss", "sounds", "much"))


def test_nothing_is_kept_of_a_crisis_nor_where_nothing_was_answered() -> None:
    assert kept(found(1, Skill.ADVICE), why=Why.CRISIS) is None
    assert kept() is None
    assert figures(uuid.uuid4(), at(), SCENARIO, (found(1),)) is None, "it broke off"
    assert kept(found(1), why=Why.STOPPED) is not None


def test_it_is_read_as_it_was_written_and_what_is_broken_is_none() -> None:
    for quality in Quality:
        one = practice({Skill.ADVICE: 2}, quality=quality)
        assert read(written(one)) == one
    timeless = replace(one, at=replace(one.at, wall=None))
    assert read(written(timeless)) == timeless
    assert read("{}") is None
    assert read(written(one).replace('"replies":4', '"replies":-4')) is None
    later = written(one).replace('"replies"', '"mood":"new","replies"').replace("advice", "singing")
    newer = read(later)
    assert newer is not None, "of a newer program"
    assert newer.times(Skill.ADVICE) == 0
