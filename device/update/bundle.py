"""A bundle: a version of the program in one signed file.

    wellheard update 1
    SIGNATURE            base64url, over the manifest
    LENGTH               of the manifest in bytes, eight digits
    MANIFEST             JSON: what it is for, and each file's path, size and SHA-256
    the files' bytes, one after the other, in the manifest's order, and nothing after them

There is no byte in it that is not signed, or hashed by what is signed, or the signature itself.
Nothing is read as JSON before its signature is known to be good, and nothing is unpacked before all
of it is known to be whole. There are no links, no modes and no owners in it, and a path can only be
one of the few forms below.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from device.errors import WellheardError
from device.update import key as keys
from device.update.version import Version

SUFFIX = ".update"
"""What a bundle's file name ends with."""
MAGIC = b"wellheard update 1\n"
LENGTH_DIGITS = 8
HEAD = len(MAGIC) + keys.SIGNATURE_LETTERS + 1 + LENGTH_DIGITS + 1
"""Bytes before the manifest."""
MANIFEST_MOST = 1_000_000
"""Bytes. A kiosk's manifest has some 90 files and takes 20 kB."""
FILES_MOST = 2_000
TOTAL_MOST = 3_000_000_000
"""Bytes of all files together. A kiosk's wheels take 230 MB."""
CHUNK = 1 << 20

WHEEL = re.compile(r"wheels/([A-Za-z0-9_]+)-([A-Za-z0-9_.+!]+)(-[A-Za-z0-9_.]+){3,4}\.whl")
UNIT = re.compile(r"units/wellheard[a-z0-9-]*\.(service|target|timer|socket|path)")
REQUIREMENTS = re.compile(r"requirements/(kiosk|server)\.txt")
FORMS = (WHEEL, UNIT, REQUIREMENTS)


class BundleBroken(WellheardError, ValueError):
    """A bundle is not used, for it isn't right."""


class Packed(BaseModel):
    """One file in a bundle."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[str, Field(max_length=200)]
    size: Annotated[int, Field(ge=0, le=TOTAL_MOST)]
    """Bytes."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if not any(form.fullmatch(self.path) for form in FORMS):
            raise ValueError("a bundle has wheels, units and requirements, and no other files")
        return self


class Manifest(BaseModel):
    """What a bundle is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: Literal[1] = 1
    version: str
    oldest: str
    """The oldest version that can be updated to it."""
    machine: str
    """What it runs on, as `uname -m` says it: `aarch64` or `x86_64`."""
    pythons: tuple[str, ...]
    """The versions of Python its wheels are for, such as `3.11`."""
    news: Annotated[str, Field(max_length=300)] = ""
    """What is new in it, in a sentence that a kiosk can say."""
    files: Annotated[tuple[Packed, ...], Field(max_length=FILES_MOST)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        Version.read(self.version)
        Version.read(self.oldest)
        paths = [one.path for one in self.files]
        if len({path.lower() for path in paths}) != len(paths):
            raise ValueError("a file comes twice")
        if sum(one.size for one in self.files) > TOTAL_MOST:
            raise ValueError("it is too large")
        if not any(path.startswith(f"wheels/wellheard-{self.version}-") for path in paths):
            raise ValueError("the program itself is missing")
        for form in (UNIT, REQUIREMENTS):
            if not any(map(form.fullmatch, paths)):
                raise ValueError("units or requirements are missing")
        return self

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(one.size for one in self.files)


@dataclass(frozen=True)
class Bundle:
    """A bundle whose manifest is known to be the maintainers'."""

    file: BinaryIO
    manifest: Manifest
    begins: int
    """Where the files' bytes begin."""
    sha256: str
    """Of the manifest, and so of all of it."""

    @classmethod
    def open(cls, file: BinaryIO, pinned: Iterable[str]) -> Self:
        """Read who made it and what it says it is; the files' own bytes are not looked at yet.

        Raises:
            BundleBroken: it is no bundle, not signed with one of the keys, or can't be read here.
        """
        file.seek(0)
        head = file.read(HEAD)
        signature, length = _head(head)
        text = file.read(length)
        if len(text) < length:
            raise BundleBroken("The update breaks off. Copy or fetch it again.")
        if not keys.signed_by_one(pinned, text, signature):
            raise BundleBroken(
                "The update is not signed by a maintainer whom this machine knows, or it was"
                " changed on its way, so it is not used. Copy or fetch it again."
            )
        try:
            manifest = Manifest.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(map(str, first["loc"])) or "the whole"
            raise BundleBroken(
                f"The update can't be read here ({where}: {first['msg']}). It may be of a newer"
                " form: install a version in between first."
            ) from None
        return cls(file, manifest, HEAD + length, hashlib.sha256(text).hexdigest())

    def check(self) -> None:
        """Read every byte of it.

        Raises:
            BundleBroken: one of the files is not what the manifest says, or there is more or less.
        """
        for one in self.manifest.files:
            hasher = hashlib.sha256()
            for chunk in self._bytes(one):
                hasher.update(chunk)
            if hasher.hexdigest() != one.sha256:
                raise BundleBroken(
                    f"In the update, {one.path} is damaged, so it is not used. Copy or fetch it"
                    " again."
                )
        self._find(self.begins + self.manifest.size)
        if self.file.read(1):
            raise BundleBroken("There is more in the update than should be, so it is not used.")

    def unpack(self, folder: Path) -> None:
        """Write its files below a folder, each checked once more as it is written.

        Raises:
            BundleBroken: it has changed since it was checked.
            OSError: there is no room.
        """
        for one in self.manifest.files:
            target = folder / one.path
            target.parent.mkdir(parents=True, exist_ok=True)
            hasher = hashlib.sha256()
            with target.open("xb") as out:
                for chunk in self._bytes(one):
                    hasher.update(chunk)
                    out.write(chunk)
            if hasher.hexdigest() != one.sha256:
                raise BundleBroken("The update changed while it was unpacked. Try again.")

    def _find(self, place: int) -> None:
        if self.file.seek(place) != place:
            raise BundleBroken("The update can't be read. Copy or fetch it again.")

    def _bytes(self, wanted: Packed) -> Iterator[bytes]:
        before = 0
        for one in self.manifest.files:
            if one is wanted:
                break
            before += one.size
        self._find(self.begins + before)
        left = wanted.size
        while left:
            chunk = self.file.read(min(CHUNK, left))
            if not chunk:
                raise BundleBroken("The update breaks off. Copy or fetch it again.")
            left -= len(chunk)
            yield chunk


def _head(head: bytes) -> tuple[str, int]:
    """The signature, and the manifest's length in bytes."""
    if not head.startswith(MAGIC):
        raise BundleBroken(f"This is no update of Wellheard: one is a file that ends in {SUFFIX}.")
    lines = head[len(MAGIC) :].split(b"\n")
    if len(head) != HEAD or len(lines) != 3 or lines[2] or not lines[1].isdigit():
        raise BundleBroken("The update's beginning is damaged. Copy or fetch it again.")
    if len(lines[1]) != LENGTH_DIGITS or int(lines[1]) > MANIFEST_MOST:
        raise BundleBroken("The update's beginning is damaged. Copy or fetch it again.")
    return lines[0].decode("latin-1"), int(lines[1])


def write(
    out: BinaryIO, manifest: Manifest, sources: Iterable[Path], key: Ed25519PrivateKey
) -> None:
    """Write a bundle.

    Args:
        sources: each file's contents, in the manifest's order.
    """
    text = manifest.model_dump_json().encode()
    out.write(MAGIC + f"{keys.sign(key, text)}\n{len(text):0{LENGTH_DIGITS}}\n".encode() + text)
    for source in sources:
        with source.open("rb") as opened:
            while chunk := opened.read(CHUNK):
                out.write(chunk)
