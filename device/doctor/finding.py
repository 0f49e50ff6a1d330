"""What a check came to."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    """A practice works, with less."""
    FAILED = "failed"
    """No practice works like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it."""

    state: State
    found: str
    advice: str = ""
    """What to do; empty where nothing is wrong."""


def ok(found: str) -> Finding:
    """All is well."""
    return Finding(State.OK, found)


def warning(found: str, advice: str) -> Finding:
    """A practice works, with less."""
    return Finding(State.WARNING, found, advice)


def failed(found: str, advice: str) -> Finding:
    """No practice works like this."""
    return Finding(State.FAILED, found, advice)


def told(error: Exception) -> Finding:
    """Failed, in an error's own words: the first sentence says what, the others what to do."""
    what, _, advice = str(error).partition(". ")
    return failed(what, advice or "Please tell the maintainers.")
