"""One kiosk's errands with its server: each step of a sync, done once.

`agent` decides when; here is what.
"""

import contextlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from device import content as centre
from device import health
from device.health import Trouble
from device.moment import Now
from device.progress import book, farewell
from device.store import Counts, Store, StoreError
from device.sync import identity as identities
from device.sync import ledger, outbox, renewal
from device.sync.client import Client, Refused
from device.sync.content import ContentBroken, Missing, Plan, Shelf, StartOver
from device.sync.identity import Identity, IdentityError
from device.sync.protocol import Answer, Wishes
from device.sync.step import Outcome, Step

MOST_WAIT = 30.0
"""Seconds that a fetch waits within a step when the server asks for it; it sets a kiosk's pace so,
and a new centre's first fetch is many small files."""
MOST_WAITS = 100
MOST_TOLD = 50
"""Practices set aside that are named."""

Pause = Callable[[float], bool]
"""Waits some seconds; True where everything is to stop."""


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


class Errand:
    """Everything that a kiosk has to do with its server."""

    def __init__(
        self,
        data: Path,
        store: Store,
        identity: Identity,
        now: Now,
        *,
        pause: Pause = _sleep,
        hurry: Callable[[], bool] = lambda: False,
    ) -> None:
        """
        Args:
            data: the kiosk's data folder.
            hurry: whether something more urgent than fetching scenarios waits.
        """
        self._data = data
        self._store = store
        self._now = now
        self._pause = pause
        self._hurry = hurry
        self._looked_through = False
        self.put_back = False
        """The server was put back to an older state since `renew` went well."""
        self.identity = identity
        self.client = Client.of(identity)

    def close(self) -> None:
        """Hang up."""
        self.client.close()

    def become(self, identity: Identity) -> None:
        """Go on as this one, once it is written down.

        Raises:
            IdentityError: it can't be written; or the kiosk was let in anew at this moment, and
                that stays.
        """
        if identities.load(self._data) != self.identity:
            raise IdentityError("The kiosk was just let in anew. It goes on with that.")
        identities.save(self._data, identity)
        self.client.close()
        self.identity = identity
        self.client = Client.of(identity)

    def turn_back(self) -> Outcome:
        """Go on with the token before the present one, if the server knows it.

        Raises:
            WellheardError: it doesn't, or can't be asked; then nothing has changed.
        """
        before = self.identity.turned_back()
        with Client.of(before) as client:
            client.wishes()
        self.become(before)
        return Outcome(Step.TOKEN, "The token before the last is used again.")

    def renew(self) -> Outcome:
        """Take over what the server says of this kiosk and of itself.

        Raises:
            WellheardError: it can't be asked, or says what can't be; then nothing has changed.
        """
        try:
            there = renewal.renewed(self.identity, self.client.pins())
        except Refused as error:
            if error.status != 404:
                raise
            there = self.identity  # a server of another age does not tell
        self.put_back = False
        if there == self.identity:
            return Outcome(Step.IDENTITY)
        self.become(there)
        return Outcome(Step.IDENTITY, f"This kiosk is “{there.name}”, {there.place}.")

    def health(self, troubles: Iterable[str]) -> tuple[Outcome, Wishes]:
        """Tell how the kiosk is."""
        used, found = centre.load(self._data).version, [*troubles]
        try:
            counts = self._store.counts()
        except StoreError:  # then staff must hear of it all the more
            counts, found = Counts(), [*found, Trouble.STORE_BROKEN]
        report = health.report(self._data, self._now(), counts, used, found)
        wishes = self.client.health(report)
        return self._heard(wishes, "Told the server how this kiosk is."), wishes

    def wishes(self) -> tuple[Outcome, Wishes]:
        """Hear what the centre would like, where telling how the kiosk is does not work."""
        wishes = self.client.wishes()
        return self._heard(wishes, "Heard what the server would like."), wishes

    def _heard(self, wishes: Wishes, did: str) -> Outcome:
        before = ledger.load(self._store, self.identity).history
        noticed = ledger.notice(self._store, self.identity, wishes)
        if wishes.history not in (None, before):
            self.put_back = True
        figures: dict[str, Any] = {"called": noticed.is_called}
        if noticed.again:
            did += f" It has lost what it had, so {noticed.again} practices are sent again."
            figures["sent_again"] = noticed.again
        return Outcome(Step.HEALTH, did, figures)

    def erasures(self, wishes: Wishes | None) -> Outcome:
        """Ask the centre to delete what people here want forgotten, and delete what others want.

        Args:
            wishes: what was heard; None asks in any case.
        """
        asked = self._ask_to_erase()
        known = ledger.load(self._store, self.identity).erasures
        gone = orders = 0
        while wishes is None or wishes.erasures > known:
            told = self.client.erasures(known)
            later = [item for item in told.items if item.number > known]
            for item in sorted(later, key=lambda item: item.number):
                gone += self._store.erase(item.trainee, item.number)
                book.erase(self._data, item.trainee, item.number)
                orders, known = orders + 1, item.number
                ledger.erased(self._store, self.identity, known)
            if not later or known >= told.newest:
                break
        did = f"{gone} practices were deleted, as somebody asked for." if orders else ""
        figures = {"erasures": orders, "deleted": gone, "asked": asked}
        return Outcome(Step.ERASURES, did, figures)

    def _ask_to_erase(self) -> int:
        """Ask for everybody who wants to be forgotten at the server; gives how many it answered
        for. A server of another age, which can't be asked, is asked again later.
        """
        answered = 0
        for key in farewell.asked(self._store):
            try:
                self.client.erase(key)
            except Refused as error:
                if error.status not in {404, 405}:
                    raise
                break
            farewell.answered(self._store, [key])
            answered += 1
        return answered

    def token(self, wishes: Wishes | None) -> Outcome:
        """Change the token when it is time. The new one is written down before it is used; until
        then the old one works.
        """
        if wishes is None or not wishes.change_token:
            return Outcome(Step.TOKEN, figures={"changed": False})
        self.become(self.identity.with_token(self.client.new_token().token))
        return Outcome(Step.TOKEN, "The token was changed.", {"changed": True})

    def results(self) -> Outcome:
        """Bring all practices that wait."""
        sent = outbox.Sent()

        def progress(done: outbox.Sent) -> None:
            sent.add(done)
            if done.highest:
                ledger.answered(self._store, self.identity, done.highest)

        outbox.send(self._store, self.client, self._now, progress)
        counts = self._store.counts()
        aside = [
            {"id": one.id, "sequence": one.sequence, "answer": str(one.answer), "why": one.why}
            for one in self._store.aside()[-MOST_TOLD:]
        ]
        many = sum(sent.answers.values())
        did = f"{many} practice{'s' * (many != 1)} brought." if many else ""
        figures: dict[str, Any] = {"sent": many}
        figures |= {answer.value: sent.answers[answer] for answer in Answer}
        return Outcome(Step.RESULTS, did, figures | {"waiting": counts.waiting, "set_aside": aside})

    def content(self) -> Outcome:
        """Fetch what is new among the scenarios, and put it in use when all of it is there.

        Raises:
            WellheardError: it went wrong; what was in use before stays.
        """
        shelf = Shelf(self._data / centre.FOLDER, self.identity.signing_key)
        if not self._looked_through:
            shelf.damaged()
            self._looked_through = True
        plan = self._plan(shelf)
        with contextlib.suppress(StoreError):
            ledger.seen(self._store, self.identity.signing_key, plan.state.version)
        fetched = 0
        problem: ContentBroken | Refused | None = None
        for wanted in plan.missing:
            if self._hurry():
                return self._told(plan, fetched, more=True)
            try:
                self._fetch(shelf, wanted)
            except (ContentBroken, Refused) as error:
                if isinstance(error, Refused) and error.status != 404:
                    raise
                problem = problem or error  # one that fails keeps back no other
            else:
                fetched += wanted.size
        if problem is not None:
            raise problem
        if plan.is_new:
            shelf.switch(plan)
        return self._told(plan, fetched)

    def _plan(self, shelf: Shelf) -> Plan:
        known = shelf.version
        with contextlib.suppress(StoreError):
            known = max(known, ledger.highest(self._store, self.identity.signing_key))
        try:
            return shelf.plan(self.client.content(shelf.since, known), known)
        except StartOver:
            pass
        except Refused as error:
            if error.status != 410:
                raise
        return shelf.plan(self.client.content(0, known), known)

    def _fetch(self, shelf: Shelf, wanted: Missing) -> None:
        for _ in range(MOST_WAITS):
            start = shelf.have(wanted)
            if start == wanted.size:
                shelf.take(wanted, start, ())
                return
            try:
                with self.client.blob(wanted.sha256, start) as (begins, chunks):
                    shelf.take(wanted, begins, chunks)
            except Refused as error:
                wait = error.retry_after
                if wait is None or wait > MOST_WAIT or self._pause(wait):
                    raise
            else:
                return
        raise ContentBroken("The server asks to wait again and again. It is tried again later.")

    @staticmethod
    def _told(plan: Plan, fetched: int, *, more: bool = False) -> Outcome:
        state = plan.state
        did = ""
        if plan.is_new and not more:
            many = len(state.scenarios)
            did = f"{many} scenario{'s' * (many != 1)} of the centre's in use."
        figures = {
            "version": state.version,
            "scenarios": len(state.scenarios),
            "changed": plan.is_new and not more,
            "fetched_bytes": fetched,
        }
        return Outcome(Step.CONTENT, did, figures, more=more)
