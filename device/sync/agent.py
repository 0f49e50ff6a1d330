"""The sync that goes on by itself: when each errand is done, and that nothing ever ends it.

A kiosk tells how it is on its own slot, so that not all come at once, and fetches what is new with
it. A practice is brought soon after it ended. What fails is tried again later and later, each
errand for itself; while the server is not reached, all of them wait together. A kiosk that was shut
out looks again rarely, for staff may let it in anew.
"""

import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from device.errors import WellheardError
from device.health import Trouble
from device.moment import Now
from device.moment import now as present
from device.progress import farewell
from device.store import Counts, Store, StoreError
from device.sync import identity as identities
from device.sync.backoff import Backoff
from device.sync.errand import Errand
from device.sync.identity import FILE
from device.sync.protocol import Wishes
from device.sync.status import Status
from device.sync.step import Kind, Outcome, Step, attempt
from device.sync.turn import SyncAtWork, turn

LOOK = 3.0
"""Seconds between two looks for something to do: a practice is on its way so soon."""
EVERY = 300.0
"""Seconds between two reports until the server has said how often."""
SHUT_OUT = 6 * 3600.0
"""Seconds after which a kiosk that was shut out asks again, at the most."""
SOON = 3.0
"""Seconds within which what has become urgent is begun, so that not all kiosks begin at once."""
RENEW = 24 * 3600.0
"""Seconds after which the server is asked anew whom to believe, and what staff call this kiosk."""
OFTEN = 3
"""Failures in a row after which staff are told."""

_log = logging.getLogger(__name__)

_TOGETHER = frozenset({Kind.AWAY, Kind.UNTRUSTED, Kind.UNKNOWN, Kind.REVOKED})
"""Troubles that every errand has in common."""
_ERRANDS = (Step.HEALTH, Step.ERASURES, Step.TOKEN, Step.RESULTS, Step.CONTENT)


class Agent:
    """Keeps one kiosk and its server together. Made for one thread; `wake` and `stop` may be
    called from any.
    """

    def __init__(
        self,
        data: Path,
        store: Store,
        *,
        now: Now = present,
        troubles: Callable[[], Iterable[str]] = tuple,
        told: Callable[[Outcome], None] = lambda outcome: None,
        chance: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """
        Args:
            data: the kiosk's data folder.
            troubles: codes of what the kiosk knows that does not work.
            told: called with what came of each step.
        """
        self._data = data
        self._store = store
        self._now = now
        self._more_troubles = troubles
        self._told = told
        self._chance = chance
        self._status = Status(data, now)
        self._errand: Errand | None = None
        self._seen: tuple[int, int] | None = None
        self._wishes: Wishes | None = None
        self._stop = threading.Event()
        self._awake = threading.Event()
        self._begin()

    def _begin(self) -> None:
        """As after the start: everything is due at once, and nothing has failed yet."""
        self._due = dict.fromkeys(_ERRANDS, 0.0)
        self._backoff = {step: Backoff(chance=self._chance) for step in Step}
        self._reach = Backoff(chance=self._chance)
        self._rest_until = 0.0
        self._asked_until = 0.0
        self._last: dict[Step, Outcome] = {}
        self._sequence = -1
        self._leaving: tuple[str, ...] = ()
        self._renew_at = 0.0

    # From outside

    def wake(self) -> None:
        """There may be something to do."""
        self._awake.set()

    def stop(self) -> None:
        """End after what is being done."""
        self._stop.set()
        self._awake.set()

    def once(self) -> list[Outcome]:
        """Do everything once, now; gives what came of each step.

        Raises:
            SyncAtWork: another sync goes on for too long.
        """
        self._begin()
        with turn(self._data):
            try:
                outcomes = self._round(set(_ERRANDS))
                while outcomes[-1].more and outcomes[-1].ok and not self._stop.is_set():
                    outcomes += self._round({Step.RESULTS, Step.CONTENT})
            finally:
                self._hang_up()
        return outcomes

    def run(self) -> None:
        """Do it again and again, until `stop`."""
        try:
            while not self._stop.is_set():
                try:
                    self._look()
                except Exception:  # whatever it is, tomorrow's practices shall arrive
                    _log.exception("sync: a round failed")
                    self._rest_until = time.monotonic() + self._reach.failed()
                self._awake.wait(LOOK)
                self._awake.clear()
        finally:
            self._hang_up()

    # When

    def _look(self) -> None:
        moment = time.monotonic()
        if self._identity_changed():
            self._hang_up()
            self._begin()
        counts = self._counts()
        if counts.last_sequence != self._sequence:
            if self._sequence >= 0:  # a practice has just ended: worth a try, whatever failed
                self._due[Step.RESULTS] = moment + self._chance(0.0, SOON)
                self._rest_until = min(self._rest_until, self._due[Step.RESULTS])
            self._sequence = counts.last_sequence
        leaving = self._who_leaves()
        if set(leaving) - set(self._leaving):  # somebody wants to be forgotten, and not tomorrow
            self._due[Step.ERASURES] = moment + self._chance(0.0, SOON)
            self._rest_until = min(self._rest_until, self._due[Step.ERASURES])
        self._leaving = leaving
        if moment < max(self._rest_until, self._asked_until):
            return
        due = {step for step in _ERRANDS if self._due[step] <= moment}
        if not counts.waiting:
            due.discard(Step.RESULTS)
        if due:
            # Whoever has its turn may do these errands too; it is looked again soon.
            with contextlib.suppress(SyncAtWork), turn(self._data, 0.0):
                self._round(due)

    def _round(self, due: set[Step], *, turned: bool = False) -> list[Outcome]:
        """Do these errands, in order; what keeps all of them back is tried once.

        Args:
            turned: the token before this one was just taken up again.
        """
        outcomes: list[Outcome] = []
        opened = attempt(Step.IDENTITY, self._open)
        self._last.pop(Step.IDENTITY, None)
        if not opened.ok:
            self._rest_until = time.monotonic() + EVERY
            self._tell(opened, outcomes)
            self._write()
            return outcomes
        for step in _ERRANDS:
            if step not in due:
                continue
            if self._stop.is_set():
                break
            outcome = self._do(step)
            self._plan(outcome)
            if outcome.kind is Kind.UNKNOWN and not turned and self._turn_back():
                return outcomes + self._round(due, turned=True)
            self._tell(outcome, outcomes)
            if outcome.kind in _TOGETHER or time.monotonic() < self._asked_until:
                break
            if step is Step.HEALTH:
                due |= self._asked_for(outcome)
                self._renew(outcomes)
        self._write()
        return outcomes

    def _renew(self, outcomes: list[Outcome]) -> None:
        """Hear whom to believe, now and then; told where something changed, or it failed."""
        errand, moment = self._errand, time.monotonic()
        if errand is None or self._wishes is None:
            return
        if moment < self._renew_at and not errand.put_back:
            return
        outcome = attempt(Step.IDENTITY, errand.renew)
        self._renew_at = moment + (RENEW if outcome.ok else self._chance(EVERY, RENEW))
        if outcome.did or not outcome.ok:
            self._tell(outcome, outcomes)

    def _asked_for(self, outcome: Outcome) -> set[Step]:
        """What the server's wishes make due at once."""
        if self._wishes is None:
            return set()
        found = {Step.ERASURES, Step.TOKEN}
        if outcome.figures.get("called"):
            found |= {Step.RESULTS, Step.CONTENT}
        if outcome.figures.get("sent_again"):
            found.add(Step.RESULTS)
        return found

    def _plan(self, outcome: Outcome) -> None:
        """When this errand is due again, and whether all of them rest."""
        moment, step = time.monotonic(), outcome.step
        wait = 0.0
        if outcome.retry_after is not None or outcome.kind in _TOGETHER:
            wait = self._reach.failed(outcome.retry_after)
        if outcome.retry_after is not None:
            self._asked_until = moment + wait
        if outcome.kind in _TOGETHER:
            if outcome.kind is Kind.REVOKED:
                wait = self._chance(SHUT_OUT / 2, SHUT_OUT)
            self._rest_until = moment + wait
            return
        if outcome.retry_after is None:
            self._reach.went_well()
        if not outcome.ok:
            self._due[step] = moment + self._backoff[step].failed(outcome.retry_after)
            return
        self._backoff[step].went_well()
        self._due[step] = moment if outcome.more or step is Step.RESULTS else self._slot(moment)

    def _slot(self, moment: float) -> float:
        """The next of this kiosk's own moments, by the server's clock."""
        wishes = self._wishes
        if wishes is None:
            return moment + self._chance(EVERY / 2, EVERY)
        wait = (wishes.slot_seconds - wishes.now) % wishes.every_seconds
        # At its very slot it would come twice; a moment later is a moment of the next.
        return moment + (wait if wait > 1.0 else wait + wishes.every_seconds)

    # What

    def _do(self, step: Step) -> Outcome:
        errand = self._errand
        assert errand is not None
        match step:
            case Step.HEALTH:
                return self._health(errand)
            case Step.ERASURES:
                return attempt(step, lambda: errand.erasures(self._wishes))
            case Step.TOKEN:
                return attempt(step, lambda: errand.token(self._wishes))
            case Step.RESULTS:
                return attempt(step, errand.results)
            case _:
                return attempt(Step.CONTENT, errand.content)

    def _health(self, errand: Errand) -> Outcome:
        """Tell how the kiosk is; where only that fails, hear at least what is wished."""
        self._wishes = None
        heard: list[Wishes] = []

        def tell() -> Outcome:
            outcome, wishes = errand.health(self._troubles())
            heard.append(wishes)
            return outcome

        def listen() -> Outcome:
            outcome, wishes = errand.wishes()
            heard.append(wishes)
            return outcome

        outcome = attempt(Step.HEALTH, tell)
        if not outcome.ok and outcome.kind not in _TOGETHER and outcome.retry_after is None:
            attempt(Step.HEALTH, listen)
        self._wishes = heard[-1] if heard else None
        return outcome

    def _troubles(self) -> list[str]:
        """Codes of what does not work, as far as the sync knows."""
        found = [*self._more_troubles()]
        if self._store.repaired is not None:
            found.append(Trouble.STORE_BROKEN)
        found += [outcome.trouble for outcome in self._last.values() if outcome.trouble is not None]
        errands = (each for step, each in self._backoff.items() if step in _ERRANDS)
        if any(each.failures >= OFTEN for each in errands):
            found.append(Trouble.SYNC_FAILS)
        return found

    # Who

    def _identity_changed(self) -> bool:
        """Whether the kiosk was let in anew since the last look. A token that was changed here is
        no such thing.
        """
        try:
            found = (self._data / FILE).stat()
            seen: tuple[int, int] | None = (found.st_mtime_ns, found.st_ino)
        except OSError:
            seen = None
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            there = identities.load(self._data)
        except WellheardError:
            return True
        return self._errand is None or self._errand.identity != there

    def _open(self) -> Outcome:
        if self._errand is None:
            found = identities.load(self._data)
            if found is None:
                raise identities.NotEnrolled
            self._errand = Errand(
                self._data,
                self._store,
                found,
                self._now,
                pause=self._stop.wait,
                hurry=self._is_urgent,
            )
        return Outcome(Step.IDENTITY)

    def _is_urgent(self) -> bool:
        """Whether a practice waits that is not waiting for its next try."""
        if self._due[Step.RESULTS] > time.monotonic() or self._stop.is_set():
            return self._stop.is_set()
        return self._counts().waiting > 0

    def _counts(self) -> Counts:
        """What the store holds; nothing where it fails, which is told by the steps that need it."""
        try:
            return self._store.counts()
        except StoreError:
            return Counts()

    def _who_leaves(self) -> tuple[str, ...]:
        """Who wants to be forgotten at the server; nobody where the store fails."""
        try:
            return farewell.asked(self._store)
        except StoreError:
            return ()

    def _turn_back(self) -> bool:
        """Try the token before this one: a server that was put back may know that one only.
        Nothing is written down unless it does.
        """
        errand = self._errand
        if errand is None or errand.identity.old_token is None:
            return False
        return attempt(Step.TOKEN, errand.turn_back).ok

    def _hang_up(self) -> None:
        if self._errand is not None:
            self._errand.close()
            self._errand = None

    # Telling

    def _tell(self, outcome: Outcome, outcomes: list[Outcome]) -> None:
        if not outcome.ok:
            _log.warning("sync: %s: %s", outcome.step.value, outcome.why)
        self._last[outcome.step] = outcome
        outcomes.append(outcome)
        self._told(outcome)

    def _write(self) -> None:
        identity = self._errand.identity if self._errand else None
        attempt(Step.HEALTH, lambda: self._status.write(identity, self._last, self._counts()))
