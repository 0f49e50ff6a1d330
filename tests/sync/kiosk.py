"""A kiosk as it is after `wellheard enrol`, with its own folder and store."""

import dataclasses
from pathlib import Path
from typing import Any

from device import moment, uuid7
from device.content import Content, load
from device.store import Store
from device.sync import enrolment, identity
from device.sync.agent import Agent
from device.sync.identity import Identity
from device.sync.protocol import EnrolStarted
from device.sync.step import Outcome, Step
from tests.sync.centre import Centre

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class Kiosk:
    """Belongs to a centre; its agent's dice always fall on the longest wait."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store.open(folder)
        self.seen: list[str] = []
        self.told: list[Outcome] = []

    def enrol(self, centre: Centre, **more: Any) -> Identity:
        def code(started: EnrolStarted) -> None:
            centre.let_in(started.code)

        centre.forgive()
        told = enrolment.Told(self.seen.append, code, lambda: None, lambda why: None)
        more.setdefault("sleep", lambda seconds: None)
        return enrolment.enrol(centre.url, self.folder, told, **more)

    @property
    def identity(self) -> Identity:
        found = identity.load(self.folder)
        assert found is not None
        return found

    def goes_by(self, url: str) -> None:
        """Reach the server by this address."""
        identity.save(self.folder, dataclasses.replace(self.identity, url=url))

    def agent(self, **more: Any) -> Agent:
        more.setdefault("chance", lambda low, high: high)
        return Agent(self.folder, self.store, told=self.told.append, **more)

    def sync(self, **more: Any) -> dict[Step, Outcome]:
        """One round; what came of each step."""
        return {outcome.step: outcome for outcome in self.agent(**more).once()}

    @property
    def content(self) -> Content:
        return load(self.folder)

    def practise(self, **more: Any) -> str:
        """A practice was just finished here; gives its id."""
        identity = str(uuid7.new(None))
        device = more.pop("device", None) or str(self.identity.device)
        at = moment.now()

        def make(sequence: int) -> dict[str, object]:
            return {
                "id": identity,
                "device": device,
                "boot": str(at.boot),
                "sequence": sequence,
                "began": at.clock(),
                "seconds": 61.25,
                "scenario": {"id": "rent-day", "version": 1, "sha256": SHA},
                "path": ["t1"],
                "end": "finished",
                "replies": [],
                **more,
            }

        self.store.add(make)
        return identity

    def close(self) -> None:
        self.store.close()


def failed(outcomes: dict[Step, Outcome]) -> dict[Step, str]:
    return {step: outcome.why for step, outcome in outcomes.items() if not outcome.ok}
