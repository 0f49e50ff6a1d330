"""Talking over the seeker is measured through a real sound server, the kiosk speaking meanwhile."""

import pytest

from device.coach.timing import USUAL
from device.voice.clock import RealClock
from device.voice.microphone import ArecordMicrophone
from tests.bench.overlap import near, one
from tests.soundserver import SoundServer
from tests.speech import spoken

LINE = near(spoken("I have not slept since Tuesday, and nobody has noticed it.").samples)
SAID = near(spoken("That sounds lonely. What were the nights like?", "en-gb+f2").samples)


@pytest.mark.sound
@pytest.mark.parametrize(("begin", "over_it"), [(-1.5, True), (1.0, False)])
async def test_with_a_handset_who_talks_over_is_told_from_who_waits(
    sound_server: SoundServer, begin: float, over_it: bool
) -> None:
    microphone = ArecordMicrophone("default", RealClock())
    await microphone.open()
    overlap, _, own = await one(sound_server, microphone, LINE, SAID, begin)
    await microphone.close()
    assert (overlap > USUAL.overlap) is over_it
    assert own < -60, "the kiosk's own voice reaches no handset's microphone"
