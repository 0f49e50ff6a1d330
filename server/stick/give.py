"""What goes on a stick for the kiosks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from server.content import blobs, published, sequence
from server.database import Database
from server.devices import erasures, history
from server.devices.api import ErasureItem
from server.devices.feed import ChangeEntry, Envelope, Feeder, Manifest
from server.devices.tables import Device
from server.settings import Settings
from server.signing import Keys
from server.stick import letter
from server.stick.letter import ToAll, ToKiosk
from server.stick.take import Came

MOST_ERASURES = 1_000_000


@dataclass(frozen=True)
class Piece:
    """A file for the stick."""

    name: str
    """Below the stick's own folder, with slashes."""
    data: bytes | Path
    """What is in it, or where that is."""
    sha256: str = ""
    """Of a blob, so that one that is on the stick already is left; "" writes it anew."""


def sealed(keys: Keys, text: str) -> str:
    """A text in its envelope, as JSON."""
    return Envelope(signed=text, signature=keys.sign(text)).model_dump_json()


def answers(database: Database, keys: Keys, came: Iterable[Came]) -> list[tuple[str, str]]:
    """For each kiosk that can be answered, the file's name and what is in it."""
    found = []
    with database.read() as session:
        present = history.present(session)
        for one in came:
            if one.letter is None:
                continue
            device = session.get_one(Device, one.letter.device)
            told = ToKiosk(
                device=device.id,
                reply_to=one.letter.word,
                history=present,
                forgotten=one.forgotten,
                erased=one.letter.erase,
                sequence=device.sequence,
                answers=one.batches,
            )
            name = letter.answer_name(device.name, device.id)
            found.append((name, sealed(keys, told.model_dump_json())))
    return found


class Giver:
    """Says what goes on one stick: what is small first, what it all hangs on last."""

    def __init__(
        self, database: Database, keys: Keys, feeder: Feeder, settings: Settings, came: list[Came]
    ) -> None:
        """
        Args:
            came: what the kiosks wrote on this stick; with none it is made for all of them.
        """
        self._database = database
        self._keys = keys
        self._blobs = blobs.of(settings)
        self._letters = [one.letter for one in came if one.letter is not None]
        known = max((one.known for one in self._letters), default=0)
        self._list = feeder.give(0, known)
        self._manifest = Manifest.model_validate_json(self._list.signed)
        since = min((one.since for one in self._letters), default=0)
        with database.read() as session:
            fits = sequence.floor(session) <= since <= self._manifest.sequence
        self._since = since if fits else 0
        """What the kiosks know; 0 where that is nothing, or from before a restore."""

    @property
    def listed(self) -> set[str]:
        """The SHA-256 of all that the list names: what else is on the stick may go."""
        return self._after(0)

    def pieces(self, answered: Iterable[tuple[str, str]], *, everything: bool) -> Iterator[Piece]:
        """Each file, one after the other.

        Args:
            answered: from `answers`.
            everything: all bytes that the list names, and not only what these kiosks lack.
        """
        yield Piece(letter.README, letter.ABOUT.encode())
        for name, text in answered:
            yield Piece(name, text.encode())
        with self._database.read() as session:
            rows = erasures.after(session, 0, MOST_ERASURES)
            items = [ErasureItem(number=row.number, trainee=row.trainee) for row in rows]
            told = ToAll(history=history.present(session), erasures=items).model_dump_json()
        yield Piece(letter.ALL, sealed(self._keys, told).encode())
        for sha256 in sorted(self._wanted(everything=everything)):
            yield Piece(f"{letter.BLOBS}/{sha256[:2]}/{sha256}", self._bytes(sha256), sha256)
        yield Piece(letter.SCENARIOS, self._list.model_dump_json().encode())

    def _wanted(self, *, everything: bool) -> set[str]:
        lacking = {sha256 for one in self._letters for sha256 in one.lacking}
        return self._after(0 if everything else self._since) | (lacking & self.listed)

    def _after(self, since: int) -> set[str]:
        changed = (one for one in self._manifest.changes if one.sequence > since)
        return {sha256 for one in changed for sha256 in _blobs(one)}

    def _bytes(self, sha256: str) -> bytes | Path:
        with self._database.read() as session:
            document = published.document(session, sha256)
        return self._blobs.path(sha256) if document is None else document


def _blobs(change: ChangeEntry) -> Iterator[str]:
    if change.sha256 is not None:
        yield change.sha256
        yield from (sound.sha256 for sound in change.sounds)
