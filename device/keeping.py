"""A practice that is over goes into the store, if this machine is a kiosk of a centre's.

On any other machine nothing is kept. What goes wrong is told in a sentence and never stops a
practice.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from device import health
from device.attempt import Attempt, Person, body
from device.errors import WellheardError
from device.moment import now
from device.store import Store, StoreError
from device.sync import identity

Tell = Callable[[str], None]


class Keeper:
    """Keeps one kiosk's practices, one after the other."""

    def __init__(self, folder: Path, device: UUID, tell: Tell) -> None:
        """
        Args:
            folder: of the store.
            device: the kiosk's number.
            tell: is told of what goes wrong.
        """
        self._folder = folder
        self._device = device
        self._tell = tell
        self._store: Store | None = None
        self._erasures = 0

    def begin(self, person: Person | None = None) -> Callable[[Attempt], None]:
        """A practice begins; what comes back is called when it is over."""
        with self._telling(""):
            self._erasures = self._opened().erasures()
        erasures = self._erasures

        def keep(attempt: Attempt) -> None:
            with self._telling("This practice can't be counted. "):
                self._opened().add(
                    lambda sequence: body(
                        attempt, self._device, sequence, erasures=erasures, person=person
                    )
                )
            self._note()

        return keep

    @property
    def erasures(self) -> int:
        """The newest erasure that the kiosk knew as the last practice began."""
        return self._erasures

    def _note(self) -> None:
        """Staff see when there was a practice last."""
        moment = now()
        ended = {"monotonic": moment.monotonic, "practice_ended": moment.monotonic}
        known = health.noted(self._folder, moment)
        with contextlib.suppress(OSError):  # a full disk is told where it matters
            health.note(self._folder, known.model_copy(update=ended))

    def _opened(self) -> Store:
        """The store; where it could not be opened before, perhaps it can now."""
        if self._store is None:
            self._store = Store.open(self._folder)
            if self._store.repaired is not None:
                self._tell(str(self._store.repaired))
        return self._store

    @contextlib.contextmanager
    def _telling(self, first: str) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            self._tell(f"{first}{error}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._store is not None:
            self._store.close()


@contextlib.contextmanager
def one(folder: Path, tell: Tell) -> Iterator[Callable[[Attempt], None] | None]:
    """For one practice that begins now; None where this machine was never let in anywhere.

    Args:
        folder: what this kiosk is and keeps.
        tell: is told of what goes wrong.
    """
    try:
        kiosk = identity.load(folder)
    except WellheardError as error:
        tell(f"This practice can't be counted. {error}")
        kiosk = None
    if kiosk is None:
        yield None
        return
    with Keeper(folder, kiosk.device, tell) as keeper:
        yield keeper.begin()
