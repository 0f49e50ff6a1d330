"""The endpointer, told second by second what a detector would tell it."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.voice.hear.endpoint import CHOICE, PAUSE_AFTER, REPLY, Endpointer, Sign

FRAME = 0.032
SPEECH, SILENCE = 0.95, 0.02


def feed(endpointer: Endpointer, seconds: float, probability: float) -> list[Sign]:
    signs = (endpointer.feed(FRAME, probability) for _ in range(round(seconds / FRAME)))
    return [sign for sign in signs if sign is not None]


def follow(*parts: tuple[float, float], endpointer: Endpointer | None = None) -> list[Sign]:
    endpointer = endpointer or Endpointer()
    return [
        sign for seconds, probability in parts for sign in feed(endpointer, seconds, probability)
    ]


def test_a_reply_begins_pauses_goes_on_and_ends() -> None:
    signs = follow((1, SILENCE), (3, SPEECH), (1.5, SILENCE), (2, SPEECH), (5, SILENCE))
    assert signs == [Sign.START, Sign.PAUSE, Sign.RESUME, Sign.PAUSE, Sign.END]


@pytest.mark.parametrize("pause", [0.6, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("before", [0.4, 1.0, 4.0, 30.0])
def test_a_pause_of_two_seconds_or_less_never_ends_a_turn(pause: float, before: float) -> None:
    endpointer = Endpointer()
    signs = follow((before, SPEECH), (pause, SILENCE), (1, SPEECH), endpointer=endpointer)
    assert Sign.END not in signs
    assert len(endpointer.pauses) == 1
    assert endpointer.pauses[0].end - endpointer.pauses[0].start == pytest.approx(pause, abs=0.1)


def test_a_gap_in_fluent_speech_is_no_pause() -> None:
    assert follow((1, SPEECH), (0.4, SILENCE), (1, SPEECH)) == [Sign.START]


def test_the_end_comes_after_the_silence_that_patience_allows() -> None:
    endpointer = Endpointer()
    follow((2, SPEECH), (10, SILENCE), endpointer=endpointer)
    assert endpointer.over
    assert endpointer.elapsed == pytest.approx(2 + REPLY.silence, abs=0.07)


def test_after_a_word_or_two_we_wait_longer() -> None:
    endpointer = Endpointer()
    follow((0.5, SPEECH), (10, SILENCE), endpointer=endpointer)
    assert endpointer.elapsed == pytest.approx(0.5 + REPLY.silence_short, abs=0.07)


def test_after_an_unfinished_sentence_we_wait_longer() -> None:
    endpointer = Endpointer()
    follow((2, SPEECH), (0.6, SILENCE), endpointer=endpointer)
    endpointer.unfinished = True
    follow((10, SILENCE), endpointer=endpointer)
    assert endpointer.elapsed == pytest.approx(2 + REPLY.silence_unfinished, abs=0.07)


def test_going_on_makes_an_unfinished_sentence_a_new_one() -> None:
    endpointer = Endpointer()
    follow((2, SPEECH), (0.6, SILENCE), endpointer=endpointer)
    endpointer.unfinished = True
    follow((1, SPEECH), (10, SILENCE), endpointer=endpointer)
    assert endpointer.elapsed == pytest.approx(3.6 + REPLY.silence, abs=0.1)


def test_the_moments_are_dated_back_to_where_speech_was() -> None:
    endpointer = Endpointer()
    follow((1, SILENCE), (2, SPEECH), (10, SILENCE), endpointer=endpointer)
    assert endpointer.began == pytest.approx(1.0, abs=0.1)
    assert endpointer.ended == pytest.approx(3.0, abs=0.1)


def test_stretches_are_what_lies_between_the_pauses() -> None:
    endpointer = Endpointer()
    follow(
        (1, SILENCE), (2, SPEECH), (1, SILENCE), (1, SPEECH), (5, SILENCE), endpointer=endpointer
    )
    spans = [(s.start, s.end) for s in endpointer.stretches]
    assert spans == [pytest.approx((1.0, 3.0), abs=0.1), pytest.approx((4.0, 5.0), abs=0.1)]


def test_a_cough_is_no_reply() -> None:
    cough = (0.13, SPEECH)
    signs = follow((1, SILENCE), cough, (2, SILENCE), cough, (30, SILENCE))
    assert signs == [Sign.NOTHING]


def test_coughs_far_apart_do_not_add_up_to_a_reply() -> None:
    assert follow(*([(0.1, SPEECH), (0.6, SILENCE)] * 10)) == []


def test_a_short_word_is_a_reply() -> None:
    assert follow((1, SILENCE), (0.25, SPEECH), (5, SILENCE)) == [
        Sign.START,
        Sign.PAUSE,
        Sign.END,
    ]


def test_a_click_in_the_pause_does_not_hold_the_turn_open() -> None:
    endpointer = Endpointer()
    signs = follow((2, SPEECH), *([(0.5, SILENCE), (FRAME, SPEECH)] * 12), endpointer=endpointer)
    assert signs == [Sign.START, Sign.PAUSE, Sign.END]
    assert endpointer.ended == pytest.approx(2.0, abs=0.1)


def test_speech_that_begins_as_patience_ends_is_let_on() -> None:
    silence = REPLY.silence - 0.04
    assert Sign.RESUME in follow((2, SPEECH), (silence, SILENCE), (1, SPEECH))


def test_nobody_speaking_is_told_once() -> None:
    endpointer = Endpointer()
    assert follow((60, SILENCE), endpointer=endpointer) == [Sign.NOTHING]
    assert endpointer.began is None
    assert endpointer.elapsed == pytest.approx(REPLY.nobody, abs=0.07)


def test_a_turn_without_end_is_ended() -> None:
    endpointer = Endpointer()
    assert follow((200, SPEECH), endpointer=endpointer) == [Sign.START, Sign.TOO_LONG]
    assert endpointer.elapsed == pytest.approx(REPLY.longest, abs=0.1)


def test_the_button_ends_a_turn_at_once() -> None:
    endpointer = Endpointer()
    follow((2, SPEECH), endpointer=endpointer)
    assert endpointer.finish() is Sign.END
    assert endpointer.ended == pytest.approx(2.0, abs=0.1)
    assert endpointer.finish() is None
    assert endpointer.feed(FRAME, SPEECH) is None


def test_the_button_before_a_word_means_nothing_was_said() -> None:
    endpointer = Endpointer()
    follow((2, SILENCE), endpointer=endpointer)
    assert endpointer.finish() is Sign.NOTHING


def test_the_button_counts_the_word_that_has_just_begun() -> None:
    endpointer = Endpointer()
    follow((1, SILENCE), (0.13, SPEECH), endpointer=endpointer)
    assert endpointer.finish() is Sign.END
    assert endpointer.began == pytest.approx(1.0, abs=0.1)


def test_while_the_button_is_held_silence_ends_nothing() -> None:
    endpointer = Endpointer()
    endpointer.held = True
    signs = follow((30, SILENCE), (2, SPEECH), (30, SILENCE), endpointer=endpointer)
    assert signs == [Sign.START, Sign.PAUSE]
    endpointer.held = False
    assert endpointer.finish() is Sign.END


def test_while_the_button_is_held_no_reply_is_too_long() -> None:
    endpointer = Endpointer(CHOICE)
    endpointer.held = True
    assert follow((2 * CHOICE.longest, SPEECH), endpointer=endpointer) == [Sign.START]
    endpointer.held = False
    assert follow((1, SPEECH), endpointer=endpointer) == [Sign.TOO_LONG]


def test_what_is_said_while_the_seeker_speaks_does_not_end_the_turn() -> None:
    endpointer = Endpointer()
    follow((1, SILENCE), (0.5, SPEECH), endpointer=endpointer)
    for _ in range(200):
        assert endpointer.feed(FRAME, SILENCE) in (None, Sign.PAUSE)
        endpointer.wait_anew()
    assert follow((5, SILENCE), (2, SPEECH), (5, SILENCE), endpointer=endpointer) == [
        Sign.RESUME,
        Sign.PAUSE,
        Sign.END,
    ]


def test_a_choice_is_quicker_than_a_reply() -> None:
    endpointer = Endpointer(CHOICE)
    follow((0.5, SPEECH), (5, SILENCE), endpointer=endpointer)
    assert endpointer.elapsed < 2.0


def test_speech_that_goes_soft_goes_on() -> None:
    assert follow((1, SPEECH), (2, 0.4), (0.3, SPEECH)) == [Sign.START]
    assert follow((3, 0.4)) == []


@given(
    st.lists(st.tuples(st.floats(0.05, 8.0), st.sampled_from([SPEECH, SILENCE, 0.4])), max_size=12)
)
def test_whatever_is_fed_the_signs_come_in_order(parts: list[tuple[float, float]]) -> None:
    endpointer = Endpointer(replace(REPLY, longest=20.0))
    signs = follow(*parts, endpointer=endpointer)
    for before, after in itertools.pairwise(signs):
        assert after in {
            Sign.START: {Sign.PAUSE, Sign.TOO_LONG},
            Sign.PAUSE: {Sign.RESUME, Sign.END, Sign.TOO_LONG},
            Sign.RESUME: {Sign.PAUSE, Sign.TOO_LONG},
        }.get(before, set())
    if signs:
        assert signs[0] in (Sign.START, Sign.NOTHING)
    if endpointer.began is not None and endpointer.ended is not None:
        assert 0 <= endpointer.began <= endpointer.ended <= endpointer.elapsed
        for pause in endpointer.pauses:
            assert pause.end - pause.start > PAUSE_AFTER - 0.1
