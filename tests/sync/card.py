"""A kiosk's memory card, and what is done with it: practised, synced, copied, filled, pulled out.

Its clock is what a Raspberry Pi's may be: right, at 1970, in 2100, or jumping backwards.
"""

import dataclasses
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device import uuid7
from device.content import Content, load
from device.moment import Moment, Quality
from device.store import Store
from device.sync import identity
from device.sync.agent import Agent
from device.sync.identity import Identity
from device.sync.step import Outcome

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@dataclass
class Clock:
    """Of one start of the machine."""

    boot: str
    wall: float | None = None
    """What it shows, in Unix seconds, for ever; None where it is right."""
    quality: str = Quality.SYNCED.value

    def now(self) -> Moment:
        wall = time.time() if self.wall is None else self.wall
        return Moment(uuid.UUID(self.boot), time.monotonic(), wall, Quality(self.quality))


def body(
    sequence: int,
    *,
    identity: str,
    device: str,
    boot: str,
    began: dict[str, Any],
    person: str | None,
    erasures: int,
    seconds: float,
) -> dict[str, object]:
    """A practice as it is sent; one of fewer than no seconds is one that no server takes."""
    told: dict[str, object] = {
        "id": identity,
        "device": device,
        "boot": boot,
        "sequence": sequence,
        "began": began,
        "seconds": seconds,
        "scenario": {"id": "rent-day", "version": 1, "sha256": SHA},
        "path": ["t1"],
        "end": "finished",
        "replies": [],
        "erasures": erasures,
    }
    return told if person is None else told | {"trainee": person, "shared": False}


class Card:
    """In a kiosk that is on; `close` takes it out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock(str(uuid.uuid4()))
        self.store = Store.open(folder)
        self.seen = 0
        """The highest version of the list of scenarios that was in use."""

    @property
    def identity(self) -> Identity:
        found = identity.load(self.folder)
        assert found is not None
        return found

    def goes_by(self, url: str) -> None:
        """Reach the server by this address."""
        identity.save(self.folder, dataclasses.replace(self.identity, url=url))

    def practice(self, person: str | None, behind: int, seconds: float) -> dict[str, Any]:
        """What `body` takes, of a practice that began now.

        Args:
            behind: erasures that the kiosk has heard of since it began.
        """
        at = self.clock.now()
        return {
            "identity": str(uuid7.new(at.wall)),
            "device": str(self.identity.device),
            "boot": self.clock.boot,
            "began": at.clock(),
            "person": person,
            "erasures": max(0, self.store.erasures() - behind),
            "seconds": seconds,
        }

    def sync(self) -> list[Outcome]:
        agent = Agent(self.folder, self.store, now=self.clock.now, chance=lambda low, high: high)
        return agent.once()

    @property
    def content(self) -> Content:
        return load(self.folder)

    def restart(self) -> None:
        """The program alone; the machine goes on."""
        self.store.close()
        self.store = Store.open(self.folder)

    def reboot(self, wall: float | None, quality: Quality) -> None:
        """The machine too."""
        self.clock = Clock(str(uuid.uuid4()), wall, quality.value)
        self.restart()

    def copy(self, folder: Path) -> "Card":
        """Another card with all that is on this one, in another machine."""
        shutil.copytree(self.folder, folder)
        copied = Card(folder)
        copied.seen = self.seen
        return copied

    def close(self) -> None:
        self.store.close()


def listed(content: Content) -> dict[str, tuple[int, str]]:
    """Version and SHA-256 of each scenario in use."""
    if content.state is None:
        return {}
    return {one: (each.version, each.sha256) for one, each in content.state.scenarios.items()}
