"""Who a kiosk is to its centre's server, and whom it believes: one file, for its owner's eyes only.

Everything secret is in it: the token, and the private half of the kiosk's own key. It is written
whole or not at all, so that a kiosk which loses power has the old one or the new one.
"""

import dataclasses
import json
import uuid
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from device import disk
from device.errors import WellheardError
from device.sync.protocol import Key32, Token, packed, unpacked

FILE = "identity.json"
FORM = 1
"""Of the file; a later program may write another."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#@]+$", max_length=300)]


class IdentityError(WellheardError, ValueError):
    """The file can't be read or written."""


class NotEnrolled(WellheardError, LookupError):
    """The kiosk belongs to no server."""

    def __init__(self) -> None:
        super().__init__(
            "This kiosk belongs to no server yet, so nothing is sent or fetched. Let it in:"
            " wellheard enrol ADDRESS"
        )


@checked(frozen=True, config=ConfigDict(extra="ignore"))
class Identity:
    """What enrolment gave. Nothing secret shows when it is printed."""

    device: uuid.UUID
    """The kiosk's number; it goes into every practice."""
    name: str
    """What staff call it."""
    place: str
    """Where it stands."""
    url: Url
    """The server, without a path."""
    token: Token = field(repr=False)
    key: Key32 = field(repr=False)
    """The private half of the kiosk's own Ed25519 key."""
    signing_key: Key32
    """The server's Ed25519 key: what is not signed with it is not used."""
    code_salt: Key32 = field(repr=False)
    """A trainee's chosen code is hashed with it."""
    certificate: str | None = None
    """PEM: what the server's certificate must be signed by. None where the system's own
    authorities count, or without TLS."""
    old_token: Token | None = field(default=None, repr=False)
    """The one before, for a server that was put back to when it was the right one."""
    form: int = FORM

    @property
    def own_key(self) -> Ed25519PrivateKey:
        """Signs what goes by memory stick."""
        return Ed25519PrivateKey.from_private_bytes(unpacked(self.key))

    def with_token(self, token: str) -> "Identity":
        """The same kiosk with its next token; the present one is kept for once."""
        return dataclasses.replace(self, token=token, old_token=self.token)

    def turned_back(self) -> "Identity":
        """The same kiosk with the token before as its token, and the present one kept."""
        assert self.old_token is not None
        return self.with_token(self.old_token)


def new_key() -> str:
    """A key of the kiosk's own, as it is kept."""
    return packed(Ed25519PrivateKey.generate().private_bytes_raw())


def public_half(key: str) -> str:
    """What the server is told of it."""
    private = Ed25519PrivateKey.from_private_bytes(unpacked(key))
    return packed(private.public_key().public_bytes_raw())


def load(folder: Path) -> Identity | None:
    """Who this kiosk is; None if it was never let in anywhere.

    Raises:
        IdentityError: the file is broken, or may not be read.
    """
    file = folder / FILE
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise IdentityError(
            f"{file} can't be read ({(error.strerror or str(error)).lower()}). Run this as the"
            " account that the kiosk runs as, for example: sudo -u wellheard wellheard sync"
        ) from error
    try:
        found = _IDENTITY.validate_json(raw)
        Ed25519PrivateKey.from_private_bytes(unpacked(found.key))
    except (ValidationError, ValueError):
        raise IdentityError(
            f"{file} is broken. Let the kiosk in anew: wellheard enrol ADDRESS. Practices that"
            " wait to be sent are kept."
        ) from None
    if found.form > FORM:
        raise IdentityError(
            f"{file} was written by a newer version of Wellheard. Update this kiosk's program."
        )
    return found


def save(folder: Path, identity: Identity) -> None:
    """Write it down; on the disk when this returns.

    Raises:
        IdentityError: it can't be written.
    """
    file = folder / FILE
    told: dict[str, Any] = {**dataclasses.asdict(identity), "device": str(identity.device)}
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        disk.sweep(file)
        disk.write(file, json.dumps(told, indent=1).encode(), 0o600)
    except OSError as error:
        raise IdentityError(
            f"{file} can't be written ({(error.strerror or str(error)).lower()}). Look at the disk"
            " and at who may write there."
        ) from error


def writable(folder: Path) -> None:
    """Find out before staff let the kiosk in that it could not be written down.

    Raises:
        IdentityError: it could not.
    """
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        trial = folder / f".{FILE}.trial"
        disk.write(trial, b"")
        trial.unlink()
    except OSError as error:
        raise IdentityError(
            f"{file} can't be written ({(error.strerror or str(error)).lower()}). Look at the disk"
            " and at who may write there, or run this as the account that the kiosk runs as."
        ) from error


_IDENTITY = TypeAdapter(Identity)
