"""A memory stick that goes between kiosks and the server: what lies where on it.

    wellheard/README.txt                         what this is
    wellheard/from-kiosk-blue-7c9e6679.jsonl     a kiosk's letter and batches
    wellheard/for-kiosk-blue-7c9e6679.json       the server's answer to it
    wellheard/for-all-kiosks.json                whose practices to delete
    wellheard/scenarios.json                     the signed list of scenarios
    wellheard/scenarios/ab/ab12…                 the bytes that it names, by SHA-256

The first file has an envelope a line. Names hold only letters, digits and hyphens, which every file
system takes. Each file is written beside and then put in place, so a stick that is pulled out holds
the old one or the new one.
"""

import errno
import re
from collections.abc import Iterator
from pathlib import Path

from device import disk
from device.errors import WellheardError
from device.sync import protocol
from device.sync.identity import Identity
from device.sync.protocol import Envelope

FOLDER = "wellheard"
README = "README.txt"
ALL = "for-all-kiosks.json"
SCENARIOS = "scenarios.json"
BLOBS = "scenarios"
MOST_LETTER = 20_000_000
"""Bytes of a letter that are read."""
CHUNK = 1 << 16
ABOUT = """\
This memory stick carries practice results from Wellheard kiosks to the centre's server,
and scenarios and answers back. It goes round: kiosks, server, kiosks, as often as you like.
On it are figures, scenarios and their sounds; no words or sound of anybody who practised.
Nothing on it needs to be opened or deleted by hand. What is not ours, we leave alone.
"""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
LOCKED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class StickError(WellheardError, OSError):
    """The stick can't be read or written, or is not the right one."""


class Stick:
    """One stick, as one kiosk sees it."""

    def __init__(self, place: Path) -> None:
        """
        Args:
            place: where the stick is to be found.

        Raises:
            StickError: there is no folder.
        """
        try:
            there = place.is_dir()
        except OSError as error:
            raise failed(place, error) from error
        if not there:
            what = "is not a folder" if place.exists() else "is not there"
            raise StickError(
                f"{place} {what}. Name the folder where the memory stick shows up, such as"
                " /media/pi/STICK."
            )
        self._place = place
        self._folder = place if place.name == FOLDER else place / FOLDER

    def check(self) -> None:
        """See that there is something of Wellheard's on it.

        Raises:
            StickError: there isn't.
        """
        if not self._folder.is_dir():
            raise StickError(
                f"Nothing of Wellheard's is on {self._place}. Is it the right stick? It is filled"
                " on the server, on the page Kiosks or with: wellheard server stick FOLDER"
            )

    def put(self, identity: Identity, lines: list[str]) -> Path:
        """Write a kiosk's letter and batches, in the place of what it wrote before.

        Raises:
            StickError: it can't be written; what was there before stays.
        """
        own = short(identity)
        file = self._folder / f"from-kiosk-{plain(identity.name)}-{own}.jsonl"
        try:
            self._folder.mkdir(exist_ok=True)
            self._write(self._folder / README, ABOUT.replace("\n", "\r\n").encode())
            self._write(file, "".join(f"{one}\n" for one in lines).encode())
            for other in self._folder.glob(f"from-kiosk-*-{own}.jsonl"):
                if other.name != file.name:  # it had another name then
                    other.unlink()
        except OSError as error:
            raise failed(self._place, error) from error
        return file

    def answers(self, identity: Identity) -> list[Path]:
        """The files that the server wrote for this kiosk: one, or more where it was renamed.

        Raises:
            StickError: the stick can't be read.
        """
        try:
            return sorted(self._folder.glob(f"for-kiosk-*-{short(identity)}.json"))
        except OSError as error:
            raise failed(self._place, error) from error

    def answer(self, file: Path) -> Envelope | None:
        """What is in one of them; None where it is gone.

        Raises:
            StickError, NotUnderstood: it can't be read.
        """
        return self._envelope(file)

    def for_all(self) -> Envelope | None:
        """What the server wrote for every kiosk; None for nothing.

        Raises:
            StickError, NotUnderstood: it can't be read.
        """
        return self._envelope(self._folder / ALL)

    def scenarios(self) -> Envelope | None:
        """The list of scenarios; None where there is none.

        Raises:
            StickError, NotUnderstood: it can't be read.
        """
        return self._envelope(self._folder / SCENARIOS)

    def blob(self, sha256: str) -> Path | None:
        """The file with these bytes, as its name says; None where it is not there."""
        file = self._folder / BLOBS / sha256[:2] / sha256
        return file if file.is_file() else None

    def chunks(self, file: Path, start: int) -> Iterator[bytes]:
        """What a file holds from a place on.

        Raises:
            StickError: it can't be read.
        """
        try:
            with file.open("rb") as opened:
                opened.seek(start)
                while chunk := opened.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise failed(self._place, error) from error

    def _envelope(self, file: Path) -> Envelope | None:
        try:
            with file.open("rb") as opened:
                raw = opened.read(MOST_LETTER + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise failed(self._place, error) from error
        if len(raw) > MOST_LETTER:
            raise protocol.NotUnderstood(f"{file.name} on the stick is far too long to be ours.")
        return protocol.read(Envelope, raw, f"The file {file.name} on the stick")

    @staticmethod
    def _write(file: Path, data: bytes) -> None:
        disk.sweep(file)
        disk.write(file, data, 0o644)


def plain(name: str) -> str:
    """A name as every file system takes it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "kiosk"


def short(identity: Identity) -> str:
    """The beginning of a kiosk's number."""
    return identity.device.hex[:8]


def failed(place: Path, error: OSError) -> StickError:
    """Why a stick can't be used, and what to do."""
    if error.errno in FULL:
        return StickError(
            f"The stick at {place} is full. Nothing was lost: make room on it, or take another one."
        )
    if error.errno in LOCKED:
        return StickError(
            f"The stick at {place} may not be written to or read. Is its little lock switch on?"
            " Else let the kiosk's account write to the stick."
        )
    return StickError(
        f"The stick at {place} can't be read or written"
        f" ({(error.strerror or str(error)).lower()}). Nothing was lost: push it in again, or take"
        " another one."
    )
