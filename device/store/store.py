"""The store: practices wait in it till the server has them, and then some while longer."""

import contextlib
import json
import logging
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

import apsw

from device.store import database, folder, mend, rows
from device.store.database import Damaged, Writing
from device.store.item import Answer, Answered, Aside, Counts, Waiting
from device.store.mark import Mark
from device.store.mend import Repaired
from device.store.reserve import PLENTY, Reserve
from device.store.trouble import AlreadyKept, StoreError, is_damage, is_full, told

MOST_BYTES = 200_000_000
"""Bytes of practices that are kept; some 40,000 of them."""
SHARE = 0.1
"""Of the disk, where that is less."""
DAMAGED_KEPT = 2
"""Damaged databases that stay for somebody to look into; older ones are deleted."""
BRIEFLY = 200
"""Milliseconds to wait for a reader before the journal is left as it is for now."""
MENDS = 2
"""Times in one call that a database is mended before it is told that nothing helps."""

FARTHEST = 1000 * mend.LEAP_IN_THE_DARK
"""Sequence numbers left out at once, at the most: the last one that can be told, 2**53 - 1, must
stay out of reach."""

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Store:
    """One kiosk's practices. Threads of a process may share one; several processes may open the
    same folder.

    Every method may raise `StoreError` where the disk fails.
    """

    def __init__(self, place: Path, *, most_bytes: int | None = None) -> None:
        """See `open`."""
        self.repaired: Repaired | None = None
        """What was damaged and set aside since this was opened, if anything was."""
        self.journal = database.journal()
        """How SQLite writes here: `wal`, or the slower `delete` where its version asks for it."""
        self._folder = place
        self._turn = threading.RLock()
        self._db: apsw.Connection | None = None
        self._file = folder.attempts(place, 1)
        self._closed = False
        self._wiped = False
        """Something that was wiped from the database may still be in its journal."""
        try:
            folder.make(place)
            disk = shutil.disk_usage(place).total
            self._most = most_bytes or min(MOST_BYTES, int(disk * SHARE))
            self._mark, self._reserve = Mark(place), Reserve(place)
            self._lock = folder.Lock(place)
        except OSError as error:
            raise told(error, place, full=is_full(error, place)) from error
        try:
            with self._lock.alone():
                self._making_room(self._begin)
            self._reserve.hold()
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, place: Path, *, most_bytes: int | None = None) -> Self:
        """Open the store in this folder, which is made where it isn't there.

        The database is read through; a damaged one is set aside and what can be saved goes into a
        new one, told in `repaired`.

        Args:
            most_bytes: above which the oldest practices that the server has are let go; without
                it, 200 MB or a tenth of the disk, whichever is less.

        Raises:
            StoreFull: there is no room on the disk even to begin.
            StoreNewer: a newer program has written it.
            StoreError: it can't be read or written; says why.
        """
        return cls(place, most_bytes=most_bytes)

    @property
    def file(self) -> Path:
        """The database in use."""
        return self._file

    @property
    def set_aside(self) -> tuple[Path, ...]:
        """Damaged databases that are still here, oldest first."""
        return tuple(folder.numbered(self._folder, "damaged").values())

    # Practices

    def add(self, make: Callable[[int], Mapping[str, object]]) -> int:
        """Keep a finished practice; when this returns it outlasts a power cut.

        Args:
            make: is given the practice's sequence number, and gives what is sent to the server;
                its `id` is a text. It may be called more than once.

        Returns:
            The sequence number, which no other practice ever gets.

        Raises:
            StoreFull: there is no room; nothing was kept, and the next practice may fit again.
            AlreadyKept: a practice with this id is here.
        """

        def work(db: apsw.Connection) -> int:
            with Writing(db):
                sequence = 1 + max(rows.last(db), self._mark.read() or 0)
                body = dict(make(sequence))
                text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
                if rows.has(db, str(body["id"])):
                    raise AlreadyKept(f"The practice {body['id']} is kept already.")
                rows.let_go(db, self._most - len(text.encode()))
                rows.insert(db, sequence, body, text)
                # Before the commit: a number that is never used does no harm, one used twice does.
                self._mark.write(sequence)
            return sequence

        sequence = self._do(work)
        self._reserve.hold()
        return sequence

    def go_on_after(self, sequence: int) -> None:
        """Give no practice this sequence number or a lower one: the server has seen it, so all that
        was here may have been lost. A number far beyond all that a kiosk can reach is not believed.
        """

        def work(db: apsw.Connection) -> None:
            here = max(rows.last(db), self._mark.read() or 0)
            if sequence <= here:
                return
            if sequence > here + FARTHEST:
                _log.warning(
                    "store: the server has seen practice %d, and %d is the last one here; so far a"
                    " leap can't be right and is not made",
                    sequence,
                    here,
                )
                return
            with Writing(db):  # alone: another process may be about to give a number
                if sequence > (self._mark.read() or 0):
                    self._mark.write(sequence)

        self._do(work)

    def waiting(self, most: int, most_bytes: int) -> list[Waiting]:
        """Practices that the server hasn't answered for, oldest first.

        Args:
            most: practices.
            most_bytes: of all their bodies in UTF-8; the first is given out even if it is larger,
                so that it can't block the others.
        """
        return self._do(lambda db: rows.waiting(db, most, most_bytes))

    def answered(self, answers: Sequence[Answered]) -> None:
        """Put down what the server answered, all of it or nothing. Practices that it has are kept
        30 days longer; those it will never take are set aside. Ids that aren't here are passed
        over.
        """

        def work(db: apsw.Connection) -> None:
            with Writing(db):
                rows.answered(db, answers)
            self._wiped |= any(one.answer == Answer.GONE for one in answers)

        self._do(work)
        self._reserve.hold()

    def send_again(self, after_sequence: int = 0) -> int:
        """Let practices wait once more that the server had, as after it was put back to an older
        state; gives how many.

        Args:
            after_sequence: only later ones than this.
        """

        def work(db: apsw.Connection) -> int:
            with Writing(db):
                return rows.send_again(db, after_sequence)

        return self._do(work)

    def counts(self) -> Counts:
        """How much is here."""
        return self._do(rows.counts)

    def aside(self) -> list[Aside]:
        """Practices that the server did not take, oldest first."""
        return self._do(rows.aside)

    # Erasing

    def erase(self, trainee: str, number: int, *, known: bool = True) -> int:
        """Delete a person's practices that were made without knowing of this erasure.

        Damaged databases that were set aside are deleted too, for nobody can tell who is in them.

        Args:
            trainee: the hashed code.
            number: of the erasure; remembered, see `erasures`.
            known: False leaves it unremembered: it is from a list that is not the server's present
                one.

        Returns:
            How many practices were deleted.
        """

        def work(db: apsw.Connection) -> int:
            with Writing(db):
                deleted = rows.erase(db, trainee, number, known=known)
            self._wiped = True
            return deleted

        deleted = self._do(work)
        for file in folder.numbered(self._folder, "damaged").values():
            folder.delete(file)
        return deleted

    def erasures(self) -> int:
        """The newest number of an erasure that was carried out here; 0 for none."""
        return self._do(rows.erasures)

    # Small facts

    def keep(self, name: str, value: str) -> None:
        """Remember something small under a name; it outlasts a power cut."""

        def work(db: apsw.Connection) -> None:
            with Writing(db):
                rows.keep(db, name, value)

        self._do(work)

    def kept(self, name: str) -> str | None:
        """What was remembered under this name; None for nothing."""
        return self._do(lambda db: rows.kept(db, name))

    def drop(self, name: str) -> None:
        """Remember it no more; nothing is left of it, either."""

        def work(db: apsw.Connection) -> None:
            with Writing(db):
                rows.drop(db, name)
            self._wiped = True

        self._do(work)

    def names(self, beginning: str) -> tuple[str, ...]:
        """The names that begin so, of what is remembered, in order."""
        return self._do(lambda db: rows.names(db, beginning))

    def close(self) -> None:
        """Let go of the files; nothing can be asked of it any more. May be called twice."""
        with self._turn:
            if not self._closed:
                self._closed = True
                self._let_go()
                self._lock.close()

    # How it is done

    def _do(self, work: Callable[[apsw.Connection], T]) -> T:
        """Do it with the database, which is mended if it turns out to be damaged."""
        with self._turn:
            if self._closed:
                raise StoreError(f"{self._folder}: the store was closed. Restart the kiosk.")
            for _ in range(MENDS):
                try:
                    with self._lock.shared():
                        done = self._making_room(lambda: work(self._current()))
                        self._empty_journal()
                        return done
                except Damaged as damage:
                    self._mend_alone(str(damage))
            raise StoreError(
                f"{self._file}: what is written does not stay as it was. The memory card is"
                " failing; have it replaced."
            )

    def _mend_alone(self, why: str) -> None:
        with self._lock.alone():
            self._making_room(lambda: self._mend(why))

    def _making_room(self, work: Callable[[], T]) -> T:
        """Do it; where the disk is full, once more with the room that was held back, then once
        more without the oldest practices that the server has.

        Raises:
            Damaged: the database is.
            StoreError: it can't be done.
        """
        for make_room in (self._reserve.give_up, self._let_acknowledged_go, None):
            try:
                return work()
            except StoreError:
                raise
            except (apsw.Error, OSError, UnicodeDecodeError) as error:
                if is_damage(error):
                    raise Damaged(str(error)) from error
                full = is_full(error, self._folder, self._db)
                if not full or make_room is None:
                    raise told(error, self._file, full=full) from error
                make_room()
        raise AssertionError("the last round returns or raises")

    def _let_acknowledged_go(self) -> bool:
        try:
            with Writing(self._current()):
                return rows.let_some_go(self._current())
        except (apsw.Error, OSError, Damaged):  # then this way of making room is closed
            return False

    def _current(self) -> apsw.Connection:
        """The database; another one than before, if another process has mended it.

        Raises:
            Damaged: it is not whole, or not there.
        """
        if self._db is None or folder.attempts(self._folder, self._number + 1).exists():
            self._let_go()
            there = folder.numbered(self._folder, "attempts")
            if not there:
                raise Damaged("it was not there")
            self._file = there[max(there)]
            self._open()
        elif not self._file.exists():
            raise Damaged("it was deleted")
        assert self._db is not None
        return self._db

    @property
    def _number(self) -> int:
        return int(self._file.stem.rpartition("-")[2])

    def _begin(self) -> None:
        """Find the database, see that it is whole, and open it; nobody else is at it."""
        there = folder.numbered(self._folder, "attempts")
        try:
            if there:
                self._file = there[max(there)]
                mend.look_at_log(self._file)
            self._current()
        except Damaged as damage:
            self._mend(str(damage))
        there = folder.numbered(self._folder, "attempts")
        for number in sorted(there)[:-1]:  # a power cut came before it was set aside
            folder.set_aside(there[number])

    def _open(self) -> None:
        db = database.connect(self._file, mode=self.journal)
        try:
            database.check(db, self._file)
            database.upgrade(db, self._file)
            folder.sync(self._folder)
        except BaseException:
            db.close(True)
            raise
        self._db = db
        self._wiped = True  # perhaps, by whoever had it open before
        self._empty_journal()

    def _empty_journal(self) -> None:
        """Carry the journal over and cut it to nothing, where something was wiped, or where it is
        long and there is room for it to grow again; while another program reads, that can't be, and
        is tried again at the next call.
        """
        if self._db is None:
            return
        with contextlib.suppress(apsw.Error, OSError):  # on a full disk, say: what is kept is kept
            if not self._wiped and not (database.is_long(self._file) and self._has_plenty()):
                return
            self._db.set_busy_timeout(BRIEFLY)
            try:
                [(busy, _, _)] = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._wiped = bool(busy)
            finally:
                self._db.set_busy_timeout(database.PATIENCE)

    def _has_plenty(self) -> bool:
        return shutil.disk_usage(self._folder).free >= PLENTY

    def _begin_anew(self) -> None:
        """There is no database: this is the first start, or somebody has deleted it."""
        mark = self._mark.read()
        numbers = folder.numbered(self._folder, "damaged")
        new = folder.attempts(self._folder, max(numbers, default=0) + 1)
        lost = mark != 0
        mend.begin(new, {}, {}, mend.next_after(mark, 0) if lost else 0)
        self._file = new
        if lost:
            self.repaired = Repaired(None, 0, "it was not there")
        self._open()

    def _mend(self, why: str) -> None:
        """Put what can be read into a new database, and the damaged one aside."""
        self._let_go()
        damaged = self._file
        newest = max(folder.numbered(self._folder, "attempts"), default=0)
        if newest == 0:
            self._begin_anew()
            return
        if newest > self._number:  # another process was quicker
            self._file = folder.attempts(self._folder, newest)
            self._open()
            return
        saved, facts = mend.salvage(damaged)
        last = mend.next_after(self._mark.read() or None, max(saved, default=0))
        new = folder.attempts(self._folder, self._number + 1)
        mend.begin(new, saved, facts, last)
        self._file = new
        aside = folder.set_aside(damaged)
        folder.sync(self._folder)
        numbers = folder.numbered(self._folder, "damaged")
        for number in sorted(numbers)[:-DAMAGED_KEPT]:
            folder.delete(numbers[number])
        self.repaired = Repaired(aside, len(saved), why)
        self._open()

    def _let_go(self) -> None:
        if self._db is not None:
            self._db.close(True)
            self._db = None
