"""Whole visits: a real sound server, a real recogniser, a real voice, pins that are pretended."""

from pathlib import Path

from device.coach.talk.phrases import reception
from device.panel import Light
from tests.kiosk.room import room, settings_for
from tests.soundserver import SoundServer


async def test_a_newcomer_is_welcomed_tries_it_out_is_praised_and_leaves(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    async with room(sound_server, settings_for(tmp_path)) as here:
        await here.press()
        await here.said(reception.NOTHING_KEPT)
        await here.say("Yes, it's my first time.")
        await here.said("The bus never came")
        await here.say("That sounds really frustrating. You walked all that way in the rain.")
        await here.until(lambda: any(e.event == "findings" for e in here.events), "findings")
        found = next(e for e in here.events if e.event == "findings")
        skills = {finding.skill.value for finding in found.findings}
        assert skills & {"reflects_feeling", "reflects_content"}
        given = next(e for e in here.events if e.event == "feedback")
        assert given.feedback.praised is not None
        await here.until(
            lambda: (
                any(e.event == "ended" for e in here.events) or here.events[-1].event == "listening"
            ),
            "it goes on",
        )
        await here.say("Stop please.")
        await here.free()
        assert here.lights[-1] is Light.IDLE
        seen = set(here.lights)
        assert {Light.SPEAKING, Light.YOUR_TURN, Light.LISTENING, Light.THINKING} <= seen
