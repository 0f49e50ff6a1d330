"""How far an update is, as it is told to people, and the time it takes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from device.moment import boot_id


class Stage(StrEnum):
    """What was done, and is on the disk by then."""

    TAKEN = "The update is here"
    CHECKED = "It is whole, and signed by a maintainer"
    NOTED = "Installing it beside the present version"
    BUILT = "It is installed"
    WAITING = "Somebody practises; it is put in use after that"
    TRYING = "Putting it in use"
    SWITCHED = "The program is switched"
    APPLIED = "The units are in place"
    RESTARTED = "The services start anew, and are watched for five minutes"
    WATCHED = "They do well so far"
    PROVEN = "The new version did well"
    UNDOING = "Putting the former version back"
    SETTLED = "All is settled"


@dataclass(frozen=True)
class Clock:
    """Time, for whoever watches."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wall: Callable[[], float] = time.time
    boot: Callable[[], str] = lambda: str(boot_id())
