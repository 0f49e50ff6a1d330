"""Whatever is done to it in whatever order, the store is as a simple model of it says."""

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from device.store import Answer, Answered, Store
from device.store.rows import KEPT
from tests.store.conftest import ids, practice

PEOPLE = (None, "anna", "ben")
ACKNOWLEDGED = (Answer.CREATED, Answer.DUPLICATE)


class Kept:
    """A practice, as the model knows it."""

    def __init__(self, sequence: int, person: str | None, erasures: int) -> None:
        self.sequence = sequence
        self.person = person
        self.erasures = erasures
        self.state: Answer | Literal["waiting", "acknowledged"] = "waiting"
        self.received = 0.0


class Machine(RuleBasedStateMachine):
    """A kiosk's store, over weeks, with power cuts and a server whose clock jumps."""

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="store-"))
        self.store = Store.open(self.place / "kiosk")
        self.model: dict[str, Kept] = {}
        self.bodies: dict[str, str] = {}
        self.added = self.last = self.erasures = 0
        self.facts: dict[str, str] = {}
        self.clock = 1.8e9

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.place)

    @rule(person=st.sampled_from(PEOPLE), size=st.sampled_from([0, 5000]))
    def add(self, person: str | None, size: int) -> None:
        name = f"p-{self.added}"
        self.added += 1
        make = practice(name, size=size, trainee=person, erasures=self.erasures)
        sequence = self.store.add(make)
        assert sequence == self.last + 1
        self.last = sequence
        self.model[name] = Kept(sequence, person, self.erasures)
        self.bodies[name] = next(
            one.body for one in self.store.waiting(10**6, 10**9) if one.id == name
        )

    @rule()
    def fail(self) -> None:
        try:
            self.store.add(lambda sequence: {"id": "never", "x": 1 / 0})
        except ZeroDivisionError:
            return
        raise AssertionError("what failed was kept")

    @rule(
        data=st.data(),
        answer=st.sampled_from(Answer),
        passed=st.sampled_from([0.0, 60.0, KEPT / 2, -KEPT, 40 * KEPT]),
    )
    @precondition(lambda self: self.model)
    def answer(self, data: st.DataObject, answer: Answer, passed: float) -> None:
        some = data.draw(st.lists(st.sampled_from(sorted(self.model)), unique=True, max_size=4))
        self.clock = max(self.clock + passed, 0.0) if abs(passed) <= KEPT else self.clock + passed
        self.store.answered([Answered(name, answer, ("why",), self.clock) for name in some])
        for name in some:
            kept = self.model[name]
            if kept.state == Answer.GONE and answer is not Answer.GONE:
                continue
            if answer in ACKNOWLEDGED:
                kept.state, kept.received = "acknowledged", self.clock
            elif answer is Answer.GONE or kept.state == "waiting":
                kept.state, kept.received = answer, self.clock
            if answer is Answer.GONE:
                kept.person = None
        if some:
            for name, kept in list(self.model.items()):
                old = kept.received < self.clock - KEPT
                if kept.state in {"acknowledged", Answer.GONE} and old:
                    del self.model[name]

    @rule(back=st.integers(0, 5))
    def server_is_put_back(self, back: int) -> None:
        after = max(0, self.last - back)
        again = [
            kept
            for kept in self.model.values()
            if kept.state == "acknowledged" and kept.sequence > after
        ]
        assert self.store.send_again(after) == len(again)
        for kept in again:
            kept.state = "waiting"

    @rule(person=st.sampled_from(PEOPLE[1:]), newer=st.integers(0, 2))
    def erase(self, person: str, newer: int) -> None:
        number = self.erasures + newer
        gone = [
            name
            for name, kept in self.model.items()
            if kept.person == person and kept.erasures < number
        ]
        assert self.store.erase(person, number) == len(gone)
        self.erasures = number
        for name in gone:
            del self.model[name]

    @rule(name=st.sampled_from(["content", "history"]), value=st.text(max_size=5))
    def keep(self, name: str, value: str) -> None:
        self.store.keep(name, value)
        self.facts[name] = value

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store.open(self.place / "kiosk")
        assert self.store.repaired is None

    @rule()
    def lose_the_numbers_file(self) -> None:
        (self.place / "kiosk" / "sequence").unlink(missing_ok=True)

    @rule()
    def power_cut(self) -> None:
        """The files as they are at this moment are all that is left."""
        copy = self.place / "copy"
        shutil.copytree(self.place / "kiosk", copy)
        self.store.close()
        shutil.rmtree(self.place / "kiosk")
        copy.rename(self.place / "kiosk")
        self.restart()

    @invariant()
    def is_as_the_model_says(self) -> None:
        in_order = sorted(self.model, key=lambda name: self.model[name].sequence)
        states = [self.model[name].state for name in in_order]
        waiting = [name for name in in_order if self.model[name].state == "waiting"]
        assert ids(self.store) == waiting
        for one in self.store.waiting(10**6, 10**9):
            assert one.body == self.bodies[one.id]
        counts = self.store.counts()
        assert counts.waiting == len(waiting)
        assert counts.acknowledged == states.count("acknowledged")
        assert (counts.conflict, counts.gone, counts.invalid) == tuple(
            states.count(answer) for answer in (Answer.CONFLICT, Answer.GONE, Answer.INVALID)
        )
        assert counts.last_sequence == self.last
        assert [one.id for one in self.store.aside()] == [
            name for name in in_order if self.model[name].state not in {"waiting", "acknowledged"}
        ]
        assert self.store.erasures() == self.erasures
        assert all(self.store.kept(name) == value for name, value in self.facts.items())


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
