"""What the talks about being remembered ask of whoever keeps a trainee's progress."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Remembered:
    """Somebody whose progress is kept here, with their yes."""

    key: str
    """The hash of their code, 64 hex digits; the words themselves are kept nowhere."""
    shared: bool = False
    """Whether they said yes to staff seeing how they get on."""
    new: bool = False
    """Whether they said yes in this visit for the first time."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many codes were wrong, so none is looked up for a while."""

    seconds: float


class Remembering(Protocol):
    """Finds, keeps and forgets people by three spoken words; `device.progress` does it."""

    def find(self, text: str) -> str | None:
        """The code in what was recognised: three words, single spaces between; None for none."""
        ...

    def parts(self, text: str) -> int:
        """How many words of a code are in it."""
        ...

    def invent(self) -> str:
        """A code that nobody has here, by chance."""
        ...

    def look(self, code: str) -> Remembered | Wait | None:
        """Who has this code; None where nobody has, which counts as a wrong guess."""
        ...

    def keep(self, code: str, *, shared: bool) -> Remembered | None:
        """From now on keep this person's progress; None where it could not be written down."""
        ...

    def share(self, who: Remembered, *, shared: bool) -> Remembered | None:
        """Whether staff may see; None where it could not be written down."""
        ...

    def forget(self, who: Remembered) -> bool:
        """Delete all of it; whether it is gone."""
        ...
