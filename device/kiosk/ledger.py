"""The ledger: where a practice goes when it is over, and while it is under way."""

import contextlib
import logging

from device.attempt import Attempt, Begun, Person
from device.coach.scenario import Scenario
from device.errors import WellheardError
from device.keeping import Keeper
from device.kiosk.house import House
from device.kiosk.known import Known
from device.kiosk.session import Keeping
from device.kiosk.underway import Underway, recover
from device.progress.book import Book
from device.store import Store
from device.sync import identity
from device.sync.protocol import unpacked

_log = logging.getLogger(__name__)


class Ledger:
    """Opened when it is needed, and anew after it failed."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._keeper: Keeper | None = None

    def recover(self) -> None:
        """A practice that the power cut short is kept now."""
        data = self._house.settings.data
        try:
            kiosk = identity.load(data)
            if kiosk is None:
                return
            with contextlib.closing(Store.open(data)) as store:
                if recover(data, store, kiosk.device):
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
        if self._keeper is None:
            self._keeper = Keeper(data, kiosk.device, self._badly)
        self._house.face.trouble("store", "")
        keep, device, erasures = self._keeper.begin(person), kiosk.device, self._keeper.erasures

        def practised(attempt: Attempt) -> None:
            keep(attempt)
            self._house.practised = self._house.now().monotonic

        def underway(begun: Begun, scenario: Scenario) -> Underway:
            return Underway(data, device, begun, scenario, erasures=erasures, person=person)

        return Keeping(practised, erasures, underway)

    def known(self, crisis_words: str) -> Known | None:
        """Who may be known here; None where nobody's progress is kept."""
        settings = self._house.settings
        if not settings.progress:
            return None
        try:
            kiosk = identity.load(settings.data)
            book = Book(settings.data, unpacked(kiosk.code_salt) if kiosk else None)
        except WellheardError as error:
            _log.warning("progress: %s", error)
            return None
        return Known(book, crisis_words, staff=kiosk is not None)

    def close(self) -> None:
        """Let go of the store."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.__exit__(None, None, None)

    def _badly(self, why: str) -> None:
        _log.warning("store: %s", why)
        self._house.face.trouble("store", why)
