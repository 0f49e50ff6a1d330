"""The book: whose progress is kept on this kiosk, and what it is.

Small, and of value to one person only: a full disk or a damaged file costs a look back and nothing
else, so nobody's practice waits for it.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import apsw

from device import moment
from device.coach.talk.remembering import Remembered, Wait
from device.moment import Now
from device.progress import database, farewell, rows
from device.progress.database import Writing
from device.progress.figures import Figures
from device.progress.find import find, words
from device.progress.secret import hashed, invented, own_salt
from device.progress.trouble import ProgressError
from device.store import Store, StoreError
from device.store.folder import numbered

FOLDER = "progress"
"""Within the kiosk's data."""
WHATEVER = 2**53 - 1
"""An erasure's number above all: practices go that were made knowing of any."""
T = TypeVar("T")


class Book:
    """Open as long as the kiosk runs. One thread at a time may use it."""

    def __init__(self, data: Path, salt: bytes | None = None, now: Now = moment.now) -> None:
        """
        Args:
            data: the kiosk's folder; the book is in `progress` in it.
            salt: the centre's, `code_salt` of the kiosk's identity; None where the kiosk belongs to
                no centre.

        Raises:
            ProgressError: it can't be used; says why and what to do.
        """
        self._data, self._folder = data, data / FOLDER
        self._now = now
        try:
            self._db, self.damaged = database.begin(self._folder)
        except StoreError as error:
            raise ProgressError(str(error)) from error
        except (apsw.Error, OSError) as error:
            raise ProgressError.unusable(self._folder / database.FILE, error) from error
        self._salt = salt

    damaged: Path | None
    """Where a damaged book was put when this one was begun."""

    # Codes

    def find(self, text: str) -> str | None:
        """The code in what was recognised or typed; None for none."""
        return find(text)

    def parts(self, text: str) -> int:
        """How many words of a code are in it."""
        return len(words(text))

    def invent(self) -> str:
        """A code that nobody has on this kiosk."""
        while True:
            code = invented()
            if self._person(self._hash(code)) is None:
                return code

    def look(self, code: str) -> Remembered | Wait | None:
        """Who has this code; None where nobody has, which counts as a wrong guess.

        Takes as long as the hash, some 50 ms, and half a second on a small board.

        Raises:
            ProgressError: the book can't be read.
        """
        left = self._do(rows.guesses).at(self._now())
        if left.wait:
            return Wait(left.wait)
        key = self._hash(code)
        found = self._person(key) or self._moved(code, key)
        if found is None:
            self._do(lambda db: rows.set_guesses(db, left.wrong()))
        return found

    # People

    def keep(self, code: str, *, shared: bool, erasures: int = 0) -> Remembered | None:
        """From now on this person's progress is kept; they said yes. None where it can't be.

        Args:
            shared: whether they said yes to staff seeing it.
            erasures: the newest erasure that the kiosk knows, see `device.store`.
        """
        try:
            key = self._hash(code)
            self._do(lambda db: rows.keep(db, key, shared=shared, erasures=erasures))
        except ProgressError:
            return None
        return Remembered(key, shared, new=True)

    def share(self, who: Remembered, *, shared: bool) -> Remembered | None:
        """From now on staff may see, or no more; None where it could not be written down."""
        try:
            if self._salt is not None and who.shared and not shared:
                with contextlib.closing(Store.open(self._data)) as store:
                    farewell.hidden(store, who.key)
            self._do(lambda db: rows.share(db, who.key, shared=shared))
        except (ProgressError, StoreError):
            return None
        return Remembered(who.key, shared, who.new)

    def forget(self, who: Remembered) -> bool:
        """Delete all that this kiosk has of somebody, what waits for the server too; whether it is
        gone. The server is asked to delete what it has, at the next sync.
        """
        centre = self._salt is not None
        try:
            if centre or numbered(self._data, "attempts"):
                with contextlib.closing(Store.open(self._data)) as store:
                    if centre:  # first of all: nobody knows afterwards who it was
                        farewell.forgotten(store, who.key, shared=who.shared)
                    store.erase(who.key, WHATEVER, known=False)
            self.erase(who.key, WHATEVER)
        except (ProgressError, StoreError):
            return False
        return True

    def erase(self, key: str, number: int) -> None:
        """Delete what was kept of somebody without knowing of this erasure.

        Raises:
            ProgressError: it can't be.
        """
        self._do(lambda db: rows.erase(db, key, number))
        try:
            database.delete_aside(self._folder)
            # What was deleted is still in the journal until it is carried over.
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except (apsw.Error, OSError) as error:
            raise ProgressError.unusable(self._folder, error) from error

    @property
    def people(self) -> int:
        """How many people's progress is kept here.

        Raises:
            ProgressError: the book can't be read.
        """
        return self._do(rows.people)

    # Practices

    def add(self, who: Remembered, one: Figures, erasures: int = 0) -> None:
        """Keep a practice of theirs; nothing happens where it is here already, or they are not.

        Args:
            erasures: the newest erasure that the kiosk knew as the practice began.

        Raises:
            ProgressError: it can't be written down.
        """
        self._do(lambda db: rows.add(db, who.key, one, erasures))

    def practices(self, who: Remembered) -> tuple[Figures, ...]:
        """Theirs, oldest first.

        Raises:
            ProgressError: they can't be read.
        """
        return self._do(lambda db: rows.practices(db, who.key))

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._db.close(True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _hash(self, code: str) -> str:
        salt = self._salt or own_salt(self._folder, make=True)
        assert salt is not None
        return hashed(code, salt)

    def _person(self, key: str) -> Remembered | None:
        return self._do(lambda db: rows.person(db, key))

    def _moved(self, code: str, key: str) -> Remembered | None:
        """Somebody whose code was hashed with the kiosk's own salt, before it joined a centre."""
        own = own_salt(self._folder, make=False) if self._salt else None
        if own is None:
            return None
        before = hashed(code, own)
        self._do(lambda db: rows.rename(db, before, key))
        return self._person(key)

    def _do(self, work: Callable[[apsw.Connection], T]) -> T:
        """Do it whole or not at all; a file that turns out to be damaged is begun anew, once."""
        try:
            try:
                return self._done(work)
            except (apsw.CorruptError, apsw.NotADBError):
                self._db.close(True)
                self._db, self.damaged = database.begin(self._folder)
                return self._done(work)
        except (apsw.Error, OSError) as error:
            raise ProgressError.unusable(self._folder / database.FILE, error) from error

    def _done(self, work: Callable[[apsw.Connection], T]) -> T:
        with Writing(self._db):
            return work(self._db)


def exists(data: Path) -> bool:
    """Whether anybody's progress was ever kept in this kiosk's folder."""
    return (data / FOLDER / database.FILE).exists()


def erase(data: Path, key: str, number: int) -> None:
    """Delete somebody's progress where the centre asks for it; nothing where none was ever kept.

    Args:
        data: the kiosk's folder.
        key: the hashed code.
        number: of the erasure.

    Raises:
        ProgressError: it can't be.
    """
    if not exists(data):
        return
    with Book(data) as book:
        book.erase(key, number)
