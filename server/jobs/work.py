"""What whoever does a job is given: what was asked, and ways to tell and to run programs."""

import logging
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from device.errors import WellheardError
from server.database import Database
from server.jobs import queue
from server.jobs.tables import Job
from server.pages.visitor import Visitor
from server.roles import Role
from server.settings import Settings

LOG = logging.getLogger("server.jobs")
AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""What is raised while the database can't be used."""
BEAT_SECONDS = 3.0
"""How often a holder is heard of; a tenth of the lease, so that one missed beat costs nothing."""
TELL_SECONDS = 0.3
"""No more often than this is progress written down."""
GRACE_SECONDS = 5.0
"""How long a program gets to end by itself."""
TOLD_BYTES = 2000
"""Of what a program said on standard error, the last so many are looked at."""


class JobFailed(WellheardError, RuntimeError):
    """The job can't be done; says why and what to do, for staff."""


class BrokenOff(WellheardError, RuntimeError):
    """The job is to be left as it is: cancelled, taken by another, or the server stops."""


@dataclass(frozen=True)
class ProgramEnded(WellheardError, RuntimeError):
    """A program ended with an error."""

    status: int
    told: str
    """The last of what it said on standard error."""

    def __str__(self) -> str:
        return self.told or f"It ended with status {self.status}."


class Work:
    """One job in the hands of one process."""

    def __init__(self, app: FastAPI, job: Job, stopping: threading.Event) -> None:
        self.settings: Settings = app.state.settings
        self.database: Database = app.state.database
        self.id = job.id
        self.asked: Mapping[str, Any] = job.asked
        self.who = None
        if job.staff_id is not None:
            # Only for the log: what they may do was checked when they asked.
            self.who = Visitor(job.staff_id, job.who, Role.EDITOR, "")
        assert job.holder is not None
        self.holder = job.holder
        self.stopping = stopping
        self.cancelled = threading.Event()
        self.lost = threading.Event()
        self._ended = threading.Event()
        self._told = 0.0
        self._lease_over = time.monotonic() + queue.LEASE.total_seconds()

    def tell(self, words: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is; what is said too soon after the last is not written down.

        Raises:
            BrokenOff: the job is to be left as it is.
        """
        self.check()
        if time.monotonic() - self._told >= TELL_SECONDS or done == total:
            self._told = time.monotonic()
            self._renew(telling=words[:300], done=done, total=total)
            self.check()

    def check(self) -> None:
        """See whether to go on.

        Raises:
            BrokenOff: the job is to be left as it is.
        """
        if self.broken_off:
            raise BrokenOff("The work was broken off.")

    @property
    def broken_off(self) -> bool:
        """Whether the job is to be left as it is."""
        return self.cancelled.is_set() or self.lost.is_set() or self.stopping.is_set()

    def fence(self, session: Session) -> None:
        """See to it, in a writing transaction, that the job is still ours: what is written in it is
        then written by one process only.

        Raises:
            BrokenOff: another process has it, or it is to be cancelled.
        """
        self._learn(queue.renew(session, self.id, self.holder))
        self.check()

    def _renew(self, **values: Any) -> None:
        try:
            with self.database.write() as session:
                cancel = queue.renew(session, self.id, self.holder, **values)
        except AWAY as error:
            # The work goes on; if the database stays away, somebody else will do it again.
            LOG.warning("A job's progress can't be written: %s", type(error).__name__)
            if time.monotonic() > self._lease_over:
                self.lost.set()
            return
        self._lease_over = time.monotonic() + queue.LEASE.total_seconds()
        self._learn(cancel)

    def _learn(self, cancel: bool | None) -> None:
        if cancel is None:
            self.lost.set()
        elif cancel:
            self.cancelled.set()

    def beat(self) -> None:
        """Keep the lease until `end_beat`; runs on a thread of its own."""
        while not self._ended.wait(BEAT_SECONDS):
            self._renew()

    def end_beat(self) -> None:
        """The work is over."""
        self._ended.set()

    def lines(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Iterator[str]:
        """What a program prints, line by line, as it prints it. It is ended when the job is broken
        off; when this process is killed, its next line goes nowhere, which ends it too.

        Raises:
            BrokenOff: the job is to be left as it is.
            ProgramEnded: it ended with an error.
        """
        with tempfile.TemporaryFile() as told:
            program = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=told,
                env={**os.environ, **(environment or {})},
                cwd=folder,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            watch = threading.Thread(target=self._watch, args=(program,), daemon=True)
            watch.start()
            try:
                assert program.stdout is not None
                with program.stdout:
                    yield from program.stdout
                status = program.wait()
            finally:
                _stop(program)
                watch.join()
            self.check()
            if status:
                size = told.seek(0, os.SEEK_END)
                told.seek(max(0, size - TOLD_BYTES))
                last = told.read().decode("utf-8", "replace").strip()
                raise ProgramEnded(status, last.removeprefix("wellheard: "))

    def _watch(self, program: "subprocess.Popen[str]") -> None:
        while program.poll() is None:
            if self.broken_off:
                _stop(program)
                return
            time.sleep(0.1)


def _stop(program: "subprocess.Popen[str]") -> None:
    """End a program and what it started."""
    for how, seconds in ((signal.SIGTERM, GRACE_SECONDS), (signal.SIGKILL, GRACE_SECONDS)):
        if program.poll() is not None:
            return
        try:
            os.killpg(program.pid, how)
            program.wait(seconds)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
