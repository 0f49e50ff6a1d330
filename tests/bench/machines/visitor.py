"""Somebody at the kiosk of a machine of its own: touches, types, and listens at its sound card.

Copied there and run by the release's own Python, which needs nothing of the tests. The card is
snd-aloop, where what is played on one end is heard on the other: the kiosk plays on 0,0 and hears
on 1,1; so whoever visits it hears on 1,0, and is the room on 0,1. They type, for an emulated
processor takes minutes over a spoken sentence. Prints what came of it, as JSON.
"""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from typing import Any

import numpy as np

PAGE = "http://127.0.0.1:8484"
RATE = 16_000
RAW = ("-q", "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1")
HUSH = 10 ** (-66 / 20)
"""How loud the room is when nobody speaks; full scale is 1."""
REPLY = "That sounds really lonely. What are the mornings like for you?"
PATIENCE = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
"""Seconds for what takes some on this machine."""


class Room:
    """The microphone's end of the cable: nobody speaks, but no room is digitally silent."""

    def __init__(self) -> None:
        self._play = subprocess.Popen(
            ("aplay", "-D", "plughw:CARD=Loopback,DEV=0,SUBDEV=1", "--buffer-time=1000000", *RAW),
            stdin=subprocess.PIPE,
        )
        threading.Thread(target=self._breathe, daemon=True).start()

    def _breathe(self) -> None:
        chance = np.random.default_rng(3)
        assert self._play.stdin is not None
        while True:
            sound = chance.normal(0, HUSH, RATE // 10)
            self._play.stdin.write((sound * (2**15 - 1)).astype("<i2").tobytes())
            self._play.stdin.flush()


class Ear:
    """The speaker's end of the cable."""

    def __init__(self) -> None:
        self.loudest = 0.0
        """Full scale is 1."""
        self.heard = 0.0
        """Seconds in which something was to be heard."""
        self._record = subprocess.Popen(
            ("arecord", "-D", "plughw:CARD=Loopback,DEV=1,SUBDEV=0", *RAW),
            stdout=subprocess.PIPE,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._record.stdout is not None
        while block := self._record.stdout.read(RATE // 5):
            level = float(np.abs(np.frombuffer(block, dtype="<i2")).max()) / 2**15
            self.loudest = max(self.loudest, level)
            self.heard += 0.1 * (level > 10 ** (-40 / 20))


class Page:
    """What the screen shows, and a finger."""

    def __init__(self) -> None:
        self.view: dict[str, Any] = {}
        self.lines: list[dict[str, Any]] = []
        self._token = ""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            try:
                with urllib.request.urlopen(f"{PAGE}/events", timeout=30) as events:
                    self._read(events)
            except OSError:
                time.sleep(1)

    def _read(self, events: Any) -> None:
        kind = ""
        for raw in events:
            name, _, rest = raw.decode().strip().partition(": ")
            if name == "event":
                kind = rest
            elif name == "data":
                self._take(kind, json.loads(rest))

    def _take(self, kind: str, data: Any) -> None:
        if kind == "whole":
            self._token = data["token"]
            self.view, self.lines = data["view"], data["captions"]
        elif kind == "view":
            self.view = data
        elif kind == "caption":
            self.lines.append(data)

    def ask(self, **what: str) -> None:
        """Touch something."""
        request = urllib.request.Request(
            f"{PAGE}/ask",
            json.dumps(what).encode(),
            {"Content-Type": "application/json", "X-Wellheard-Token": self._token, "Origin": PAGE},
        )
        with urllib.request.urlopen(request, timeout=30):
            pass

    def until(self, so: Any, what: str) -> float:
        """Seconds until something is so."""
        began = time.monotonic()
        while not so():
            if time.monotonic() - began > PATIENCE:
                told = [(line.get("who"), line.get("text")) for line in self.lines]
                sys.exit(f"not in {PATIENCE:.0f} s: {what}; {self.view}; {told}")
            time.sleep(0.1)
        return time.monotonic() - began

    def choose(self, title: str) -> None:
        """Touch what has these words."""
        self.until(lambda: self._choice(title), f"the choice {title}")
        self.ask(ask="chosen", id=self._choice(title) or "")

    def _choice(self, title: str) -> str | None:
        choices = self.view.get("choices", ())
        return next((one["id"] for one in choices if title in one["title"]), None)


def main() -> None:
    """Visit it."""
    page, ear = Page(), Ear()
    Room()
    page.until(lambda: page.view.get("begin"), "it is ready")
    page.ask(ask="begin")
    page.choose("Two cups of tea")
    page.until(lambda: page.view.get("expect") == "reply", "my turn")
    before = len(page.lines)
    page.ask(ask="typed", text=REPLY)
    page.until(lambda: any(one["who"] == "trainee" for one in page.lines[before:]), "it is read")
    began = time.monotonic()
    page.until(lambda: any(one["who"] == "coach" for one in page.lines[before:]), "it answers")
    answered = time.monotonic() - began
    page.until(lambda: page.view.get("leave"), "leaving is offered")
    lines = [(one["who"], one["text"]) for one in page.lines]
    page.ask(ask="leave")
    page.until(lambda: page.view.get("begin"), "it waits for the next")
    told = {"lines": lines, "answered": answered, "loudest": ear.loudest, "seconds": ear.heard}
    print(json.dumps(told))


main()
