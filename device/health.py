"""How a kiosk is: the report that it sends to the centre's server.

Figures and codes, never a sentence, so no word that was said can be in it. What only the running
kiosk knows (its microphone, its last practice, what just failed) it writes down in a small file,
`note`; whoever sends the report reads that, the same program or another.
"""

import shutil
import uuid
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

import device
from device import disk
from device.moment import Moment
from device.store import Counts

FILE = "condition.json"
"""In the kiosk's data folder."""
STALE = 3600.0
"""Seconds after which a condition that was written down is no longer believed."""
MOST_TROUBLES = 20
HOT = 80.0
"""Degrees Celsius, from which a Raspberry Pi slows itself down."""
LITTLE = 50_000_000
"""Bytes free under which the disk counts as full: practices need some kB each, an update more."""
THERMAL = Path("/sys/class/thermal/thermal_zone0/temp")
LOW_POWER = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")
UNDER_VOLTAGE = 0x1
"""The firmware's bit for a supply that is too weak at this moment."""


class Trouble(StrEnum):
    """Something that does not work."""

    MICROPHONE_LOST = "microphone_lost"
    SPEAKER_LOST = "speaker_lost"
    BUTTON_LOST = "button_lost"
    RECOGNISER_FAILS = "recogniser_fails"
    VOICE_FAILS = "voice_fails"
    DISK_FULL = "disk_full"
    STORE_BROKEN = "store_broken"
    CONTENT_BROKEN = "content_broken"
    TOO_HOT = "too_hot"
    LOW_POWER = "low_power"
    SYNC_FAILS = "sync_fails"
    """A step of the sync has failed several times in a row, though the server answers."""
    UPDATE_FAILS = "update_fails"
    """A newer version could not be fetched or installed, or did not do well."""


Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]


class Condition(BaseModel):
    """What the running kiosk knows of itself, at a moment of this start of the machine."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    boot: uuid.UUID
    monotonic: float = Field(ge=0)
    """When it was written down."""
    microphone_dbfs: float | None = Field(default=None, ge=-200, le=20)
    """The loudest that was heard in the last hour, in dBFS."""
    practice_ended: float | None = Field(default=None, ge=0)
    """The monotonic clock as the last practice ended."""
    troubles: list[Code] = []


class Clock(BaseModel):
    """A moment, as it is sent."""

    monotonic: float
    wall: float | None
    quality: str


class SetAside(BaseModel):
    """Practices that could not be delivered, by what the server answered."""

    conflict: int = 0
    gone: int = 0
    invalid: int = 0


class Report(BaseModel):
    """How the kiosk is at this moment, as `POST /health` takes it."""

    version: str
    boot: uuid.UUID
    clock: Clock
    sequence: int
    disk_free: int
    disk_size: int
    microphone_dbfs: float | None = None
    last_practice: float | None = None
    """Seconds since the last practice ended."""
    queue: int
    set_aside: SetAside
    content: int = 0
    troubles: list[Code] = []


def note(data: Path, condition: Condition) -> None:
    """Write down what the running kiosk knows of itself.

    Args:
        data: the kiosk's data folder.

    Raises:
        OSError: it can't be written.
    """
    disk.sweep(data / FILE)
    disk.write(data / FILE, condition.model_dump_json().encode())


def noted(data: Path, moment: Moment) -> Condition:
    """What was written down, if it is from this start of the machine and not too long ago."""
    nothing = Condition(boot=moment.boot, monotonic=moment.monotonic)
    try:
        found = Condition.model_validate_json((data / FILE).read_bytes())
    except (OSError, ValidationError):
        return nothing
    if found.boot != moment.boot:
        return nothing
    if moment.monotonic - found.monotonic > STALE:
        return nothing.model_copy(update={"practice_ended": found.practice_ended})
    return found


def report(
    data: Path, moment: Moment, counts: Counts, content: int, troubles: Iterable[str] = ()
) -> Report:
    """How the kiosk is.

    Args:
        data: its data folder.
        moment: its clock now.
        counts: of its store.
        content: the version of the list of scenarios in use; 0 for none.
        troubles: codes of what else does not work.
    """
    condition = noted(data, moment)
    usage = shutil.disk_usage(next(one for one in (data, *data.absolute().parents) if one.exists()))
    found = [*condition.troubles, *troubles, *machine(usage.free)]
    ended = condition.practice_ended
    return Report(
        version=device.__version__,
        boot=moment.boot,
        clock=Clock.model_validate(moment.clock()),
        sequence=counts.last_sequence,
        disk_free=usage.free,
        disk_size=usage.total,
        microphone_dbfs=condition.microphone_dbfs,
        last_practice=None if ended is None else max(moment.monotonic - ended, 0.0),
        queue=counts.waiting,
        set_aside=SetAside(conflict=counts.conflict, gone=counts.gone, invalid=counts.invalid),
        content=content,
        troubles=list(dict.fromkeys(found))[:MOST_TROUBLES],
    )


def machine(free: int, thermal: Path = THERMAL, power: Path = LOW_POWER) -> list[str]:
    """What the machine itself complains of.

    Args:
        free: bytes on the disk.
    """
    found: list[str] = []
    if free < LITTLE:
        found.append(Trouble.DISK_FULL)
    try:
        if int(thermal.read_text(encoding="ascii")) / 1000 >= HOT:
            found.append(Trouble.TOO_HOT)
    except (OSError, ValueError):
        pass  # this machine doesn't tell
    try:
        if int(power.read_text(encoding="ascii"), 16) & UNDER_VOLTAGE:
            found.append(Trouble.LOW_POWER)
    except (OSError, ValueError):
        pass
    return found
