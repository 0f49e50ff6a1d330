"""What kiosk and server write to each other where there is no network; a memory stick carries it.

Each letter is an envelope: the exact text, and the signature over it. A kiosk signs with its own
key, whose public half the server was given when the kiosk was let in; the server signs with the key
that kiosks pin. Batches of practices are envelopes too, around the very text that `POST /results`
takes.

A kiosk's letter carries a random word, and the server's answer repeats it. A kiosk follows an
answer only to a word that it gave and that was not answered yet, so an old answer does nothing.
"""

import json
import uuid
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints

from device.coach.scenario import Sha256
from device.sync import protocol
from device.sync.identity import Identity
from device.sync.protocol import (
    PROTOCOL,
    BatchAnswer,
    Envelope,
    ErasureItem,
    Many,
    NotGenuine,
    NotUnderstood,
    Told,
)

FROM_KIOSK = "from_kiosk"
MOST_ERASED = 100
"""People that one letter asks to forget; the others come with the next."""

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""16 random bytes as base64url."""


class ToKiosk(Told):
    """The server's answer to one kiosk."""

    kind: Literal["to_kiosk"]
    protocol: int
    device: uuid.UUID
    reply_to: Word
    """The word of the letter that it answers."""
    history: str = Field(max_length=100)
    """As in `Wishes`."""
    forgotten: bool = False
    """The server knows of fewer practices than it had answered for."""
    erased: list[Sha256] = Field(default=[], max_length=MOST_ERASED)
    """The hashes of those that the kiosk asked to forget, and that are forgotten."""
    sequence: Many = 0
    """The highest sequence number among the practices that this kiosk has brought."""
    answers: list[BatchAnswer] = Field(default=[])
    """One for each batch that could be read."""


class ToAll(Told):
    """What the server tells every kiosk."""

    kind: Literal["to_all_kiosks"]
    protocol: int
    history: str = Field(default="", max_length=100)
    """As in `Wishes`: whose numbers these are; "" from an older server."""
    erasures: list[ErasureItem]
    """All of them."""


_Letter = TypeVar("_Letter", ToKiosk, ToAll)


def opened(kind: type[_Letter], envelope: Envelope, signing_key: str) -> _Letter:
    """A letter of the server's, once it is sure who wrote it.

    Raises:
        NotGenuine: it isn't signed with that key.
        NotUnderstood: it is, and can't be read here.
    """
    if not protocol.signed_by(signing_key, envelope.signed, envelope.signature):
        raise NotGenuine(
            "What is on the stick was not written by this centre's server, or was changed, so it"
            " is not used. Is it another centre's stick?"
        )
    letter = protocol.read(kind, envelope.signed, "What the server wrote on the stick")
    if letter.protocol != PROTOCOL:
        raise NotUnderstood(
            f"What the server wrote on the stick is written in another way (protocol"
            f" {letter.protocol}; this kiosk knows {PROTOCOL}). Update the kiosk's program."
        )
    return letter


def line(identity: Identity, text: str) -> str:
    """A text of the kiosk's in its envelope, as a line of its file."""
    return json.dumps(
        {
            "device": str(identity.device),
            "signed": text,
            "signature": protocol.sign(identity.own_key, text),
        },
        separators=(",", ":"),
    )
