"""A kiosk's work in a process of its own, which is killed at a write or meets a full disk.

It prints one JSON object a line: what is done, and last of all `{"over": true}`.
"""

import json
import os
import resource
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import apsw

from device.store import Store, StoreError
from device.sync import client
from device.sync.agent import Agent
from tests.sync.card import Clock, body
from tests.sync.nursery import Fuse

WRITING = ("fsync", "fdatasync", "pwrite", "replace", "rename", "unlink", "truncate")
"""What Python's part of the kiosk changes the disk with."""


class _File(apsw.VFSFile):
    """Each change of a database's file burns the fuse; at the last one half of it is written."""

    def __init__(self, fuse: Fuse, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("unix", name, flags)
        self._fuse = fuse

    def xWrite(self, data: Any, offset: int) -> None:
        if self._fuse.is_last():
            super().xWrite(bytes(data)[: len(data) // 2], offset)
            os.kill(os.getpid(), 9)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._fuse.burn()
        super().xSync(flags)

    def xTruncate(self, newsize: int) -> None:
        self._fuse.burn()
        super().xTruncate(newsize)


class _Files(apsw.VFS):
    def __init__(self, fuse: Fuse) -> None:
        self._fuse = fuse
        super().__init__("mortal", "unix", makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> _File:
        return _File(self._fuse, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self._fuse.burn()
        super().xDelete(filename, syncdir)


def _burning(fuse: Fuse, work: Callable[..., Any]) -> Callable[..., Any]:
    def burn(*given: Any, **more: Any) -> Any:
        fuse.burn()
        return work(*given, **more)

    return burn


def _body(practice: dict[str, Any], sequence: int) -> dict[str, object]:
    return body(sequence, **practice)


def _tell(**told: object) -> None:
    print(json.dumps(told), flush=True)


def live(job: dict[str, Any]) -> None:
    """Practise, then sync.

    Args:
        job: `folder`, `clock`, `practices` (each what `card.body` takes), `sync`, `fuse` (a file),
            `writes` (after which it is killed; 0 for never), `limit` (bytes of any file, 0 for
            none), `read_seconds`.
    """
    fuse = Fuse(Path(job["fuse"]))
    mortal = _Files(fuse) if job["writes"] else None
    for name in WRITING:
        setattr(os, name, _burning(fuse, getattr(os, name)))
    client.READ_SECONDS = job["read_seconds"]
    clock = Clock(**job["clock"])
    fuse.set(job["writes"])
    store = Store.open(Path(job["folder"]))
    if job["limit"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["limit"], resource.RLIM_INFINITY))
    for practice in job["practices"]:
        try:
            store.add(partial(_body, practice))
        except StoreError as error:
            _tell(full=practice["identity"], why=str(error))
        else:
            _tell(kept=practice["identity"])
    if job["sync"]:
        agent = Agent(Path(job["folder"]), store, now=clock.now, chance=lambda low, high: high)
        for outcome in agent.once():
            _tell(step=outcome.step.value, kind=outcome.kind, why=outcome.why)
    store.close()
    if mortal is not None:
        mortal.unregister()
    _tell(over=True)
