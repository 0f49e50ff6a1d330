"""`wellheard sync --import` and `--export`: a memory stick instead of the network."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from device.config import Settings
    from device.sync.step import Outcome


def carry(
    settings: "Settings",
    taken_from: Path | None,
    put_on: Path | None,
    told: "Callable[[Outcome], None]",
) -> list["Outcome"]:
    """Take in what is on a stick, then put on one what is to go; gives what failed.

    Raises:
        WellheardError: a stick is not there or not the right one, or another sync is at work; then
            nothing was done.
    """
    from device.moment import now
    from device.store import Store
    from device.sync import identity as identities
    from device.sync.carry import Carrier
    from device.sync.stick import Stick
    from device.sync.turn import turn

    identity = identities.load(settings.data)
    if identity is None:
        raise identities.NotEnrolled
    first = Stick(taken_from) if taken_from is not None else None
    second = Stick(put_on) if put_on is not None else None
    if first is not None:
        first.check()
    failed: list[Outcome] = []

    def tell(outcome: "Outcome") -> None:
        told(outcome)
        if not outcome.ok:
            failed.append(outcome)

    store = Store.open(settings.data)
    try:
        with turn(settings.data):
            if first is not None:
                for outcome in Carrier(settings.data, store, identity, now, first).take():
                    tell(outcome)
            if second is not None:
                tell(Carrier(settings.data, store, identity, now, second).export())
    finally:
        store.close()
    return failed
