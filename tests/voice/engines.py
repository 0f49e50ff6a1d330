"""Small engines that behave well and badly, for the tests of the worker."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from device.errors import WellheardError
from device.voice.wire import Answer


class Refusal(WellheardError, ValueError):
    """The engine doesn't want to."""


class Small:
    """Loads at once and does what it is told."""

    def __init__(self, greeting: str = "", diary: str = "") -> None:
        self.greeting = greeting
        self.calls = 0
        if diary:
            with Path(diary).open("a") as file:
                file.write(f"{os.getpid()}\n")

    def echo(self, payload: bytes, text: str = "", seconds: float = 0.0) -> Answer:
        time.sleep(seconds)
        self.calls += 1
        return Answer({"text": self.greeting + text, "calls": self.calls}, payload)

    def count(self, payload: bytes, to: int, seconds: float = 0.0) -> Iterator[Answer]:
        for number in range(to):
            time.sleep(seconds)
            yield Answer({"number": number}, payload)

    def works(self, payload: bytes, seconds: float) -> Answer:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            """Computes, and tells nothing of it."""
        return Answer({"worked": seconds})

    def lets_work(self, payload: bytes, seconds: float) -> Answer:
        subprocess.run(("timeout", str(seconds), "sh", "-c", "while :; do :; done"), check=False)
        return Answer({"worked": seconds})

    def long(self, payload: bytes, size: int) -> Answer:
        return Answer({"text": "x" * size})

    def refuse(self, payload: bytes) -> Answer:
        raise Refusal("Not today.")

    def stumble(self, payload: bytes) -> Answer:
        return Answer({"nothing": 1 // len(payload)})

    def abort(self, payload: bytes) -> Answer:
        print("a library's last words", file=sys.stderr, flush=True)
        os.abort()

    def quote(self, payload: bytes) -> Answer:
        raise ValueError(payload.decode())

    def chatter(self, payload: bytes) -> Answer:
        print("printed by Python")
        sys.stdout.flush()
        ctypes.CDLL(None).puts(b"printed by C")
        ctypes.CDLL(None).fflush(None)
        os.write(2, b"and on standard error\n" * 20_000)
        return Answer({"read": sys.stdin.read()})


class Unloadable:
    """Its model is not there."""

    def __init__(self) -> None:
        raise Refusal("The model is not there.")


class Exiting:
    """A library that leaves instead of raising."""

    def __init__(self) -> None:
        print("no model here", file=sys.stderr)
        sys.exit(1)


class Slow:
    """Takes its time to load."""

    def __init__(self, seconds: float) -> None:
        time.sleep(seconds)

    def echo(self, payload: bytes) -> Answer:
        return Answer({})


class Ear:
    """Takes part in recognition: tells how much sound it got in each call, and how often."""

    def __init__(self, dies: str = "", hangs: float = 0.0) -> None:
        self.hangs = hangs
        """Seconds it takes over everything."""
        self.dies = dies
        """A file with how many more calls it dies in."""
        self.calls = 0

    def recognise(self, payload: bytes) -> Answer:
        time.sleep(self.hangs)
        self.calls += bool(payload)
        if self.dies and (left := int(Path(self.dies).read_text())):
            Path(self.dies).write_text(str(left - 1))
            os.abort()
        text = str(len(payload))
        result = {"text": text, "words": [(text, 0.0, 0.5, 0.9)], "seconds": 0.1}
        return Answer(result | {"calls": self.calls})


class Faint:
    """Hears all of an utterance, and dies of saying what it heard."""

    def __init__(self) -> None:
        self.have = 0

    def feed(self, payload: bytes, turn: int, at: int) -> Answer:
        if at == self.have:
            self.have += len(payload)
        return Answer({"have": self.have, "text": "well"})

    def finish(self, payload: bytes, turn: int, at: int) -> Answer:
        if at != self.have:
            return Answer({"have": self.have})
        os.abort()
