"""That the program was updated, said once by the kiosk to whoever comes next."""

import contextlib
from pathlib import Path

from device import disk
from device.update import state
from device.update.home import Home

TOLD = "update-told"
"""The file in the kiosk's own folder with the number of the last update that was told."""


def news(data: Path, home: Home | None = None) -> str | None:
    """What is to be said of the last update, in a sentence or two; None once it was said.

    Cheap: it reads two small files. To be asked before each welcome, for an update proves itself
    while the kiosk runs.

    Args:
        data: the kiosk's own folder, where it is noted that it was said.
        home: where releases are.
    """
    last = state.load((home or Home()).state).last
    if last is None or _told(data) == last.number:
        return None
    with contextlib.suppress(OSError):  # a full disk: it is said once more another time
        disk.write(data / TOLD, f"{last.number}\n".encode())
    if last.good:
        return f"I was updated, to version {last.version}. {last.news}".strip()
    if last.why == state.BY_HAND:
        return f"I am back at version {last.former}."
    return (
        "A newer version of me was tried, and did not do well. So I am the one you know, and"
        " nothing is lost. Please tell the staff."
    )


def _told(data: Path) -> int:
    try:
        return int((data / TOLD).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
