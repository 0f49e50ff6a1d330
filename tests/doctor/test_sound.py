import asyncio
from pathlib import Path

import numpy as np
import pytest

from device.config import Settings
from device.doctor import sound
from device.doctor.finding import State
from device.voice.sound import Sound
from tests.soundserver import SoundServer

SERVED = Settings(microphone="default", speaker="default")
GONE = Settings(microphone="plughw:CARD=Gone", speaker="plughw:CARD=Gone")


async def test_a_microphone_that_gives_nothing_at_all_is_told(sound_server: SoundServer) -> None:
    found = await sound.microphone(SERVED)
    assert found.state is State.FAILED
    assert "not even noise" in found.found
    assert "plugged in" in found.advice


async def test_a_microphone_in_a_room_is_well(sound_server: SoundServer) -> None:
    noise = np.random.default_rng(1).normal(0, 0.02, 16_000 * 6).astype(np.float32)
    said = sound_server.speak(Sound(noise, 16_000))
    await asyncio.sleep(1)
    found = await sound.microphone(SERVED)
    said.kill()
    said.wait()
    assert found.state is State.OK, found
    assert "dBFS" in found.found


async def test_a_loudspeaker_plays_a_tone_that_can_be_heard(sound_server: SoundServer) -> None:
    with sound_server.recording() as recorded:
        found = await sound.loudspeaker(SERVED)
        await asyncio.sleep(0.5)
    assert found.state is State.OK, found
    assert float(np.abs(recorded[0].samples).max()) > 0.05


async def test_a_machine_with_a_sound_server_has_what_it_takes(sound_server: SoundServer) -> None:
    found = await sound.sound_cards(Settings())
    assert found.state is State.OK, found


async def test_a_machine_without_sound_is_told_to_get_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(sound, "choose", lambda setting, direction: None)
    for check in (sound.sound_cards, sound.microphone, sound.loudspeaker):
        found = await check(Settings())
        assert found.state is State.WARNING
        assert "USB" in found.advice


async def test_a_device_that_was_chosen_and_is_gone_is_told() -> None:
    for check in (sound.microphone, sound.loudspeaker):
        found = await check(GONE)
        assert found.state is State.FAILED
        assert "CARD=Gone" in found.found
        assert found.advice
