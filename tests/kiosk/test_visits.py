"""Whole visits: a real sound server, a real recogniser, a real voice, pins that are pretended."""

import asyncio
import contextlib
import json
import uuid
from pathlib import Path

import pytest

from device.coach.talk.phrases import reception
from device.event import CoachSaid, FeedbackGiven, Found, Heard, SeekerSaid
from device.kiosk import underway
from device.panel import Light
from device.store import Store
from device.sync import identity
from device.sync.protocol import packed
from tests.kiosk.room import room, settings_for
from tests.soundserver import SoundServer


def let_in(data: Path) -> None:
    """This machine is a kiosk of a centre whose server is out of reach."""
    key = identity.new_key()
    kiosk = identity.Identity(
        uuid.uuid4(),
        "Kiosk",
        "Hall",
        "https://centre.invalid",
        packed(b"t" * 32),
        key,
        identity.public_half(key),
        packed(b"s" * 32),
    )
    identity.save(data, kiosk)


@pytest.mark.timeout(400)
async def test_a_newcomer_is_welcomed_tries_it_out_is_praised_and_leaves(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    async with room(sound_server, settings_for(tmp_path)) as here:
        await here.press()
        await here.said(reception.NOTHING_KEPT)
        await here.say("Yes, it's my first time.")
        await here.said("The bus never came")
        await here.say("That sounds really frustrating. You walked all that way in the rain.")
        found = await here.happened(Found)
        assert {finding.skill.value for finding in found.findings} & {
            "reflects_feeling",
            "reflects_content",
        }
        assert (await here.happened(FeedbackGiven)).feedback.praised is not None
        await here.say("Stop please.")
        await here.free()
        assert here.lights[-1] is Light.IDLE
        seen = set(here.lights)
        assert {Light.SPEAKING, Light.YOUR_TURN, Light.LISTENING, Light.THINKING} <= seen


@pytest.mark.timeout(400)
async def test_who_talks_over_the_seeker_and_advises_is_told_so_and_may_hang_up_at_any_time(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, handset=True)
    let_in(settings.data)
    async with room(sound_server, settings) as here:
        here.lift()
        await here.said(reception.LEAVE_BY_HANDSET)
        await here.answer("No, I've been here before.", reception.SHALL_WE)
        await here.say("Yes please.")
        await here.happened(SeekerSaid)
        await asyncio.sleep(1.5)
        await here.say("You should just see a doctor and get more sleep.", at_once=True)
        found, heard = await here.happened(Found), await here.happened(Heard)
        assert {"advice", "interruption"} <= {finding.skill.value for finding in found.findings}
        assert heard.timing is not None
        assert heard.timing.overlap > 0.5
        await here.happened(FeedbackGiven)
        here.lift(False)
        await here.free()
    with contextlib.closing(Store.open(settings.data)) as store:
        kept = store.waiting(10, 1_000_000)
    assert len(kept) == 1
    told = json.loads(kept[0].body)
    assert told["end"] == "stopped"
    assert len(told["replies"]) == 1
    assert "doctor" not in kept[0].body
    assert not (settings.data / underway.FILE).exists()


@pytest.mark.timeout(300)
async def test_who_walks_off_is_asked_once_and_then_let_go(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    async with room(sound_server, settings_for(tmp_path)) as here:
        await here.press()
        asked = await here.my_turn()
        await here.free()
        told = [event.text for event in here.events[asked:] if isinstance(event, CoachSaid)]
        assert told[0] in reception.TAKE_YOUR_TIME
        assert [text for text in told if "first time" in text] == [reception.FIRST_TIME]
        assert told[-1] in reception.NOBODY
        assert here.lights[-1] is Light.IDLE
