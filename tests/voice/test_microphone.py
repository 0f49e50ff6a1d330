"""What is said reaches the frames, and a microphone that is lost is told of."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from device.voice.clock import RealClock, TapeClock
from device.voice.microphone import (
    FRAME_BYTES,
    FRAME_SECONDS,
    RATE,
    ArecordMicrophone,
    Frame,
    Microphone,
    MicrophoneLost,
    Stamps,
    WavMicrophone,
)
from device.voice.sound import Sound, SoundError, wav
from tests.soundserver import SoundServer, find, melody


def opened(microphone: Microphone) -> AsyncGenerator[Frame, None]:
    return cast(AsyncGenerator[Frame, None], microphone.frames())


async def take(frames: AsyncGenerator[Frame, None], seconds: float) -> list[Frame]:
    return [await anext(frames) for _ in range(round(seconds / FRAME_SECONDS))]


def sound_of(frames: list[Frame]) -> Sound:
    return Sound.from_pcm(b"".join(frame.pcm for frame in frames), RATE)


@pytest.mark.sound
async def test_what_is_said_is_in_the_frames_at_its_time(sound_server: SoundServer) -> None:
    clock = RealClock()
    microphone = ArecordMicrophone("default", clock)
    frames = opened(microphone)
    await take(frames, 0.5)
    speaking = sound_server.speak(melody(1.5))
    taken = await take(frames, 4.0)
    speaking.wait()
    assert find(melody(1.5), sound_of(taken))[1] > 0.95
    assert all(len(frame.pcm) == FRAME_BYTES for frame in taken)
    steps = np.diff([frame.at for frame in taken])
    assert steps.min() >= 0
    assert steps.mean() == pytest.approx(FRAME_SECONDS, abs=0.003)
    assert taken[-1].at < clock.now()
    await frames.aclose()
    await microphone.close()
    assert microphone.pid is None


async def test_once_it_is_closed_nobody_starts_it_again() -> None:
    microphone = ArecordMicrophone("default", RealClock())
    await microphone.close()
    with pytest.raises(MicrophoneLost, match="closed"):
        await microphone.open()
    assert microphone.starts == 0


@pytest.mark.sound
async def test_listening_again_begins_with_what_is_said_now(sound_server: SoundServer) -> None:
    clock = RealClock()
    microphone = ArecordMicrophone("default", clock)
    first = opened(microphone)
    await take(first, 0.3)
    await first.aclose()
    await asyncio.sleep(0.5)
    asked = clock.now()
    second = opened(microphone)
    frame = await anext(second)
    assert frame.at > asked - 0.3
    assert microphone.starts == 1
    await second.aclose()
    await microphone.close()


@pytest.mark.sound
async def test_an_open_microphone_records_before_anybody_listens(
    sound_server: SoundServer,
) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    await microphone.open()
    assert microphone.pid is not None
    recorder = microphone.pid
    await microphone.open()
    frames = opened(microphone)
    await anext(frames)
    assert (microphone.pid, microphone.starts) == (recorder, 1)
    await frames.aclose()
    await microphone.close()


@pytest.mark.sound
async def test_a_recorder_that_is_killed_is_back_by_itself(sound_server: SoundServer) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    frames = opened(microphone)
    before = await take(frames, 0.5)
    assert microphone.pid is not None
    os.kill(microphone.pid, signal.SIGKILL)
    after = await take(frames, 2.0)
    assert microphone.starts == 2
    assert after[-1].at > before[-1].at
    await frames.aclose()
    await microphone.close()


@pytest.mark.sound
async def test_a_recorder_that_hangs_is_replaced_before_anybody_is_told(
    sound_server: SoundServer,
) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    frames = opened(microphone)
    before = await take(frames, 0.5)
    assert microphone.pid is not None
    os.kill(microphone.pid, signal.SIGSTOP)
    after = await take(frames, 1.5)
    assert microphone.starts == 2
    assert (
        after[-1].at - before[-1].at > 1.5 + 1.0
    )  # what was missed is a hole, and no shorter time
    await frames.aclose()
    await microphone.close()


async def until(told: Callable[[], bool], seconds: float = 20.0) -> float:
    """Wait until it is so, and return how many seconds that took."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while not told():  # noqa: ASYNC110  # nobody else tells of it
            await asyncio.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.sound
async def test_a_source_that_is_removed_is_missed_and_found_again_while_nobody_reads(
    sound_server: SoundServer,
) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    await microphone.open()
    assert (microphone.pulse.source, microphone.pulse.why) == ("mic", "")
    assert not microphone.pulse.lost
    sound_server.unplug("mic")
    await until(lambda: microphone.pulse.lost)
    # The server hands out the loudspeaker's own sound in its place, which is nobody's voice.
    await until(lambda: "has no such microphone" in microphone.pulse.why)
    with pytest.raises(MicrophoneLost, match="has no such microphone"):
        await anext(opened(microphone))
    sound_server.plug_in("mic")
    await until(lambda: not microphone.pulse.lost)
    assert (microphone.pulse.source, microphone.pulse.why) == ("mic", "")
    await microphone.close()
    assert microphone.pulse.lost


@pytest.mark.sound
async def test_another_default_is_followed_and_told_by_name(sound_server: SoundServer) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    await microphone.open()
    sound_server.plug_in("other")
    sound_server.take("other")
    await until(lambda: microphone.pulse.source == "other" and microphone.pulse.age < 0.5)
    await microphone.close()


@pytest.mark.sound
async def test_a_microphone_asked_for_by_name_is_no_other(sound_server: SoundServer) -> None:
    sound_server.plug_in("other")
    microphone = ArecordMicrophone("pipewire:NODE=mic", RealClock())
    await microphone.open()
    assert microphone.pulse.source == "mic"
    sound_server.unplug("mic")
    await until(lambda: "has no such microphone" in microphone.pulse.why)
    sound_server.plug_in("mic")
    await until(lambda: not microphone.pulse.lost)
    assert microphone.pulse.source == "mic"
    await microphone.close()


@pytest.mark.sound
async def test_auto_is_chosen_anew_when_the_device_was_lost(sound_server: SoundServer) -> None:
    microphone = ArecordMicrophone("auto", RealClock())
    assert microphone.device == ""
    await microphone.open()
    assert microphone.device == "default"
    sound_server.stop()
    await until(lambda: microphone.pulse.lost)
    await until(lambda: "There is no microphone" in microphone.pulse.why)
    sound_server.start()
    await until(lambda: not microphone.pulse.lost)
    assert microphone.device == "default"
    await microphone.close()


@pytest.mark.sound
async def test_a_source_that_gives_not_even_noise_is_told_of_as_dead(
    sound_server: SoundServer,
) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    await microphone.open()
    await until(lambda: microphone.pulse.dead > 0.5)
    speaking = sound_server.speak(melody(2.0))
    await until(lambda: microphone.pulse.dead == 0.0)
    speaking.wait()
    await until(lambda: microphone.pulse.dead > 0.5)
    await microphone.close()


@pytest.mark.sound
async def test_a_sound_server_that_goes_is_told_of_in_time(sound_server: SoundServer) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    frames = opened(microphone)
    await take(frames, 0.5)
    sound_server.stop()
    began = time.monotonic()
    with pytest.raises(MicrophoneLost):
        await take(frames, 10.0)
    assert time.monotonic() - began < 6
    with pytest.raises(MicrophoneLost, match="the sound server does not answer"):
        await anext(opened(microphone))
    sound_server.start()
    async with asyncio.timeout(20):
        while True:
            again = opened(microphone)
            try:
                await take(again, 0.3)
            except MicrophoneLost:
                continue
            break
    await again.aclose()
    await microphone.close()


async def test_a_card_that_is_not_there_is_told_of() -> None:
    microphone = ArecordMicrophone("plughw:CARD=Nowhere", RealClock())
    with pytest.raises(MicrophoneLost, match="The microphone plughw:CARD=Nowhere: there is no"):
        await anext(opened(microphone))
    await microphone.close()


async def test_a_missing_arecord_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    microphone = ArecordMicrophone("default", RealClock())
    with pytest.raises(MicrophoneLost, match="apt install alsa-utils"):
        await anext(opened(microphone))
    await microphone.close()


async def test_an_arecord_that_cannot_be_started_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "arecord").write_text("no program")
    (tmp_path / "arecord").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    microphone = ArecordMicrophone("default", RealClock())
    with pytest.raises(MicrophoneLost, match=r"arecord can't be started \(.+\)"):
        await microphone.open()
    await microphone.close()


async def test_each_listening_gets_the_next_recording_and_then_silence(tmp_path: Path) -> None:
    clock = TapeClock()
    file = tmp_path / "second.wav"
    file.write_bytes(wav(melody(1.0)))
    microphone = WavMicrophone([melody(2.0).at(44_100), file], clock)
    for seconds in (2.0, 1.0):
        began = clock.now()
        frames = opened(microphone)
        taken = await take(frames, 10.0)
        await frames.aclose()
        assert taken[0].at == pytest.approx(began, abs=0.05)
        assert clock.now() - began >= 9.9
        heard = sound_of(taken)
        assert find(melody(seconds), heard)[1] > 0.95
        assert not heard.samples[round((seconds + 0.1) * RATE) :].any()
    assert microphone.left == 0


async def test_recordings_pass_faster_than_they_were_spoken() -> None:
    began = time.monotonic()
    frames = opened(WavMicrophone([melody(60.0)], TapeClock()))
    await take(frames, 120.0)
    await frames.aclose()
    assert time.monotonic() - began < 60


async def test_no_recordings_left_is_told_of() -> None:
    with pytest.raises(MicrophoneLost, match="no more recordings"):
        await anext(opened(WavMicrophone([], TapeClock())))


def test_a_recording_that_is_no_sound_is_told_of_at_once(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="there is no such file"):
        WavMicrophone([tmp_path / "gone.wav"], TapeClock())


def test_a_machine_that_is_late_does_not_move_the_time_of_the_sound() -> None:
    stamps = Stamps()
    late = [0.0, 0.0, 0.4, 0.37, 0.34, 0.0, 0.0]
    told = [stamps.at((n + 1) * FRAME_SECONDS + delay) for n, delay in enumerate(late)]
    assert told == pytest.approx([n * FRAME_SECONDS for n in range(len(late))])


@pytest.mark.parametrize("slower", [200e-6, -200e-6])
def test_a_card_whose_second_is_not_the_machines_is_followed_for_hours(slower: float) -> None:
    stamps = Stamps()
    arrivals = [(n + 1) * FRAME_SECONDS * (1 + slower) for n in range(225_000)]  # two hours
    told = [stamps.at(arrival) for arrival in arrivals]
    off = [arrival - FRAME_SECONDS - at for arrival, at in zip(arrivals, told, strict=True)]
    assert max(off) - min(off) < 0.01


def test_a_clock_that_begins_again_takes_the_frames_with_it() -> None:
    stamps = Stamps()
    for n in range(100):
        stamps.at(90.0 + (n + 1) * FRAME_SECONDS)
    assert stamps.at(0.05) == pytest.approx(0.05 - FRAME_SECONDS)
    assert stamps.at(0.05 + FRAME_SECONDS) == pytest.approx(0.05)
