"""Before a talk the room is told from a good one."""

import asyncio

import numpy as np
import pytest

from device.voice.clock import RealClock, TapeClock
from device.voice.level import Trouble
from device.voice.microphone import RATE, ArecordMicrophone, WavMicrophone
from device.voice.room import judged, look
from device.voice.sound import Sound
from tests.soundserver import SoundServer
from tests.speech import spoken

RANDOM = np.random.default_rng(3)


def noise(dbfs: float, seconds: float = 3.0) -> Sound:
    samples = RANDOM.normal(0, 10 ** (dbfs / 20), round(seconds * RATE))
    return Sound(samples.astype(np.float32), RATE)


def hum(dbfs: float) -> Sound:
    at = np.arange(3 * RATE) / RATE
    return Sound((10 ** (dbfs / 20) * np.sin(2 * np.pi * 50 * at)).astype(np.float32), RATE)


@pytest.mark.parametrize(
    ("sound", "trouble"),
    [
        (noise(-60.0), None),
        (noise(-15.0), Trouble.ROOM),
        (noise(0.0), Trouble.CLIPPING),
        (hum(-20.0), Trouble.HUM),
        (Sound(np.zeros(3 * RATE, np.float32), RATE), Trouble.UNPLUGGED),
    ],
    ids=["quiet", "loud", "clipping", "hum", "dead"],
)
async def test_what_is_wrong_is_told_in_a_sentence(sound: Sound, trouble: Trouble | None) -> None:
    level = await look(WavMicrophone([sound], TapeClock()), 2.0)
    assert level.trouble is trouble
    assert level.seconds == pytest.approx(2.0, abs=0.05)
    assert level.words == (trouble.value if trouble else level.words) != ""


async def test_talk_is_too_loud_long_before_noise_is() -> None:
    text = "So I told him that it was never about the money, and that I had been waiting for weeks."
    voices = [spoken(text, voice).samples for voice in ("en-us", "en-gb", "en-us+f3")]
    length = min(map(len, voices))
    talk = np.sum([voice[:length] for voice in voices], axis=0)
    talk = talk * 10 ** (-34 / 20) / np.sqrt((talk**2).mean())
    heard = await look(WavMicrophone([Sound(talk.astype(np.float32), RATE)], TapeClock()), 3.0)
    assert heard.voices > 0.6
    assert heard.trouble is Trouble.ROOM
    assert judged(noise(-34.0), voices=0.0).trouble is None


def test_those_who_speak_softly_need_a_quieter_room() -> None:
    assert judged(noise(-35.0), voices=0.0, voice=-26.0).trouble is None
    assert judged(noise(-35.0), voices=0.0, voice=-36.0).trouble is Trouble.ROOM


@pytest.mark.sound
async def test_a_look_through_a_real_microphone(sound_server: SoundServer) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    await microphone.open()
    speaking = sound_server.speak(noise(-40.0, 6.0))
    await asyncio.sleep(1.0)
    level = await look(microphone)
    speaking.terminate()
    speaking.wait()
    await microphone.close()
    assert level.trouble is None
    assert level.loudness == pytest.approx(-40.0, abs=4.0)
