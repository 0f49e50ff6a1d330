"""A Wi-Fi's name and password, and the key that is made of them."""

import hashlib
import re

from device.errors import WellheardError

NAME_BYTES = 32
"""How long a Wi-Fi's name may be, in UTF-8 (IEEE 802.11, 9.4.2.2)."""
SHORTEST, LONGEST = 8, 63
"""Bytes of a password (IEEE 802.11, annex J.4.1)."""
ROUNDS = 4096
"""Of PBKDF2-SHA1 (the same annex)."""
KEY_BYTES = 32
"""Of the key that comes out."""
_KEY = re.compile(r"[0-9A-Fa-f]{64}")


class WifiError(WellheardError, ValueError):
    """No Wi-Fi has such a name, or such a password."""


def name(written: str) -> str:
    """A Wi-Fi's name as it is: spaces belong to it.

    Raises:
        WifiError: none can be called so.
    """
    size = len(_bytes(written, "name"))
    if not 1 <= size <= NAME_BYTES or "\0" in written:
        raise WifiError(
            f"No Wi-Fi is called {written!r}: a name has 1 to {NAME_BYTES} letters (some letters"
            " count for more than one). Look how your telephone shows it."
        )
    return written


def key(network: str, password: str) -> str:
    """What a Wi-Fi with WPA2 is joined with in place of its password: 64 hexadecimal digits.

    It opens this network and no other, and the password can't be had from it but by guessing. A
    password of 64 such digits is the key already.

    Raises:
        WifiError: no Wi-Fi has such a password.
    """
    if _KEY.fullmatch(password):
        return password.lower()
    secret = _secret(password)
    salt = _bytes(network, "name")
    return hashlib.pbkdf2_hmac("sha1", secret, salt, ROUNDS, KEY_BYTES).hex()


def password(written: str) -> str:
    """A password as it is, for a network that asks for it itself (WPA3 alone).

    Raises:
        WifiError: no Wi-Fi has such a password.
    """
    _secret(written)
    return written


def _secret(written: str) -> bytes:
    secret = _bytes(written, "password")
    if not SHORTEST <= len(secret) <= LONGEST:
        raise WifiError(
            f"That is no Wi-Fi's password: it has {SHORTEST} to {LONGEST} characters, and this has"
            f" {len(secret)}. Look at the router, or where your telephone shows it."
        )
    if any(byte < 0x20 or byte == 0x7F for byte in secret):
        raise WifiError(
            "That is no Wi-Fi's password: there is a line's end or a tab in it. Type it by hand."
        )
    return secret


def _bytes(written: str, what: str) -> bytes:
    try:
        return written.encode("utf-8")
    except UnicodeEncodeError:
        raise WifiError(f"The Wi-Fi's {what} holds half a character. Type it by hand.") from None
