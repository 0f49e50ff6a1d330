"""When two machines use one kiosk's identity, as after a memory card was copied.

Nothing is refused for it: all that was practised counts. It is shown to staff.
"""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.devices.tables import Device, DeviceBoot

BOOTS_KEPT = 20
"""Starts remembered for each kiosk."""


class Sign(StrEnum):
    """What gave it away."""

    START = "start"
    """An earlier start of the machine reports again after a later one has."""
    SEQUENCE = "sequence"
    """Two practices have the same sequence number."""


def found(device: Device, sign: Sign, at: datetime) -> None:
    """Note it, to be shown until somebody has seen to it."""
    device.twin_at, device.twin_why = at, sign.value


def started(session: Session, device: Device, boot: uuid.UUID, at: datetime) -> None:
    """A kiosk reports from this start of the machine, at this moment."""
    if device.boot_id == boot:
        return
    if session.get(DeviceBoot, (device.id, boot)) is not None:
        found(device, Sign.START, at)
    else:
        session.add(DeviceBoot(device_id=device.id, boot_id=boot, first_at=at))
        session.flush()
        newest = select(DeviceBoot.boot_id).where(DeviceBoot.device_id == device.id)
        kept = newest.order_by(DeviceBoot.first_at.desc()).limit(BOOTS_KEPT)
        session.execute(
            delete(DeviceBoot).where(
                DeviceBoot.device_id == device.id,
                DeviceBoot.boot_id.not_in(kept.subquery().select()),
            )
        )
    device.boot_id = boot
