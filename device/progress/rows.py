"""What is read from the tables and written into them; within a transaction, see `book`."""

from uuid import UUID

import apsw

from device.coach.talk.remembering import Remembered
from device.progress.figures import Figures, read, written
from device.progress.guesses import AT_ONCE, Guesses

MOST_PRACTICES = 60
"""Of one person; the oldest go. A year of weekly practice, and more than a picture shows."""
MOST_PEOPLE = 500
"""Who has been away longest goes. With their practices some 15 MB."""
_NEVER = UUID(int=0)


def person(db: apsw.Connection, key: str) -> Remembered | None:
    """Somebody who is kept here; None for nobody."""
    for (shared,) in db.execute("SELECT shared FROM person WHERE key = ?", (key,)):
        return Remembered(key, bool(shared))
    return None


def people(db: apsw.Connection) -> int:
    """How many are kept here."""
    ((many,),) = db.execute("SELECT count(*) FROM person")
    return int(many)


def keep(db: apsw.Connection, key: str, *, shared: bool, erasures: int) -> None:
    """Somebody new, or somebody anew; whoever was away longest makes room."""
    db.execute(
        "INSERT INTO person (key, shared, erasures, used) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET shared = excluded.shared",
        (key, shared, erasures, _next(db)),
    )
    db.execute(
        "DELETE FROM person WHERE key IN (SELECT key FROM person ORDER BY used DESC"
        " LIMIT -1 OFFSET ?)",
        (MOST_PEOPLE,),
    )


def share(db: apsw.Connection, key: str, *, shared: bool) -> None:
    """Whether staff may see."""
    db.execute("UPDATE person SET shared = ? WHERE key = ?", (shared, key))


def rename(db: apsw.Connection, before: str, now: str) -> None:
    """The same person under another hash."""
    db.execute("UPDATE person SET key = ? WHERE key = ?", (now, before))


def erase(db: apsw.Connection, key: str, number: int) -> None:
    """Delete what was kept of somebody before this erasure."""
    db.execute("DELETE FROM practice WHERE key = ? AND erasures < ?", (key, number))
    db.execute(
        "DELETE FROM person WHERE key = ? AND erasures < ?"
        " AND NOT EXISTS (SELECT 1 FROM practice WHERE practice.key = person.key)",
        (key, number),
    )


def add(db: apsw.Connection, key: str, one: Figures, erasures: int) -> None:
    """A practice of somebody who is kept here; the oldest make room."""
    if person(db, key) is None:
        return
    db.execute("UPDATE person SET used = ? WHERE key = ?", (_next(db), key))
    db.execute(
        "INSERT OR IGNORE INTO practice (key, id, erasures, body) VALUES (?, ?, ?, ?)",
        (key, str(one.id), erasures, written(one)),
    )
    db.execute(
        "DELETE FROM practice WHERE number IN (SELECT number FROM practice WHERE key = ?"
        " ORDER BY number DESC LIMIT -1 OFFSET ?)",
        (key, MOST_PRACTICES),
    )


def practices(db: apsw.Connection, key: str) -> tuple[Figures, ...]:
    """Somebody's, oldest first; what can't be read is left out."""
    found = db.execute("SELECT body FROM practice WHERE key = ? ORDER BY number", (key,))
    return tuple(one for (body,) in found if (one := read(str(body))) is not None)


def guesses(db: apsw.Connection) -> Guesses:
    """How many wrong codes may still be tried."""
    for left, boot, monotonic in db.execute('SELECT "left", boot, monotonic FROM guesses'):
        assert isinstance(left, float)
        assert isinstance(monotonic, float)
        return Guesses(left, UUID(str(boot)), monotonic)
    return Guesses(AT_ONCE, _NEVER, 0.0)


def set_guesses(db: apsw.Connection, left: Guesses) -> None:
    """Remember it, over a restart too."""
    db.execute(
        "INSERT OR REPLACE INTO guesses VALUES (1, ?, ?, ?)",
        (left.left, str(left.boot), left.monotonic),
    )


def _next(db: apsw.Connection) -> int:
    (highest,) = db.execute("SELECT coalesce(max(used), 0) FROM person").fetchall()[0]
    assert isinstance(highest, int)
    return highest + 1
