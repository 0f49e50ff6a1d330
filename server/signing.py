"""The server's own secrets, made on first start and kept in its folder: they never leave it.

The **signing key** (Ed25519) vouches for what kiosks are given: they pin its public half when they
enrol, so that neither a memory stick nor a machine in between can hand them other scenarios. The
**code key** keeps a trainee's chosen code from being guessed by whoever has the database alone.

A signed thing is an envelope: the exact text that was signed, and the signature over it. So nobody
has to agree on how JSON is written, and the very same text can travel by network or by stick.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from device.errors import WellheardError

CONTEXT = b"wellheard signed text, version 1\n"
"""Goes before the text that is signed, so that a signature can't be taken for something else."""
CODE_BYTES = 32
BROKEN = (
    "The key {file} is broken. Restore it from a backup. If there is none, move it away: a new one"
    " is made, and kiosks must then be let in anew."
)


class KeyLost(WellheardError, OSError):
    """A secret of the server can't be read or made."""


def packed(raw: bytes) -> str:
    """As it is written in JSON: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """Back again.

    Raises:
        ValueError: it is not base64url.
    """
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Keys:
    """The secrets in one folder."""

    folder: Path

    @cached_property
    def _signing(self) -> Ed25519PrivateKey:
        file = self.folder / "signing.key"
        try:
            key = load_pem_private_key(_secret(file, _new_key), None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyLost(BROKEN.format(file=file)) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyLost(BROKEN.format(file=file))
        return key

    @cached_property
    def _codes(self) -> bytes:
        file = self.folder / "codes.secret"
        raw = _secret(file, lambda: os.urandom(CODE_BYTES))
        if len(raw) != CODE_BYTES:
            raise KeyLost(BROKEN.format(file=file))
        return raw

    @property
    def public(self) -> str:
        """The half that kiosks pin: 32 bytes as base64url."""
        return packed(self._signing.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signature over a text: 64 bytes as base64url."""
        return packed(self._signing.sign(CONTEXT + text.encode()))

    @property
    def salt(self) -> str:
        """What kiosks salt a trainee's code with: 32 bytes as base64url, one for the centre."""
        return packed(hmac.new(self._codes, b"salt", hashlib.sha256).digest())

    def person(self, trainee: str) -> str:
        """Under which name a trainee's hashed code is kept here: SHA-256 in hex."""
        return hmac.new(self._codes, b"person:" + trainee.encode(), hashlib.sha256).hexdigest()


def signed_by(public: str, text: str, signature: str) -> bool:
    """Whether a text was signed with the private half of this key, the server's or a kiosk's."""
    try:
        key = Ed25519PublicKey.from_public_bytes(unpacked(public))
        key.verify(unpacked(signature), CONTEXT + text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _secret(file: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; made where there is none. Of several processes that make it, one wins.

    Raises:
        KeyLost: it can't be read or made.
    """
    try:
        if not file.exists():
            _make(file, make())
        return file.read_bytes()
    except OSError as error:
        raise KeyLost(
            f"The key {file} can't be read or made: {error.strerror}. See that the folder can be"
            " written to by whoever runs the server."
        ) from error


def _make(file: Path, raw: bytes) -> None:
    """Whole or not at all, and never readable by others for a moment."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(raw)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(beside, file)  # unlike a rename, it fails where another process was quicker
    except FileExistsError:
        return
    finally:
        beside.unlink(missing_ok=True)
