"""One check after the other; a check that breaks tells so itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

from device.config import Settings
from device.doctor import machine, panel, practices, service, sound, speech
from device.doctor.finding import Finding, failed

LIMIT = 180.0
"""Seconds a check may take: a slow board loads and tries several models."""

Check = Callable[[Settings], Awaitable[Finding]]

CHECKS: Mapping[str, Check] = {
    "python": machine.python,
    "disk": machine.disk,
    "clock": machine.clock,
    "models": speech.models,
    "voices": speech.voices,
    "voice speed": speech.speed,
    "recogniser": speech.recogniser,
    "sound cards": sound.sound_cards,
    "microphone": sound.microphone,
    "loudspeaker": sound.loudspeaker,
    "panel": panel.panel,
    "practices": practices.kept,
    "heat and power": service.strain,
    "server": service.server,
    "updates": service.updates,
    "kiosk": service.running,
}
"""By name, in the order they are made."""


async def examine(
    folders: tuple[Path, ...] | None = None,
    checks: Mapping[str, Check] = CHECKS,
    limit: float = LIMIT,
) -> AsyncIterator[tuple[str, Finding]]:
    """Yield each check's name and finding as it is made; never raises.

    Args:
        folders: where the settings' files are; without it, where they always are.
        limit: seconds a check may take.
    """
    settings, found = machine.settings(folders)
    yield "settings", found
    for name, check in checks.items():
        yield name, await _made(check, settings, limit)


async def _made(check: Check, settings: Settings, limit: float) -> Finding:
    try:
        async with asyncio.timeout(limit):
            return await check(settings)
    except TimeoutError:
        return failed(f"no answer within {limit:g} s", "Restart the machine, then try again.")
    except Exception as error:  # whatever breaks is told, never thrown at the reader
        return failed(
            f"the check itself broke ({type(error).__name__}: {error})",
            "Please tell the maintainers.",
        )
