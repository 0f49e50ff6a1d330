"""The sync, in a thread beside the kiosk's own loop."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

from device.config import Settings
from device.errors import WellheardError
from device.kiosk.house import without_words
from device.store import Store
from device.sync import identity
from device.sync.agent import Agent
from device.sync.step import Kind, Outcome
from device.update import held

LOOK = 5.0
"""Seconds between two looks whether this kiosk was let in anywhere."""
LAST = 5.0
"""Seconds it gets to end what it is doing."""
OUT_OF_REACH = frozenset({Kind.AWAY, Kind.UNTRUSTED, Kind.UNKNOWN})
"""No server, another one in its place, or one that was set up anew and does not know this kiosk."""

_log = logging.getLogger(__name__)


class Syncing:
    """The agent that keeps kiosk and server together, in a thread of its own."""

    def __init__(
        self,
        settings: Settings,
        troubles: Callable[[], list[str]],
        offline: Callable[[bool], None],
    ) -> None:
        """
        Args:
            troubles: codes of what the kiosk knows that does not work; asked in that thread.
            offline: called in the loop with whether the server is out of reach.
        """
        self._data = settings.data
        self._troubles = troubles
        self._offline = offline
        self._agent: Agent | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._loop: asyncio.AbstractEventLoop

    def start(self) -> None:
        """Begin; from within the loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def stop(self) -> None:
        """End after what is being done."""
        self._stopped.set()
        if self._agent is not None:
            self._agent.stop()

    def join(self) -> None:
        """Wait for the end."""
        if self._thread.is_alive():
            self._thread.join(LAST)

    def _run(self) -> None:
        while not self._stopped.wait(LOOK):
            try:
                if identity.load(self._data) is None:
                    continue
                store = Store.open(self._data)
            except WellheardError as error:
                _log.warning("sync: %s", error)
                continue
            try:
                with contextlib.closing(store):
                    self._agent = Agent(self._data, store, troubles=self._known, told=self._told)
                    if self._stopped.is_set():
                        return
                    self._agent.run()
            except Exception as error:  # whatever it is, the next try may go well
                _log.error("sync: %s", without_words(error))

    def _known(self) -> list[str]:
        return [*self._troubles(), *held.troubles()]

    def _told(self, outcome: Outcome) -> None:
        away = outcome.kind in OUT_OF_REACH
        if outcome.ok or away:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._offline, away)
