"""Sound cards, microphone and loudspeaker."""

import asyncio

import numpy as np

from device.config import Settings
from device.doctor.finding import Finding, failed, ok, told, warning
from device.errors import WellheardError
from device.voice.card import Direction, cards, choose
from device.voice.clock import RealClock
from device.voice.level import Trouble, dead, judge
from device.voice.microphone import RATE, ArecordMicrophone
from device.voice.sound import Samples, Sound
from device.voice.speaker import AplaySpeaker

RECORDED = 2.0
"""Seconds that are recorded; forgotten at once."""
NO_CARD = "Plug in a USB sound device or handset. Until then, practices are rehearsals."
TONE = 440.0
"""Hz."""
TONE_LENGTH = 0.4
"""Seconds."""
TONE_LEVEL = 0.1
"""Full scale is 1: -20 dBFS, as loud as speech."""
FLOOR = 1e-6
"""Full scale is 1; what a digital silence is shown as: -120 dBFS."""


async def sound_cards(settings: Settings) -> Finding:
    """Which there are, by name, and which are used."""
    listed = {
        card.name: f"{card.title} ({card.device})"
        for direction in Direction
        for card in cards(direction)
    }
    found = "; ".join(listed.values()) or "none"
    microphone = await asyncio.to_thread(choose, settings.microphone, Direction.IN)
    speaker = await asyncio.to_thread(choose, settings.speaker, Direction.OUT)
    found += f". Microphone: {microphone or 'none'}. Loudspeaker: {speaker or 'none'}"
    if microphone is None or speaker is None:
        return warning(found, NO_CARD)
    return ok(found)


async def microphone(settings: Settings) -> Finding:
    """Record two seconds and look at the level."""
    device = await asyncio.to_thread(choose, settings.microphone, Direction.IN)
    if device is None:
        return warning("there is none", NO_CARD)
    try:
        samples = await _record(device)
    except WellheardError as error:
        return told(error)
    loudest = 20 * np.log10(max(float(np.abs(samples).max()), FLOOR))
    found = f"{device}: the loudest of {RECORDED:g} seconds was {loudest:.0f} dBFS"
    if dead(samples):
        return failed(f"{found}, not even noise", Trouble.UNPLUGGED.value)
    trouble = judge(samples, speech=0.0)
    if trouble is not None:
        return warning(found, trouble.value)
    return ok(found)


async def loudspeaker(settings: Settings) -> Finding:
    """Play a short tone."""
    device = await asyncio.to_thread(choose, settings.speaker, Direction.OUT)
    if device is None:
        return warning("there is none", NO_CARD)
    speaker = AplaySpeaker(device, RealClock())
    try:
        await speaker.play(_tone())
    except WellheardError as error:
        return told(error)
    finally:
        await speaker.close()
    return ok(f"{device} took a short tone. Did you hear it?")


async def _record(device: str) -> Samples:
    heard = ArecordMicrophone(device, RealClock())
    pcm = b""
    try:
        async for frame in heard.frames():
            pcm += frame.pcm
            if len(pcm) >= RECORDED * RATE * 2:
                break
    finally:
        await heard.close()
    return Sound.from_pcm(pcm, RATE).samples


def _tone() -> Sound:
    at = np.arange(int(TONE_LENGTH * RATE)) / RATE
    fade = np.minimum(1.0, np.minimum(at, TONE_LENGTH - at) / 0.05)
    return Sound((TONE_LEVEL * fade * np.sin(2 * np.pi * TONE * at)).astype(np.float32), RATE)
