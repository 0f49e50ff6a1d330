"""A machine to plug in, ask, and pull the plug of: what every kind of it can do."""

import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[3]
"""The project's folder."""


class Trouble(RuntimeError):
    """The machine does not do what it should."""


def run(*words: str, given: str | None = None) -> str:
    """What a command of this machine's says, in the project's folder.

    Raises:
        Trouble: it didn't do well.
    """
    done = subprocess.run(words, cwd=ROOT, input=given, capture_output=True, check=False, text=True)
    if done.returncode:
        raise Trouble(f"{' '.join(words)[:300]}: {done.stderr[-2000:]}")
    return done.stdout


class Machine(ABC):
    """Plugged in when it is entered, pulled out when it is left."""

    SLOWER = 1.0
    """How many times longer its processor may take than the one that it is made on."""
    began = 0.0
    """When it was plugged in, by `time.monotonic`."""

    @abstractmethod
    def __enter__(self) -> Self:
        """Plug it in; returns when commands are answered.

        Raises:
            Trouble: it does not start.
        """

    def __exit__(self, *_: object) -> None:
        self.pull()

    @abstractmethod
    def pull(self) -> None:
        """Pull the plug: everything in it is gone at the same moment."""

    @abstractmethod
    def command(self, *words: str) -> tuple[str, ...]:
        """What runs a command inside."""

    @abstractmethod
    def put(self, file: Path, place: str) -> None:
        """Copy a file into it, to this place."""

    @property
    def up(self) -> float:
        """Seconds since it was plugged in."""
        return time.monotonic() - self.began

    def ask(self, *words: str) -> str:
        """What a command says, whatever its status."""
        return self._run(words).stdout.strip()

    def good(self, *words: str) -> bool:
        """Whether a command does well."""
        return self._run(words).returncode == 0

    def do(self, *words: str) -> str:
        """What a command says; it must do well.

        Raises:
            Trouble: it didn't.
        """
        done = self._run(words)
        if done.returncode:
            why = done.stderr.strip() or done.stdout.strip()
            raise Trouble(f"{' '.join(words)[:300]}: {why[-2000:]}")
        return done.stdout.strip()

    def shown(self, unit: str, name: str) -> str:
        """A property of a unit."""
        return self.ask("systemctl", "show", unit, f"--property={name}", "--value")

    def runs(self, unit: str) -> bool:
        """Whether a unit said that it is ready, and runs."""
        return self.shown(unit, "ActiveState") == "active"

    def until(self, so: Callable[[], object], limit: float, what: str = "") -> float:
        """Seconds until something is so.

        Args:
            limit: seconds on a machine that is as fast as this one.

        Raises:
            Trouble: it was not within the limit.
        """
        began = time.monotonic()
        while not so():
            if time.monotonic() - began > limit * self.SLOWER:
                raise Trouble(f"not within {limit * self.SLOWER:.0f} seconds: {what}")
            time.sleep(0.1 * self.SLOWER)  # asking takes the machine some work
        return time.monotonic() - began

    def _run(self, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*words), capture_output=True, check=False, text=True)
