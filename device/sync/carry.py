"""A kiosk's errands where there is no network: a memory stick goes to the server and comes back.

The very same batches and lists travel, so nothing is lost or doubled whichever way they go, and a
kiosk may use both. Nothing here says that a practice has arrived until the server's answer is back.
"""

import contextlib
import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from device import content as centre
from device import health
from device.errors import WellheardError
from device.moment import Now
from device.progress import book, farewell
from device.store import Answered, Store, Waiting
from device.sync import ledger, letter, outbox, protocol
from device.sync.content import ContentBroken, Missing, Plan, Shelf
from device.sync.identity import Identity
from device.sync.letter import FROM_KIOSK, MOST_ERASED, ToAll, ToKiosk
from device.sync.outbox import Batch
from device.sync.protocol import Wishes
from device.sync.step import Outcome, Step, attempt
from device.sync.stick import Stick

MOST_PRACTICES = 10_000
MOST_BYTES = 20_000_000
"""Of practices on a stick at once; what is left goes with the next round."""
NAME = "stick"
MOST_LACKING = 1000
"""Blobs that a letter names; a kiosk that lacks more asks for everything next time."""
WORDS_KEPT = 20
"""Letters that may still be answered: so many sticks may be on their way."""


class _Words(BaseModel):
    """The words of the letters that were not answered yet, as they are kept in the store."""

    model_config = ConfigDict(frozen=True)

    device: uuid.UUID
    open: list[str] = []


class Carrier:
    """One kiosk at one stick."""

    def __init__(self, data: Path, store: Store, identity: Identity, now: Now, stick: Stick):
        """
        Args:
            data: the kiosk's data folder.
            now: its clock.
        """
        self._data = data
        self._store = store
        self._identity = identity
        self._now = now
        self._stick = stick

    # To the server

    def export(self) -> Outcome:
        """Put on the stick all that waits, how the kiosk is, and what it would like."""
        return attempt(Step.RESULTS, self._export)

    def _export(self) -> Outcome:
        moment = self._now()
        waiting = self._store.waiting(MOST_PRACTICES, MOST_BYTES)
        texts = [batch.text(moment) for batch in batches(waiting)]
        word = secrets.token_urlsafe(16)
        # Before it is on the stick: a letter whose word nobody knows would never be answered.
        self._keep([*self._words(), word][-WORDS_KEPT:])
        lines = [self._letter(word, len(texts)), *texts]
        file = self._stick.put(
            self._identity, [letter.line(self._identity, text) for text in lines]
        )
        many = len(waiting)
        did = f"{many} practice{'s' * (many != 1)} put on the stick, in {file.name}."
        waits = self._store.counts().waiting - many
        if waits > 0:
            did += f" {waits} more wait for the next round."
        return Outcome(Step.RESULTS, did, {"exported": many, "file": str(file)})

    def _letter(self, word: str, batches: int) -> str:
        """How the kiosk is, and what it would like; the text that is signed."""
        used = centre.load(self._data)
        shelf = Shelf(self._data / centre.FOLDER, self._identity.signing_key)
        remembered = ledger.load(self._store, self._identity)
        told = _FromKiosk(
            device=self._identity.device,
            server=self._identity.signing_key,
            word=word,
            batches=batches,
            answered=remembered.sequence,
            since=shelf.since,
            known=max(shelf.version, ledger.highest(self._store, self._identity.signing_key)),
            lacking=shelf.lacking()[:MOST_LACKING],
            erasures=remembered.erasures,
            erase=farewell.asked(self._store)[:MOST_ERASED],
            health=health.report(self._data, self._now(), self._store.counts(), used.version),
        )
        return told.model_dump_json()

    # From the server

    def take(self) -> Iterator[Outcome]:
        """Take in what is on the stick; each step on its own."""
        yield attempt(Step.RESULTS, self._answers)
        yield attempt(Step.ERASURES, self._erasures)
        yield attempt(Step.CONTENT, self._content)

    def _answers(self) -> Outcome:
        found, open_ones, problem = self._found()
        if not open_ones:
            if problem is not None:
                raise problem
            did = "The answer on the stick is an old one, and was taken in before."
            return Outcome(
                Step.RESULTS, did if found else "The stick holds no answer for this kiosk."
            )
        many = again = 0
        for answer in open_ones:
            noticed = self._answered(answer)
            many += sum(len(batch.items) for batch in answer.answers)
            again += noticed.again
        did = f"The server has answered for {many} practice{'s' * (many != 1)}."
        if again:
            did += f" It has lost what it had, so {again} practices wait again for the next round."
        return Outcome(Step.RESULTS, did, {"answered": many, "sent_again": again})

    def _found(self) -> tuple[bool, list[ToKiosk], WellheardError | None]:
        """Whether there are answers for this kiosk, those to letters that are still open, in the
        order of the letters, and what is wrong with one that can't be used.

        There may be one under each name that the kiosk ever had.
        """
        words = self._words()
        files = self._stick.answers(self._identity)
        open_ones: dict[str, ToKiosk] = {}
        problem: WellheardError | None = None
        for file in files:
            try:
                envelope = self._stick.answer(file)
                if envelope is None:
                    continue
                answer = letter.opened(ToKiosk, envelope, self._identity.signing_key)
            except WellheardError as error:
                problem = error
                continue
            if answer.device == self._identity.device and answer.reply_to in words:
                open_ones[answer.reply_to] = answer
        found = sorted(open_ones.values(), key=lambda answer: words.index(answer.reply_to))
        return bool(files), found, problem

    def _answered(self, answer: ToKiosk) -> ledger.Noticed:
        """Take in one answer."""
        noticed = ledger.notice(self._store, self._identity, self._wishes(answer))
        for batch in answer.answers:
            self._store.answered(
                [
                    Answered(
                        item.id,
                        item.answer.value,
                        tuple(item.why[: outbox.MOST_WHY]),
                        batch.received,
                    )
                    for item in batch.items
                    if item.id is not None
                ]
            )
        farewell.answered(self._store, answer.erased)
        ledger.answered(self._store, self._identity, answer.sequence)
        words = self._words()
        self._keep(words[words.index(answer.reply_to) + 1 :])
        return noticed

    def _wishes(self, answer: ToKiosk) -> Wishes:
        """What the answer says of the server, as the network would."""
        remembered = ledger.load(self._store, self._identity)
        return Wishes(
            now=0,
            every_seconds=1,
            slot_seconds=0,
            called=remembered.called,
            erasures=remembered.erasures,
            history=answer.history,
            sequence=0 if answer.forgotten else None,
        )

    def _erasures(self) -> Outcome:
        envelope = self._stick.for_all()
        if envelope is None:
            return Outcome(Step.ERASURES)
        told = letter.opened(ToAll, envelope, self._identity.signing_key)
        remembered = ledger.load(self._store, self._identity)
        # A stick from before a restore is right about whom to delete, and its numbers tell nothing.
        ours = told.history in ("", remembered.history)
        known = remembered.erasures if ours else 0
        later = sorted(
            (item for item in told.erasures if item.number > known), key=lambda item: item.number
        )
        gone = 0
        for item in later:
            gone += self._store.erase(item.trainee, item.number, known=ours)
            book.erase(self._data, item.trainee, item.number)
            if ours:
                ledger.erased(self._store, self._identity, item.number)
        did = f"{gone} practices were deleted, as somebody asked for." if gone else ""
        return Outcome(Step.ERASURES, did, {"erasures": len(later), "deleted": gone})

    def _content(self) -> Outcome:
        envelope = self._stick.scenarios()
        if envelope is None:
            return Outcome(Step.CONTENT)
        shelf = Shelf(self._data / centre.FOLDER, self._identity.signing_key)
        shelf.damaged()
        known = ledger.highest(self._store, self._identity.signing_key)
        version = protocol.opened(envelope, self._identity.signing_key).version
        if version < max(known, shelf.version):
            return Outcome(
                Step.CONTENT, "The scenarios on the stick are older than those here, which stay."
            )
        plan = shelf.plan(envelope, known)
        ledger.seen(self._store, self._identity.signing_key, version)
        fetched = self._fetch(shelf, plan)
        if plan.is_new:
            shelf.switch(plan)
        many = len(plan.state.scenarios)
        did = f"{many} scenario{'s' * (many != 1)} of the centre's in use." if plan.is_new else ""
        figures = {"version": version, "scenarios": many, "changed": plan.is_new}
        return Outcome(Step.CONTENT, did, figures | {"fetched_bytes": fetched})

    def _fetch(self, shelf: Shelf, plan: Plan) -> int:
        """Bring what is missing from the stick; gives how many bytes that was."""
        lacking: list[Missing] = []
        fetched = 0
        for wanted in plan.missing:
            file = self._stick.blob(wanted.sha256)
            if file is None:
                lacking.append(wanted)
                continue
            try:
                self._bring(shelf, wanted, file)
            except ContentBroken:  # then it is the stick's bytes that are damaged
                lacking.append(wanted)
            else:
                fetched += wanted.size
        if lacking:
            raise ContentBroken(
                "Not all of the scenarios is on the stick, or it was damaged"
                f" ({len(lacking)} of {len(plan.missing)} parts), so those that were in use stay."
                " Fill the stick once more at the server."
            )
        return fetched

    def _bring(self, shelf: Shelf, wanted: Missing, file: Path) -> None:
        start = shelf.have(wanted)
        if start:
            with contextlib.suppress(ContentBroken):  # what was here already may have been broken
                shelf.take(wanted, start, self._stick.chunks(file, start))
                return
        shelf.take(wanted, 0, self._stick.chunks(file, 0))

    # What is remembered

    def _words(self) -> list[str]:
        try:
            found = _Words.model_validate_json(self._store.kept(NAME) or "")
        except ValidationError:
            return []
        return found.open if found.device == self._identity.device else []

    def _keep(self, words: list[str]) -> None:
        made = _Words(device=self._identity.device, open=words)
        self._store.keep(NAME, made.model_dump_json())


class _FromKiosk(BaseModel):
    """A kiosk's letter."""

    kind: str = FROM_KIOSK
    protocol: int = protocol.PROTOCOL
    device: uuid.UUID
    server: str
    """The public half of the server's key, so that a stick from another centre is told."""
    word: str
    batches: int
    """Lines that follow."""
    answered: int
    """The highest sequence number that the server has answered for."""
    since: int
    """As in `GET /content`; 0 asks for everything."""
    known: int
    """The highest version of the list of scenarios seen."""
    lacking: list[str]
    """SHA-256 of what should be here, and isn't."""
    erasures: int
    """The newest erasure that was carried out here."""
    erase: tuple[str, ...]
    """The hashes of people who want to be forgotten at the server."""
    health: health.Report


def batches(waiting: list[Waiting]) -> Iterator[Batch]:
    """Practices in batches as the server takes them, in their order."""
    items: list[Waiting] = []
    size = 0
    for one in waiting:
        length = len(one.body.encode())
        if items and (len(items) == outbox.MOST_ITEMS or size + length > outbox.MOST_BYTES):
            yield Batch(tuple(items))
            items, size = [], 0
        items.append(one)
        size += length
    if items:
        yield Batch(tuple(items))
