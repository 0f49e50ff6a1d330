"""Writing the files to the card's first partition, which every computer can open."""

import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from device import disk
from device.errors import WellheardError
from device.provision import documents
from device.provision.answers import Answers

SIGNS = ("config.txt", "cmdline.txt")
"""What the first partition of every Raspberry Pi's card holds."""
MOUNTS = ("/media", "/run/media", "/mnt", "/Volumes")
"""Where computers show cards that are put in."""
SPARE = 1 << 20
"""Bytes that stay free on the card."""


class CardError(WellheardError, OSError):
    """The card can't be found or written."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was done."""

    place: Path
    files: tuple[Path, ...]
    put_aside: tuple[Path, ...]
    """What was there of these names, and is called .before now."""


def is_card(place: Path) -> bool:
    """Whether this is the first partition of a Raspberry Pi's card."""
    return all((place / sign).is_file() for sign in SIGNS)


def find(mounts: Iterable[str] = MOUNTS) -> Path:
    """The card that is put in.

    Raises:
        CardError: there is none, or more than one.
    """
    found = [
        place
        for mount in mounts
        for pattern in ("*", "*/*")
        for place in sorted(Path(mount).glob(pattern))
        if is_card(place)
    ]
    if not found:
        raise CardError(
            "No card is put in. Write Raspberry Pi OS Lite (64-bit) to one, put it in again, and"
            " name the folder in which it shows with --to, such as --to /media/you/bootfs"
        )
    if len(found) > 1:
        raise CardError(
            f"There is more than one card: {', '.join(map(str, found))}. Name one with --to."
        )
    return found[0]


def write(place: Path, answers: Answers, program: bytes | None) -> Written:
    """Put documents and program on the card; each is whole or not there.

    Args:
        place: a folder.
        program: as `bundle.pack` gives it; None leaves it out.

    Raises:
        CardError: there is no such folder, no room, or it can't be written.
    """
    if not place.is_dir():
        raise CardError(f"{place}: there is no such folder. Is the card put in?")
    texts = {
        "user-data": documents.user_data(answers),
        "network-config": documents.network_config(answers),
        "meta-data": documents.meta_data(answers, secrets.token_hex(6)),
    }
    contents = {name: text.encode("utf-8") for name, text in texts.items()}
    if program is not None:
        contents[documents.BUNDLE] = program
    needed = sum(map(len, contents.values())) + SPARE
    try:
        _room(place, needed)
        aside = [old for name in texts if (old := _put_aside(place / name, contents[name]))]
        for name, content in contents.items():
            disk.write(place / name, content)
    except OSError as error:
        if isinstance(error, CardError):
            raise
        raise CardError(
            f"{error.filename or place} can't be written ({error.strerror}). Take the card out and"
            " put it in again; look whether it is locked."
        ) from error
    return Written(place, tuple(place / name for name in contents), tuple(aside))


def _room(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place).free
    if free < needed:
        raise CardError(
            f"{place}: there is not enough room on the card: {needed / 1e6:.0f} MB are needed and"
            f" {free / 1e6:.0f} MB are free. Is it the card's first partition?"
        )


def _put_aside(file: Path, content: bytes) -> Path | None:
    if not file.is_file() or file.read_bytes() == content:
        return None
    aside = file.with_name(f"{file.name}.before")
    file.replace(aside)
    return aside
