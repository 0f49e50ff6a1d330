"""What is played is really heard, at the time that is told."""

import asyncio
import os
import time
from pathlib import Path

import numpy as np
import pytest

from device.voice.clock import RealClock, TapeClock
from device.voice.sound import Sound
from device.voice.speaker import AplaySpeaker, Played, SpeakerLost, WavSpeaker, audible
from tests.soundserver import SoundServer, find, melody


@pytest.mark.sound
async def test_a_sound_is_heard_as_it_is(sound_server: SoundServer) -> None:
    speaker = AplaySpeaker("default", RealClock())
    sound = melody(2.0)
    with sound_server.recording() as recorded:
        played = await speaker.play(sound)
    _, alike = find(sound, recorded[0])
    assert alike > 0.95
    assert played.end - played.start == pytest.approx(sound.seconds, abs=0.05)


@pytest.mark.sound
async def test_another_rate_is_heard_at_its_own_pitch(sound_server: SoundServer) -> None:
    speaker = AplaySpeaker("default", RealClock())
    with sound_server.recording() as recorded:
        await speaker.play(melody(1.5).at(22_050))
    assert find(melody(1.5), recorded[0])[1] > 0.95


@pytest.mark.sound
async def test_stop_brings_silence_and_the_play_returns(sound_server: SoundServer) -> None:
    clock = RealClock()
    speaker = AplaySpeaker("default", clock)
    with sound_server.recording() as recorded:
        playing = asyncio.create_task(speaker.play(melody(20.0)))
        await asyncio.sleep(1.5)
        asked = clock.now()
        await speaker.stop()
        played = await playing
        await asyncio.sleep(1.0)
    assert played.start < played.end == pytest.approx(asked, abs=1.0)
    loud = np.flatnonzero(np.abs(recorded[0].samples) > 0.05)
    assert 0.3 < (loud[-1] - loud[0]) / recorded[0].rate < 5.0
    assert not np.any(np.abs(recorded[0].samples[-1600:]) > 0.05)


@pytest.mark.sound
async def test_one_sound_follows_another(sound_server: SoundServer) -> None:
    speaker = AplaySpeaker("default", RealClock())
    first = await speaker.play(melody(0.3))
    second = await speaker.play(melody(0.3))
    assert first.start < first.end <= second.start < second.end
    await speaker.close()


async def test_a_card_that_is_not_there_is_told_of() -> None:
    speaker = AplaySpeaker("plughw:CARD=Nowhere", RealClock())
    with pytest.raises(SpeakerLost, match="The speaker plughw:CARD=Nowhere: there is no such"):
        await speaker.play(melody(0.2))


async def test_a_missing_aplay_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SpeakerLost, match="apt install alsa-utils"):
        await AplaySpeaker("default", RealClock()).play(melody(0.2))


def program(folder: Path, name: str, text: str) -> None:
    """A program of that name, which is found before any other."""
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


async def test_an_aplay_that_cannot_be_started_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "aplay", "no program")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpeakerLost, match=r"aplay can't be started \(.+\)"):
        await AplaySpeaker("default", RealClock()).play(melody(0.2))


async def test_stop_holds_for_a_sound_that_is_only_being_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "aplay", "#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    speaker = AplaySpeaker("default", RealClock())
    playing = asyncio.create_task(speaker.play(melody(0.2)))
    await asyncio.sleep(0)
    await speaker.stop()
    played = await playing  # SpeakerLost, were it to go on
    assert played.start <= played.end


async def test_a_device_that_takes_no_more_is_told_of_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "aplay", "#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    began = time.monotonic()
    with pytest.raises(SpeakerLost, match="takes no more sound"):
        await AplaySpeaker("default", RealClock()).play(melody(40.0))
    assert time.monotonic() - began < 20


@pytest.mark.sound
async def test_a_speaker_that_nobody_hears_is_lost(sound_server: SoundServer) -> None:
    speaker = AplaySpeaker("pipewire:NODE=speaker", RealClock())
    playing = asyncio.create_task(speaker.play(melody(20.0)))
    await asyncio.sleep(0.5)
    sound_server.unplug("speaker")  # the server goes on without a word, in another one
    with pytest.raises(SpeakerLost, match="no such speaker"):
        await playing
    sound_server.plug_in_speaker("speaker")
    await speaker.play(melody(0.3))


@pytest.mark.sound
async def test_auto_is_chosen_anew_when_the_speaker_was_lost(sound_server: SoundServer) -> None:
    speaker = AplaySpeaker("auto", RealClock())
    await speaker.play(melody(0.2))
    assert speaker.device == "default"
    sound_server.stop()
    with pytest.raises(SpeakerLost):
        await speaker.play(melody(0.2))
    with pytest.raises(SpeakerLost, match="There is no speaker"):
        await speaker.play(melody(0.2))
    sound_server.start()
    await speaker.play(melody(0.2))


async def test_on_tape_time_passes_by_the_length_of_the_sound() -> None:
    clock = TapeClock()
    speaker = WavSpeaker(clock)
    began = time.monotonic()
    played = await speaker.play(melody(30.0))
    assert played.end - played.start == pytest.approx(30.0, abs=0.01)
    assert clock.now() >= played.end
    assert time.monotonic() - began < 10
    assert [kept.seconds for _, kept in speaker.played] == [30.0]


def test_the_silence_around_a_line_is_not_heard() -> None:
    silence = np.zeros(3_200, np.float32)
    line = Sound(np.concatenate([silence, melody(1.0).samples, silence]), 16_000)
    heard = audible(line, Played(10.0, 10.0 + line.seconds))
    assert heard.start == pytest.approx(10.2, abs=0.02)
    assert heard.end == pytest.approx(11.2, abs=0.02)


def test_a_line_that_was_stopped_was_heard_until_then() -> None:
    assert audible(melody(5.0), Played(0.0, 2.0)).end == 2.0
