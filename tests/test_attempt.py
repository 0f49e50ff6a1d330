"""What the centre gets of a practice: all that its contract asks for, and never a word."""

import json
import uuid
from dataclasses import replace

import pytest

from device import library
from device.attempt import Attempt, Begun, Body, Person, body, finished
from device.coach.finding import Finding, Source
from device.coach.reply import Timing, Word
from device.coach.scenario import Outcome
from device.coach.scenario.digest import digest
from device.coach.skills import Skill
from device.coach.talk.act import Expect, Why
from device.coach.talk.feedback import Feedback
from device.event import (
    CoachSaid,
    Disputed,
    Ended,
    Event,
    FeedbackGiven,
    Found,
    Heard,
    Listening,
    SeekerSaid,
)
from device.moment import Moment, Quality
from server.results import contract

SCENARIO = library.find("two-cups-of-tea")
DEVICE = uuid.uuid4()
AT = Moment(uuid.uuid4(), 5310.2, 1_800_000_000.0, Quality.SYNCED)
BEGUN = Begun.now(AT)
REPLY = "it sounds like um you miss her"
WORDS = tuple(Word(word, n * 0.3, n * 0.3 + 0.25, 0.8) for n, word in enumerate(REPLY.split()))


def found(turn: str, attempt: int, openness: float = 0.6) -> Found:
    findings = (
        Finding(Skill.REFLECTS_FEELING, "you miss her", 18, 30, 0.83333, Source.MODEL),
        Finding(Skill.THOUGHTFUL_PAUSE, "", 0, 0, 0.95, Source.VOICE),
    )
    return Found(9.1, turn, attempt, findings, Outcome.OPENS_UP, openness)


def spoken(turn: str, attempt: int) -> Heard:
    timing = Timing(1.4001, 0.0, 2.05, (0.6,))
    return Heard(9.0, turn, attempt, REPLY, 0.8, WORDS, 6.5, 8.5, "whisper-tiny", timing)


FEEDBACK = Feedback(
    "You said, “you miss her.”",
    "Leave more room.",
    None,
    "You said, “you miss her.” Leave more room.",
    Skill.REFLECTS_FEELING,
    Skill.LONG_TURN,
)
EVENTS: tuple[Event, ...] = (
    SeekerSaid(0.0, 4.0, "len", "Len", "I still make two cups."),
    Listening(4.0, Expect.REPLY, "two-cups", 1),
    spoken("two-cups", 1),
    found("two-cups", 1),
    FeedbackGiven(9.2, "two-cups", 1, FEEDBACK),
    CoachSaid(9.2, 5.0, FEEDBACK.spoken, feedback=True),
    Listening(14.0, Expect.CHOICE, "two-cups", 1),
    Disputed(15.0, "two-cups", 1),
    Listening(20.0, Expect.REPLY, "two-cups", 2),
    Listening(25.0, Expect.REPLY, "two-cups", 2),
    Heard(30.0, "two-cups", 2, "she was a real character", 1.0),
    found("two-cups", 2, 1.2),
    Listening(40.0, Expect.REPLY, "the-leeks", 1),
    Listening(45.0, Expect.REPLY, "goodbye", 1),
    Ended(70.1234567, Why.FINISHED, "lighter"),
)


def made(events: tuple[Event, ...], **more: object) -> tuple[Body, contract.Attempt]:
    """The body as it is stored, and as the server reads it."""
    attempt = finished(BEGUN, SCENARIO, events)
    assert attempt is not None
    text = json.dumps(body(attempt, DEVICE, 7, **more), allow_nan=False)  # type: ignore[arg-type]
    told: Body = json.loads(text)
    return told, contract.Attempt.model_validate(told)


def test_it_tells_what_was_practised_when_and_on_which_kiosk() -> None:
    _, read = made(EVENTS, erasures=3)
    assert read.id == str(BEGUN.id)
    assert (read.device, read.boot, read.sequence) == (DEVICE, AT.boot, 7)
    assert (read.began.monotonic, read.began.wall) == (5310.2, 1_800_000_000.0)
    assert read.began.quality == "synced"
    assert read.scenario == contract.Scenario(
        id="two-cups-of-tea", version=SCENARIO.version, sha256=digest(SCENARIO)
    )
    assert (read.seconds, read.end, read.ending) == (70.123, contract.End.FINISHED, "lighter")
    assert (read.erasures, read.program, read.recognizer) == (3, "0.1.0", "whisper-tiny")
    assert (read.trainee, read.shared) == (None, False)


def test_it_tells_each_reply_and_what_was_found_in_it() -> None:
    _, read = made(EVENTS)
    first, second = read.replies
    assert first == contract.Reply(
        turn="two-cups",
        attempt=1,
        at=6.5,
        way=contract.Way.SPOKEN,
        words=7,
        fillers=1,
        confidence=0.8,
        timing=contract.Timing(gap=1.4, overlap=0, duration=2.05),
        findings=[
            contract.Finding(skill="thoughtful_pause", confidence=0.95, source=Source.VOICE),
            contract.Finding(skill="reflects_feeling", confidence=0.833, source=Source.MODEL),
        ],
        outcome=Outcome.OPENS_UP,
        openness=0.6,
        praised="reflects_feeling",
        suggested="long_turn",
        disagreed=True,
    )
    assert (second.way, second.at, second.timing) == ("typed", 30.0, contract.Timing())
    assert (second.confidence, second.openness, second.disagreed) == (None, 1.0, False)
    assert (second.praised, second.suggested) == (None, None)


def test_it_tells_the_way_through_the_scenario_with_turns_that_were_not_answered() -> None:
    _, read = made(EVENTS)
    assert read.path == ["two-cups", "the-leeks", "goodbye"]


def test_a_turn_that_is_come_to_again_is_told_again() -> None:
    events = (
        Listening(1.0, Expect.REPLY, "two-cups", 1),
        spoken("two-cups", 1),
        found("two-cups", 1),
        Listening(2.0, Expect.REPLY, "two-cups", 1),
        Ended(3.0, Why.STOPPED, None),
    )
    assert made(events)[1].path == ["two-cups", "two-cups"]


def test_no_word_that_was_said_is_in_it() -> None:
    told = json.dumps(made(EVENTS)[0])
    for word in ("sounds", "miss", "her", "character", "cups\\.", "Leave", "Len"):
        assert word not in told.replace("two-cups", "")


def test_who_practised_is_told_only_where_they_chose_it() -> None:
    _, read = made(EVENTS, person=Person("ab" * 32, shared=True))
    assert (read.trainee, read.shared) == ("ab" * 32, True)


@pytest.mark.parametrize(
    "events",
    [
        (),
        EVENTS[:-1],
        (*EVENTS[:-1], Ended(70.0, Why.CRISIS, None)),
    ],
)
def test_of_a_crisis_and_of_what_broke_off_nothing_is_made(events: tuple[Event, ...]) -> None:
    assert finished(BEGUN, SCENARIO, events) is None


@pytest.mark.parametrize("why", [Why.STOPPED, Why.WALKED_OFF])
def test_who_left_has_practised_too(why: Why) -> None:
    _, read = made((Ended(3.0, why, None),))
    assert (read.end.value, read.replies, read.path) == (why.value, [], [])


def test_whatever_the_figures_are_the_server_takes_it() -> None:
    strange = replace(
        spoken("two-cups", 1),
        recognizer="vosk model é" + "x" * 100,
        timing=Timing(-1e9, 1e9, -0.0),
        confidence=1.0000001,
    )
    many = tuple(
        event
        for attempt in range(1, 700)
        for event in (
            Listening(1.0, Expect.REPLY, "two-cups" if attempt % 2 else "the-leeks", 1),
            replace(strange, attempt=attempt),
            replace(found("two-cups", attempt, -0.5), findings=found("t", 1).findings * 50),
        )
    )
    _, read = made((*many, Ended(1e9, Why.FINISHED, None)))
    assert len(read.replies) == len(read.path) == contract.MOST_REPLIES
    assert len(read.replies[0].findings) == contract.MOST_FINDINGS
    assert read.seconds == contract.LONGEST


@pytest.mark.parametrize(
    "at",
    [
        Moment(uuid.uuid4(), 0.5, 0.0, Quality.NONE),
        Moment(uuid.uuid4(), 0.5, None, Quality.NONE),
        Moment(uuid.uuid4(), 9e8, 4_102_444_800.0, Quality.KEPT),
    ],
)
def test_whatever_the_clock_shows_the_server_takes_that_too(at: Moment) -> None:
    attempt = Attempt(Begun.now(at), SCENARIO, EVENTS)
    read = contract.Attempt.model_validate(body(attempt, DEVICE, 1))
    assert read.began.wall == at.wall
