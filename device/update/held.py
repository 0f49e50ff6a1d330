"""What keeps this machine from a newer version, for whoever does not ask `wellheard update`."""

from pathlib import Path

from device.health import Trouble
from device.update import state
from device.update.home import WAITING, Home, lacks_room


def held(home: Home | None = None, waiting: Path = WAITING) -> str:
    """Why no newer version came into use, first what is wrong; "" where nothing is.

    Args:
        home: where releases are.
        waiting: where updates that were fetched wait.
    """
    needed = lacks_room(waiting)
    if needed is not None:
        return (
            f"To fetch a newer version {needed} MB must be free. Make room on the memory card, or"
            " put in a larger one."
        )
    now = state.load((home or Home()).state)
    if now.waits:
        return f"A newer version could not be installed. {now.waits}"
    last = now.last
    if last is None or last.good or last.why == state.BY_HAND:
        return ""
    return (
        f"Version {last.version} was tried, and {last.former} runs again. {last.why} Tell the"
        " maintainers; the next version is tried by itself."
    )


def troubles(home: Home | None = None, waiting: Path = WAITING) -> list[str]:
    """The same for the centre's staff, as codes."""
    return [Trouble.UPDATE_FAILS] if held(home, waiting) else []
