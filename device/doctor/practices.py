"""The practices that a kiosk keeps for its centre."""

import asyncio
import os

from device.config import Settings
from device.doctor.finding import Finding, failed, ok, told, warning
from device.store import Store, StoreError
from device.store.database import has_wal_reset_bug, linked


async def kept(settings: Settings, version: tuple[int, int, int] | None = None) -> Finding:
    """Whether they are whole, and how many wait.

    Args:
        version: of SQLite; without it, the one in use.
    """
    return await asyncio.to_thread(_kept, settings, version or linked())


def _kept(settings: Settings, version: tuple[int, int, int]) -> Finding:
    folder = settings.data
    sqlite = f"SQLite {'.'.join(map(str, version))}"
    if not (folder / "lock").exists():
        return ok(f"none are kept here; {sqlite}")
    if folder.stat().st_uid != os.geteuid():
        # Files that another account leaves in the folder would lock the kiosk out of it.
        return failed(
            f"{folder} belongs to another account",
            f"Look again as that account: sudo -u '#{folder.stat().st_uid}' wellheard doctor",
        )
    try:
        store = Store.open(folder)
    except StoreError as error:
        return told(error)
    try:
        counts = store.counts()
        repaired, damaged = store.repaired, store.set_aside
    finally:
        store.close()
    aside = counts.conflict + counts.invalid
    found = f"{counts.waiting} wait to be sent, the server has {counts.acknowledged}; {sqlite}"
    if aside:
        found = f"{found}; {aside} the server could not take"
    if repaired is not None or damaged:
        where = f" ({damaged[-1]})" if damaged else ""
        return warning(
            f"{found}; the list was damaged and a new one begun{where}",
            "The memory card may be failing: have it replaced. Then delete the damaged list.",
        )
    if has_wal_reset_bug(version):
        return warning(
            f"{found}, whose quicker way of writing has a fault, so the slower one is used",
            "Nothing is lost by it. A newer apsw brings a newer SQLite.",
        )
    return ok(found)
