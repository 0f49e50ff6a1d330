"""From the words of a code to the hash that stands for them, and chance for new codes.

The same as on the centre's server, which says what its kiosks use: scrypt (n=16384, r=8, p=1, 32
bytes) with the centre's salt. So one code is one hash on every kiosk of a centre, and on none of
another's. A kiosk that belongs to no centre has a salt of its own.
"""

import hashlib
import secrets
from pathlib import Path

from device import disk
from device.progress.find import MANY, code, plain
from device.progress.trouble import ProgressError
from device.progress.words import WORDS

COST, BLOCK, LANES, BYTES = 16_384, 8, 1, 32
"""scrypt's N, r and p: 16 MB of memory for each guess."""
MEMORY = 64 * 1024 * 1024
SALT = "salt"
"""The file of the kiosk's own salt."""
SALT_BYTES = 32


def hashed(words: str, salt: bytes) -> str:
    """The hash of a code, in hex."""
    return hashlib.scrypt(
        plain(words).encode(),
        salt=salt,
        n=COST,
        r=BLOCK,
        p=LANES,
        maxmem=MEMORY,
        dklen=BYTES,
    ).hex()


def invented() -> str:
    """Three different words by chance, as a code is written."""
    return code(set(secrets.SystemRandom().sample(WORDS, MANY)))


def own_salt(folder: Path, *, make: bool) -> bytes | None:
    """The kiosk's own salt; None where there is none and none is to be made.

    Raises:
        ProgressError: it can't be read or written.
    """
    file = folder / SALT
    try:
        if file.exists():
            found = file.read_bytes()
            if len(found) == SALT_BYTES:
                return found
        if not make:
            return None
        salt = secrets.token_bytes(SALT_BYTES)
        disk.write(file, salt)
    except OSError as error:
        raise ProgressError.unusable(file, error) from error
    return salt
