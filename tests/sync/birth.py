"""The nursery's program: reads jobs, one JSON object a line, and answers each with the process id
of a child that does it. All its children end with it.
"""

import ctypes
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

import server.app
import server.cli
from device.cli import main as wellheard
from device.sync import trust
from tests.sync.child import live
from tests.sync.nursery import Fuse

DIES_WITH_PARENT = 1
"""Linux's `PR_SET_PDEATHSIG`."""
LOADED = (server.app, server.cli)
"""What a server needs, so that it starts in a moment."""
Job = dict[str, Any]


def serve(job: Job) -> None:
    """`wellheard serve`; each statement burns the fuse, and each commit before and after."""
    fuse = Fuse(Path(job["fuse"]))
    commit = DefaultDialect.do_commit

    def committing(dialect: DefaultDialect, connection: Any) -> None:
        fuse.burn()
        commit(dialect, connection)  # type: ignore[no-untyped-call]  # the library's
        fuse.burn()

    def burning(*_: object) -> None:
        fuse.burn()

    DefaultDialect.do_commit = committing  # type: ignore[method-assign]  # to be killed at it
    event.listen(Engine, "before_cursor_execute", burning)
    os.environ.clear()
    os.environ.update(job["environment"])
    sys.argv = ["wellheard", "serve"]
    wellheard()


def born(job: Job, work: Callable[[Job], None]) -> None:
    """In the child."""
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(job["out"], os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(old, new)
    try:
        work(job)
    except SystemExit:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def main() -> None:
    """Until there are no more jobs."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    authorities = trust.of_the_system()  # once, for all children
    trust.of_the_system = lambda: authorities
    while line := sys.stdin.readline():
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            born(job, {"serve": serve, "kiosk": live}[job["what"]])
        print(pid, flush=True)


if __name__ == "__main__":
    main()
