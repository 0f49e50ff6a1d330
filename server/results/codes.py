"""From the words a trainee chose to the hash that stands for them.

The same as on the kiosk: scrypt over the words in lower case with single spaces between, salted
with the centre's `code_salt`.
"""

import hashlib
import unicodedata
from threading import BoundedSemaphore

from server.signing import Keys, unpacked

COST, BLOCK, LANES, BYTES = 16_384, 8, 1, 32
"""scrypt's N, r and p: 16 MB and some 50 ms here, half a second on a Pi; a guess costs as much."""
MEMORY = 64 * 1024 * 1024
MOST = 200
"""Characters; a code is a few words."""
_turn = BoundedSemaphore(2)


def plain(words: str) -> str:
    """As it is hashed: however it was typed, and however it was heard."""
    kept = (one if one.isalnum() else " " for one in unicodedata.normalize("NFKC", words[:MOST]))
    return " ".join("".join(kept).casefold().split())


def hashed(keys: Keys, words: str) -> str:
    """The hash that kiosks send, in hex."""
    with _turn:
        return hashlib.scrypt(
            plain(words).encode(),
            salt=unpacked(keys.salt),
            n=COST,
            r=BLOCK,
            p=LANES,
            maxmem=MEMORY,
            dklen=BYTES,
        ).hex()
