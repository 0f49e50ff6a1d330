"""Sound cards by name.

Card numbers move when a device is plugged into another socket; names stay.
"""

import os
import re
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from device.voice.alsa import environment

ASOUND = Path("/proc/asound")
"""Where the kernel lists cards."""
AUTO = "auto"
"""The setting that leaves the choice to `choose`."""
LIST_LIMIT = 5.0
"""Seconds `arecord -L` may take; it answers in a few hundredths."""
SERVED = ("default", "pulse", "pipewire")
"""ALSA's names for a sound server, best first."""

_CARD = re.compile(r"^\s*(\d+) \[(\S+)\s*\]: (\S+) - (.+)$")
_DEVICE = re.compile(r"^(\d+)-(\d+): ")


class Direction(StrEnum):
    """What a device is wanted for, in the kernel's words."""

    IN = "capture"
    OUT = "playback"


@dataclass(frozen=True, slots=True)
class Card:
    """A sound card that can do one direction."""

    name: str
    """The kernel's short name, such as `Device`."""
    title: str
    """For people, such as `USB Audio Device`."""
    usb: bool

    @property
    def device(self) -> str:
        """Its ALSA name; rates and channels are converted."""
        return f"plughw:CARD={self.name}"


def cards(direction: Direction, folder: Path = ASOUND) -> tuple[Card, ...]:
    """The cards there are for one direction, in the kernel's order.

    Args:
        folder: the kernel's list.
    """
    able = {
        int(match[1])
        for line in _lines(folder / "pcm")
        if (match := _DEVICE.match(line)) and f" {direction} " in f"{line} "
    }
    return tuple(
        Card(match[2], match[4].strip(), match[3] == "USB-Audio")
        for line in _lines(folder / "cards")
        if (match := _CARD.match(line)) and int(match[1]) in able
    )


def served(direction: Direction) -> str | None:
    """ALSA's name for the sound server, or None where none answers."""
    if not _server_answers(os.environ):
        return None
    names = _names(direction)
    return next((name for name in SERVED if name in names), None)


def choose(setting: str, direction: Direction, folder: Path = ASOUND) -> str | None:
    """The device to use: USB audio first, then the sound server.

    Other cards are taken only if they are named in the settings: nearly every board has one that
    leads nowhere, such as a screen without a loudspeaker.

    Args:
        setting: an ALSA name, which is taken as it is, or `auto`.

    Returns:
        An ALSA name, or None where there is nothing to use.
    """
    if setting != AUTO:
        return setting
    return usb(direction, folder) or served(direction)


def usb(direction: Direction, folder: Path = ASOUND) -> str | None:
    """The first USB card there is, by its ALSA name."""
    return next((card.device for card in cards(direction, folder) if card.usb), None)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _server_answers(variables: Mapping[str, str]) -> bool:
    runtime = Path(variables.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    return any(_connects(runtime / name) for name in ("pipewire-0", "pulse/native"))


def _connects(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.settimeout(1.0)
            client.connect(str(path))
        except OSError:
            return False
    return True


def _names(direction: Direction) -> set[str]:
    program = "arecord" if direction is Direction.IN else "aplay"
    try:
        told = subprocess.run(
            (program, "-L"),
            capture_output=True,
            check=False,
            timeout=LIST_LIMIT,
            env=environment(),
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired):
        return set()
    return {line.strip() for line in told.stdout.splitlines() if line and not line[0].isspace()}
