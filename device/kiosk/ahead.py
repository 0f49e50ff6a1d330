"""Rendering ahead: while nobody is here, what may be said is given its sound."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator

from device import library
from device.coach.cast import COACH_VOICE
from device.coach.scenario import Scenario
from device.coach.talk import script
from device.coach.talk.act import Say
from device.coach.talk.phrases import code, reception
from device.kiosk.tryout import TRY_OUT
from device.voice.speak.voices import SpeechError, Voices

BREATH = 0.05
"""Seconds between two lines, in which whoever presses the button comes first."""

_log = logging.getLogger(__name__)


def lines(scenarios: Iterable[Scenario], crisis_words: str) -> Iterator[Say]:
    """Everything that is known before anybody comes; what a visit begins with stands first."""
    yield from (Say(text, COACH_VOICE) for text in (*reception.fixed(), *code.FIXED))
    for scenario in (library.read(TRY_OUT), *scenarios):
        yield from script.lines(scenario, crisis_words)


async def render_ahead(
    voices: Voices,
    scenarios: Iterable[Scenario],
    crisis_words: str,
    *,
    may: Callable[[], bool],
) -> bool:
    """Give sound to what has none yet; returns whether all of it was looked at.

    Args:
        may: whether to go on; asked before each line.
    """
    made = 0
    for say in dict.fromkeys(lines(scenarios, crisis_words)):
        if not may():
            return False
        if not await voices.is_ready(say):
            try:
                await voices.sound(say)
            except SpeechError as error:
                _log.warning("a line has no sound yet: %s", error)
                return False
            made += 1
            await asyncio.sleep(BREATH)
    if made:
        _log.info("%d lines were given their sound", made)
    return True
