"""Where settings come from: TOML files, the environment, and how a wrong one is told of.

The kiosk's settings (`device.config`) and the server's (`server.settings`) are read by this.
"""

import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from device.errors import WellheardError

PREFIX = "WELLHEARD_"
"""Of a setting's name in the environment, in capitals."""


def home(variable: str, default: str) -> Path:
    """Wellheard's own folder in one of the user's (XDG), such as `~/.config/wellheard`."""
    return Path(os.environ.get(variable) or Path.home() / default) / "wellheard"


@dataclass
class Found:
    """What was set, and where."""

    values: dict[str, Any] = field(default_factory=dict)
    """By the setting's name; what the environment sets is left to whoever reads that."""
    origin: dict[str, str] = field(default_factory=dict)
    """The file or the variable of each, for people."""

    def where(self, name: object) -> str:
        """Where a setting was set."""
        return self.origin.get(str(name), "settings")


def look(folders: Iterable[Path], names: Iterable[str], error: type[WellheardError]) -> Found:
    """Read the `*.toml` of the folders: later files win over earlier ones.

    Args:
        folders: those that are not there are passed over.
        names: the settings there are; one that the environment sets wins over every file.
        error: what to raise.

    Raises:
        WellheardError: of that kind; a file can't be read; says which and why.
    """
    found = Found()
    for file in (file for folder in folders for file in sorted(folder.glob("*.toml"))):
        try:
            read = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
            raise error(f"{file}: {why}. Mend the file, or move it away.") from why
        found.values.update(read)
        found.origin.update(dict.fromkeys(read, str(file)))
    for name in names:
        variable = f"{PREFIX}{name.upper()}"
        if variable in os.environ:
            found.values.pop(name, None)
            found.origin[name] = variable
    return found


def unknown(where: str, name: str, names: Collection[str], what: str = "setting") -> str:
    """That there is no such setting, in a sentence or two."""
    near = get_close_matches(name, names, n=1)
    fix = f"Did you mean {near[0]}?" if near else "Take it out."
    return f"{where}: there is no {what} called {name}. {fix}"


def wrong(where: str, name: str, given: str, why: str) -> str:
    """That a value can't be used, in two sentences."""
    return f"{where}: {name} can't be {given}: {why}. Mend it, or leave it out for the default."


def name_of(problem: Mapping[str, Any]) -> str:
    """The setting that one of pydantic's problems is about."""
    return ".".join(map(str, problem["loc"]))
