"""The child's side of a worker: it loads one engine and answers calls until its input ends.

Run as `python -m device.voice.served package.module:Class '{"option": …}'`.
"""

import ctypes
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from device.errors import WellheardError
from device.voice.memory import give_back
from device.voice.wire import pack

EVERY = 60.0
"""Seconds between two times that free memory is given back, after a call."""


def serve(engine: str, options: dict[str, Any]) -> None:
    """Run in the child: load the engine, then answer calls until the input ends."""
    _die_with_parent()
    calls, answers = _own_pipes()
    module, _, name = engine.partition(":")
    try:
        served = getattr(importlib.import_module(module), name)(**options)
    except Exception as error:  # whatever a library raises is told to the parent
        answers.write(pack({"error": _why(error)}))
        answers.flush()
        return
    answers.write(pack({"result": {}}))
    answers.flush()
    given_back = time.monotonic()
    for line in calls:
        head = json.loads(line)
        payload = calls.read(head["bytes"])
        try:
            returned = getattr(served, head["call"])(payload=payload, **head["arguments"])
            several = returned if isinstance(returned, Iterator) else iter((returned,))
            for answer in several:
                answers.write(pack({"result": answer.result}, answer.payload))
                answers.flush()
            answers.write(pack({"end": True}))
        except Exception as error:  # whatever a library raises is told to the parent
            answers.write(pack({"error": _kind(error)}))
        answers.flush()
        if time.monotonic() - given_back > EVERY:
            give_back()
            given_back = time.monotonic()


def _why(error: Exception) -> str:
    """Why the engine can't be loaded, in the library's own words."""
    return str(error) if isinstance(error, WellheardError) else f"{type(error).__name__}: {error}"


def _kind(error: Exception) -> str:
    """Why it can't answer. A library's own words may quote what was said, and end in a log: of its
    errors only the kind is told.
    """
    return str(error) if isinstance(error, WellheardError) else f"{type(error).__name__}."


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take the pipes away from libraries that print to standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    calls = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return calls, answers


def _die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the parent goes (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    serve(sys.argv[1], json.loads(sys.argv[2]))
