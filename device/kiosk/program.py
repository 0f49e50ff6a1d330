"""The program: everything that a kiosk is, in one event loop, for months.

Whoever presses begins a session; whoever hangs up, or goes, ends it. What fails is noticed, told by
light and screen and in words, and tried again; nothing here ends but by being asked to.
"""

import asyncio
import contextlib
import logging
import signal
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from device import config, content, health, library, moment
from device.attempt import Begun, Person
from device.coach.scenario import Scenario
from device.coach.talk.phrases import reception
from device.config import Settings
from device.errors import WellheardError
from device.keeping import Keeper
from device.kiosk.ahead import render_ahead
from device.kiosk.body import Body
from device.kiosk.face import Face
from device.kiosk.hours import Hours
from device.kiosk.known import Known
from device.kiosk.level import Loudest
from device.kiosk.notify import Notifier
from device.kiosk.session import Keeping, Session
from device.kiosk.syncing import Syncing
from device.kiosk.underway import Underway, recover
from device.panel import Event, Kind, Light, Panel, open_panel
from device.progress.book import Book
from device.screen import (
    Asked,
    Begin,
    Chosen,
    Finished,
    Leave,
    Pressed,
    Screen,
    ScreenError,
    Typed,
)
from device.store import Store, StoreError
from device.sync import identity
from device.sync.protocol import unpacked

LOOK = 0.5
"""Seconds between two looks at everything."""
AGAIN = 5.0
"""Seconds after which what could not be started is tried again."""
NOTED = 300.0
"""Seconds between two notes of the kiosk's condition where nothing changes."""
SETTLED = 5.0
"""Seconds between two looks at the settings' files."""
DEAF_FOR = 120.0
"""Seconds without a frame after which ears and mouth are opened anew, in case it helps."""
LONGEST = {
    Light.THINKING: 60.0,
    Light.SPEAKING: 300.0,
    Light.YOUR_TURN: 900.0,
    Light.LISTENING: 900.0,
}
"""Seconds a moment of a visit may last; after that it is stuck, and the visit is ended."""
AFTER_CRISIS = 120.0
"""Seconds that the words of help stay on the screen."""
GRACE = 5.0
"""Seconds a visit gets to say goodbye when the program is asked to end."""
CODES = {
    "microphone": health.Trouble.MICROPHONE_LOST,
    "speaker": health.Trouble.SPEAKER_LOST,
    "button": health.Trouble.BUTTON_LOST,
    "recogniser": health.Trouble.RECOGNISER_FAILS,
    "voice": health.Trouble.VOICE_FAILS,
    "store": health.Trouble.STORE_BROKEN,
    "disk": health.Trouble.DISK_FULL,
}
"""What staff are told of, by the code of a trouble on the face."""

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
        self._stop = asyncio.Event()
        self._begin = asyncio.Event()
        self._reload = asyncio.Event()
        self._free = asyncio.Event()
        """Nobody is here."""
        self.face: Face
        """What light and screen show; there from the first moment of `run`."""
        self._body: Body | None = None
        self._session: Session | None = None
        self._visiting: asyncio.Task[None] | None = None
        self._since = 0.0
        """When what goes on now began, by the loop's clock."""
        self._going = Light.STARTING
        self._loudest = Loudest()
        self._practised: float | None = None
        """The monotonic clock as the last practice ended."""
        self._keeper: Keeper | None = None
        self._pen = ThreadPoolExecutor(1, thread_name_prefix="pen")
        self._visits = 0

    @property
    def free(self) -> bool:
        """Whether nobody is here, and somebody may begin."""
        return self._free.is_set() and self._body is not None

    def stop(self) -> None:
        """End: a talk that goes on is closed, and what was answered in it is kept."""
        self._stop.set()
        self._begin.set()

    def reload(self) -> None:
        """Read the settings anew, as soon as nobody practises."""
        self._reload.set()

    async def run(self) -> None:
        """Be a kiosk until `stop`."""
        panel = await self._open_panel(self._settings)
        self.face = Face(panel, None)
        self.face.draw()
        loop = asyncio.get_running_loop()
        for sort in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sort, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.reload)
        agent = Syncing(self._settings, self._troubles, self._synced)
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._open_screen()
            self._recover()
            await self._open_body()
            agent.start()
            self._notifier.ready()
            tasks = [
                asyncio.create_task(self._for_ever(work), name=work.__name__)
                for work in (
                    self._heed_panel,
                    self._heed_screen,
                    self._supervise,
                    self._listen_to_level,
                    self._note,
                    self._keep_screen,
                    self._keep_settings,
                    self._render,
                )
            ]
            await self._receive()
        finally:
            self._notifier.stopping()
            agent.stop()
            await self._end_visit()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._pen.shutdown()
            self._close_keeper()
            if self._body is not None:
                await self._body.close()
            if self.face.screen is not None:
                await self.face.screen.close()
            await panel.close()
            await asyncio.to_thread(agent.join)

    # Visits

    async def _receive(self) -> None:
        """One visit after another."""
        while not self._stop.is_set():
            self._free.set()
            self._idle()
            await self._begin.wait()
            self._begin.clear()
            if self._stop.is_set():
                return
            if self._quiet():
                await self._say_quiet()
                continue
            if self._body is None:
                continue
            self._free.clear()
            self._session = self._prepare(self._body)
            self._visiting = asyncio.create_task(self._session.run())
            await asyncio.wait((self._visiting,))
            await self._visited(self._visiting, self._session)

    async def _visited(self, visiting: "asyncio.Task[None]", session: Session) -> None:
        """A visit is over, one way or another."""
        self._session = self._visiting = None
        self._visits += 1
        if visiting.cancelled():
            _log.info("a visit was left")
        elif (error := visiting.exception()) is not None:
            _log.error("a visit broke off: %s", _without_words(error))
            why = str(error) if isinstance(error, WellheardError) else "Something went wrong."
            self.face.trouble("visit", f"{why} It starts anew now. Please press again.")
            await self._open_body()
        if session.crisis and not self._stop.is_set():
            self.face.change(activity=Light.IDLE, visiting=False, expect=None, choices=())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AFTER_CRISIS):
                    await self._begin.wait()

    def _prepare(self, body: Body) -> Session:
        settings = self._settings
        given = content.load(settings.data)
        scenarios = sorted(library.available(given), key=lambda one: -one.openness)
        first = self._visits % len(scenarios) if self._visits and scenarios else 0
        return Session(
            body,
            self.face,
            scenarios=(*scenarios[first:], *scenarios[:first]),
            crisis_words=given.centre.crisis_words or settings.crisis_words,
            handset=settings.handset,
            hook=settings.hook_pin is not None and settings.handset,
            second=settings.second_pin is not None,
            keeping=self._keeping,
            pen=self._pen,
            known=self._known(given.centre.crisis_words or settings.crisis_words),
        )

    def _known(self, crisis_words: str) -> Known | None:
        """Who may be known here; None where nobody's progress is kept."""
        if not self._settings.progress:
            return None
        try:
            kiosk = identity.load(self._settings.data)
            salt = unpacked(kiosk.code_salt) if kiosk else None
            book = Book(self._settings.data, salt)
        except WellheardError as error:
            _log.warning("progress: %s", error)
            return None
        return Known(book, crisis_words, staff=kiosk is not None)

    async def _end_visit(self) -> None:
        visiting = self._visiting
        if visiting is not None:
            visiting.cancel()
            await asyncio.wait((visiting,), timeout=GRACE)

    def _leave_now(self) -> None:
        """The receiver was put back: not a word more."""
        if self._visiting is not None:
            self._visiting.cancel()

    def _idle(self) -> None:
        quiet = self._quiet()
        self.face.idle(reception.QUIET_HOURS.format(quiet.until) if quiet else "", dark=bool(quiet))
        self._notifier.status("Quiet hours." if quiet else "Ready.")

    def _quiet(self) -> Hours | None:
        hours = Hours.read(self._settings.quiet_hours)
        return hours if hours is not None and hours.quiet(self._now()) else None

    async def _say_quiet(self) -> None:
        """Somebody pressed at quiet time: the light tells it for a moment."""
        self.face.change(activity=Light.OFFLINE)
        await asyncio.sleep(AGAIN)

    # What is asked for

    async def _heed_panel(self) -> None:
        while True:
            self._pressed(await self.face.panel.events.get())

    def _pressed(self, event: Event) -> None:
        session = self._session
        match event.kind:
            case Kind.HUNG_UP:
                self._leave_now()
            case Kind.BUTTON_LOST | Kind.PANEL_LOST:
                self.face.trouble("button", event.told or "A button does not work.")
            case Kind.BUTTON_FOUND | Kind.PANEL_FOUND:
                self.face.trouble("button", "")
            case Kind.TAP | Kind.HOLD | Kind.PICKED_UP if session is None:
                self._begin.set()
            case Kind.TAP if session is not None:
                session.tap()
            case Kind.HOLD | Kind.RELEASE if session is not None:
                session.hold(event.kind is Kind.HOLD)
            case Kind.SECOND if session is not None:
                session.second()
            case Kind.LEAVE if session is not None:
                session.leave()

    async def _heed_screen(self) -> None:
        while True:
            screen = self.face.screen
            if screen is None:
                await asyncio.sleep(AGAIN)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN):  # it may have been replaced meanwhile
                    self._asked(await screen.asked.get())

    def _asked(self, asked: Asked) -> None:
        session = self._session
        if session is None:
            if isinstance(asked, Begin):
                self._begin.set()
            return
        match asked:
            case Chosen(id=choice):
                session.choose(choice)
            case Typed(text=text):
                session.type(text)
            case Finished():
                session.finish()
            case Pressed(command=command):
                session.press(command)
            case Leave():
                self._leave_now()
            case Begin():
                pass

    # What is kept

    def _keeping(self, person: Person | None) -> Keeping | None:
        """Where a practice goes that begins now; None where this kiosk was never let in."""
        settings = self._settings
        try:
            kiosk = identity.load(settings.data)
        except WellheardError as error:
            self.face.trouble("store", str(error))
            return None
        if kiosk is None:
            return None
        if self._keeper is None:
            self._keeper = Keeper(settings.data, kiosk.device, self._kept_badly)
        self.face.trouble("store", "")
        keep, device, erasures = self._keeper.begin(person), kiosk.device, self._keeper.erasures

        def practised(attempt: Any) -> None:
            keep(attempt)
            self._practised = self._now().monotonic

        def underway(begun: Begun, scenario: Scenario) -> Underway:
            return Underway(
                settings.data, device, begun, scenario, erasures=erasures, person=person
            )

        return Keeping(practised, erasures, underway)

    def _kept_badly(self, why: str) -> None:
        _log.warning("store: %s", why)
        self.face.trouble("store", why)

    def _recover(self) -> None:
        """A practice that the power cut short is kept now."""
        data = self._settings.data
        try:
            kiosk = identity.load(data)
            if kiosk is None:
                return
            with contextlib.closing(Store.open(data)) as store:
                if recover(data, store, kiosk.device):
                    _log.info("a practice that was cut short is kept")
        except (StoreError, WellheardError) as error:
            self._kept_badly(str(error))

    def _close_keeper(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.__exit__(None, None, None)

    # What keeps it going

    async def _for_ever(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do it again whatever happens; a part that fails takes no other along."""
        while True:
            try:
                await work()
            except Exception as error:  # whatever it is, the kiosk goes on
                _log.error("%s failed: %s", work.__name__, _without_words(error))
                await asyncio.sleep(AGAIN)

    async def _open_body(self) -> None:
        """Ears and mouth, from the beginning; what is missing is told, and tried again later."""
        body, self._body = self._body, None
        if body is not None:
            await body.close()
        try:
            self._body = await Body.start(self._settings, self.face.trouble)
        except WellheardError as error:
            _log.error("it can't practise: %s", error)
            self.face.trouble("body", str(error))
        else:
            self.face.trouble("body", "")

    async def _supervise(self) -> None:
        """Look at everything, twice a second."""
        loop = asyncio.get_running_loop()
        deaf_since = fed = tried = loop.time()
        limit = self._notifier.limit
        while True:
            await asyncio.sleep(LOOK)
            now = loop.time()
            if self.face.now.activity is not self._going:
                self._going, self._since = self.face.now.activity, now
            if self._body is None:
                if now - tried > AGAIN and self._session is None:
                    await self._open_body()
                    tried = loop.time()
            else:
                pulse = self._body.microphone.pulse
                self.face.trouble("microphone", pulse.why if pulse.lost else "")
                if not pulse.lost:
                    deaf_since = now
            self.face.trouble("panel", self.face.panel.trouble)
            stuck = self._stuck(now)
            if stuck and self._visiting is not None:
                _log.error("a visit is stuck while it is %s; it is ended", self._going)
                self._visiting.cancel()
                await asyncio.wait((self._visiting,), timeout=GRACE)
                await self._open_body()
                continue
            if now - deaf_since > DEAF_FOR and self._session is None:
                await self._open_body()
                deaf_since = loop.time()
            if limit is not None and now - fed >= min(limit / 4, 5.0):
                self._notifier.alive()
                fed = now

    def _stuck(self, now: float) -> bool:
        """Whether a moment of the visit lasts longer than any can."""
        longest = LONGEST.get(self._going)
        return self._session is not None and longest is not None and now - self._since > longest

    async def _listen_to_level(self) -> None:
        while True:
            if self._body is None:
                await asyncio.sleep(AGAIN)
            else:
                await self._loudest.follow(self._body.microphone)
                await asyncio.sleep(LOOK)

    async def _note(self) -> None:
        """Staff see how it is, through the server."""
        noted: tuple[object, ...] = ()
        while True:
            troubles = tuple(self._troubles())
            told = (troubles, self._practised)
            if told != noted:
                noted = told
                at = self._now()
                condition = health.Condition(
                    boot=at.boot,
                    monotonic=at.monotonic,
                    microphone_dbfs=self._loudest.dbfs,
                    practice_ended=self._practised
                    or health.noted(self._settings.data, at).practice_ended,
                    troubles=list(troubles),
                )
                try:
                    await asyncio.to_thread(health.note, self._settings.data, condition)
                except OSError as error:
                    _log.warning("its condition can't be written down: %s", error.strerror)
            for _ in range(int(NOTED / AGAIN)):
                await asyncio.sleep(AGAIN)
                if tuple(self._troubles()) != troubles or self._practised != told[1]:
                    break
            else:
                noted = ()

    def _troubles(self) -> list[str]:
        """Codes of what does not work."""
        return [CODES[code] for code in (*self.face.troubles,) if code in CODES]

    def _synced(self, offline: bool) -> None:
        if offline != self.face.offline:
            self.face.offline = offline
            self.face.draw()

    async def _open_screen(self) -> None:
        if not self._settings.screen:
            return
        try:
            self.face.screen = await Screen.start(self._settings.screen_port)
        except ScreenError as error:
            _log.warning("screen: %s", error)
            self.face.trouble("screen", str(error))
        else:
            self.face.trouble("screen", "")
            self.face.draw()

    async def _keep_screen(self) -> None:
        """A screen whose listener ended is served anew."""
        while True:
            await asyncio.sleep(AGAIN)
            screen = self.face.screen
            if self._settings.screen and (screen is None or not screen.serving):
                self.face.screen = None
                if screen is not None:
                    await screen.close()
                await self._open_screen()

    async def _keep_settings(self) -> None:
        """Take up new settings when nobody practises."""
        known = self._settings
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SETTLED):
                    await self._reload.wait()
            asked = self._reload.is_set()
            self._reload.clear()
            try:
                found = await asyncio.to_thread(self._load)
            except WellheardError as error:
                self.face.trouble("settings", f"{error} Until then the old settings hold.")
                continue
            self.face.trouble("settings", "")
            if found == known and not asked:
                continue
            await self._free.wait()
            known = self._settings = found
            _log.info("the settings were taken up")
            self._close_keeper()
            await self._open_body()
            self._idle()

    async def _render(self) -> None:
        """Lines that have no sound yet are given one while nobody is here."""
        seen: object = None
        while True:
            await asyncio.sleep(AGAIN)
            body, given = self._body, content.load(self._settings.data)
            now = (id(body), given.version, self._settings)
            if body is None or now == seen or self._session is not None:
                continue
            done = await render_ahead(
                body.voices,
                library.available(given),
                given.centre.crisis_words or self._settings.crisis_words,
                may=self._free.is_set,
            )
            if done:
                seen = now


def _without_words(error: BaseException) -> str:
    """An error for the log: where it came from and what sort it was. A message may quote what was
    said, so only those of our own are told.
    """
    told = str(error) if isinstance(error, WellheardError) else ""
    places = (
        f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)
    )
    return f"{type(error).__name__} {told} [{' > '.join(places)}]"
