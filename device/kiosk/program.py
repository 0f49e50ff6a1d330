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

from device import config, content, library, moment, update
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
from device.update.watch import UNABLE

SHOWN = 5.0
"""Seconds that a press at quiet time is answered by the light."""
AFTER_CRISIS = 120.0
"""Seconds that the words of help stay on the screen."""
GRACE = 5.0
"""Seconds a visit gets to end when the program is asked to."""
LOOK = 5.0
"""Seconds between two looks at the hours of quiet, and at ears and mouth, while nobody is here."""
OPENING = 15.0
"""Seconds that a press waits for ears and mouth that are just being opened."""
TOLD = 60.0
"""Seconds that a visit which broke off is told of."""

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
            self._ledger.settle()
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
            await upkeep.keep_settings(
                house, self._load, self._reload, self._taken_up, self._start_anew
            )

        async def store(house: House) -> None:
            await upkeep.keep_store(house, self._ledger.settle)

        heeding = (hands.heed_panel, hands.heed_screen)
        keeping = (watch, settings, store, upkeep.note, upkeep.keep_screen, upkeep.render)
        return [
            asyncio.create_task(upkeep.for_ever(work, self.house)) for work in (*heeding, *keeping)
        ]

    # Visits

    async def _receive(self) -> None:
        """One visit after another."""
        house = self.house
        while not house.stop.is_set():
            house.free.set()
            await self._begins()
            house.free.clear()
            if house.stop.is_set():
                return
            if self._quiet():
                house.face.change(activity=Light.OFFLINE)
                await first(house.stop, seconds=SHOWN)
            elif (body := await self._body()) is not None and not house.left:
                await self._visit(body)

    async def _begins(self) -> None:
        """Return when somebody wishes to begin, or the program shall end. Meanwhile the hours of
        quiet come and go, also where somebody sets the clock.
        """
        house = self.house
        shown = self._quiet(), self._unable()
        self._idle()
        while not (house.begin.is_set() or house.stop.is_set()):
            await first(house.begin, house.stop, seconds=LOOK)
            if (now := (self._quiet(), self._unable())) != shown:
                shown = now
                self._idle()
        house.begin.clear()
        house.left = False

    async def _body(self) -> Body | None:
        """Ears and mouth; while they are just being opened, whoever pressed waits for them, behind
        all who wish to open them anew.
        """
        house = self.house
        if house.opening.locked():
            house.face.change(activity=Light.STARTING)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OPENING), house.opening:
                return house.body
        return None

    async def _visit(self, body: Body) -> None:
        house = self.house
        house.given_up.clear()
        house.stuck = False
        house.face.trouble("visit", "")
        self._notifier.status("Somebody practises.")
        visiting = house.visiting = asyncio.create_task(self._hold(body))
        await first(visiting, house.stop, house.given_up)
        if house.stop.is_set():
            return
        crisis = house.session is not None and house.session.crisis
        house.session = house.visiting = None
        self._visits += 1
        if not visiting.done():
            _log.error("a visit does not end; it is left to itself")
            self._broke_off("Something went wrong.")
        elif visiting.cancelled() and house.stuck:
            self._broke_off("Something went wrong.")
        elif visiting.cancelled():
            _log.info("a visit was left")
        elif (error := visiting.exception()) is not None:
            _log.error("a visit broke off: %s", without_words(error))
            known = isinstance(error, WellheardError)
            self._broke_off(str(error) if known else "Something went wrong.")
            await house.open_body()
        if crisis:
            house.face.change(activity=Light.IDLE, visiting=False, expect=None, choices=())
            await first(house.begin, house.stop, seconds=AFTER_CRISIS)

    async def _hold(self, body: Body) -> None:
        given, scenarios = await asyncio.to_thread(self._scenarios)
        self.house.session = self._prepare(body, given, scenarios)
        await self.house.session.run()

    def _broke_off(self, why: str) -> None:
        """Told for a while, and no longer: what lasts is told of by itself."""
        trouble, settings = self.house.face.trouble, self.house.settings
        lifts = settings.handset and settings.hook_pin is not None
        again = "Please hang up, and lift the receiver again." if lifts else "Please press again."
        trouble("visit", f"{why} It starts anew now. {again}")
        asyncio.get_running_loop().call_later(TOLD, trouble, "visit", "")

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
            news=update.news(settings.data),
            now=self._now,
        )

    def _idle(self) -> None:
        quiet = self._quiet()
        told = reception.QUIET_HOURS.format(quiet.until) if quiet else ""
        self.house.face.idle(told, dark=quiet is not None)
        able = "Quiet hours." if quiet else "Ready."
        self._notifier.status(UNABLE if self._unable() else able)

    def _unable(self) -> bool:
        """Whether ears and mouth could not be opened, and not for want of a thing to plug in: then
        an update that was just put in use is undone. While they are tried again that still holds.
        """
        return self.house.body is None and "body" in self.house.face.troubles

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
        if self.house.free.is_set():
            self._idle()

    def _start_anew(self) -> None:
        """End, where a service manager starts it again."""
        if self._notifier.managed:
            self.stop()

    def _synced(self, offline: bool) -> None:
        if offline != self.house.face.offline:
            self.house.face.offline = offline
            self.house.face.draw()


async def first(*what: "asyncio.Event | asyncio.Task[None]", seconds: float | None = None) -> None:
    """Wait for the first of these, but no longer than so many seconds."""
    waiting = [
        asyncio.create_task(one.wait()) if isinstance(one, asyncio.Event) else one for one in what
    ]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task, one in zip(waiting, what, strict=True):
            if task is not one:
                task.cancel()
