"""A report for whoever helps from afar: one text file with all that they would ask for.

Findings, the machine, its sound, its settings, how the sync goes, the newest lines of the journal.
No token, no key, no code of a trainee's, no practice, and no word that was said: none of them is
read for it, and settings are told by a list of what may be.
"""

import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import device
from device.config import Settings
from device.doctor.finding import Finding
from device.doctor.service import UNIT, sync_status
from device.errors import WellheardError
from device.health import FILE as CONDITION

LIMIT = 8.0
"""Seconds a program may take."""
LINES = 200
"""Of the journal, for each unit."""
LONGEST = 20_000
"""Characters of one section, its end; more is seldom read."""
UNITS = (UNIT, "wellheard-sync.service", "wellheard-screen.service", "wellheard-update.service")
COMMANDS: dict[str, tuple[str, ...]] = {
    "System": ("uname", "-a"),
    "Up since": ("uptime",),
    "Memory": ("free", "-m"),
    "Disk": ("df", "-h"),
    "Time": ("timedatectl",),
    "Microphones": ("arecord", "-l"),
    "Loudspeakers": ("aplay", "-l"),
    "Levels": ("amixer",),
    "USB": ("lsusb",),
    "Addresses": ("ip", "-brief", "address"),
    "Services": ("systemctl", "--no-pager", "list-units", "wellheard*"),
    "Pins": ("gpioinfo",),
}
SYNC = ("server", "name", "waiting", "acknowledged", "set_aside", "at", "went_well")
"""What is told of the sync besides its steps."""


class ReportError(WellheardError, OSError):
    """The report can't be written."""


def write(file: Path, findings: Iterable[tuple[str, Finding]], settings: Settings) -> None:
    """Put the report into a file.

    Raises:
        ReportError: it can't be; says why and what to do.
    """
    text = "\n".join(
        f"## {title}\n\n{body.rstrip()}\n" for title, body in _parts(findings, settings)
    )
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportError(
            f"{file}: the report can't be written ({(error.strerror or str(error)).lower()})."
            " Choose another place."
        ) from error


def _parts(
    findings: Iterable[tuple[str, Finding]], settings: Settings
) -> Iterable[tuple[str, str]]:
    moment = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    yield f"Wellheard {device.__version__}", f"{moment}, Python {platform.python_version()}"
    yield "Board", _file(Path("/proc/device-tree/model")) or platform.machine()
    yield "Release", _file(Path("/etc/os-release"))
    yield "Findings", "\n".join(map(_line, findings))
    yield "Settings", "\n".join(f"{name} = {value}" for name, value in sorted(_settings(settings)))
    yield "Sync", _sync(settings.data)
    yield "Condition", _file(settings.data / CONDITION)
    yield "Models", "\n".join(sorted(one.name for one in _inside(settings.models)))
    for title, command in COMMANDS.items():
        yield title, _printed(*command)
    for unit in UNITS:
        yield f"Journal of {unit}", _printed("journalctl", "--no-pager", "-u", unit, f"-n{LINES}")


def _line(named: tuple[str, Finding]) -> str:
    name, found = named
    advice = f" -> {found.advice}" if found.advice else ""
    return f"{found.state.value:<8} {name}: {found.found}{advice}"


def _settings(settings: Settings) -> Iterable[tuple[str, str]]:
    """What may be told: names, numbers, switches and paths. The centre's own words are its own."""
    for name in type(settings).model_fields:
        value = getattr(settings, name, None)
        yield name, f"({len(str(value))} characters)" if name == "crisis_words" else str(value)


def _sync(data: Path) -> str:
    status = sync_status(data)
    steps = [
        f"{step.get('step')}: {'well' if step.get('ok') else step.get('why')}"
        for step in status.get("steps", ())
    ]
    return "\n".join([*steps, *(f"{name}: {status[name]}" for name in SYNC if name in status)])


def _inside(folder: Path) -> Iterable[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\0\n")[:LONGEST]
    except OSError:
        return ""


def _printed(*command: str) -> str:
    """What a program printed; why not, where it printed nothing."""
    try:
        answer = subprocess.run(
            command,
            capture_output=True,
            check=False,
            timeout=LIMIT,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        return f"({command[0]} is not installed)"
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"({command[0]}: {type(error).__name__})"
    return (answer.stdout + answer.stderr)[-LONGEST:]
