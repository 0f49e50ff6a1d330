"""A line that somebody recorded is made to stand beside the others, or refused with good advice."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from device.voice.sound import Sound, SoundError
from device.voice.speak.loudness import LEAD, RATE, TAIL, TARGET, loudness
from device.voice.speak.take import LARGEST, TakeError, ready
from tests.speech import spoken

SPEECH = spoken("I haven't slept since they told me. I just keep walking around.")


def room(seconds: float, volume: float = 0.001, rate: int = SPEECH.rate) -> np.ndarray:
    """The noise of an ordinary room."""
    noise = np.random.default_rng(1).standard_normal(int(seconds * rate)) * volume
    return noise.astype(np.float32)


def kept(tmp_path: Path, samples: np.ndarray, rate: int = SPEECH.rate, name: str = "a.wav") -> Path:
    file = tmp_path / name
    soundfile.write(file, samples, rate)
    return file


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
@pytest.mark.parametrize("volume", [0.06, 0.9])
def test_a_recording_is_as_loud_as_every_other_line(
    tmp_path: Path, name: str, volume: float
) -> None:
    loud = SPEECH.samples / np.abs(SPEECH.samples).max() * volume
    line = ready(kept(tmp_path, loud, name=name))

    assert line.rate == RATE
    assert loudness(line) == pytest.approx(TARGET, abs=0.5)


def test_the_room_and_the_click_around_the_words_are_cut(tmp_path: Path) -> None:
    words = ready(kept(tmp_path, SPEECH.samples)).seconds
    around = np.concatenate([room(2), SPEECH.samples, room(3)])
    around[: len(around)] += room(len(around) / SPEECH.rate)[: len(around)]
    click = int(0.3 * SPEECH.rate)
    around[click : click + 200] += 0.5  # the mouse, on the button
    line = ready(kept(tmp_path, around))

    assert line.seconds == pytest.approx(words, abs=0.25)
    assert np.abs(line.samples[: int(0.9 * LEAD * RATE)]).max() == 0
    assert np.abs(line.samples[-int(0.9 * TAIL * RATE) :]).max() == 0


def test_stereo_at_any_rate_is_taken(tmp_path: Path) -> None:
    sound = SPEECH.at(44_100).samples
    line = ready(kept(tmp_path, np.stack([sound, 0.5 * sound], axis=1), 44_100))
    assert line.seconds == pytest.approx(ready(kept(tmp_path, SPEECH.samples)).seconds, abs=0.05)


def test_what_is_cut_off_at_any_height_is_too_loud(tmp_path: Path) -> None:
    shouted = np.clip(SPEECH.samples * 8, -0.9, 0.9)
    for height in (1.0, 0.3):
        with pytest.raises(TakeError, match="too loudly"):
            ready(kept(tmp_path, shouted * height))


def test_a_whisper_from_across_the_room_is_too_quiet(tmp_path: Path) -> None:
    with pytest.raises(TakeError, match="too quiet"):
        ready(kept(tmp_path, SPEECH.samples * 0.002))


def test_silence_and_mere_noise_are_told_apart_from_speech(tmp_path: Path) -> None:
    with pytest.raises(TakeError, match="only silence"):
        ready(kept(tmp_path, np.zeros(SPEECH.rate)))
    with pytest.raises(TakeError, match="no speech"):
        click = np.zeros(SPEECH.rate, dtype=np.float32) + room(1)
        click[800:1000] += 0.5
        ready(kept(tmp_path, click))


def test_a_line_of_more_than_a_minute_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    with pytest.raises(TakeError, match="61 seconds; a line may last 60"):
        ready(kept(tmp_path, room(61, 0.1)))


def test_what_is_no_sound_is_told(tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" + b"picture" * 1000)
    with pytest.raises(SoundError, match=r"My holiday\.jpg: this is no sound file"):
        ready(file, "My holiday.jpg")
    file.write_bytes(b"")
    with pytest.raises(SoundError, match="empty"):
        ready(file)


def test_a_file_far_too_large_is_not_even_opened(tmp_path: Path) -> None:
    file = tmp_path / "large.wav"
    with file.open("wb") as large:
        large.truncate(LARGEST + 1)
    with pytest.raises(TakeError, match="larger than 40 MB"):
        ready(file)


@pytest.mark.parametrize(
    ("channels", "rate", "words"), [(3, 48_000, "3 channels"), (1, 384_000, "384000 samples")]
)
def test_what_would_fill_the_memory_is_refused(
    tmp_path: Path, channels: int, rate: int, words: str
) -> None:
    file = kept(tmp_path, np.zeros((rate // 10, channels)), rate)
    with pytest.raises(TakeError, match=words):
        ready(file)


def test_a_damaged_file_is_told_and_never_crashes(tmp_path: Path) -> None:
    whole = kept(tmp_path, SPEECH.samples, name="a.flac").read_bytes()
    rng = np.random.default_rng(2)
    for _ in range(40):
        broken = bytearray(whole[: rng.integers(10, len(whole))])
        for at in rng.integers(0, len(broken), 20):
            broken[at] = rng.integers(0, 256)
        file = tmp_path / "broken.flac"
        file.write_bytes(bytes(broken))
        try:
            line = ready(file)
        except (TakeError, SoundError) as error:
            assert str(error).startswith(str(file))
        else:
            assert isinstance(line, Sound)
