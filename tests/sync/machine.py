"""Weeks of a centre: what staff, trainees, networks, clocks and power cuts do, in any order.

Whatever happens, nothing is lost or there twice, and no kiosk uses what the centre did not publish.
When all is well again, all of it arrives and every queue is empty.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from device import library
from device.content import line
from device.moment import Quality
from device.store import Store
from device.sync import client, enrolment, ledger
from device.sync.protocol import EnrolStarted
from device.sync.step import Kind, Outcome
from server.content.tables import ScenarioRecord
from server.problems import NotFound
from tests.sync.card import Card, body, listed
from tests.sync.wire import KILLS, Mishap, Plan, Wire
from tests.sync.world import Book, Made, World, parsed, rows

T = TypeVar("T")
TEA = library.find("two-cups-of-tea")
NAMES = ("a-wet-coat", "two-cups-of-tea", "rent-day")
PEOPLE = 2
PATHS = ("", "/results", "/content", "/blobs/", "/health", "/token", "/erasures")
OF_CONTENT = dict.fromkeys((Mishap.CHANGED, Mishap.OLD, Mishap.FORGED), ("/content",)) | {
    Mishap.SPOILED: ("/content", "/blobs/")
}
"""What is signed or goes by its hash; TLS sees to the rest."""
MISHAPS = (*(one for one in Mishap if one not in KILLS), *OF_CONTENT)
SHORT, LONG = 0.4, 30.0
"""Seconds that a kiosk waits for an answer: where one is held up on purpose, and elsewhere."""
ROUNDS = 12
"""Rounds after which everything has arrived when nothing goes wrong any more."""
YEAR_2100 = 4_102_444_800.0
BACKWARDS = -1.0
KIOSKS = 2
SOUND = 3000
"""Bytes of a sound."""
MOST_RESTARTS = 2
"""Of the server in one example; each takes a second."""
OUTSIDE = frozenset({Kind.UNKNOWN, Kind.REVOKED})
LIKELY = {
    "practise": 7,
    "sync": 6,
    "trouble": 9,
    "kiosk killed": 3,
    "disk full": 2,
    "kiosk restarts": 3,
    "server killed": 2,
    "backup": 2,
    "put back": 3,
    "copied": 1,
    "published": 3,
    "withdrawn": 1,
    "erased": 1,
    "shut out": 1,
    "token old": 1,
    "called": 1,
}
HAPPENS = tuple(what for what, many in LIKELY.items() for _ in range(many))


class Draw(Protocol):
    """Takes one of what a strategy gives."""

    def __call__(self, strategy: st.SearchStrategy[T]) -> T: ...


class Kiosk:
    """A card and its way to the server."""

    def __init__(self, card: Card, wire: Wire) -> None:
        self.card = card
        self.wire = wire
        self.wire.calm()
        self.wire.lists.clear()

    def __repr__(self) -> str:
        return self.card.folder.name


class Machine(RuleBasedStateMachine):
    """One centre from its first kiosk on; the server's process outlives it."""

    world: ClassVar[World]
    steps: ClassVar[Counter[str]] = Counter()
    last: ClassVar[list[str]] = []
    """What happened in the last centre, for whoever looks for a mistake."""

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="world-", dir=self.world.folder))
        self.book = Book()
        self.people = [hashlib.sha256(os.urandom(8)).hexdigest() for _ in range(PEOPLE)]
        self.devices: set[str] = set()
        self.kiosks: list[Kiosk] = []
        self.backup: tuple[Path, dict[str, tuple[int, str]]] | None = None
        self.diary: list[str] = []
        Machine.last = self.diary
        self.restarts = 0
        self.was_put_back = False
        self.touched: set[Kiosk] = set()
        """Kiosks on whose cards something may have changed since it was last looked."""
        self.cards: dict[Kiosk, dict[str, tuple[str, str]]] = {}
        self.fuse = self.place / "fuse"
        client.READ_SECONDS = LONG
        self.world.up()
        for name in NAMES:
            self._withdraw_if_there(name)
        for _ in range(KIOSKS):
            card = Card(self.place / f"card-{len(self.kiosks)}")
            self._join(card)
            self._let_in(self.kiosks[-1])

    def _join(self, card: Card) -> None:
        while len(self.world.wires) <= len(self.kiosks):
            self.world.new_wire()
        self.kiosks.append(Kiosk(card, self.world.wires[len(self.kiosks)]))

    def _withdraw_if_there(self, name: str) -> None:
        with self.world.centre.database.read() as session:
            there = session.scalar(select(ScenarioRecord.id).where(ScenarioRecord.key == name))
        if there is not None:
            self.world.centre.withdraw(name)

    def _let_in(self, kiosk: Kiosk) -> None:
        def code(started: EnrolStarted) -> None:
            self.world.centre.let_in(started.code)

        kiosk.wire.source = self.world.address()
        told = enrolment.Told(lambda seen: None, code, lambda: None, lambda why: None)
        made = enrolment.enrol(kiosk.wire.url, kiosk.card.folder, told, sleep=lambda seconds: None)
        self.devices.add(str(made.device))

    # What happens

    @rule(what=st.sampled_from(HAPPENS), data=st.data())
    def happens(self, what: str, data: st.DataObject) -> None:
        """One rule for all, so that each is as likely as it is in `LIKELY` in every example."""
        draw = data.draw
        match what:
            case "practise":
                self._practise(draw)
            case "sync":
                kiosk = self._any(draw)
                self._step("sync", kiosk)
                self._sync(kiosk)
            case "trouble":
                self._trouble(draw)
            case "kiosk killed":
                self._child(draw, killed=True)
            case "disk full":
                self._child(draw, killed=False)
            case "kiosk restarts":
                self._restart(draw)
            case "server killed" if self.restarts < MOST_RESTARTS:
                self._kill_the_server(draw)
            case "backup" if self.backup is None:
                self._step("a backup is made")
                self.backup = (self.world.back_up(), dict(self.book.published))
            case "put back" if self.backup is not None and not self.was_put_back:
                self._put_back()
            case "copied" if not self.book.copied:
                self._copy_a_card(draw)
            case _:
                self._staff(what, draw)

    def _any(self, draw: Draw) -> Kiosk:
        kiosk = draw(st.sampled_from(self.kiosks))
        self.touched.add(kiosk)
        return kiosk

    def _step(self, what: str, kiosk: Kiosk | None = None, **told: object) -> None:
        self.steps[what] += 1
        where = "" if kiosk is None else f" {self.kiosks.index(kiosk)}"
        self.diary.append(f"{what}{where} {told or ''}")

    # Trainees

    def _practise(self, draw: Draw) -> None:
        kiosk = self._any(draw)
        many, person = draw(st.integers(1, 3)), draw(st.sampled_from((None, *self.people)))
        behind, is_bad = draw(st.integers(0, 1)), draw(st.integers(0, 7)) == 7
        if is_bad:  # it is answered for before anybody looks whose it is
            person = None
        self._step("practise", kiosk, many=many, person=person and person[:4], is_bad=is_bad)
        for _ in range(many):
            practice = kiosk.card.practice(person, behind, -1.0 if is_bad else 61.25)
            kept: dict[str, object] = {}

            def make(
                sequence: int,
                practice: dict[str, Any] = practice,
                kept: dict[str, object] = kept,
            ) -> dict[str, object]:
                kept.update(body(sequence, **practice))
                return kept

            kiosk.card.store.add(make)
            self.book.made[practice["identity"]] = Made.of(kept)

    # Syncing

    def _trouble(self, draw: Draw) -> None:
        kiosk = self._any(draw)
        mishap = draw(st.sampled_from(MISHAPS))
        path = draw(st.sampled_from(OF_CONTENT.get(mishap, PATHS)))
        self._step(f"sync, and {mishap}", kiosk, path=path)
        kiosk.wire.plan = Plan(mishap, path, draw(st.floats(0, 1)))
        self._sync(kiosk, wait=SHORT if mishap is Mishap.STALL else LONG)
        kiosk.wire.plan = None

    def _sync(self, kiosk: Kiosk, wait: float = LONG) -> list[Outcome]:
        client.READ_SECONDS = wait
        try:
            outcomes = kiosk.card.sync()
        finally:
            client.READ_SECONDS = LONG
        for outcome in outcomes:
            assert outcome.kind is not Kind.FAULT, outcome.why
            assert outcome.kind is not Kind.STORE, outcome.why
            assert "whk_" not in outcome.why
        return outcomes

    # The server

    def _kill_the_server(self, draw: Draw) -> None:
        kiosk, mishap = self._any(draw), draw(st.sampled_from(sorted(KILLS)))
        path, points = draw(st.sampled_from(PATHS)), draw(st.integers(0, 60))
        self._step("the server is killed", kiosk, mishap=mishap, path=path, points=points)
        self.restarts += 1
        if points % 2:
            self.world.fuse.set(points)
        else:
            kiosk.wire.plan = Plan(mishap, path, draw(st.floats(0, 1)))
        self._sync(kiosk)
        kiosk.wire.plan = None
        self.world.up()

    def _put_back(self) -> None:
        self._step("the server is put back")
        assert self.backup is not None
        self.was_put_back = True
        file, published = self.backup
        self.world.put_back(file)
        self.book.now_published(published)

    # Staff

    def _staff(self, what: str, draw: Draw) -> None:
        match what:
            case "published":
                self._publish(draw)
            case "withdrawn" if self.book.published:
                name = draw(st.sampled_from(sorted(self.book.published)))
                self._step("withdraw", name=name)
                self.world.withdraw(self.book, name)
            case "erased":
                person = draw(st.sampled_from(self.people))
                self._step("erase", person=person[:4])
                self.world.erase(self.book, person)
            case "shut out":
                self._shut_out(self._any(draw))
            case "token old":
                kiosk = self._any(draw)
                self._step("a token grows old", kiosk)
                self.world.age_token(kiosk.card)
            case _:
                kiosk = self._any(draw)
                self._step("call", kiosk)
                with contextlib.suppress(NotFound):  # it came after the backup
                    self.world.centre.call(kiosk.card.identity.device)

    def _publish(self, draw: Draw) -> None:
        name, sounds = draw(st.sampled_from(NAMES)), draw(st.integers(0, 2))
        self._step("publish", name=name, sounds=sounds)
        made = {
            line("bf_emma", f"{name} {each} {len(self.book.ever)}"): os.urandom(SOUND)
            for each in range(sounds)
        }
        title = f"A title {len(self.book.ever)}"
        scenario = TEA.model_copy(update={"id": name, "title": title})
        self.world.publish(self.book, scenario, made)

    def _shut_out(self, kiosk: Kiosk) -> None:
        """Or let in anew, where it was."""
        device = kiosk.card.identity.device
        if str(device) in self.book.copied:
            return  # staff are told of the copy first
        self._step("shut out, or let in anew", kiosk)
        if {outcome.kind for outcome in self._sync(kiosk)} & OUTSIDE:
            self._let_in(kiosk)
        else:
            self.world.centre.shut_out(device)

    # Kiosks

    def _restart(self, draw: Draw) -> None:
        """With another clock, or the clock alone jumps."""
        kiosk, wall = self._any(draw), draw(st.sampled_from((None, 12.5, YEAR_2100, BACKWARDS)))
        if wall == BACKWARDS:
            wall = time.time() - draw(st.integers(0, 100_000))
        quality = draw(st.sampled_from(Quality))
        if draw(st.booleans()):
            self._step("reboot", kiosk, wall=wall, quality=quality.value)
            kiosk.wire.calm()
            kiosk.card.reboot(wall, quality)
        else:
            self._step("the clock jumps", kiosk, wall=wall, quality=quality.value)
            kiosk.card.clock.wall, kiosk.card.clock.quality = wall, quality.value

    def _child(self, draw: Draw, *, killed: bool) -> None:
        """What a kiosk does in a process of its own, which may not live to tell."""
        kiosk = self._any(draw)
        card, many, syncs = kiosk.card, draw(st.integers(0, 2)), draw(st.booleans())
        writes = draw(st.integers(1, 80)) if killed else 0
        limit = 0 if killed else draw(st.integers(20_000, 60_000))
        what = "a kiosk is killed" if killed else "a disk is full"
        self._step(what, kiosk, many=many, syncs=syncs, writes=writes, limit=limit)
        practices = [card.practice(self.people[0], 0, 61.25) for _ in range(many)]
        before = rows(card)
        card.close()
        child = self.world.nursery.bear(
            "kiosk",
            folder=str(card.folder),
            clock={**vars(card.clock)},
            practices=practices,
            sync=syncs,
            fuse=str(self.fuse),
            writes=writes,
            limit=limit,
            read_seconds=LONG,
        )
        assert child.wait()
        card.store = Store.open(card.folder)
        assert card.store.repaired is None, card.store.repaired
        noise = child.out.read_text()
        assert "Traceback" not in noise or "StoreFull" in noise, noise
        told = [json.loads(one) for one in noise.splitlines() if one[:1] == "{"]
        assert killed or told[-1].get("over") or "StoreFull" in noise, noise
        assert not {one.get("kind") for one in told} & {Kind.FAULT, Kind.STORE}, noise
        self.diary.append(noise)
        self._let_go(before, rows(card), killed=killed)
        there, kept = rows(card), {one.get("kept") for one in told}
        for practice in practices:
            identity = practice["identity"]
            if identity in there:
                assert {"full": identity} not in told
                self.book.made[identity] = Made.of({**body(0, **practice)})
            elif identity in kept:  # then it may only have been erased
                self.book.made[identity] = Made.of({**body(0, **practice)})
            if identity in there and there[identity][1]:
                self.book.made[identity] = parsed(there[identity][1])

    def _let_go(
        self, before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]], *, killed: bool
    ) -> None:
        """A kiosk whose disk is full lets go what the server has, to keep what it has not. Where
        the server is then put back as well, that is lost: nothing else may be.
        """
        gone = before.keys() - after.keys()
        here = self.world.attempts(self.devices) if gone else {}
        for identity in gone:
            if not self.book.is_erased(self.book.made[identity]):
                assert not killed, f"{identity} went with the power"
                assert before[identity][0] != "waiting" or identity in here, f"{identity} is lost"
                self.book.let_go.add(identity)

    def _copy_a_card(self, draw: Draw) -> None:
        kiosk = self._any(draw)
        self._step("a card is copied", kiosk)
        self.book.copied.add(str(kiosk.card.identity.device))
        card = kiosk.card.copy(self.place / f"card-{len(self.kiosks)}")
        self._join(card)
        card.goes_by(self.kiosks[-1].wire.url)

    # What is always so

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if hasattr(self, "diary"):
            self._nothing_is_lost_or_doubled()
            self._only_what_was_published_is_used()
            self.touched.clear()

    def _nothing_is_lost_or_doubled(self) -> None:
        there = self.world.attempts(self.devices)
        history = self.world.history()
        kept: dict[str, list[tuple[str, Card]]] = {}
        for kiosk in self.kiosks:
            if kiosk in self.touched or kiosk not in self.cards:
                before, self.cards[kiosk] = self.cards.get(kiosk, {}), rows(kiosk.card)
                for identity, (_, text) in self.cards[kiosk].items():
                    if text and before.get(identity, ("", ""))[1] != text:
                        assert parsed(text).fingerprint == self.book.made[identity].fingerprint
            for identity, (state, _) in self.cards[kiosk].items():
                kept.setdefault(identity, []).append((state, kiosk.card))
        for identity, fingerprint in there.items():
            assert identity in self.book.made, f"nobody practised {identity}"
            assert fingerprint == self.book.made[identity].fingerprint
        for identity, made in self.book.made.items():
            if identity in there or identity in self.book.let_go or self.book.is_erased(made):
                continue
            where = kept.get(identity)
            assert where, f"{identity} is lost: {made}"
            for state, card in where:
                if state == "acknowledged":
                    known = ledger.load(card.store, card.identity).history
                    assert known != history, f"{identity} is not on the server"
                else:
                    usual = {"waiting", "invalid"} if made.is_bad else {"waiting"}
                    assert state in usual, f"{identity} is {state}: {card.store.aside()}"

    def _only_what_was_published_is_used(self) -> None:
        for kiosk in self.touched:
            content = kiosk.card.content
            used = listed(content)
            assert used in self.book.ever, f"{used} was never published"
            assert content.version >= kiosk.card.seen, "an older list is used again"
            kiosk.card.seen = content.version
            for name in used:
                assert library.find(name, content).id == name
            for name in content.state.sounds if content.state else ():
                path = content.sound(name)
                assert path is not None
                assert path.stat().st_size == SOUND

    # The end

    def teardown(self) -> None:
        if not hasattr(self, "diary"):
            return
        try:
            self._heal()
            self._all_is_well()
        finally:
            for kiosk in self.kiosks:
                kiosk.card.close()
            shutil.rmtree(self.place)
            if self.backup is not None:
                self.backup[0].unlink()

    def _heal(self) -> None:
        """Nothing goes wrong any more, and staff let in again who was shut out."""
        self.world.up()
        for kiosk in self.kiosks:
            kiosk.wire.calm()
        self._staff_see_the_copy()
        waiting = list(self.kiosks)
        why: list[str] = []
        for _ in range(ROUNDS):
            why = [told for kiosk in waiting for told in self._lacks(kiosk)]
            waiting = [kiosk for kiosk in waiting if list(self._lacks(kiosk, once=False))]
            if not why:
                return
        raise AssertionError(f"it does not come to rest: {why}")

    def _lacks(self, kiosk: Kiosk, *, once: bool = True) -> list[str]:
        """After one more round, what is still not as it should be."""
        outcomes = self._sync(kiosk) if once else []
        kinds = {outcome.kind for outcome in outcomes}
        if kinds & OUTSIDE:
            self._let_in(kiosk)
        waits = [outcome.retry_after for outcome in outcomes if outcome.retry_after]
        if waits:
            time.sleep(max(waits))
        lacking = [outcome.why for outcome in outcomes if not outcome.ok]
        if listed(kiosk.card.content) != self.book.published:
            lacking.append(f"{listed(kiosk.card.content)} is not {self.book.published}")
        if many := kiosk.card.store.counts().waiting:
            lacking.append(f"{many} practices wait")
        return lacking

    def _staff_see_the_copy(self) -> None:
        """Two machines of one name, both on and both coming to the server, are shown."""
        if not self.book.copied:
            return
        (name,) = self.book.copied
        pair = [kiosk for kiosk in self.kiosks if str(kiosk.card.identity.device) == name]
        if len(pair) < 2:
            return  # one of them was let in anew, and has a name of its own
        first, second = pair
        second.card.reboot(None, Quality.SYNCED)
        kinds = {
            outcome.kind
            for kiosk in (first, second, first, second)
            for outcome in self._sync(kiosk)
        }
        if kinds & OUTSIDE:
            return  # the other one has changed the token: that one says that it is not known
        assert self.world.twins({name}) == {name}, "staff see no copy"

    def _was_let_go(self, identity: str) -> bool:
        return identity in self.book.let_go and self.was_put_back

    def _all_is_well(self) -> None:
        there = self.world.attempts(self.devices)
        wanted = {
            identity: made.fingerprint
            for identity, made in self.book.made.items()
            if not made.is_bad and not self.book.is_erased(made)
        }
        lost = {one for one in wanted.keys() - there.keys() if not self._was_let_go(one)}
        assert not lost, f"lost {lost}"
        assert there.items() <= wanted.items(), f"not wanted: {there.keys() - wanted.keys()}"
        for kiosk in self.kiosks:
            counts = kiosk.card.store.counts()
            assert counts.waiting == 0
            assert counts.conflict == 0
            for identity, (state, text) in rows(kiosk.card).items():
                made = self.book.made[identity]
                assert state == ("invalid" if made.is_bad else "acknowledged") or (
                    self.book.is_erased(made) and not text
                )
                assert not self.book.is_erased(made) or not text, "somebody erased is still here"
            assert not any("whk_" in asked for asked in kiosk.wire.asked)
        assert "whk_" not in self.world.log()
        assert not self.world.twins(self.devices - self.book.copied), "a copy that is none"
