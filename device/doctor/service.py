"""The kiosk that is running, and the centre's server."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

from device import health
from device.config import Settings
from device.doctor.finding import Finding, failed, ok, warning
from device.doctor.machine import asked
from device.errors import WellheardError
from device.health import Trouble
from device.moment import now
from device.sync import identity
from device.sync.status import FILE as STATUS
from device.update.held import held

UNIT = "wellheard-kiosk.service"
DAY = 86_400.0
REMEDIES: dict[str, str] = {
    Trouble.MICROPHONE_LOST: "Push the microphone's plug in, or try another socket.",
    Trouble.SPEAKER_LOST: "Push the loudspeaker's plug in, and see that it is switched on.",
    Trouble.BUTTON_LOST: "See that nothing leans on the button, and look at its two wires.",
    Trouble.RECOGNISER_FAILS: "Fetch the models again: wellheard models fetch",
    Trouble.VOICE_FAILS: "Fetch the models again: wellheard models fetch",
    Trouble.DISK_FULL: "Make room on the memory card, or take a larger one.",
    Trouble.STORE_BROKEN: "The memory card may be failing: have it replaced.",
    Trouble.CONTENT_BROKEN: "Fetch the scenarios again: wellheard sync --once",
    Trouble.TOO_HOT: "Give the case air, and keep it out of the sun.",
    Trouble.LOW_POWER: "Take the power supply that is made for this board.",
    Trouble.SYNC_FAILS: "Look at the server, then: wellheard sync --once",
    Trouble.UPDATE_FAILS: "See why: wellheard update status",
}
"""What to do about each trouble that a kiosk tells of itself."""


async def running(settings: Settings) -> Finding:
    """Whether the service runs, and what it says of itself."""
    return await asyncio.to_thread(_running, settings)


def _running(settings: Settings) -> Finding:
    state = asked("systemctl", "is-active", UNIT, always=True)
    condition = health.noted(settings.data, now())
    if state not in {"active", "activating", "failed", "inactive", "reloading"}:
        return ok("no service is installed here; start it by hand: wellheard kiosk")
    if state != "active":
        return failed(
            f"the service is {state}",
            f"Start it: sudo systemctl restart {UNIT}. Why it ended: journalctl -u {UNIT} -n 50",
        )
    troubles = [code.replace("_", " ") for code in condition.troubles]
    if troubles:
        advice = " ".join(REMEDIES[code] for code in condition.troubles if code in REMEDIES)
        return warning(f"the service runs, and tells: {', '.join(troubles)}", advice)
    level = condition.microphone_dbfs
    heard = "" if level is None else f"; the loudest of the last hour was {level:.0f} dBFS"
    return ok(f"the service runs, and all is well{heard}")


async def strain(settings: Settings) -> Finding:
    """Heat and power, as the board tells."""
    del settings
    usage = shutil.disk_usage("/")
    found = [code for code in health.machine(usage.free) if code != Trouble.DISK_FULL]
    if not found:
        return ok("neither too hot nor short of power, as far as this machine tells")
    told = " and ".join(code.replace("_", " ") for code in found)
    return warning(told, " ".join(REMEDIES[code] for code in found))


async def updates(settings: Settings) -> Finding:
    """Whether something keeps a newer version out."""
    del settings
    what, _, advice = (await asyncio.to_thread(held)).partition(". ")
    return warning(what, advice) if what else ok("nothing keeps a newer version out")


async def server(settings: Settings) -> Finding:
    """Whether this kiosk belongs to a centre, and how the sync goes."""
    return await asyncio.to_thread(_server, settings)


def _server(settings: Settings) -> Finding:
    try:
        kiosk = identity.load(settings.data)
    except WellheardError as error:
        what, _, advice = str(error).partition(". ")
        return failed(what, advice or "Let it in anew: wellheard enrol ADDRESS")
    if kiosk is None:
        return ok("this kiosk belongs to no server; practices work without")
    status = sync_status(settings.data)
    failing = [step for step in status.get("steps", ()) if not step.get("ok", True)]
    waiting = status.get("waiting", 0)
    found = f"“{kiosk.name}” of {kiosk.url}; {waiting} practices wait"
    if not status:
        return warning(f"{found}; it was never synced", "Run: wellheard sync --once")
    if failing:
        why = failing[0].get("why") or failing[0].get("step")
        return warning(f"{found}; {why}", "Practices are kept until it works again.")
    return ok(found)


def sync_status(data: Path) -> dict[str, Any]:
    """What the sync last wrote down; nothing where it never did."""
    try:
        found = json.loads((data / STATUS).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
