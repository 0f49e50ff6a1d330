"""How far an update is, on the disk: what a start after a power cut goes by."""

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from device import disk

BY_HAND = "Somebody went back to the former one by hand."
"""Why an update is undone that did well."""
REFUSED_MOST = 20
"""Versions that did not do well and are remembered."""


class Step(StrEnum):
    """Where an update stands."""

    SETTLED = "settled"
    """No update is under way."""
    INSTALLING = "installing"
    """A release is being made beside the one that runs."""
    TRYING = "trying"
    """The new one is to run and is watched; it did not prove itself yet."""
    UNDOING = "undoing"
    """It did not do well: the former one is to run again."""


class Ended(BaseModel):
    """How an update ended."""

    model_config = ConfigDict(frozen=True)

    number: int
    """Counts the updates of this machine, from 1."""
    version: str
    """That it went to, or was to go to."""
    former: str
    good: bool
    """Whether the new one runs now."""
    at: float
    """Unix seconds by this machine's clock."""
    why: str = ""
    """Why it did not do well, in a sentence."""
    news: str = ""
    """What is new in it, in the maintainers' words."""


class State(BaseModel):
    """How far an update is, and what became of those before."""

    model_config = ConfigDict(frozen=True)

    step: Step = Step.SETTLED
    release: str = ""
    """The folder of the one that is installed, tried or undone."""
    former: str = ""
    """The folder of the one that ran before."""
    watched: tuple[str, ...] = ()
    """The units that must do well."""
    unable: tuple[str, ...] = ()
    """Those of them that could not practise before either."""
    boots: tuple[str, ...] = ()
    """The machine's starts during which it was tried."""
    why: str = ""
    """Why it is undone."""
    news: str = ""
    highest: str = ""
    """The newest version that ever proved itself here."""
    refused: dict[str, str] = Field(default_factory=dict)
    """Why a bundle was undone, by its SHA-256: it isn't tried again by itself."""
    bundle: str = ""
    """SHA-256 of the bundle under way."""
    waits: str = ""
    """Why an update that waits could not be installed when it was last tried, in a sentence."""
    last: Ended | None = None


def load(file: Path) -> State:
    """What was kept; where it can't be read, the links alone tell which release runs."""
    try:
        return State.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return State()


def save(file: Path, state: State) -> None:
    """Keep it; on the disk when this returns."""
    refused = dict(list(state.refused.items())[-REFUSED_MOST:])
    kept = state.model_copy(update={"refused": refused})
    disk.write(file, kept.model_dump_json(indent=1).encode(), 0o644)
