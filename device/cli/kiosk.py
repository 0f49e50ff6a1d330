"""`wellheard kiosk`: the service that stands on the table."""

import logging
import os
import sys


def command() -> None:
    """Be the kiosk: wait for somebody to press the button, again and again, until stopped."""
    import asyncio

    from device import config, disk
    from device.kiosk.program import Program
    from device.panel import Panel, open_panel

    if not os.environ.get("WELLHEARD_LOG"):
        logging.basicConfig(
            level=logging.INFO, stream=sys.stderr, format="%(name)s: %(message)s", force=True
        )
    settings = config.load()
    disk.ours(settings.data)

    async def panel(settings: config.Settings) -> Panel:
        return await open_panel(settings, shown=sys.stdout)  # where a keyboard stands in for it

    async def run() -> None:
        await Program(settings, panel=panel).run()

    asyncio.run(run())
