"""Scenarios on their way down: checked, fetched, and put in use all at once.

1. `Shelf.plan`: the list is opened with the pinned key, must not be older than one seen before, and
   is put together with what is there; the sum over it must be right.
2. What is missing is fetched (`Shelf.take`), each part checked by its SHA-256. A fetch that breaks
   off goes on where it was.
3. `Shelf.switch`: one file is replaced. Until then everything stays as it is.

Nothing here needs a network: a memory stick brings the same list and the same bytes.
"""

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from device import disk
from device.content import BLOBS, FILE, Centre, Listed, State, blob, read
from device.errors import WellheardError
from device.sync import protocol
from device.sync.protocol import ChangeEntry, Envelope, Manifest

MOST = 4_000_000_000
"""Bytes that all content together may take: a scenario with its sounds takes some 10 MB."""
SPARE = 100_000_000
"""Bytes that are left free on the disk for practices."""
PART = ".part"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class ContentBroken(WellheardError, ValueError):
    """What came is not used, for it isn't right."""


class StartOver(ContentBroken):
    """The changes don't fit what is here: the whole list is needed."""


class NoRoom(WellheardError, OSError):
    """The disk has no room for new content."""


@dataclass(frozen=True)
class Missing:
    """Bytes that the kiosk doesn't have yet."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Plan:
    """A list that may be put in use once nothing is missing."""

    state: State
    missing: tuple[Missing, ...]
    is_new: bool
    """Whether it differs from what is in use."""


class Shelf:
    """The kiosk's content, to be changed by one at a time."""

    def __init__(self, folder: Path, signing_key: str) -> None:
        """
        Args:
            folder: the content's own.
            signing_key: the server's, which every list must be signed with.
        """
        self._folder = folder
        self._key = signing_key
        found = read(folder)
        self._state = found if found is not None and found.signing_key == signing_key else None
        self._replaced = found
        """What is in use, if it came from another server: it stays till this one's is there."""

    @property
    def since(self) -> int:
        """The last change that is known here; 0 asks for the whole list."""
        return self._state.sequence if self._state else 0

    @property
    def version(self) -> int:
        """Of what is in use from this server; 0 for none."""
        return self._state.version if self._state else 0

    def lacking(self) -> list[str]:
        """The SHA-256 of all that is in use and not there any more."""
        return [one.sha256 for one in self._missing(self._state)] if self._state else []

    def plan(self, envelope: Envelope, highest: int) -> Plan:
        """What is to be done to have what a list says.

        Args:
            highest: the highest version ever seen from this server.

        Raises:
            NotGenuine: it isn't signed by the server.
            ContentBroken: it is older than one seen before, or doesn't fit together.
            StartOver: it is a list of changes to something else than what is here.
            NoRoom: it would take more than there is room for.
        """
        manifest = protocol.opened(envelope, self._key)
        if manifest.version < max(highest, self.version):
            raise ContentBroken(
                f"The list of scenarios is an older one (version {manifest.version}; this kiosk has"
                f" seen {max(highest, self.version)}), so it is not used."
            )
        if manifest.since not in (0, self.since):
            raise StartOver("The list of changes begins somewhere else. The whole list is fetched.")
        state = self._merged(manifest)
        listed = {one: (each.version, each.sha256) for one, each in state.scenarios.items()}
        if protocol.digest(listed) != manifest.digest:
            if manifest.since:
                raise StartOver("The list of changes leaves a gap. The whole list is fetched.")
            raise ContentBroken("The list of scenarios contradicts itself, so it is not used.")
        missing = tuple(self._missing(state))
        self._find_room(state, missing)
        return Plan(state, missing, state != self._state)

    def take(self, wanted: Missing, begins: int, chunks: Iterable[bytes]) -> None:
        """Keep some bytes, from where they begin to the end.

        Args:
            begins: 0, or what `have` told.

        Raises:
            ContentBroken: they are not what they should be, or end too soon; what came is kept if
                it may still become right.
            NoRoom: the disk is full.
        """
        part = self._part(wanted)
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            size = _append(part, begins, chunks, wanted.size)
            if size < wanted.size:
                raise ContentBroken(
                    f"A part of a scenario broke off after {size} of {wanted.size} bytes. The rest"
                    " is fetched next time."
                )
            self._finish(wanted)
        except OSError as error:
            if isinstance(error, WellheardError):
                raise
            if error.errno not in NO_ROOM:
                error.filename = error.filename or str(part)  # a write that fails says no name
                raise
            with contextlib.suppress(OSError):
                part.unlink()
            raise NoRoom(
                "The disk is full, so new scenarios can't be fetched. The kiosk goes on with those"
                " it has. Make room on the memory card, or put in a larger one."
            ) from error

    def have(self, wanted: Missing) -> int:
        """How many of the bytes are here already, from an earlier try."""
        part = self._part(wanted)
        try:
            size = part.stat().st_size
        except OSError:
            return 0
        if size > wanted.size:
            part.unlink(missing_ok=True)
            return 0
        return size

    def switch(self, plan: Plan) -> None:
        """Put a list in use, all of it at once, and clear away what nobody needs any more.

        Raises:
            ContentBroken: something is missing after all.
            NoRoom, OSError: it can't be written; everything stays as it was.
        """
        lacking = list(self._missing(plan.state))
        if lacking:
            raise ContentBroken(
                f"{len(lacking)} parts of the scenarios are missing, so the old ones stay in use."
            )
        before = self._state or self._replaced
        state = plan.state
        if before is not None:
            state = state.model_copy(
                update={
                    "former_blobs": sorted(before.blobs.keys() - state.blobs.keys()),
                    "former_sounds": {
                        name: sha for name, sha in before.sounds.items() if name not in state.sounds
                    },
                }
            )
        disk.sweep(self._folder / FILE)
        try:
            disk.write(self._folder / FILE, state.model_dump_json().encode(), 0o644)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise NoRoom(
                "The disk is full, so new scenarios can't be put in use. Make room on the memory"
                " card, or put in a larger one."
            ) from error
        self._state = self._replaced = state
        self._clear(state)

    def damaged(self) -> int:
        """Read everything in use, and take away what isn't what its name says, so that it is
        fetched again; gives how much that was.
        """
        broken = 0
        for sha256 in self._state.blobs if self._state else ():
            file = blob(self._folder, sha256)
            try:
                with file.open("rb") as opened:
                    right = hashlib.file_digest(opened, "sha256").hexdigest() == sha256
            except FileNotFoundError:
                continue
            except OSError:
                right = False
            if not right:
                broken += 1
                with contextlib.suppress(OSError):
                    file.unlink()
        return broken

    def _merged(self, manifest: Manifest) -> State:
        before = self._state if manifest.since and self._state else None
        scenarios = dict(before.scenarios) if before else {}
        withdrawn = set(before.withdrawn) if before else set()
        for change in manifest.changes:
            scenarios.pop(change.scenario, None)
            if change.withdrawn:
                withdrawn.add(change.scenario)
            else:
                withdrawn.discard(change.scenario)
                scenarios[change.scenario] = _listed(change)
        made = State(
            signing_key=self._key,
            version=manifest.version,
            sequence=manifest.sequence,
            scenarios=scenarios,
            withdrawn=sorted(withdrawn),
            centre=Centre(**manifest.centre.model_dump()),
        )
        if self._state is not None:  # so that the same list is seen to be the same
            former = self._state.model_dump(include={"former_blobs", "former_sounds"})
            made = made.model_copy(update=former)
        return made

    def _missing(self, state: State) -> Iterator[Missing]:
        for sha256, size in sorted(state.blobs.items()):
            file = blob(self._folder, sha256)
            try:
                there = file.stat().st_size == size
            except OSError:
                there = False
            if not there:
                yield Missing(sha256, size)

    def _find_room(self, state: State, missing: tuple[Missing, ...]) -> None:
        whole = sum(state.blobs.values())
        needed = sum(each.size - self.have(each) for each in missing)
        place = next(
            one for one in (self._folder, *self._folder.absolute().parents) if one.exists()
        )
        free = shutil.disk_usage(place).free
        if whole > MOST:
            raise NoRoom(
                f"All scenarios together would take {whole // 1_000_000} MB, and a kiosk keeps"
                f" {MOST // 1_000_000} MB at the most. Withdraw some of them."
            )
        if needed and needed + SPARE > free:
            raise NoRoom(
                f"New scenarios need {needed // 1_000_000 + 1} MB, and only {free // 1_000_000} MB"
                " are free. The kiosk goes on with those it has. Make room on the memory card, or"
                " put in a larger one."
            )

    def _part(self, wanted: Missing) -> Path:
        return self._folder / BLOBS / f"{wanted.sha256}{PART}"

    def _finish(self, wanted: Missing) -> None:
        part = self._part(wanted)
        with part.open("rb") as opened:
            right = hashlib.file_digest(opened, "sha256").hexdigest() == wanted.sha256
            if right:
                os.fsync(opened.fileno())
        if not right:
            part.unlink(missing_ok=True)
            raise ContentBroken(
                "A part of a scenario did not arrive as it was sent. It is fetched again."
            )
        part.replace(blob(self._folder, wanted.sha256))
        disk.settle(part.parent)

    def _clear(self, state: State) -> None:
        kept = {*state.blobs, *state.former_blobs}
        with contextlib.suppress(OSError):
            for file in (self._folder / BLOBS).iterdir():
                if file.name not in kept:
                    file.unlink(missing_ok=True)


def _listed(change: ChangeEntry) -> Listed:
    if change.version is None or change.sha256 is None or change.size is None:
        raise ContentBroken(
            f"The list of scenarios says nothing of “{change.scenario}”, so it is not used."
        )
    return Listed(
        version=change.version,
        sha256=change.sha256,
        size=change.size,
        sounds={one.name: one.sha256 for one in change.sounds},
        sizes={one.sha256: one.size for one in change.sounds},
    )


def _append(part: Path, begins: int, chunks: Iterable[bytes], most: int) -> int:
    """Write the bytes from a place on; gives how many there are then, on the disk."""
    with part.open("r+b" if begins else "wb") as out:
        out.seek(begins)
        out.truncate()
        size = begins
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    break
                out.write(chunk)
            if size > most:
                out.truncate(0)
        finally:
            out.flush()
            os.fsync(out.fileno())
    if size > most:
        raise ContentBroken(
            "A part of a scenario is longer than it should be. It is fetched again."
        )
    return size
