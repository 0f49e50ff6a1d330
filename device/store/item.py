"""What the store gives out and takes in."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Answer(StrEnum):
    """What the server answered for a practice, as in `POST /results`."""

    CREATED = "created"
    DUPLICATE = "duplicate"
    """It is there already: as good as created."""
    CONFLICT = "conflict"
    GONE = "gone"
    """Its person's results were erased; its body is wiped here too."""
    INVALID = "invalid"


AnswerWord = Literal["created", "duplicate", "conflict", "gone", "invalid"]
ACKNOWLEDGED = frozenset({Answer.CREATED, Answer.DUPLICATE})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A practice that the server hasn't answered for."""

    id: str
    sequence: int
    body: str
    """Its JSON, to the letter as it was kept."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a practice on the server."""

    id: str
    answer: Answer | AnswerWord
    why: tuple[str, ...] = ()
    received: float | None = None
    """The server's clock as it answered, Unix seconds; None where it isn't known."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A practice that the server did not take."""

    id: str
    sequence: int
    answer: Answer
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the store holds."""

    waiting: int = 0
    acknowledged: int = 0
    conflict: int = 0
    gone: int = 0
    invalid: int = 0
    last_sequence: int = 0
    """The number of the last practice; 0 for none yet."""
    bytes: int = 0
    """What the database holds, without its journal and what was set aside."""
