"""Upkeep: what goes on beside the visits. Each part runs for ever, and none takes another along."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from device import content, health, library
from device.config import Settings
from device.errors import WellheardError
from device.kiosk.ahead import render_ahead
from device.kiosk.house import House, without_words
from device.kiosk.level import Loudest
from device.screen import Scanning, Screen, ScreenError

LOOK = 0.5
AGAIN = 5.0
"""Seconds after which what failed is tried again."""
NOTED = 300.0
"""Seconds between two notes of the kiosk's condition where nothing changes."""
CODES = {
    "microphone": health.Trouble.MICROPHONE_LOST,
    "speaker": health.Trouble.SPEAKER_LOST,
    "button": health.Trouble.BUTTON_LOST,
    "panel": health.Trouble.BUTTON_LOST,
    "body": health.Trouble.RECOGNISER_FAILS,
    "voice": health.Trouble.VOICE_FAILS,
    "store": health.Trouble.STORE_BROKEN,
}
"""What staff are told of, by the code of a trouble on the face."""

SCREEN = frozenset({"screen", "screen_port", "screen_scanning", "screen_scanning_seconds"})
"""Settings of the page."""
AT_START = frozenset(
    {"panel", "pin_factory", "talk_button", "talk_pin", "second_pin", "hook_pin", "hook_lifted"}
    | {"light_red_pin", "light_green_pin", "light_blue_pin", "light_common", "data"}
)
"""Settings that are looked at as the program starts."""

_log = logging.getLogger(__name__)


async def for_ever(work: Callable[[House], Coroutine[Any, Any, None]], house: House) -> None:
    """Do it again whatever happens."""
    while True:
        try:
            await work(house)
        except Exception as error:  # whatever it is, the kiosk goes on
            _log.error("%s failed: %s", work.__name__, without_words(error))
        await asyncio.sleep(AGAIN)


def troubles(house: House) -> list[str]:
    """Codes of what does not work, for staff."""
    return list(dict.fromkeys(CODES[code] for code in tuple(house.face.troubles) if code in CODES))


async def note(house: House) -> None:
    """Write down how it is; whoever sends the report to the server reads it."""
    loudest = Loudest()
    listening = asyncio.create_task(_listen(house, loudest))
    written: tuple[object, ...] = ()
    looks = 0
    try:
        while True:
            told = (tuple(troubles(house)), house.practised)
            if told != written or looks >= NOTED / AGAIN:
                await asyncio.to_thread(_write, house, list(told[0]), loudest.dbfs)
                written, looks = told, 0
            await asyncio.sleep(AGAIN)
            looks += 1
    finally:
        listening.cancel()


def _write(house: House, found: list[str], dbfs: float | None) -> None:
    at, data = house.now(), house.settings.data
    condition = health.Condition(
        boot=at.boot,
        monotonic=at.monotonic,
        microphone_dbfs=dbfs,
        practice_ended=house.practised or health.noted(data, at).practice_ended,
        troubles=found,
    )
    try:
        health.note(data, condition)
    except OSError as error:
        _log.warning("its condition can't be written down: %s", error.strerror)


async def _listen(house: House, loudest: Loudest) -> None:
    while True:
        if house.body is not None:
            await loudest.follow(house.body.microphone)
        await asyncio.sleep(LOOK)


async def open_screen(house: House) -> None:
    """Serve the page for the display, where there shall be one."""
    settings = house.settings
    if not settings.screen:
        return
    scanning = Scanning(settings.screen_scanning, settings.screen_scanning_seconds)
    try:
        house.face.screen = await Screen.start(settings.screen_port, scanning=scanning)
    except ScreenError as error:
        if "screen" not in house.face.troubles:
            _log.warning("screen: %s", error)
        house.face.trouble("screen", str(error))
    else:
        house.face.trouble("screen", "")
        house.face.draw()


async def keep_screen(house: House) -> None:
    """A page that is no longer served is served anew."""
    while True:
        await asyncio.sleep(AGAIN)
        screen = house.face.screen
        if house.settings.screen and (screen is None or not screen.serving):
            house.face.screen = None
            if screen is not None:
                await screen.close()
            await open_screen(house)


async def keep_settings(
    house: House,
    load: Callable[[], Settings],
    asked: asyncio.Event,
    taken_up: Callable[[], None],
    restart: Callable[[], None],
) -> None:
    """Take up new settings when nobody practises; where they are wrong, the old ones hold.

    Args:
        load: reads them.
        asked: set to look at once, and to open everything anew.
        taken_up: called when new ones hold.
        restart: called where one of them is looked at as the program starts.
    """
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(AGAIN):
                await asked.wait()
        anew = asked.is_set()
        asked.clear()
        try:
            found = await asyncio.to_thread(load)
        except WellheardError as error:
            house.face.trouble("settings", f"{error} Until then the old settings hold.")
            continue
        house.face.trouble("settings", "")
        if found == house.settings and not anew:
            continue
        while not house.free.is_set():  # somebody may begin at the moment when another ends
            await house.free.wait()
        before = house.settings
        changed = {
            name
            for name in type(found).model_fields
            if getattr(found, name) != getattr(before, name)
        }
        house.settings = found
        if late := changed & AT_START:
            _log.info("these settings hold from the next start: %s", ", ".join(sorted(late)))
            restart()
        _log.info("the settings were taken up")
        await house.open_body()  # at once: nobody may begin with what is about to be closed
        if changed & SCREEN and house.face.screen is not None:
            screen, house.face.screen = house.face.screen, None
            await screen.close()
        taken_up()


async def keep_store(house: House, settle: Callable[[], bool]) -> None:
    """A store that took nothing is tried again, so that nothing waits in memory for long.

    Args:
        settle: keeps what waits.
    """
    while True:
        await asyncio.sleep(AGAIN)
        if "store" in house.face.troubles:
            settle()


async def render(house: House) -> None:
    """Lines that have no sound yet are given one while nobody is here."""
    seen: object = None
    fresh = content.Fresh(house.settings.data)
    while True:
        await asyncio.sleep(AGAIN)
        body = house.body
        if body is None or not house.free.is_set():
            continue
        given = await asyncio.to_thread(fresh)
        now = (id(body), given.version, house.settings)
        if now == seen:
            continue
        crisis_words = given.centre.crisis_words or house.settings.crisis_words
        scenarios = await asyncio.to_thread(library.available, given)
        if await render_ahead(body.voices, scenarios, crisis_words, may=house.free.is_set):
            seen = now
