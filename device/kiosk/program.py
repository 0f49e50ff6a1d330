"""The program: everything that a kiosk is, in one event loop, for months.

Whoever presses begins a visit; whoever hangs up, or goes, ends it. What fails is noticed, told by
light and screen and in words, and tried again; nothing here ends but by being asked to.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from device import config, content, library, moment
from device.coach.scenario import Scenario
from device.coach.talk.phrases import reception
from device.config import Settings
from device.errors import WellheardError
from device.kiosk import hands, upkeep
from device.kiosk.body import Body
from device.kiosk.face import Face
from device.kiosk.hours import Hours, HoursError
from device.kiosk.house import House, without_words
from device.kiosk.ledger import Ledger
from device.kiosk.notify import Notifier
from device.kiosk.session import Session
from device.kiosk.syncing import Syncing
from device.kiosk.watch import Watch
from device.panel import Light, Panel, open_panel

SHOWN = 5.0
"""Seconds that a press at quiet time is answered by the light."""
AFTER_CRISIS = 120.0
"""Seconds that the words of help stay on the screen."""
GRACE = 5.0
"""Seconds a visit gets to end when the program is asked to."""

_log = logging.getLogger(__name__)


class Program:
    """The kiosk."""

    def __init__(
        self,
        settings: Settings,
        *,
        load: Callable[[], Settings] = config.load,
        panel: Callable[[Settings], Awaitable[Panel]] = open_panel,
        notifier: Notifier | None = None,
        now: moment.Now = moment.now,
    ) -> None:
        """
        Args:
            load: reads the settings anew.
            panel: opens what is pressed and lit.
            now: what time it is.
        """
        self._settings = settings
        self._load = load
        self._open_panel = panel
        self._notifier = notifier or Notifier()
        self._now = now
        self._reload = asyncio.Event()
        self.house: House
        """What all parts share; there from the first moment of `run`."""
        self._ledger: Ledger
        self._pen = ThreadPoolExecutor(1, thread_name_prefix="pen")
        self._visits = 0

    @property
    def free(self) -> bool:
        """Whether nobody is here, and somebody may begin."""
        return self.house.free.is_set() and self.house.body is not None

    def stop(self) -> None:
        """End: a talk that goes on is closed, and what was answered in it is kept."""
        self.house.stop.set()

    def reload(self) -> None:
        """Read the settings anew, as soon as nobody practises."""
        self._reload.set()

    async def run(self) -> None:
        """Be a kiosk until `stop`."""
        panel = await self._open_panel(self._settings)
        house = self.house = House(self._settings, Face(panel, None), self._now)
        self._ledger = Ledger(house)
        house.face.draw()
        self._heed_signals()
        syncing = Syncing(self._settings, lambda: upkeep.troubles(house), self._synced)
        tasks: list[asyncio.Task[None]] = []
        try:
            await upkeep.open_screen(house)
            self._ledger.recover()
            await house.open_body()
            syncing.start()
            self._notifier.ready()
            tasks = self._beside()
            await self._receive()
        finally:
            self._notifier.stopping()
            syncing.stop()
            house.leave()
            if house.visiting is not None:
                await asyncio.wait((house.visiting,), timeout=GRACE)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._pen.shutdown()
            self._ledger.close()
            if house.body is not None:
                await house.body.close()
            if house.face.screen is not None:
                await house.face.screen.close()
            await panel.close()
            await asyncio.to_thread(syncing.join)

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for sort in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sort, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.reload)

    def _beside(self) -> list[asyncio.Task[None]]:
        """All that goes on beside the visits."""

        async def watch(house: House) -> None:
            await Watch(house, self._notifier).keep()

        async def settings(house: House) -> None:
            await upkeep.keep_settings(house, self._load, self._reload, self._taken_up)

        heeding = (hands.heed_panel, hands.heed_screen)
        keeping = (watch, settings, upkeep.note, upkeep.keep_screen, upkeep.render)
        return [
            asyncio.create_task(upkeep.for_ever(work, self.house)) for work in (*heeding, *keeping)
        ]

    # Visits

    async def _receive(self) -> None:
        """One visit after another."""
        house = self.house
        stopping = asyncio.create_task(house.stop.wait())
        while not house.stop.is_set():
            house.free.set()
            self._idle()
            beginning = asyncio.create_task(house.begin.wait())
            await asyncio.wait((beginning, stopping), return_when=asyncio.FIRST_COMPLETED)
            beginning.cancel()
            house.begin.clear()
            if house.stop.is_set():
                return
            if self._quiet():
                house.face.change(activity=Light.OFFLINE)
                await asyncio.sleep(SHOWN)
            elif house.body is not None:
                await self._visit(house.body, stopping)

    async def _visit(self, body: Body, stopping: "asyncio.Task[bool]") -> None:
        house = self.house
        house.free.clear()
        house.face.trouble("visit", "")
        self._notifier.status("Somebody practises.")
        given, scenarios = await asyncio.to_thread(self._scenarios)
        house.session = self._prepare(body, given, scenarios)
        visiting = house.visiting = asyncio.create_task(house.session.run())
        await asyncio.wait((visiting, stopping), return_when=asyncio.FIRST_COMPLETED)
        if house.stop.is_set():
            return
        crisis = house.session.crisis
        house.session = house.visiting = None
        self._visits += 1
        if visiting.cancelled():
            _log.info("a visit was left")
        elif (error := visiting.exception()) is not None:
            _log.error("a visit broke off: %s", without_words(error))
            why = str(error) if isinstance(error, WellheardError) else "Something went wrong."
            house.face.trouble("visit", f"{why} It starts anew now. Please press again.")
            await house.open_body()
        if crisis:
            house.face.change(activity=Light.IDLE, visiting=False, expect=None, choices=())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AFTER_CRISIS):
                    await house.begin.wait()

    def _scenarios(self) -> tuple[content.Content, tuple[Scenario, ...]]:
        """What can be practised now, the easiest first; read in a thread, for it takes a moment."""
        given = content.load(self.house.settings.data)
        found = sorted(library.available(given), key=lambda one: -one.openness)
        first = self._visits % len(found) if found else 0
        return given, (*found[first:], *found[:first])

    def _prepare(
        self, body: Body, given: content.Content, scenarios: tuple[Scenario, ...]
    ) -> Session:
        settings = self.house.settings
        crisis_words = given.centre.crisis_words or settings.crisis_words
        return Session(
            body,
            self.house.face,
            scenarios=scenarios,
            crisis_words=crisis_words,
            handset=settings.handset,
            hook=settings.hook_pin is not None and settings.handset,
            second=settings.second_pin is not None,
            keeping=self._ledger.keeping,
            pen=self._pen,
            known=self._ledger.known(crisis_words),
        )

    def _idle(self) -> None:
        quiet = self._quiet()
        told = reception.QUIET_HOURS.format(quiet.until) if quiet else ""
        self.house.face.idle(told, dark=quiet is not None)
        self._notifier.status("Quiet hours." if quiet else "Ready.")

    def _quiet(self) -> Hours | None:
        """The hours of quiet, if it is quiet time."""
        try:
            hours = Hours.read(self.house.settings.quiet_hours)
        except HoursError as error:
            self.house.face.trouble("hours", str(error))
            return None
        self.house.face.trouble("hours", "")
        return hours if hours is not None and hours.quiet(self._now()) else None

    # From beside

    def _taken_up(self) -> None:
        """New settings hold."""
        self._ledger.close()
        self._idle()

    def _synced(self, offline: bool) -> None:
        if offline != self.house.face.offline:
            self.house.face.offline = offline
            self.house.face.draw()
