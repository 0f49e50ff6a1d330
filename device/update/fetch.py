"""Fetch an update from the centre's server, by the account that has the network.

What is fetched waits in a folder of that account. Whoever installs it has no network, and believes
none of this: the maintainers' signature alone counts.
"""

import contextlib
import os
import platform
import re
import shutil
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from device import disk
from device.errors import WellheardError
from device.sync.client import Client, Refused
from device.sync.identity import Identity
from device.sync.protocol import UpdateOffer
from device.update import key as keys
from device.update.bundle import SUFFIX, Bundle, BundleBroken
from device.update.home import FULL, WAITING, Home
from device.update.release import SPARE
from device.update.take import MOST
from device.update.version import Version

PART = ".part"
FETCHED = re.compile(
    rf"(wellheard-[0-9.]{{5,14}}-[a-z0-9_]+-[0-9a-f]{{16}})({re.escape(SUFFIX)}|{re.escape(PART)})"
)
"""What a file that was fetched is called, whole or not yet."""


class FetchBroke(WellheardError, ConnectionError):
    """Not all of it came; what came is kept, and the rest is fetched next time."""


class NoRoom(WellheardError, OSError):
    """The disk has no room for an update."""


def fetch(
    identity: Identity,
    waiting: Path = WAITING,
    home: Home | None = None,
    pinned: Path = keys.PINNED,
) -> Path | None:
    """Fetch what is newer than what runs; gives the file, or None where there is nothing newer.

    Args:
        identity: the kiosk's at its server.
        waiting: the folder for it.
        home: where the release that runs is.
        pinned: the file with the maintainers' keys.

    Raises:
        WellheardError: the server is not reached, or there is no room, or it broke off.
        BundleBroken: what came is not the maintainers'; it is deleted.
    """
    believed = keys.pinned(pinned)
    machine = platform.machine()
    (waiting / FULL).unlink(missing_ok=True)
    with Client.of(identity) as client:
        try:
            offer = client.update_offered(machine)
        except Refused as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            _clear(waiting, keep=None)  # the centre has taken it away
            return None
        runs = Version.of_folder((home or Home()).current())
        if runs is not None and not runs < Version.read(offer.version):
            _clear(waiting, keep=None)
            return None
        name = f"wellheard-{offer.version}-{machine}-{offer.mark}"
        file, part = waiting / f"{name}{SUFFIX}", waiting / f"{name}{PART}"
        waiting.mkdir(parents=True, exist_ok=True)
        _clear(waiting, keep=name)
        if file.is_file():
            return file
        _find_room(offer, part)
        begins = part.stat().st_size if part.exists() else 0
        if begins < offer.size:
            with client.update(machine, offer.version, begins) as (start, chunks):
                _append(part, start, chunks, offer.size)
    _check(part, believed)
    part.replace(file)
    disk.settle(waiting)
    return file


def _find_room(offer: UpdateOffer, part: Path) -> None:
    have = part.stat().st_size if part.exists() else 0
    free = shutil.disk_usage(part.parent).free
    needed = offer.size - have + SPARE
    if offer.size > MOST or needed > free:
        with contextlib.suppress(OSError):  # for `update status`; it may be all too full
            part.with_name(FULL).write_text(str(needed // 1_000_000), encoding="ascii")
        raise NoRoom(
            f"Version {offer.version} has {offer.size // 1_000_000} MB, and only"
            f" {free // 1_000_000} MB are free. Make room on the memory card, or put in a larger"
            " one."
        )


def _append(part: Path, start: int, chunks: Iterable[bytes], whole: int) -> None:
    with part.open("r+b" if start else "wb") as out:
        size = out.seek(start)
        out.truncate()
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > whole:
                    break
                out.write(chunk)
        finally:
            out.flush()
            os.fsync(out.fileno())
    if size != whole:
        if size > whole:
            part.unlink()
        raise FetchBroke(
            f"The new version broke off after {min(size, whole)} of {whole} bytes. The rest is"
            " fetched next time."
        )


def _check(part: Path, believed: tuple[str, ...]) -> None:
    try:
        with part.open("rb") as opened:
            Bundle.open(opened, believed).check()
    except BundleBroken:
        part.unlink()
        raise


def _clear(waiting: Path, keep: str | None) -> None:
    """Delete what was fetched before, but not what is called so, and nothing of anybody else's."""
    with contextlib.suppress(FileNotFoundError):
        for old in waiting.iterdir():
            ours = FETCHED.fullmatch(old.name)
            if ours is not None and ours[1] != keep:
                old.unlink(missing_ok=True)
