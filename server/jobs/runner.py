"""The loop that takes jobs, beside the requests of every process."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from fastapi import FastAPI

from device.errors import WellheardError
from server.database import Database
from server.jobs import queue
from server.jobs.tables import Job, State
from server.jobs.work import AWAY, BrokenOff, Work
from server.room import Room

LOG = logging.getLogger("server.jobs")
LOOK_SECONDS = 1.0
"""How often it is looked whether something waits; a look is one small read."""
AWAY_SECONDS = 5.0
"""How long to wait while the database is away."""
STOP_SECONDS = 15.0
"""How long a stopping server waits for its job to be put back."""
FAULT = (
    "Something went wrong that is the server's fault, not yours. Try again; if it happens again,"
    " tell whoever looks after the server, with this job's number."
)

Doer = Callable[[Work], str]
"""Does one job; gives a sentence that says what came of it."""


class Runner:
    """Takes jobs and does them, one at a time."""

    def __init__(self, app: FastAPI, doers: Mapping[str, Doer]) -> None:
        self._app = app
        self._database: Database = app.state.database
        self._doers = doers
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="jobs")

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more; the one under way is put back."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def _loop(self) -> None:
        forgotten = False
        while not self._stopping.is_set():
            try:
                if not forgotten:
                    with self._database.write() as session:
                        queue.forget_old(session)
                    forgotten = True
                took = self._turn()
            except AWAY:
                LOG.warning("No jobs are done while the database is away")
                self._stopping.wait(AWAY_SECONDS)
            except Exception:
                LOG.exception("The loop of jobs stumbled")
                self._stopping.wait(AWAY_SECONDS)
            else:
                if not took:
                    self._stopping.wait(LOOK_SECONDS)

    def _turn(self) -> bool:
        """Do one job, if there is one."""
        with self._database.read() as session:
            if not queue.anything(session, list(self._doers)):
                return False
        holder = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        with self._database.write() as session:
            job = queue.take(session, holder, list(self._doers))
        if job is None:
            return False
        self._do(job)
        return True

    def _do(self, job: Job) -> None:
        work = Work(self._app, job, self._stopping)
        beating = threading.Thread(target=work.beat, name=f"job {job.id}", daemon=True)
        beating.start()
        try:
            came_of_it = self._doers[job.kind](work)
        except BrokenOff:
            self._left(work)
        except WellheardError as error:
            self._end(work, State.FAILED, problem=str(error))
        except AWAY:
            LOG.warning("Job %d stops because the database is away; it will be done again", job.id)
        except Exception:
            LOG.exception("Job %d failed", job.id)
            self._end(work, State.FAILED, problem=FAULT)
        else:
            self._end(work, State.DONE, telling=came_of_it[:300])
        finally:
            work.end_beat()
            beating.join()

    def _left(self, work: Work) -> None:
        if work.cancelled.is_set():
            self._end(work, State.CANCELLED)
        elif not work.lost.is_set():
            with self._database.write() as session:
                queue.put_back(session, work.id, work.holder)

    def _end(self, work: Work, state: State, **values: str) -> None:
        with self._database.write() as session:
            mine = queue.end(session, work.id, work.holder, state, **values)
        about = {"job": work.id, "state": state, "counted": mine}
        LOG.info("job", extra={"about": about})


@contextmanager
def running(app: FastAPI) -> Iterator[None]:
    """What the room brings along: the loop, as long as the app runs."""
    rooms: tuple[Room, ...] = app.state.rooms
    runner = Runner(app, {kind: do for room in rooms for kind, do in room.jobs.items()})
    runner.start()
    try:
        yield
    finally:
        runner.stop()
