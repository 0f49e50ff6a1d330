"""`wellheard kiosk`: the service that stands on the table."""

import logging
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from device.screen import Screen


def command() -> None:
    """Be the kiosk: wait for somebody to press the button, again and again, until stopped."""
    from device.voice.memory import share_heaps

    share_heaps()

    import asyncio

    from device import config, disk
    from device.kiosk.notify import Notifier
    from device.kiosk.program import Program
    from device.panel import Panel, open_panel

    class Told(Notifier):
        """Whoever started it at a terminal is told too."""

        def ready(self) -> None:
            super().ready()
            if sys.stderr.isatty():
                print(waits(program.house.face.screen), file=sys.stderr, flush=True)

    if not os.environ.get("WELLHEARD_LOG"):
        logging.basicConfig(
            level=logging.INFO, stream=sys.stderr, format="%(name)s: %(message)s", force=True
        )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # its own life is nobody's business
    settings = config.load()
    disk.ours(settings.data)

    async def panel(settings: config.Settings) -> Panel:
        return await open_panel(settings, shown=sys.stdout)  # where a keyboard stands in for it

    program = Program(settings, panel=panel, notifier=Told())
    asyncio.run(program.run())


def waits(screen: "Screen | None") -> str:
    """That it is ready, and where to look."""
    shown = f" Screen: {screen.address}." if screen is not None else ""
    return f"The kiosk waits.{shown} Ctrl-C ends it."
