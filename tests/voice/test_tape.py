"""What was played and what was heard, side by side."""

import io

import pytest
import soundfile

from device.voice.clock import TapeClock
from device.voice.sound import Samples, Sound
from device.voice.speaker import Played, WavSpeaker
from device.voice.tape import RATE, Tape
from tests.soundserver import find, melody


def channels(tape: Tape) -> tuple[Samples, Samples]:
    stereo, rate = soundfile.read(io.BytesIO(tape.mixdown()), dtype="float32")
    assert rate == RATE
    return stereo[:, 0], stereo[:, 1]


async def test_the_kiosk_is_left_and_the_trainee_right_each_at_its_time() -> None:
    clock = TapeClock()
    tape = Tape()
    speaker = tape.speaker(WavSpeaker(clock))
    played = await speaker.play(melody(2.0).at(22_050))
    began = played.end + 0.5
    tape.keep_reply(began, melody(1.0))
    left, right = channels(tape)
    place, alike = find(melody(2.0).at(RATE), Sound(left, RATE))
    assert place < 0.01
    assert alike > 0.95
    place, alike = find(melody(1.0).at(RATE), Sound(right, RATE))
    assert place == pytest.approx(began - played.start, abs=0.05)
    assert alike > 0.95
    assert not left[round(2.1 * RATE) :].any()


def test_a_line_that_was_stopped_is_on_tape_up_to_there() -> None:
    tape = Tape()
    tape.keep_played(Played(5.0, 6.0), melody(3.0))
    tape.keep_played(Played(9.0, 9.5), melody(0.5))
    left, right = channels(tape)
    assert len(left) == pytest.approx(4.5 * RATE, abs=2)
    assert left[: RATE - 100].any()
    assert not left[RATE + 100 : 4 * RATE - 100].any()
    assert not right.any()


def test_nothing_on_tape_is_an_empty_file() -> None:
    left, right = channels(Tape())
    assert len(left) == len(right) == 0
