"""A whole kiosk as its own process: `wellheard kiosk` with a terminal for a panel and its screen's
page, watched by a service manager, and killed without a word.
"""

import contextlib
import json
import os
import pty
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from device.config import Settings
from device.screen.guard import TOKEN
from tests.faults import processes

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds for what takes some on a busy machine."""
LOOK = 0.05
SESSION = ".ses"
"""Fifty bytes that ONNX Runtime leaves in the folder for temporary files, always the same ones."""
TOLD = ("panel", "models", "data", "cache", "recordings", "voice", "screen")
"""Settings that are handed on to it."""


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class Machine:
    """The process, a hand at its keys, and what it tells."""

    def __init__(
        self,
        settings: Settings,
        environment: dict[str, str],
        folder: Path,
        *,
        watchdog: float = 4.0,
    ) -> None:
        """
        Args:
            environment: of the sound server.
            folder: where its manager listens; nothing else is there.
            watchdog: seconds within which the manager wants a sign of life.
        """
        self.port = free_port()
        self.lights: list[str] = []
        self.log: list[str] = []
        self.manager: queue.Queue[str] = queue.Queue()
        """What the service manager was told."""
        self._folder = folder
        given = {f"WELLHEARD_{name.upper()}": str(getattr(settings, name)) for name in TOLD}
        self._environment = {
            **os.environ,
            **environment,
            **given,
            "WELLHEARD_SCREEN_PORT": str(self.port),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "TMPDIR": str(folder / "tmp"),
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": str(round(watchdog * 1e6)),
        }
        (folder / "tmp").mkdir(parents=True, exist_ok=True)
        self._told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._told.bind(str(folder / "notify"))
        self._told.settimeout(0.2)
        self._ended = threading.Event()
        self._listening = threading.Thread(target=self._hear, daemon=True)
        self._listening.start()
        self.process: subprocess.Popen[str]
        self._hand = self._keys = -1
        self._token = ""

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def left_behind(self) -> list[str]:
        """Files it made that are nobody's any more."""
        return [
            str(file)
            for place in (self._folder / "tmp", Path(self._environment["WELLHEARD_DATA"]))
            for file in place.rglob("*")
            if file.is_file()
            and file.name != SESSION
            and (place.name == "tmp" or file.name.endswith((".new", ".tmp")))
        ]

    def start(self, *, lights: bool = True) -> "Machine":
        """Switch it on; returns when it says that it is ready.

        Args:
            lights: whether its panel is a keyboard, which tells what the light shows.
        """
        self.lights.clear()
        self._hand, self._keys = pty.openpty()
        self.process = subprocess.Popen(
            (sys.executable, "-m", "device", "kiosk"),
            cwd=ROOT,
            env=self._environment,
            stdin=self._keys,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(pipe, lines), daemon=True)
            for pipe, lines in (
                (self.process.stdout, self.lights),
                (self.process.stderr, self.log),
            )
        ]
        for reader in self._readers:
            reader.start()
        if lights:
            self.until(lambda: self.light == "idle", "it is ready", 2 * PATIENCE)
        else:
            self.until(self._begins, "it is ready", 2 * PATIENCE)
        return self

    def _begins(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(self.whole()["view"]["begin"])
        return False

    @property
    def light(self) -> str:
        """What the light shows."""
        return self.lights[-1].strip("[]").replace(" ", "_") if self.lights else "starting"

    def press(self, key: bytes = b" ") -> None:
        """Press a key of its terminal."""
        os.write(self._hand, key)

    def ask(self, **what: str) -> None:
        """Press something on the screen's page, as the page does."""
        headers = {
            "Content-Type": "application/json",
            TOKEN: self._token or self._greeting(),
            "Origin": self.home,
        }
        asked = Request(f"{self.home}/ask", json.dumps(what).encode(), headers)
        with urlopen(asked, timeout=20) as answer:
            assert answer.status == 204

    def whole(self) -> dict[str, Any]:
        """All that the page shows."""
        with urlopen(f"{self.home}/events", timeout=20) as events:
            for line in events:
                if line.startswith(b"data:"):
                    shown: dict[str, Any] = json.loads(line[5:])
                    return shown
        raise AssertionError("the page is told nothing")

    def until(self, done: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Wait for it.

        Raises:
            AssertionError: it doesn't come; says what, and how it stands.
        """
        until = time.monotonic() + seconds
        while not done():
            ended = self.process.poll()
            assert ended is None, (what, ended, self.log[-8:])
            assert time.monotonic() < until, (what, self.lights[-8:], self.log[-8:])
            time.sleep(LOOK)

    def family(self) -> list[int]:
        """All processes it has started."""
        return list(processes.children(self.process.pid))

    def kill(self) -> None:
        """As when the kernel wants its memory."""
        self.process.kill()
        self._gone()

    def stop(self) -> None:
        """As the service manager does."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        self._gone()

    def close(self) -> None:
        """Whatever comes, nothing of it stays."""
        if hasattr(self, "process") and self.process.poll() is None:
            family = self.family()
            self.process.kill()
            self._gone()
            for child in family:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        self._ended.set()
        self._listening.join()
        self._told.close()

    def _gone(self) -> None:
        self.process.wait()
        for reader in self._readers:
            reader.join(10)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        os.close(self._hand)
        os.close(self._keys)
        self._token = ""

    def _greeting(self) -> str:
        self._token = str(self.whole()["token"])
        return self._token

    def _read(self, pipe: Any, lines: list[str]) -> None:
        for line in pipe:
            lines += (line.strip(),)

    def _hear(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                self.manager.put(self._told.recv(1000).decode())
