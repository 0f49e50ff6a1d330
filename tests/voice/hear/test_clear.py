"""Among other voices only what was understood well is relied on."""

from dataclasses import replace

import numpy as np
import pytest

from device.coach.reply import Timing, Word
from device.voice.hear.clear import is_clear
from device.voice.hear.listener import Heard
from device.voice.hear.recognizer import Transcript
from device.voice.sound import Sound


def heard(confidence: float, likelihood: float | None, words: int = 12, *, noisy: bool) -> Heard:
    said = tuple(Word("well", n / 3, (n + 1) / 3, confidence) for n in range(words))
    transcript = Transcript("well " * words, said, "whisper-tiny", 5.0, 0.5, likelihood)
    silence = Sound(np.zeros(16_000, np.float32), 16_000)
    timing = Timing(gap=1.0, overlap=0.0, duration=4.0)
    return Heard(transcript, timing, silence, 0.0, 1.0, 5.0, 8.0, 8.0, noisy=noisy)


def test_in_a_quiet_room_the_recognisers_word_is_taken() -> None:
    assert is_clear(heard(0.5, -1.2, noisy=False))
    assert is_clear(heard(0.9, -0.3, words=2, noisy=False))


@pytest.mark.parametrize(
    ("confidence", "likelihood", "clear"),
    [(0.9, -0.4, True), (0.75, -0.9, False), (0.6, -0.4, False), (0.85, None, True)],
)
def test_among_others_words_must_be_sure_and_likely(
    confidence: float, likelihood: float | None, clear: bool
) -> None:
    assert is_clear(heard(confidence, likelihood, noisy=True)) is clear


def test_few_words_for_long_speech_are_not_what_was_said() -> None:
    long = heard(0.95, -0.2, words=2, noisy=True)
    assert not is_clear(long)
    assert is_clear(replace(long, ended=long.began + 1.5))
