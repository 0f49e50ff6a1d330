"""The trainee is told from others who talk in the room, and a quiet room changes nothing."""

import numpy as np
import pytest

from device.voice.hear.endpoint import Endpointer, Sign
from device.voice.hear.foreground import Foreground
from device.voice.microphone import FRAME, FRAME_SECONDS, RATE
from device.voice.sound import Sound

RANDOM = np.random.default_rng(5)
TRAINEE, OTHERS, ROOM = 0.1, 0.02, 0.0005
"""Full scale is 1: -20, -34 and -66 dBFS."""
VOICE, NO_VOICE = 0.95, 0.02

Part = tuple[float, float, float]
"""Seconds, loudness, probability of a voice."""


def follow(*parts: Part) -> tuple[Foreground, list[float]]:
    foreground, found = Foreground(), []
    for seconds, loudness, probability in parts:
        for _ in range(round(seconds / FRAME_SECONDS)):
            wavering = loudness * RANDOM.uniform(0.8, 1.2)
            samples = RANDOM.normal(0, wavering, FRAME).astype(np.float32)
            found.append(foreground.feed(Sound(samples, RATE).pcm(), probability))
    return foreground, found


def test_in_a_quiet_room_nothing_is_changed() -> None:
    foreground, found = follow(
        (1, ROOM, NO_VOICE), (3, TRAINEE, VOICE), (1, ROOM, NO_VOICE), (3, OTHERS, VOICE)
    )
    assert not foreground.noisy
    assert set(found[-90:]) == {VOICE}
    assert foreground.began is None


def test_a_voice_that_falls_softly_at_its_end_is_kept() -> None:
    _, found = follow((1, ROOM, NO_VOICE), (3, TRAINEE, VOICE), (1, TRAINEE / 10, VOICE))
    assert set(found[-30:]) == {VOICE}


def test_others_who_talk_all_the_time_do_not_hold_the_turn_open() -> None:
    foreground, found = follow((2, OTHERS, VOICE), (4, TRAINEE, VOICE), (5, OTHERS, VOICE))
    assert foreground.noisy
    assert set(found[-120:]) == {0.0}


def test_the_trainee_among_others_is_heard_on() -> None:
    _, found = follow(
        (2, OTHERS, VOICE), (4, TRAINEE, VOICE), (2, OTHERS, VOICE), (3, TRAINEE, VOICE)
    )
    assert set(found[-80:]) == {VOICE}


def test_the_reply_began_with_the_trainee_and_not_with_the_others() -> None:
    foreground, _ = follow((2, OTHERS, VOICE), (4, TRAINEE, VOICE))
    assert foreground.began == pytest.approx(2.0, abs=0.25)


def test_others_alone_are_nobody_near() -> None:
    foreground, _ = follow(*[(0.4, OTHERS * n, VOICE) for n in (1, 1.6, 0.8, 1.3) * 6])
    assert foreground.noisy
    assert not foreground.near


def test_the_trainee_among_others_is_near() -> None:
    foreground, _ = follow((2, OTHERS, VOICE), (4, TRAINEE, VOICE), (3, OTHERS, VOICE))
    assert foreground.noisy
    assert foreground.near


def test_from_a_short_stretch_without_a_pause_nothing_is_concluded() -> None:
    foreground, _ = follow((1.5, TRAINEE, VOICE))
    assert foreground.near


def test_a_noise_that_is_no_voice_changes_nothing() -> None:
    foreground, found = follow((2, OTHERS, NO_VOICE), (4, TRAINEE, VOICE), (2, OTHERS, NO_VOICE))
    assert not foreground.noisy
    assert set(found) == {VOICE, NO_VOICE}


def test_among_others_a_turn_ends_later_than_in_a_quiet_room() -> None:
    endpointer = Endpointer()
    for _ in range(100):
        endpointer.feed(FRAME_SECONDS, VOICE)
    endpointer.noisy = True
    silence = 0
    while endpointer.feed(FRAME_SECONDS, NO_VOICE) is not Sign.END:
        silence += 1
    assert silence * FRAME_SECONDS == pytest.approx(endpointer.patience.silence_unfinished, abs=0.1)


def test_who_spoke_before_the_trainee_is_no_part_of_the_reply() -> None:
    endpointer = Endpointer()
    for seconds, probability in ((1, VOICE), (2, NO_VOICE), (3, VOICE), (1, NO_VOICE)):
        for _ in range(round(seconds / FRAME_SECONDS)):
            endpointer.feed(FRAME_SECONDS, probability)
    endpointer.began_later(2.5)
    (stretch,) = endpointer.stretches
    assert stretch.start == pytest.approx(3.0, abs=0.1)
    assert stretch.end == pytest.approx(6.0, abs=0.1)
