"""What is done about a database that is damaged or gone: what can be saved goes into a new one."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from device.store import database, folder, pages, wal

LEAP = 1_000
"""Sequence numbers left out after a database was lost or mended: the mark's newest place may have
been lost with it."""
LEAP_IN_THE_DARK = 1_000_000
"""Sequence numbers left out where the mark was lost too: more than one kiosk ever makes."""
BROKEN = 200
"""Sequence numbers in a row that can't be read before SQLite is asked no more; the pages are read
without it anyway."""
COLUMNS = "sequence, id, body, checksum, state, why, answered, trainee, erasures"
_WIDTH = COLUMNS.count(",") + 1
_STATES = frozenset({"waiting", "acknowledged", "conflict", "gone", "invalid"})

Row = tuple[int, str, str, int, str, str, float | None, str | None, int]


@dataclass(frozen=True, slots=True)
class Repaired:
    """A database that could not be used any more, and what became of it."""

    aside: Path | None
    """Where it is now; None where it was gone altogether."""
    salvaged: int
    """Practices that were carried over into the new one."""
    why: str
    """What was found, for whoever looks into it."""

    def __str__(self) -> str:
        """For people."""
        many = {0: "No practice", 1: "One practice"}.get(
            self.salvaged, f"{self.salvaged} practices"
        )
        if self.aside is None:
            return "The kiosk's list of practices was gone. A new one was begun."
        return (
            f"The kiosk's list of practices was damaged ({self.why}). {many} could be saved; the"
            f" damaged list is kept as {self.aside}. The memory card may be failing: have it"
            " replaced."
        )


def checksum(body: bytes) -> int:
    """By which a changed letter is noticed."""
    return zlib.crc32(body)


def next_after(mark: int | None, rows: int) -> int:
    """The sequence number to go on from, in a database that was begun anew.

    Args:
        mark: the highest number that the mark's file has; None where it is unreadable.
        rows: the highest number among the rows that were saved.
    """
    if mark is None:
        return rows + LEAP_IN_THE_DARK
    return max(mark, rows) + LEAP


def begin(file: Path, rows: dict[int, Row], facts: dict[str, str], last: int) -> None:
    """Make a database with these rows; when it is there under its name, it is whole.

    Args:
        last: the sequence number to go on from.
    """
    new = file.with_name(file.name + ".new")
    folder.delete(new)
    db = database.connect(new, mode="delete")
    try:
        database.upgrade(db, new)
        with database.Writing(db):
            known = max((row[8] for row in rows.values()), default=0)
            received = max((row[6] for row in rows.values() if row[6] is not None), default=None)
            db.execute(
                "UPDATE standing SET sequence = ?, erasures = ?, received = ?",
                (last, known, received),
            )
            _insert(db, rows, facts)
    finally:
        db.close(True)
    new.replace(file)
    folder.sync(file.parent)


def _insert(db: apsw.Connection, rows: dict[int, Row], facts: dict[str, str]) -> None:
    marks = ", ".join("?" * _WIDTH)
    for number in sorted(rows):
        # Two rows with one id can only be one practice, read twice.
        db.execute(f"INSERT OR IGNORE INTO attempt ({COLUMNS}) VALUES ({marks})", rows[number])  # noqa: S608
    for name, value in facts.items():
        db.execute("INSERT INTO fact (name, value) VALUES (?, ?)", (name, value))


def salvage(file: Path) -> tuple[dict[int, Row], dict[str, str]]:
    """All rows that can be read from a damaged database, by sequence, and sync's small facts."""
    rows: dict[int, Row] = {}
    facts: dict[str, str] = {}
    for values in _from_pages(file):
        row = _checked(values)
        if row is not None:
            rows[row[0]] = row
    try:
        db = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)
    except apsw.Error:
        return rows, facts
    try:
        # Closing would take the log away, before what was read from it is written anew.
        db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        # What SQLite reads fits the small facts; what else the pages have is more than it sees.
        rows |= {row[0]: row for row in map(_checked, _from_sqlite(db)) if row is not None}
        facts = _facts(db)
    finally:
        db.close(True)
    return rows, facts


def _from_pages(file: Path) -> Iterator[tuple[object, ...]]:
    try:
        data = file.read_bytes()
    except OSError:
        return
    for image in wal.read(file, database.PAGE).laid_over(data, database.PAGE):
        for number, values in pages.rows(image, database.PAGE):
            if len(values) == _WIDTH:
                yield (number, *values[1:])


def _from_sqlite(db: apsw.Connection) -> Iterator[tuple[object, ...]]:
    """From both ends, and step by step over what is broken."""
    ask = f"SELECT {COLUMNS} FROM attempt WHERE sequence"  # noqa: S608
    for condition, step in (("> ? ORDER BY sequence", 1), ("< ? ORDER BY sequence DESC", -1)):
        at, broken = (0 if step > 0 else 2**62), 0
        while broken < BROKEN:
            try:
                found = db.execute(f"{ask} {condition} LIMIT 1", (at,)).fetchall()
            except (apsw.Error, UnicodeDecodeError):  # a text may be broken, too
                at, broken = at + step, broken + 1
                continue
            if not found:
                break
            yield found[0]
            number = found[0][0]
            if not isinstance(number, int):
                break
            at, broken = number, 0


def look_at_log(file: Path) -> None:
    """See that SQLite will see all that was written; nobody else may have the database open for
    writing.

    Raises:
        Damaged: it won't.
    """
    if wal.read(file, database.PAGE).is_broken:
        raise database.Damaged("its journal is broken")


def _facts(db: apsw.Connection) -> dict[str, str]:
    try:
        found = db.execute("SELECT name, value FROM fact").fetchall()
    except (apsw.Error, UnicodeDecodeError):
        return {}
    return {str(name): str(value) for name, value in found}


def _checked(values: tuple[object, ...]) -> Row | None:
    """The row, if it is whole."""
    match values:
        case (
            int(sequence),
            str(identity),
            str(body),
            int(check),
            str(state),
            str(why),
            float() | int() | None as answered,
            str() | None as trainee,
            int(erasures),
        ):
            whole = sequence > 0 and state in _STATES and check == checksum(body.encode())
            if not whole or not _is_list(why) or (body and f'"{identity}"' not in body):
                return None
            at = None if answered is None else float(answered)
            return sequence, identity, body, check, state, why, at, trainee, erasures
    return None


def _is_list(why: str) -> bool:
    try:
        return isinstance(json.loads(why), list)
    except ValueError:
        return False
