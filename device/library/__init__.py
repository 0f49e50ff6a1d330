"""The library: the scenarios that ship with the kiosk, and reading others from files.

A shipped scenario's file is named for its id.
"""

import stat
from difflib import get_close_matches
from pathlib import Path

from device.coach.scenario import Scenario, document, markup
from device.coach.scenario.document import Document
from device.coach.scenario.problem import Problem, ScenarioError
from device.errors import WellheardError

SHELF = Path(__file__).parent
"""Where the shipped scenarios stand."""
ENDINGS = (".yaml", ".yml", ".json")
"""What a scenario's file may be called."""


class ScenarioNotReadError(WellheardError, OSError):
    """A scenario's file is not there, or can't be opened."""


def names() -> tuple[str, ...]:
    """The ids of the shipped scenarios, in order."""
    return tuple(sorted(file.stem for file in SHELF.glob("*.yaml")))


def shipped() -> tuple[Scenario, ...]:
    """The scenarios that ship with the kiosk, in the order of their ids."""
    return tuple(read(SHELF / f"{name}.yaml") for name in names())


def find(name: str) -> Scenario:
    """The shipped scenario of that id, or the one in the file of that name.

    Raises:
        ScenarioNotReadError: there is neither; names the nearest.
        ScenarioError: the file holds no sound scenario.
    """
    if name in names():
        return read(SHELF / f"{name}.yaml")
    path = Path(name)
    if "/" in name or path.suffix in ENDINGS or path.exists():
        return read(path)
    near = get_close_matches(name, names(), n=1)
    fix = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names())}."
    raise ScenarioNotReadError(f"There is no scenario called “{name}”. {fix}")


def read(path: Path) -> Scenario:
    """The scenario in a file.

    Raises:
        ScenarioNotReadError: the file is missing, a folder, or can't be opened.
        ScenarioError: the file holds no sound scenario; carries every error.
    """
    return document.read(_bytes(path), str(path))


def examine(path: Path) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in a file, if its form is right, and every problem of it.

    Raises:
        ScenarioNotReadError: the file is missing, a folder, or can't be opened.
    """
    return document.examine(_bytes(path), str(path))


def _bytes(path: Path) -> bytes:
    """A file's bytes; never more than the limit is read."""
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
        data = b""
        if stat.S_ISREG(mode) and size <= markup.LIMIT:
            data = path.read_bytes()
    except FileNotFoundError as error:
        raise ScenarioNotReadError(f"{path}: there is no such file. Look at its name.") from error
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
        raise ScenarioNotReadError(
            f"{path}: the file can't be read ({why.lower()}). Look at its name and who may read it."
        ) from error
    if stat.S_ISDIR(mode):
        raise ScenarioNotReadError(f"{path}: this is a folder. Name a scenario's file in it.")
    if not stat.S_ISREG(mode):
        raise ScenarioNotReadError(f"{path}: this is not a file. Name a scenario's file.")
    if size > markup.LIMIT:
        raise ScenarioError([markup.too_long(size)], str(path))
    return data
