"""What kiosk and server say to each other, as the kiosk reads it.

Fields that are not named here are dropped unseen, and what a newer server adds has a default, so
that a kiosk and a server of different ages understand each other.
"""

import base64
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from device.coach.scenario import Identifier, Sha256
from device.errors import WellheardError

PROTOCOL = 1
CONTEXT = b"wellheard signed text, version 1\n"
"""Goes before a text that is signed, so that a signature can't be taken for something else."""
LARGEST = 2**53 - 1
"""The largest number that every JSON reader keeps exactly."""
LARGEST_BLOB = 100_000_000
"""Bytes; the longest sound that the server takes is far below."""
MOST_CHANGES = 10_000
"""Scenarios in one list; a large centre has some hundreds."""

Key32 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""32 bytes as base64url without padding."""
Token = Annotated[str, StringConstraints(pattern=r"^[!-~]{20,200}$")]
Many = Annotated[int, Field(ge=0, le=LARGEST)]


class NotUnderstood(WellheardError, ValueError):
    """What came is not what the protocol says."""


class NotGenuine(WellheardError, ValueError):
    """What came was not signed by the server that the kiosk belongs to."""


class Told(BaseModel):
    """Whatever the server says."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class EnrolStarted(Told):
    """The kiosk may be let in by whoever types the code."""

    enrolment: uuid.UUID
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    token: Token = Field(repr=False)
    good_for: float = Field(ge=1, le=86_400, description="Seconds.")
    poll_seconds: float = Field(ge=0, le=3600)


class EnrolState(StrEnum):
    """How it went."""

    WAITING = "waiting"
    LET_IN = "let_in"


class Pins(Told):
    """Who the kiosk is, and whom it believes from now on."""

    device: uuid.UUID
    name: str
    place: str
    signing_key: Key32
    certificate: str | None = None
    fingerprint: str | None = None
    code_salt: Key32


class EnrolAnswer(Told):
    """Whether staff have let the kiosk in yet."""

    state: EnrolState
    poll_seconds: float = Field(default=3, ge=0, le=3600)
    pins: Pins | None = None


class NewToken(Told):
    """A token that works from now on; the old one works until this one is first used."""

    token: Token = Field(repr=False)


class Wishes(Told):
    """What the centre would like of this kiosk."""

    now: float = Field(ge=0)
    every_seconds: int = Field(ge=1, le=86_400)
    slot_seconds: int = Field(ge=0, le=86_400)
    called: Many
    erasures: Many
    change_token: bool = False
    history: str | None = Field(default=None, max_length=100)
    """Another one than before: the server was put back to an older state. None from a server that
    doesn't tell."""
    sequence: Many | None = None
    """The highest sequence number among the practices that this kiosk has brought."""


class ErasureItem(Told):
    """Somebody's results are to be deleted."""

    number: int = Field(ge=1, le=LARGEST)
    trainee: Sha256


class Erased(Told):
    """All of somebody's results was deleted at the server, and will be on every kiosk."""

    number: int = Field(ge=1, le=LARGEST)


class Erasures(Told):
    """Those after the number that was asked for, in order."""

    items: list[ErasureItem]
    newest: Many


class SoundEntry(Told):
    """A sound that a scenario needs."""

    name: Sha256
    sha256: Sha256
    size: int = Field(ge=0, le=LARGEST_BLOB)


class ChangeEntry(Told):
    """The last thing that happened to a scenario."""

    sequence: Many
    scenario: Identifier
    withdrawn: bool
    version: int | None = Field(default=None, ge=1, le=LARGEST)
    sha256: Sha256 | None = None
    size: int | None = Field(default=None, ge=0, le=LARGEST_BLOB)
    sounds: list[SoundEntry] = []


class CentreFacts(Told):
    """What a kiosk says in the centre's name."""

    name: str = ""
    crisis_words: str = ""
    hours: str = ""
    time_zone: str = ""


class Manifest(Told):
    """The list of scenarios, or what changed in it."""

    protocol: int
    version: int = Field(ge=1, le=LARGEST)
    since: Many
    sequence: Many
    digest: Sha256
    changes: list[ChangeEntry] = Field(max_length=MOST_CHANGES)
    centre: CentreFacts = CentreFacts()


class Envelope(Told):
    """A text with its signature: by network and by memory stick the very same."""

    signed: str
    signature: str


class Answer(StrEnum):
    """What became of an attempt. The last three are put aside and never sent again."""

    CREATED = "created"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    GONE = "gone"
    INVALID = "invalid"


class ItemAnswer(Told):
    """What became of one attempt."""

    id: str | None
    answer: Answer
    why: list[str] = []


class BatchAnswer(Told):
    """One answer for each attempt, in the order in which they were sent."""

    items: list[ItemAnswer]
    received: float | None = Field(default=None, ge=0)
    """The server's clock, Unix seconds."""


class UpdateOffer(Told):
    """A version of the program that the server has for this sort of machine."""

    version: str = Field(pattern=r"^[0-9.]{5,14}$")
    size: int = Field(ge=1, le=10_000_000_000)
    """Bytes."""
    mark: str = Field(pattern=r"^[0-9a-f]{16}$")
    """Another one for other bytes."""


class Problem(Told):
    """Why the server didn't do what was asked (RFC 9457)."""

    type: str = ""
    detail: str = ""


_Read = TypeVar("_Read", bound=BaseModel)


def read(kind: type[_Read], text: str | bytes, what: str) -> _Read:
    """What a text holds.

    Args:
        what: what it should be, for people.

    Raises:
        NotUnderstood: it holds something else; names the first thing that is wrong, and nothing
            of the text itself.
    """
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise NotUnderstood(
            f"{what} is not as it should be ({where}: {first['msg']})."
            " If this goes on, bring the kiosk and the server to the same version."
        ) from None


def opened(envelope: Envelope, signing_key: str) -> Manifest:
    """The list in an envelope, once it is sure who wrote it.

    Raises:
        NotGenuine: it isn't signed with that key.
        NotUnderstood: it is, and can't be read here.
    """
    if not signed_by(signing_key, envelope.signed, envelope.signature):
        raise NotGenuine(
            "The list of scenarios is not signed by this centre's server, so it is not used."
        )
    manifest = read(Manifest, envelope.signed, "The list of scenarios")
    if manifest.protocol != PROTOCOL:
        raise NotUnderstood(
            f"The list of scenarios is written in another way (protocol {manifest.protocol}; this"
            f" kiosk knows {PROTOCOL}). Update the kiosk's program."
        )
    return manifest


def digest(listed: Mapping[str, tuple[int, str]]) -> str:
    """Over a whole list, as `Manifest.digest` has it.

    Args:
        listed: version and SHA-256 of each scenario that is not withdrawn, by id.
    """
    lines = sorted(f"{one} {version} {sha256}\n" for one, (version, sha256) in listed.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def packed(raw: bytes) -> str:
    """As it is written in JSON: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """Back again.

    Raises:
        ValueError: it is not base64url.
    """
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(key: Ed25519PrivateKey, text: str) -> str:
    """The signature over a text, as base64url."""
    return packed(key.sign(CONTEXT + text.encode()))


def signed_by(public: str, text: str, signature: str) -> bool:
    """Whether a text was signed with the private half of this key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(unpacked(public))
        key.verify(unpacked(signature), CONTEXT + text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def listing(name: str, texts: Iterable[str], **more: object) -> str:
    """An object with a list of texts that are JSON already: they go in to the letter."""
    head = json.dumps(more, separators=(",", ":"))[:-1]
    comma = "," if more else ""
    return f"{head}{comma}{json.dumps(name)}:[{','.join(texts)}]}}"
