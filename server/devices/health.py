"""How a kiosk is: what it reports, and what that means in plain words.

A report has figures and codes, never a sentence, so no word that was said can be in it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from server.database import now
from server.devices import twins
from server.devices.tables import Device

LARGEST = 2**53 - 1
"""The largest number that every JSON reader keeps exactly."""
LATEST = 253_402_300_799.0
"""Unix seconds: the end of the year 9999."""
AWAY = timedelta(hours=26)
"""A kiosk not heard of for longer is named; kiosks may be switched off overnight."""
LITTLE_DISK = 500_000_000
"""Bytes; an update with new sounds needs up to 200 MB."""
QUIET_DBFS = -55.0
"""A microphone whose loudest of late was under this has heard no speech."""
LONG_QUEUE = 200
"""Practices that wait to be sent; a busy kiosk makes 40 a day."""


class ClockQuality(StrEnum):
    """How far a kiosk's wall clock can be believed."""

    SYNCED = "synced"
    """Set from the network since it was started."""
    KEPT = "kept"
    """From a clock chip with a battery, or from the file written at the last shutdown."""
    NONE = "none"
    """Nothing vouches for it."""


class Clock(BaseModel):
    """A moment as a kiosk knows it."""

    model_config = ConfigDict(allow_inf_nan=False, frozen=True)

    monotonic: float = Field(
        ge=0, le=LATEST, description="Seconds since this start of the machine.", examples=[5310.2]
    )
    wall: float | None = Field(
        default=None,
        ge=0,
        le=LATEST,
        description="What its clock shows, in Unix seconds; may be wrong, and is never a reason to"
        " refuse anything.",
        examples=[1783857600.0],
    )
    quality: ClockQuality = Field(
        description="How far the wall clock can be believed: `synced` from the network since the"
        " start; `kept` by a chip or a file; `none`."
    )


class Trouble(StrEnum):
    """Something that does not work, as the kiosk itself found."""

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
    UPDATE_FAILS = "update_fails"


Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]


Many = Annotated[int, Field(ge=0, le=LARGEST)]


class SetAside(BaseModel):
    """Practices that could not be delivered, by what the server answered."""

    model_config = ConfigDict(frozen=True)

    conflict: Many = 0
    gone: Many = 0
    invalid: Many = 0


class HealthReport(BaseModel):
    """How a kiosk is at this moment."""

    model_config = ConfigDict(allow_inf_nan=False, frozen=True)

    version: str = Field(
        pattern=r"^[0-9A-Za-z.+-]{1,40}$",
        description="Of the kiosk's program.",
        examples=["0.1.0"],
    )
    boot: uuid.UUID = Field(
        description="Made anew with each start of the machine; it shows when two use one identity."
    )
    clock: Clock
    sequence: int = Field(
        ge=0, le=LARGEST, description="The sequence number of its last practice; 0 for none yet."
    )
    disk_free: int = Field(ge=0, le=LARGEST, description="Bytes.", examples=[21_000_000_000])
    disk_size: int = Field(ge=0, le=LARGEST, description="Bytes.", examples=[31_000_000_000])
    microphone_dbfs: float | None = Field(
        default=None,
        ge=-200,
        le=20,
        description="The loudest it has heard in the last hour, in dBFS; left out if it has not"
        " listened.",
        examples=[-18.5],
    )
    last_practice: float | None = Field(
        default=None, ge=0, le=LATEST, description="Seconds since the last practice ended."
    )
    queue: int = Field(ge=0, le=LARGEST, description="Practices that wait to be sent.")
    set_aside: SetAside = SetAside()
    content: int = Field(
        default=0, ge=0, le=LARGEST, description="The version of the content it uses; 0 for none."
    )
    troubles: list[Code] = Field(
        default_factory=list,
        max_length=20,
        description="Codes of what does not work: "
        + ", ".join(f"`{one}`" for one in Trouble)
        + ". Others may follow.",
    )


class Level(StrEnum):
    """How much a remark matters."""

    FINE = "fine"
    LOOK = "look"
    """Somebody should look after it these days."""
    BAD = "bad"
    """People can't practise, or results may be lost."""

    @property
    def label(self) -> str:
        """For people."""
        return {"fine": "Well", "look": "Please look", "bad": "Needs help"}[self.value]


@dataclass(frozen=True)
class Remark:
    """One thing about a kiosk, and what to do about it."""

    level: Level
    words: str


_KEEPING = (
    update(Device)
    .where(Device.id == bindparam("device"))
    .values(
        health=bindparam("told"),
        health_at=bindparam("at"),
        seen_at=bindparam("at"),
    )
)


def keep(session: Session, reports: Sequence[tuple[uuid.UUID, HealthReport]], at: datetime) -> None:
    """Take down how kiosks are, in the order in which they told; notices when one is two."""
    if not reports:
        return
    twins.started(session, [(device, report.boot) for device, report in reports], at)
    latest = {device: report.model_dump_json() for device, report in reports}
    rows = [{"device": device, "told": latest[device], "at": at} for device in sorted(latest)]
    session.connection().execute(_KEEPING, rows)


def last(device: Device) -> HealthReport | None:
    """The last report; none if there is none, or an older version wrote it otherwise."""
    if device.health is None:
        return None
    try:
        return HealthReport.model_validate_json(device.health)
    except ValueError:
        return None


TROUBLES: dict[str, tuple[Level, str]] = {
    Trouble.MICROPHONE_LOST: (
        Level.BAD,
        "It can’t find its microphone. Push its plug in again, then switch the kiosk off and on.",
    ),
    Trouble.SPEAKER_LOST: (
        Level.BAD,
        "It can’t find its speaker. Push its plug in again, then switch the kiosk off and on.",
    ),
    Trouble.BUTTON_LOST: (Level.BAD, "Its button or handset does not answer. Check the cable."),
    Trouble.RECOGNISER_FAILS: (
        Level.BAD,
        "It can’t understand speech at the moment. Switch it off and on.",
    ),
    Trouble.VOICE_FAILS: (Level.BAD, "It can’t speak at the moment. Switch it off and on."),
    Trouble.DISK_FULL: (
        Level.BAD,
        "Its memory card is full. Let whoever installed it make room, or put in a larger one.",
    ),
    Trouble.STORE_BROKEN: (
        Level.BAD,
        "Its list of practices was damaged; it began a new one and kept the old one aside. The"
        " memory card may be failing: have it replaced.",
    ),
    Trouble.CONTENT_BROKEN: (
        Level.LOOK,
        "The last update did not arrive whole. It goes on with the scenarios it has, and tries"
        " again.",
    ),
    Trouble.TOO_HOT: (Level.LOOK, "It gets too hot. Give it air, away from sun and heating."),
    Trouble.LOW_POWER: (
        Level.LOOK,
        "Its power supply is too weak. Use the one that belongs to the Raspberry Pi.",
    ),
    Trouble.SYNC_FAILS: (
        Level.LOOK,
        "A part of what it sends or fetches fails again and again. It goes on trying; let whoever"
        " installed it run: wellheard sync --once",
    ),
    Trouble.UPDATE_FAILS: (
        Level.LOOK,
        "A newer version of its program could not be put in, often for want of room. It goes on"
        " with the one it has; let whoever installed it run: wellheard doctor",
    ),
}


def remarks(device: Device) -> list[Remark]:
    """All there is to say, what matters most first; one cheerful one where all is well."""
    if device.revoked_at is not None:
        return [Remark(Level.LOOK, "Shut out: it can’t fetch scenarios or send results.")]
    found = [*_presence(device), *_reported(device)]
    order = [Level.BAD, Level.LOOK, Level.FINE]
    found.sort(key=lambda remark: order.index(remark.level))
    return found or [Remark(Level.FINE, "All is well.")]


def _presence(device: Device) -> list[Remark]:
    found = []
    if device.twin_at is not None:
        found.append(
            Remark(
                Level.BAD,
                "Two machines say that they are this kiosk. Was its memory card copied? Shut it out"
                " here, then let each machine in anew.",
            )
        )
    if device.seen_at is None:
        found.append(Remark(Level.LOOK, "It was let in, and has not called since."))
    elif now() - device.seen_at > AWAY:
        days = max(1, (now() - device.seen_at).days)
        ago = "a day" if days == 1 else f"{days} days"
        found.append(
            Remark(
                Level.LOOK,
                f"Not heard of for {ago}. Is it switched on, and is the network there? Practices"
                " made meanwhile are kept on it.",
            )
        )
    return found


def _reported(device: Device) -> list[Remark]:
    report = last(device)
    if report is None:
        return []
    found = [
        Remark(
            *TROUBLES.get(
                code,
                (Level.LOOK, f"It reports “{code.replace('_', ' ')}”. Ask whoever installed it."),
            )
        )
        for code in dict.fromkeys(report.troubles)
    ]
    if report.disk_free < LITTLE_DISK and Trouble.DISK_FULL not in report.troubles:
        found.append(
            Remark(
                Level.LOOK,
                f"Only {report.disk_free // 1_000_000} MB are free on its memory card. Let whoever"
                " installed it make room.",
            )
        )
    quiet = report.microphone_dbfs is not None and report.microphone_dbfs < QUIET_DBFS
    if quiet and Trouble.MICROPHONE_LOST not in report.troubles:
        found.append(
            Remark(
                Level.LOOK, "Its microphone hears almost nothing. Is it covered, or turned down?"
            )
        )
    if report.queue > LONG_QUEUE:
        found.append(
            Remark(
                Level.LOOK,
                f"{report.queue} practices wait to be sent. If this grows, the network is too weak"
                " where it stands.",
            )
        )
    aside = report.set_aside.conflict + report.set_aside.invalid
    if aside:
        many = "One practice" if aside == 1 else f"{aside} practices"
        found.append(
            Remark(
                Level.LOOK,
                f"{many} could not be taken by the server and stayed on the kiosk. Is the kiosk’s"
                " program older or newer than the server’s? Bring both up to date.",
            )
        )
    if report.clock.quality is ClockQuality.NONE:
        found.append(
            Remark(
                Level.LOOK,
                "It does not know what time it is, so the times of its practices are guesses. Bring"
                " it into the network, from which it learns the time by itself, or give it a clock"
                " with a battery.",
            )
        )
    return found


def worst(device: Device) -> Level:
    """How it is, in one word."""
    return remarks(device)[0].level
