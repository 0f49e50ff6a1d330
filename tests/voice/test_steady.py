"""A line that was cut is said again, and whoever must know is told."""

import asyncio
import os
import signal

import pytest

from device.voice.clock import RealClock
from device.voice.sound import Sound
from device.voice.speaker import AplaySpeaker, Played, SpeakerLost
from device.voice.steady import SteadySpeaker
from tests.soundserver import SoundServer, find, melody


class Loose:
    """A speaker with a loose plug: it fails so many times, then plays."""

    def __init__(self, clock: RealClock, failures: int) -> None:
        self.failures = failures
        self.played: list[Sound] = []
        self._clock = clock

    async def play(self, sound: Sound) -> Played:
        if self.failures:
            self.failures -= 1
            raise SpeakerLost("It was pulled out.")
        self.played.append(sound)
        return Played(self._clock.now(), self._clock.now())

    async def stop(self) -> None:
        """Nothing plays."""

    async def close(self) -> None:
        """Nothing to let go."""


async def test_trouble_and_relief_are_told_once_each() -> None:
    clock, told = RealClock(), list[SpeakerLost | None]()
    loose = Loose(clock, 2)
    speaker = SteadySpeaker(loose, clock, tell=told.append)
    line = melody(0.1)
    await speaker.play(line)
    await speaker.play(line)
    assert [str(each) for each in told] == ["It was pulled out.", "None"]
    assert loose.played == [line, line]
    assert speaker.lost is None


async def test_patience_has_an_end_and_the_trouble_stays_known() -> None:
    clock = RealClock()
    loose = Loose(clock, 10_000)
    speaker = SteadySpeaker(loose, clock, patience=0.5)
    with pytest.raises(SpeakerLost, match="pulled out"):
        await speaker.play(melody(0.1))
    assert str(speaker.lost) == "It was pulled out."
    loose.failures = 0
    await speaker.play(melody(0.1))
    assert speaker.lost is None


async def test_stop_ends_the_waiting() -> None:
    clock = RealClock()
    speaker = SteadySpeaker(Loose(clock, 10_000), clock)
    playing = asyncio.create_task(speaker.play(melody(0.1)))
    await asyncio.sleep(0.05)
    await speaker.stop()
    async with asyncio.timeout(10):
        played = await playing
    assert played.start == played.end
    assert speaker.lost is not None


@pytest.mark.sound
async def test_a_line_that_was_cut_is_heard_whole_in_the_end(sound_server: SoundServer) -> None:
    clock, told = RealClock(), list[SpeakerLost | None]()
    aplay = AplaySpeaker("default", clock)
    speaker = SteadySpeaker(aplay, clock, tell=told.append)
    line = melody(2.0)
    with sound_server.recording() as recorded:
        playing = asyncio.create_task(speaker.play(line))
        await asyncio.sleep(1.0)
        assert aplay._child is not None  # the one that a real trouble would hit
        os.kill(aplay._child.pid, signal.SIGKILL)
        played = await playing
    assert played.end - played.start == pytest.approx(line.seconds, abs=0.1)
    assert find(line, recorded[0])[1] > 0.9
    assert len(told) == 2


@pytest.mark.sound
async def test_a_line_outlives_the_sound_server(sound_server: SoundServer) -> None:
    clock, told = RealClock(), list[SpeakerLost | None]()
    speaker = SteadySpeaker(AplaySpeaker("auto", clock), clock, tell=told.append)
    playing = asyncio.create_task(speaker.play(melody(2.0)))
    await asyncio.sleep(0.5)
    sound_server.stop()
    async with asyncio.timeout(20):
        while not told:  # noqa: ASYNC110  # nobody else tells of it
            await asyncio.sleep(0.05)
    sound_server.start()
    async with asyncio.timeout(30):
        played = await playing
    assert played.end - played.start == pytest.approx(2.0, abs=0.1)
    assert told[-1] is None
