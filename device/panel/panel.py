"""The panel: what the kiosk sees of buttons, receiver and light, whatever they are made of."""

import asyncio
from typing import Protocol

from device.panel.event import Event
from device.panel.light import Light


class Panel(Protocol):
    """Something to press, and something to look at."""

    @property
    def events(self) -> asyncio.Queue[Event]:
        """What happened, oldest first."""
        ...

    @property
    def trouble(self) -> str:
        """Why nothing can be pressed, and what to do about it; empty while all is well."""
        ...

    @property
    def off_hook(self) -> bool:
        """Whether the receiver is lifted now; False where there is none."""
        ...

    def show(self, *states: Light) -> None:
        """Show the most urgent of what is true now; idle if nothing is named."""
        ...

    async def close(self) -> None:
        """Go dark and let everything go; may be called twice."""
        ...


class NoPanel:
    """Where there is neither button nor keyboard: nothing happens, and nothing is shown."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.trouble = ""
        self.off_hook = False
        self.showing = Light.STARTING

    def show(self, *states: Light) -> None:
        """Nobody sees it."""

    async def close(self) -> None:
        """There is nothing to let go."""
