"""How the sync goes, in a file that people and programs can look at: `sync.json`.

What came of each step, since when it goes well, and how much waits. No token, and nothing that was
said.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from device import disk
from device.moment import Now
from device.store import Counts
from device.sync.identity import Identity
from device.sync.step import Outcome, Step

FILE = "sync.json"
AT_LEAST = 600.0
"""Seconds after which it is written though nothing changed; less often, for the memory card."""


class Status:
    """The file, and what is in it."""

    def __init__(self, data: Path, now: Now) -> None:
        self._file = data / FILE
        self._now = now
        self._well: dict[Step, dict[str, Any]] = {}
        self._written: dict[str, Any] = {}
        self._written_at = float("-inf")

    def write(
        self, identity: Identity | None, last: Mapping[Step, Outcome], counts: Counts
    ) -> Outcome:
        """Write down what came of each step.

        Raises:
            OSError: it can't be written.
        """
        moment = self._now()
        for step, outcome in last.items():
            if outcome.ok:
                self._well[step] = moment.clock()
        told: dict[str, Any] = {
            "server": identity.url if identity else None,
            "device": str(identity.device) if identity else None,
            "name": identity.name if identity else None,
            "steps": [outcome.as_data for outcome in last.values()],
            "waiting": counts.waiting,
            "acknowledged": counts.acknowledged,
            "set_aside": counts.conflict + counts.gone + counts.invalid,
        }
        if told != self._written or moment.monotonic - self._written_at > AT_LEAST:
            whole = {
                **told,
                "at": moment.clock(),
                "went_well": {step.value: at for step, at in self._well.items()},
            }
            if not self._written:  # once: another program may be writing it now
                disk.sweep(self._file)
            disk.write(self._file, json.dumps(whole, indent=1).encode(), 0o644)
            self._written, self._written_at = told, moment.monotonic
        return Outcome(Step.HEALTH)
