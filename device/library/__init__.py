"""The library: the scenarios that ship with the kiosk, those the centre gave, and others in files.

A shipped scenario's file is named for its id. What the centre gave comes first: it stands in for a
shipped one of the same id, and what the centre has withdrawn is gone, even if it ships.
"""

import hashlib
import logging
import stat
from difflib import get_close_matches
from pathlib import Path

from device.coach.scenario import Scenario, document, markup
from device.coach.scenario.document import Document
from device.coach.scenario.problem import Problem, ScenarioError
from device.content import Content
from device.errors import WellheardError

SHELF = Path(__file__).parent
"""Where the shipped scenarios stand."""
ENDINGS = (".yaml", ".yml", ".json")
"""What a scenario's file may be called."""


class ScenarioNotReadError(WellheardError, OSError):
    """A scenario's file is not there, or can't be opened."""


NOTHING = Content(Path())
"""Of the centre's."""

_log = logging.getLogger(__name__)


def names(content: Content = NOTHING) -> tuple[str, ...]:
    """The ids of what can be practised: the centre's, then what ships, each in order."""
    shelf = (file.stem for file in SHELF.glob("*.yaml"))
    gone = {*content.scenarios, *content.withdrawn}
    return (*content.scenarios, *sorted(name for name in shelf if name not in gone))


def available(content: Content = NOTHING) -> tuple[Scenario, ...]:
    """What can be practised, in the order of `names`; what can't be read here is left out, and the
    log tells.
    """
    found = []
    for name in names(content):
        try:
            found.append(find(name, content))
        except WellheardError as error:
            _log.warning("library: %s", error)
    return tuple(found)


def shipped() -> tuple[Scenario, ...]:
    """The scenarios that ship with the kiosk, in the order of their ids."""
    return tuple(read(SHELF / f"{name}.yaml") for name in names())


def find(name: str, content: Content = NOTHING) -> Scenario:
    """The centre's scenario of that id, or the shipped one, or the one in the file of that name.

    Raises:
        ScenarioNotReadError: there is none of these, or the centre has withdrawn it; names the
            nearest.
        ScenarioError: the file holds no sound scenario.
    """
    if name in content.scenarios:
        return _given(name, content)
    if name in names(content):
        return read(SHELF / f"{name}.yaml")
    if name in content.withdrawn:
        raise ScenarioNotReadError(
            f"The centre has withdrawn the scenario “{name}”. There are:"
            f" {', '.join(names(content))}."
        )
    path = Path(name)
    if "/" in name or path.suffix in ENDINGS or path.exists():
        return read(path)
    near = get_close_matches(name, names(content), n=1)
    fix = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names(content))}."
    raise ScenarioNotReadError(f"There is no scenario called “{name}”. {fix}")


def _given(name: str, content: Content) -> Scenario:
    """What the centre gave, if it is still to the letter what was given."""
    path = content.document(name)
    data = _bytes(path)
    if hashlib.sha256(data).hexdigest() != path.name:
        raise ScenarioNotReadError(
            f"The centre's scenario “{name}” is damaged on this kiosk. It is fetched again when the"
            " kiosk next reaches the server: wellheard sync --once"
        )
    return document.read(data, f"the centre's “{name}”")


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
