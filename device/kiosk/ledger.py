"""The ledger: where a practice goes when it is over, and while it is under way."""

import contextlib
import logging
from collections import deque
from collections.abc import Callable

from device import disk
from device.attempt import Attempt, Begun, Body, Person, body
from device.coach.scenario import Scenario
from device.errors import WellheardError
from device.kiosk.house import House
from device.kiosk.known import Known
from device.kiosk.session import Keeping
from device.kiosk.underway import FILE, Underway, recover
from device.progress.book import Book
from device.store import AlreadyKept, Store, StoreError, StoreFull
from device.sync import identity
from device.sync.protocol import unpacked

MOST_UNKEPT = 200
"""Practices that wait in memory for room on the disk: some weeks of them, in 2 MB."""

FULL = (
    "The kiosk has no room left to keep count. You can practise all the same. Please tell the"
    " person on duty: its disk is full."
)

_log = logging.getLogger(__name__)


class Ledger:
    """Opened when it is needed. What finds no room waits here until there is some."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._store: Store | None = None
        self._unkept: deque[Callable[[int], Body]] = deque(maxlen=MOST_UNKEPT)
        """Practices that the disk didn't take, oldest first."""
        self._why = ""
        """Why nothing can be kept, as it was noted last."""
        self._erasures = 0
        """The newest erasure that this kiosk knows."""

    def recover(self) -> None:
        """A practice that the power cut short is kept now."""
        data = self._house.settings.data
        disk.sweep(data / FILE)
        try:
            kiosk = identity.load(data)
            if kiosk is not None and recover(data, self._opened(), kiosk.device):
                _log.info("a practice that was cut short is kept")
        except WellheardError as error:
            self._badly(str(error))

    def keeping(self, person: Person | None) -> Keeping | None:
        """Where a practice goes that begins now; None where this kiosk was never let in."""
        data = self._house.settings.data
        try:
            kiosk = identity.load(data)
        except WellheardError as error:
            self._badly(str(error))
            return None
        if kiosk is None:
            return None
        self.settle()
        device, erasures = kiosk.device, self._erasures

        def keep(attempt: Attempt) -> bool:
            self._house.practised = self._house.now().monotonic

            def make(sequence: int) -> Body:
                return body(attempt, device, sequence, erasures=erasures, person=person)

            self._unkept.append(make)
            return self.settle()

        def underway(begun: Begun, scenario: Scenario) -> Underway:
            return Underway(data, device, begun, scenario, erasures=erasures, person=person)

        return Keeping(keep, erasures, underway)

    def settle(self) -> bool:
        """Keep what could not be kept before; whether nothing waits any more."""
        try:
            store = self._opened()
            while self._unkept:
                with contextlib.suppress(AlreadyKept):
                    store.add(self._unkept[0])
                self._unkept.popleft()
            self._erasures = store.erasures()
        except StoreFull as error:
            self._badly(str(error), FULL)
            return False
        except StoreError as error:
            self._badly(str(error))
            return False
        self._why = ""
        self._house.face.trouble("store", "")
        return True

    def known(self, crisis_words: str) -> Known | None:
        """Who may be known here; None where nobody's progress is kept."""
        settings = self._house.settings
        if not settings.progress:
            return None
        try:
            kiosk = identity.load(settings.data)
            salt = unpacked(kiosk.code_salt) if kiosk else None
            book = Book(settings.data, salt, self._house.now)
        except WellheardError as error:
            _log.warning("progress: %s", error)
            return None
        return Known(book, crisis_words, staff=kiosk is not None)

    def close(self) -> None:
        """Let go of the store; it is opened again when it is needed."""
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _opened(self) -> Store:
        if self._store is None:
            self._store = Store.open(self._house.settings.data)
            if self._store.repaired is not None:
                _log.warning("store: %s", self._store.repaired)
        return self._store

    def _badly(self, why: str, told: str = "") -> None:
        """Note why, and tell whoever stands before the kiosk, in other words where there are."""
        if why != self._why:
            _log.warning("store: %s", why)
        self._why = why
        self._house.face.trouble("store", told or why)
