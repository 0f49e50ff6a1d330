"""Whatever file is given: its sound, or one clear sentence."""

import io
import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from device.errors import WellheardError
from device.voice.sound import Sound, SoundError, read, wav

RATE = 16_000


def tone(seconds: float = 1.0, rate: int = RATE, hertz: float = 440.0) -> Sound:
    time = np.arange(round(seconds * rate)) / rate
    return Sound((0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32), rate)


def file_of(sound: Sound, subtype: str = "PCM_16", format_: str = "WAV") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sound.samples, sound.rate, format=format_, subtype=subtype)
    return file.getvalue()


def alike(one: Sound, other: Sound) -> float:
    n = min(len(one.samples), len(other.samples))
    return float(np.corrcoef(one.samples[:n], other.samples[:n])[0, 1])


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_every_width_of_sample_gives_the_same_sound(subtype: str) -> None:
    sound = read(file_of(tone(), subtype))
    assert sound.rate == RATE
    assert alike(sound, tone()) > 0.999
    assert np.abs(sound.samples).max() == pytest.approx(0.5, abs=0.01)


def test_flac_is_read_like_wav() -> None:
    assert alike(read(file_of(tone(), "PCM_16", "FLAC")), tone()) > 0.999


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_another_rate_keeps_pitch_and_length_when_it_is_converted(rate: int) -> None:
    sound = read(file_of(tone(rate=rate))).at(RATE)
    assert sound.rate == RATE
    assert sound.seconds == pytest.approx(1.0, abs=0.002)
    assert alike(sound, tone()) > 0.99


def test_stereo_is_mixed_to_one_channel() -> None:
    file = io.BytesIO()
    left, right = tone(hertz=440).samples, tone(hertz=880).samples
    soundfile.write(file, np.stack([left, right], axis=1), RATE, format="WAV")
    sound = read(file.getvalue())
    assert np.allclose(sound.samples, (left + right) / 2, atol=1e-3)


def test_a_file_cut_in_its_data_gives_what_is_there(tmp_path: Path) -> None:
    cut = tmp_path / "cut.wav"
    cut.write_bytes(wav(tone())[: 44 + RATE])
    sound = read(cut)
    assert sound.seconds == pytest.approx(0.5, abs=0.001)
    assert alike(sound, tone()) > 0.999


def test_a_header_that_never_learned_the_length_gives_what_is_there() -> None:
    streamed = bytearray(wav(tone()))
    streamed[4:8] = streamed[40:44] = struct.pack("<I", 0xFFFFFFFF)
    assert read(bytes(streamed)).seconds == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize("size", [1, 11, 30])
def test_a_file_cut_in_its_header_is_told_of(size: int) -> None:
    with pytest.raises(SoundError, match=r"^reply\.wav: this can't be read as sound"):
        read(wav(tone())[:size], "reply.wav")


def test_a_cut_flac_is_told_of_or_gives_what_is_there() -> None:
    noise = np.random.default_rng(1).standard_normal(RATE * 4).astype(np.float32) * 0.1
    whole = file_of(Sound(noise, RATE), "PCM_16", "FLAC")
    try:
        sound = read(whole[: len(whole) // 2], "reply.flac")
    except SoundError as error:
        assert str(error).startswith("reply.flac: ")
    else:
        assert 1.0 < sound.seconds <= 4.0


def test_an_empty_file_is_told_of(tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.touch()
    with pytest.raises(SoundError, match=r"empty\.wav: the file is empty\. Record it again"):
        read(empty)
    with pytest.raises(SoundError, match="the file is empty"):
        read(b"", "a recording")


def test_a_header_without_samples_is_told_of() -> None:
    with pytest.raises(SoundError, match="there is no sound in it"):
        read(wav(Sound(np.zeros(0, np.float32), RATE)))


def test_an_hour_is_refused_without_being_decoded(tmp_path: Path) -> None:
    hour = tmp_path / "hour.wav"
    with hour.open("wb") as file:
        size = 3600 * RATE * 2
        file.write(wav(Sound(np.zeros(0, np.float32), RATE))[:40] + struct.pack("<I", size))
        file.truncate(44 + size)
    with pytest.raises(SoundError, match=r"it lasts 60\.0 minutes; 10 minutes is the limit"):
        read(hour)


def test_the_limit_is_the_callers_to_set() -> None:
    with pytest.raises(SoundError, match="Cut it into shorter files"):
        read(wav(tone(2.0)), longest=1.0)


@pytest.mark.parametrize("content", [b"Dear diary, it was raining.", b"\x00" * 5000, b"PK\x03\x04"])
def test_what_is_no_sound_is_told_of(content: bytes) -> None:
    with pytest.raises(SoundError, match=r"this can't be read as sound .* Give a WAV or FLAC file"):
        read(content, "diary.txt")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_sound_are_told_of(value: float) -> None:
    samples = tone().samples.copy()
    samples[100] = value
    with pytest.raises(SoundError, match="NaN or infinite"):
        read(file_of(Sound(samples, RATE), "FLOAT"))


def test_floats_beyond_full_scale_are_clipped_when_they_are_written() -> None:
    loud = Sound(np.array([3.0, -3.0, 0.0], np.float32), RATE)
    assert np.frombuffer(loud.pcm(), "<i2").tolist() == [32767, -32768, 0]


@pytest.mark.parametrize("rate", [1, 100, 4_000_000])
def test_a_rate_that_cant_be_speech_is_told_of(rate: int) -> None:
    file = bytearray(wav(tone()))
    file[24:28] = struct.pack("<I", rate)
    with pytest.raises(SoundError, match=f"{rate} samples a second"):
        read(bytes(file))


def test_a_folder_and_a_missing_file_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="this is a folder"):
        read(tmp_path)
    with pytest.raises(SoundError, match=r"gone\.wav: there is no such file"):
        read(tmp_path / "gone.wav")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    with pytest.raises(SoundError, match="no ordinary file"):
        read(pipe)


def test_the_error_is_of_the_family_and_a_value_error() -> None:
    assert issubclass(SoundError, WellheardError)
    assert issubclass(SoundError, ValueError)


def test_a_sound_survives_being_written_and_read() -> None:
    again = read(wav(tone()))
    assert np.allclose(again.samples, tone().samples, atol=1 / 32768)
    assert np.array_equal(Sound.from_pcm(again.pcm(), RATE).samples, again.samples)
