"""What the centre's server gave this kiosk: scenarios, their sounds, and what to say in its name.

Read here; `device.sync.content` brings it. One file says what is in use, and is replaced whole;
what it names lies beside it, each under its SHA-256, so a reader always sees one state and never
half of the next. What the state before named stays for as long as this one, so that a practice
which began with it can go on.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from device.config import Settings

FOLDER = "content"
"""In the kiosk's data folder."""
FILE = "manifest.json"
BLOBS = "blobs"
FORM = 1
"""Of the file; a later program may write another."""

Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

_log = logging.getLogger(__name__)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Listed(_Part):
    """A scenario that is in use."""

    version: int
    sha256: Sha
    """Of its document."""
    size: int
    """Bytes of the document."""
    sounds: dict[Sha, Sha] = {}
    """What each sound is known by, and the SHA-256 of its bytes."""
    sizes: dict[Sha, int] = {}
    """Bytes of each blob of sound."""


class Centre(_Part):
    """What a kiosk says in the centre's name; "" where it is not set."""

    name: str = ""
    crisis_words: str = ""
    hours: str = ""
    time_zone: str = ""


class State(_Part):
    """What is in use, as the file has it."""

    form: int = FORM
    signing_key: str
    """Of the server that it came from."""
    version: int = Field(ge=0)
    sequence: int = Field(ge=0)
    """The last change that is in it."""
    scenarios: dict[str, Listed] = {}
    withdrawn: list[str] = []
    """Scenarios that staff have taken off; where one of that name ships with the kiosk, it too."""
    centre: Centre = Centre()
    former_blobs: list[Sha] = []
    """What the state before this one needed; kept for practices that began with it."""
    former_sounds: dict[Sha, Sha] = {}

    @property
    def blobs(self) -> dict[str, int]:
        """The bytes of each blob it needs, by SHA-256."""
        found: dict[str, int] = {}
        for one in self.scenarios.values():
            found[one.sha256] = one.size
            found.update(one.sizes)
        return found

    @property
    def sounds(self) -> dict[str, str]:
        """What each sound is known by, and the SHA-256 of its bytes."""
        return {name: sha for one in self.scenarios.values() for name, sha in one.sounds.items()}


@dataclass(frozen=True)
class Content:
    """What is in use, ready to be read."""

    folder: Path
    state: State | None = None
    """None where nothing was ever fetched."""
    _sounds: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def version(self) -> int:
        """Of the list; 0 for none."""
        return self.state.version if self.state else 0

    @property
    def centre(self) -> Centre:
        """What to say in the centre's name."""
        return self.state.centre if self.state else Centre()

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The ids of what the centre gave, in order."""
        return tuple(sorted(self.state.scenarios)) if self.state else ()

    @property
    def withdrawn(self) -> frozenset[str]:
        """The ids of what staff have taken off."""
        return frozenset(self.state.withdrawn) if self.state else frozenset()

    def document(self, scenario: str) -> Path:
        """The file of a scenario.

        Raises:
            KeyError: the centre gave none of that id.
        """
        if self.state is None:
            raise KeyError(scenario)
        return blob(self.folder, self.state.scenarios[scenario].sha256)

    def sound(self, name: str) -> Path | None:
        """The file of a sound: a recording by its SHA-256, or a line by `line`."""
        sha256 = self._sounds.get(name)
        return None if sha256 is None else blob(self.folder, sha256)


def line(voice: str, text: str) -> str:
    """What the sound of some words in some voice is known by, as the server makes it: SHA-256 of
    `["voice","words"]` as compact JSON.
    """
    told = json.dumps([voice, text.strip()], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def blob(folder: Path, sha256: str) -> Path:
    """Where some bytes lie."""
    return folder / BLOBS / sha256


def load(data: Path) -> Content:
    """What is in use; nothing where nothing was fetched, or its list is broken.

    Args:
        data: the kiosk's data folder.
    """
    folder = data / FOLDER
    state = read(folder)
    if state is None:
        return Content(folder)
    return Content(folder, state, {**state.former_sounds, **state.sounds})


def read(folder: Path) -> State | None:
    """The list that is in use, None where there is none that can be read."""
    file = folder / FILE
    try:
        state = State.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        _log.warning(
            "content: %s can't be read (%s); it is fetched anew", file, type(error).__name__
        )
        return None
    return state if state.form <= FORM else None


def crisis_words(settings: Settings) -> str:
    """What is said to somebody who seems to be in crisis: the centre's own words where it has sent
    any.
    """
    return load(settings.data).centre.crisis_words or settings.crisis_words


class Fresh:
    """The content, read anew whenever it was switched."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._seen: tuple[int, int] | None = None
        self._content = Content(data / FOLDER)

    def __call__(self) -> Content:
        """What is in use at this moment; a look at one file's date where nothing changed."""
        try:
            found = (self._data / FOLDER / FILE).stat()
            seen = (found.st_mtime_ns, found.st_ino)
        except OSError:
            seen = None
        if seen != self._seen:
            self._content, self._seen = load(self._data), seen
        return self._content
