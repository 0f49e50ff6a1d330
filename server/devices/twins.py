"""When two machines use one kiosk's identity, as after a memory card was copied.

Nothing is refused for it: all that was practised counts. It is shown to staff.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, select
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


_LOCKED = (
    select(Device)
    .where(Device.id.in_(bindparam("ids", expanding=True)))
    .order_by(Device.id)  # in one order always: no two wait for each other
    .with_for_update()
    .execution_options(populate_existing=True)
)
_KNOWN = select(DeviceBoot.device_id, DeviceBoot.boot_id, DeviceBoot.first_at).where(
    DeviceBoot.device_id.in_(bindparam("ids", expanding=True))
)


def locked(session: Session, devices: Collection[uuid.UUID]) -> Sequence[Device]:
    """Those of these kiosks that are let in here, as they are now, and so until the end of the
    transaction.
    """
    return session.scalars(_LOCKED, {"ids": list(devices)}).all()


def started(session: Session, told: Sequence[tuple[uuid.UUID, uuid.UUID]], at: datetime) -> None:
    """Kiosks report from these starts of theirs, in this order, at this moment."""
    devices = {row.id: row for row in locked(session, {one for one, _ in told})}
    changed = [one for one, boot in told if devices[one].boot_id != boot]
    if not changed:
        return
    known: dict[uuid.UUID, dict[uuid.UUID, datetime]] = {one: {} for one in changed}
    for one, boot, first_at in session.execute(_KNOWN, {"ids": changed}):
        known[one][boot] = first_at
    for one, boot in told:
        if devices[one].boot_id == boot:
            continue
        if boot in known[one]:
            found(devices[one], Sign.START, at)
        else:
            known[one][boot] = at
            session.add(DeviceBoot(device_id=one, boot_id=boot, first_at=at))
        devices[one].boot_id = boot
    session.flush()
    for one, boots in known.items():
        if len(boots) > BOOTS_KEPT:
            newest = sorted(boots, key=lambda boot: boots[boot])[-BOOTS_KEPT:]
            session.execute(
                delete(DeviceBoot).where(
                    DeviceBoot.device_id == one, DeviceBoot.boot_id.not_in(newest)
                )
            )
