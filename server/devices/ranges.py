"""Asking for a part of some bytes, and for none if they are the same (RFC 9110, 13 and 14)."""

import re
from dataclasses import dataclass

ONE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class OutOfReach(ValueError):
    """The part begins after the end."""


@dataclass(frozen=True)
class Part:
    """Bytes from `start` up to, but not with, `end`."""

    start: int
    end: int

    def told(self, size: int) -> str:
        """For `Content-Range`."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


def parse(wanted: str | None, size: int) -> Part | None:
    """The part that a `Range` header asks for.

    None for all: where nothing is asked for, and, as the standard allows, where it asks for several
    parts or can't be understood.

    Raises:
        OutOfReach: it can be understood, and there is no such part.
    """
    found = ONE.fullmatch(wanted or "")
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        start, end = max(size - int(found[2]), 0), size
    else:
        start = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < start:
            return None
    if start >= end:
        raise OutOfReach(wanted)
    return Part(start, end)


def matches(given: str, sha256: str) -> bool:
    """Whether an `If-None-Match` header names these bytes."""
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return bool(tags & {"*", f'"{sha256}"'})
