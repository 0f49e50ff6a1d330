"""Who may say what this machine runs: the maintainers' keys (Ed25519).

The private half stays with the maintainers. The public halves are pinned on each machine when it is
installed, one a line, so that a new key can be announced before the old one goes.
"""

import base64
import os
from collections.abc import Iterable
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

PINNED = Path("/etc/wellheard/update.pub")
"""Public keys that this machine believes, one a line; `#` begins a comment."""
CONTEXT = b"wellheard update, version 1\n"
"""Goes before what is signed, so that a signature can't be taken for something else."""
PUBLIC_BYTES = 32
SIGNATURE_LETTERS = 86
"""64 bytes as base64url."""


class KeyTrouble(WellheardError, OSError):
    """A key can't be read, made or used."""


class NoKey(KeyTrouble):
    """No maintainer is believed here yet, and so no update is taken."""


def packed(raw: bytes) -> str:
    """As it is written: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpacked(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def make(file: Path) -> str:
    """Make a pair, the private half in a new file; gives the public half to pin.

    Raises:
        KeyTrouble: there is a file already, or it can't be written.
    """
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise KeyTrouble(
            f"The key can't be written to {file}: {error.strerror}. Name a new file in a folder"
            " that only maintainers can read."
        ) from error
    return public(key)


def read(file: Path) -> Ed25519PrivateKey:
    """The maintainers' private key.

    Raises:
        KeyTrouble: it can't be read, or is another kind of key.
    """
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyTrouble(
            f"The key in {file} can't be read: {error}. Make one with: wellheard update key FILE"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyTrouble(
            f"The key in {file} is of another kind than Ed25519. Make one with: wellheard update"
            " key FILE"
        )
    return key


def public(key: Ed25519PrivateKey) -> str:
    """The half that machines pin."""
    return packed(key.public_key().public_bytes_raw())


def pinned(file: Path = PINNED) -> tuple[str, ...]:
    """The public keys that this machine believes.

    Raises:
        NoKey: there is none.
        KeyTrouble: one of them is broken; says where.
    """
    try:
        lines = file.read_text(encoding="ascii")
    except FileNotFoundError:
        lines = ""
    except (OSError, UnicodeDecodeError) as error:
        raise KeyTrouble(
            f"{file} can't be read: {error}. Put the maintainers' key in it."
        ) from error
    keys = listed(lines, str(file))
    if not keys:
        raise NoKey(
            "This machine knows no maintainer's key, so it takes no update. Ask whoever makes the"
            f" updates for their public key, and put it in {file}, one a line."
        )
    return keys


def listed(text: str, where: str) -> tuple[str, ...]:
    """The public keys in a text, one a line.

    Args:
        where: what the text is called when something is wrong.

    Raises:
        KeyTrouble: one of them is broken; says which.
    """
    keys = []
    for number, line in enumerate(text.splitlines(), 1):
        key = line.partition("#")[0].strip()
        if not key:
            continue
        if not _is_public(key):
            raise KeyTrouble(f"{where}, line {number}: this is no key of 43 letters. Take it out.")
        keys.append(key)
    return tuple(keys)


def _is_public(text: str) -> bool:
    try:
        return len(_unpacked(text)) == PUBLIC_BYTES
    except ValueError:
        return False


def sign(key: Ed25519PrivateKey, text: bytes) -> str:
    """The signature over what is said."""
    return packed(key.sign(CONTEXT + text))


def signed_by_one(keys: Iterable[str], text: bytes, signature: str) -> bool:
    """Whether one of these keys' private halves signed it."""
    for public_half in keys:
        try:
            key = Ed25519PublicKey.from_public_bytes(_unpacked(public_half))
            key.verify(_unpacked(signature), CONTEXT + text)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False
