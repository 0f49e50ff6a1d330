"""A stream that only the passphrase opens.

The key comes from the passphrase by scrypt (n = 2¹⁷, r = 8, p = 1: 128 MiB and about half a second,
as OWASP's password storage page advises) with a salt of its own for each file. The stream is cut
into chunks of 64 KiB, each sealed by AES-256-GCM. A chunk's nonce is its number (11 bytes, big
endian) and a byte that is 1 for the last one, so chunks can't be swapped, dropped or cut off (the
STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The head is authenticated with
every chunk.

    head   "WELLHEARD SEALED 1\\n", the salt (16 bytes), log2 of scrypt's n (1 byte)
    chunk  64 KiB of text and 16 bytes of tag; the last may be shorter
"""

import io
import os
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from server.backup.dump import BackupError

MAGIC = b"WELLHEARD SEALED 1\n"
SALT = 16
COST = 17
"""log2 of scrypt's n."""
COSTS = range(14, 21)
"""What is taken from a file's head: 16 MiB to 1 GiB of memory, so that no file can exhaust it."""
CHUNK = 64 * 1024
TAG = 16
PASSPHRASE_LEAST = 12
"""Characters."""
WRONG = "The passphrase does not open {name}, or the file is damaged. Try the passphrase again."
BROKEN = "{name} is cut off or damaged; use another backup."


class Writes(Protocol):
    """What a sealed stream is written to."""

    def write(self, data: bytes, /) -> int:
        """All of it."""


def _key(passphrase: str, salt: bytes, cost: int) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer(io.RawIOBase):
    """Takes plain bytes, writes sealed ones; only `close` makes the stream whole."""

    def __init__(self, to: Writes, passphrase: str) -> None:
        super().__init__()
        if len(passphrase) < PASSPHRASE_LEAST:
            raise BackupError(
                f"A backup’s passphrase needs at least {PASSPHRASE_LEAST} characters, for whoever"
                " finds the file may guess for years. Four or five words will do."
            )
        salt = os.urandom(SALT)
        self._head = MAGIC + salt + bytes([COST])
        self._key = _key(passphrase, salt, COST)
        self._to = to
        self._waiting = bytearray()
        self._number = 0
        to.write(self._head)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]  # any buffer in the stub
        """Seal what fills a chunk; the last chunk is always kept back."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._to.write(self._key.encrypt(nonce, chunk, self._head))
        self._number += 1

    def close(self) -> None:
        """Write the last chunk."""
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()


class Opener(io.RawIOBase):
    """Gives back the plain bytes; never one that was not authenticated."""

    def __init__(self, sealed: BinaryIO, passphrase: str, name: str) -> None:
        super().__init__()
        head = sealed.read(len(MAGIC) + SALT + 1)
        if len(head) < len(MAGIC) + SALT + 1 or head[-1] not in COSTS:
            raise BackupError(BROKEN.format(name=name))
        self._head, self._name, self._sealed = head, name, sealed
        self._key = _key(passphrase, head[len(MAGIC) : -1], head[-1])
        self._next = sealed.read(CHUNK + TAG)
        self._number = 0
        self._plain = b""
        self._over = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: "bytearray | memoryview", /) -> int:  # type: ignore[override]  # any buffer in the stub
        """At most a chunk at a time."""
        while not self._plain and not self._over:
            self._open()
        taken = min(len(into), len(self._plain))
        into[:taken] = self._plain[:taken]
        self._plain = self._plain[taken:]
        return taken

    def _open(self) -> None:
        chunk, self._next = self._next, self._sealed.read(CHUNK + TAG)
        last = not self._next
        try:
            self._plain = self._key.decrypt(_nonce(self._number, last=last), chunk, self._head)
        except (InvalidTag, ValueError) as error:
            words = BROKEN if self._number else WRONG
            raise BackupError(words.format(name=self._name)) from error
        self._number += 1
        self._over = last


def is_sealed(file: BinaryIO) -> bool:
    """Whether a file begins as a sealed one; leaves it at its beginning."""
    begins = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return begins
