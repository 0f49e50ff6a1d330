"""Versions of the program, and which is the newer one."""

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Self

from device.errors import WellheardError

_FORM = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})")
_FOLDER = re.compile(rf"({_FORM.pattern})(?:\+[0-9a-f]{{8}})?")


class NoVersion(WellheardError, ValueError):
    """It is not written as a version."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """Three numbers, as in 0.2.0; the leftmost one that differs decides."""

    numbers: tuple[int, int, int]

    @classmethod
    def read(cls, text: str) -> Self:
        """From its usual form.

        Raises:
            NoVersion: it is something else.
        """
        found = _FORM.fullmatch(text)
        if found is None:
            raise NoVersion(f"{text!r} is not a version. One looks like 0.2.0.")
        first, second, third = map(int, found.groups())
        return cls((first, second, third))

    @classmethod
    def of_folder(cls, name: str) -> Self | None:
        """Of a release's folder: its name may tell of other contents too, as in 0.2.0+1a2b3c4d."""
        found = _FOLDER.fullmatch(name)
        return None if found is None else cls.read(found[1])

    def __lt__(self, other: Self) -> bool:
        """Whether the other one is newer."""
        return self.numbers < other.numbers

    def __str__(self) -> str:
        """As it is written."""
        return ".".join(map(str, self.numbers))
