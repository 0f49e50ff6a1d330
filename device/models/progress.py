"""How far it has come."""

from collections.abc import Sequence
from typing import Protocol


class Progress(Protocol):
    """Is told of every step and how much of it is done."""

    def plan(self, names: Sequence[str], total: int) -> None:
        """These models will be fetched, `total` bytes in all."""
        ...

    def step(self, what: str, total: int) -> None:
        """A step of `total` bytes begins."""
        ...

    def reach(self, done: int) -> None:
        """So many bytes of the step are done."""
        ...


class Quiet:
    """Tells nobody."""

    def plan(self, names: Sequence[str], total: int) -> None:
        """Nobody is told."""

    def step(self, what: str, total: int) -> None:
        """Nobody is told."""

    def reach(self, done: int) -> None:
        """Nobody is told."""
