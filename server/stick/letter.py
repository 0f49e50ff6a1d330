"""What kiosks and the server write to each other on a memory stick.

    wellheard/README.txt                         what this is
    wellheard/from-kiosk-blue-7c9e6679.jsonl     a kiosk's letter and batches
    wellheard/for-kiosk-blue-7c9e6679.json       the server's answer to it
    wellheard/for-all-kiosks.json                whose practices to delete
    wellheard/scenarios.json                     the signed list of scenarios
    wellheard/scenarios/ab/ab12…                 the bytes that it names, by SHA-256

The first has a `Line` for each envelope: first the kiosk's `FromKiosk`, then texts that are to the
letter bodies of `POST /results`. The others hold an envelope of the server's each.
"""

import re
import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from device.coach.scenario import Sha256
from server.devices.api import ErasureItem, Key32
from server.devices.health import LARGEST
from server.results.contract import BatchAnswer

FOLDER = "wellheard"
README = "README.txt"
ALL = "for-all-kiosks.json"
SCENARIOS = "scenarios.json"
BLOBS = "scenarios"
FROM = re.compile(r"from-kiosk-[a-z0-9-]{1,40}-[0-9a-f]{8}\.jsonl")
FOR = re.compile(r"for-kiosk-[a-z0-9-]{1,40}-[0-9a-f]{8}\.json")
PROTOCOL = 1
ABOUT = """\
This memory stick carries practice results from Wellheard kiosks to the centre's server,
and scenarios and answers back. It goes round: kiosks, server, kiosks, as often as you like.
On it are figures, scenarios and their sounds; no words or sound of anybody who practised.
Nothing on it needs to be opened or deleted by hand. What is not ours, we leave alone.
""".replace("\n", "\r\n")

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
Many = Annotated[int, Field(ge=0, le=LARGEST)]


class Line(BaseModel):
    """A kiosk's envelope."""

    device: uuid.UUID
    """Whose key it says it is signed with."""
    signed: str
    signature: str


class FromKiosk(BaseModel):
    """A kiosk's letter."""

    kind: Literal["from_kiosk"]
    protocol: int
    device: uuid.UUID
    server: Key32
    """The key that the kiosk believes."""
    word: Word
    """Random; the answer repeats it."""
    batches: Many
    """Lines that follow."""
    answered: Many = 0
    """The highest sequence number that the kiosk had an answer for."""
    since: Many = 0
    """The last change among the scenarios that it knows; 0 asks for everything."""
    known: Many = 0
    """The highest version of the list that it has seen."""
    lacking: Annotated[list[Sha256], Field(max_length=1000)] = []
    """Bytes that should be on the kiosk and aren't any more."""
    erasures: Many = 0
    """The newest erasure that the kiosk knew."""
    erase: Annotated[list[Sha256], Field(max_length=100)] = []
    """The hashed codes of people who asked, at the kiosk, to be forgotten."""
    health: dict[str, Any] = {}
    """A `HealthReport`, read on its own, so that one of another age spoils nothing else."""


class ToKiosk(BaseModel):
    """The server's answer to one kiosk."""

    kind: Literal["to_kiosk"] = "to_kiosk"
    protocol: int = PROTOCOL
    device: uuid.UUID
    reply_to: Word
    history: str
    """As in `Wishes`."""
    forgotten: bool
    """The server knows of fewer practices than it had answered for."""
    erased: list[Sha256]
    """Those of the letter's that are forgotten."""
    sequence: int
    """As in `Wishes`."""
    answers: list[BatchAnswer]


class ToAll(BaseModel):
    """What the server tells every kiosk."""

    kind: Literal["to_all_kiosks"] = "to_all_kiosks"
    protocol: int = PROTOCOL
    history: str
    """As in `Wishes`: whose numbers these are."""
    erasures: list[ErasureItem]
    """All of them."""


def plain(name: str) -> str:
    """A kiosk's name as every file system takes it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "kiosk"


def answer_name(name: str, device: uuid.UUID) -> str:
    """The file with the answer to a kiosk."""
    return f"for-kiosk-{plain(name)}-{device.hex[:8]}.json"
