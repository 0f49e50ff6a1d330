"""The services that run on this machine: systemd's, told and asked by `systemctl`."""

import filecmp
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from device import disk
from device.errors import WellheardError
from device.update.watch import Seen

UNITS = Path("/etc/systemd/system")
TARGET = "wellheard.target"
SCREEN = "wellheard-screen.service"
LASTING = ("wellheard-kiosk.service", SCREEN, "wellheard-server.service")
"""What runs all the time, and is watched."""
UPDATER = "wellheard-update.service"
GUARDS = frozenset({"wellheard-settle.service", UPDATER, "wellheard-update.timer"})
"""Whoever undoes a release that does badly: not changed before that release has proved itself."""
BUSY = "Somebody practises."
"""What the kiosk says of itself during a visit."""
KINDS = frozenset({".service", ".target", ".timer", ".socket", ".path"})
LIMIT = 60.0
"""Seconds that systemd may take to answer."""


class ServicesTrouble(WellheardError, RuntimeError):
    """The services can't be told or asked."""


class Services(Protocol):
    """What an update needs of the services."""

    def running(self) -> tuple[str, ...]:
        """Those of ours that run all the time and do so now."""

    def apply(self, units: Path, former: Path | None, *, guards: bool) -> None:
        """Have these units, and no longer those of the former release that are not among them.

        Args:
            guards: whether those that look after updates too.
        """

    def restart(self, names: Iterable[str]) -> None:
        """Start these anew, and whatever is not started yet; doesn't wait for them."""

    def look(self, name: str) -> Seen:
        """A unit as it is now."""


class Systemd:
    """Those of this machine."""

    def __init__(self, folder: Path = UNITS) -> None:
        """
        Args:
            folder: where its units are.
        """
        self._folder = folder

    def running(self) -> tuple[str, ...]:
        """Those of ours that run all the time and do so, or try to, now."""
        states = {name: self._ask(name).get("ActiveState", "") for name in LASTING}
        return tuple(
            name
            for name, is_now in states.items()
            if is_now in ("active", "activating", "reloading")
        )

    def apply(self, units: Path, former: Path | None, *, guards: bool) -> None:
        """Put the units in their place, each whole or not at all; what is as it should be stays."""
        kept = frozenset() if guards else GUARDS
        wanted = {file.name: file for file in _units(units)}
        changed = False
        for name, file in wanted.items():
            target = self._folder / name
            if (name in kept and target.exists()) or target.is_symlink():
                continue  # a link is somebody's own wish: masked, as a rule
            if not target.is_file() or not filecmp.cmp(file, target, shallow=False):
                disk.write(target, file.read_bytes(), 0o644)
                changed = True
        for old in _units(former) if former is not None else ():
            if old.name not in wanted and old.name not in kept:
                (self._folder / old.name).unlink(missing_ok=True)
                changed = True
        if changed:
            self._tell("daemon-reload")

    def restart(self, names: Iterable[str]) -> None:
        """Without waiting: whether they come up is for whoever watches."""
        asked = tuple(names)
        if asked:
            self._tell("restart", "--no-block", *asked)
        self._tell("start", "--no-block", TARGET)

    def resume(self) -> None:
        """Have an update go on by itself."""
        self._tell("start", "--no-block", UPDATER)

    def look(self, name: str) -> Seen:
        """A unit as it is now."""
        asked = self._ask(name)
        restarts = asked.get("NRestarts", "0")
        return Seen(
            active=asked.get("ActiveState") in ("active", "reloading"),
            restarts=int(restarts) if restarts.isdigit() else 0,
            told=asked.get("StatusText", ""),
            life=asked.get("InvocationID", ""),
        )

    def _ask(self, name: str) -> dict[str, str]:
        told = self._tell("show", name, "--property=ActiveState,NRestarts,StatusText,InvocationID")
        return dict(line.split("=", 1) for line in told.splitlines() if "=" in line)

    def _tell(self, *words: str) -> str:
        try:
            done = subprocess.run(
                ("systemctl", *words),
                capture_output=True,
                check=False,
                text=True,
                timeout=LIMIT,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ServicesTrouble(
                f"systemd doesn't answer: {error}. Restart the machine."
            ) from error
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise ServicesTrouble(f"systemctl {' '.join(words)} did not work: {why}")
        return done.stdout


def _units(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        file
        for file in folder.iterdir()
        if file.name.startswith("wellheard") and file.suffix in KINDS and file.is_file()
    )
