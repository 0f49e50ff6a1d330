"""The rows of the database: what is asked of them and written to them, in SQL."""

import json
from collections.abc import Iterator, Mapping, Sequence

import apsw

from device.store import database
from device.store.item import ACKNOWLEDGED, Answer, Answered, Aside, Counts, Waiting
from device.store.mend import checksum

KEPT = 30 * 86_400.0
"""Seconds that a practice is kept after the server took it: a server that is put back to an older
backup gets it again. By the server's clock, for a kiosk has none to rely on."""
FEW = 50
"""Practices let go at a time to make room."""
GARBLED = "Its text changed on the kiosk's memory card."


def _one(db: apsw.Connection, ask: str, *values: "apsw.SQLiteValue") -> "apsw.SQLiteValue":
    """The first value of the first row; None where there is none."""
    found = db.execute(ask, values).fetchall()
    return found[0][0] if found else None


def _number(db: apsw.Connection, ask: str, *values: "apsw.SQLiteValue") -> int:
    found = _one(db, ask, *values)
    return found if isinstance(found, int) else 0


def last(db: apsw.Connection) -> int:
    """The highest sequence number given so far."""
    return _number(db, "SELECT sequence FROM standing")


def has(db: apsw.Connection, identity: str) -> bool:
    """Whether a practice with this id is here."""
    return _one(db, "SELECT 1 FROM attempt WHERE id = ?", identity) is not None


def insert(db: apsw.Connection, sequence: int, body: Mapping[str, object], text: str) -> None:
    """Keep a practice, which waits from now on."""
    trainee, erasures = body.get("trainee"), body.get("erasures", 0)
    db.execute(
        "INSERT INTO attempt (sequence, id, body, checksum, state, why, trainee, erasures)"
        " VALUES (?, ?, ?, ?, 'waiting', '[]', ?, ?)",
        (
            sequence,
            str(body["id"]),
            text,
            checksum(text.encode()),
            None if trainee is None else str(trainee),
            erasures if isinstance(erasures, int) else 0,
        ),
    )
    db.execute("UPDATE standing SET sequence = ?", (sequence,))


def waiting(db: apsw.Connection, most: int, most_bytes: int) -> list[Waiting]:
    """Those that wait, oldest first; the first one whatever its size."""
    found: list[Waiting] = []
    garbled: list[int] = []
    size = 0
    for sequence, identity, body, check in db.execute(
        "SELECT sequence, id, CAST(body AS BLOB), checksum FROM attempt"
        " WHERE state = 'waiting' ORDER BY sequence"
    ):
        assert isinstance(body, bytes)
        assert isinstance(sequence, int)
        if len(found) >= most:
            break
        if check != checksum(body):
            garbled.append(sequence)
            continue
        size += len(body)
        if found and size > most_bytes:
            break
        found.append(Waiting(str(identity), sequence, body.decode()))
    if garbled:
        with database.Writing(db):
            for sequence in garbled:
                _set(db, sequence, Answer.INVALID, (GARBLED,), None)
    return found


def answered(db: apsw.Connection, answers: Sequence[Answered]) -> None:
    """Put down what the server answered, and let go what it has had for long enough."""
    known = [one.received for one in answers if one.received is not None]
    if known:
        db.execute("UPDATE standing SET received = ?", (max(known),))
    latest = _one(db, "SELECT received FROM standing")
    now = float(latest) if isinstance(latest, int | float) else None
    for one in answers:
        found = db.execute("SELECT sequence, state FROM attempt WHERE id = ?", (one.id,)).fetchall()
        if not found:
            continue
        sequence, state = found[0]
        assert isinstance(sequence, int)
        answer = Answer(one.answer)
        at = one.received if one.received is not None else now
        if answer in ACKNOWLEDGED:
            if state != Answer.GONE:
                _set(db, sequence, "acknowledged", (), at)
        elif answer is Answer.GONE:
            _set(db, sequence, answer, one.why, at)
            db.execute(
                "UPDATE attempt SET body = '', checksum = ?, trainee = NULL WHERE sequence = ?",
                (checksum(b""), sequence),
            )
        elif state == "waiting":  # a late answer does not undo that the server has it
            _set(db, sequence, answer, one.why, at)
    if now is not None:
        db.execute(
            "DELETE FROM attempt WHERE state IN ('acknowledged', 'gone') AND answered < ?",
            (now - KEPT,),
        )


def _set(
    db: apsw.Connection, sequence: int, state: str, why: Sequence[str], at: float | None
) -> None:
    db.execute(
        "UPDATE attempt SET state = ?, why = ?, answered = ? WHERE sequence = ?",
        (str(state), json.dumps(list(why), ensure_ascii=False), at, sequence),
    )


def send_again(db: apsw.Connection, after: int) -> int:
    """Let acknowledged ones wait once more; gives how many."""
    db.execute(
        "UPDATE attempt SET state = 'waiting', answered = NULL"
        " WHERE state = 'acknowledged' AND sequence > ?",
        (after,),
    )
    return db.changes()


def counts(db: apsw.Connection) -> Counts:
    """How much is here."""
    found = {
        str(state): int(many)
        for state, many in db.execute("SELECT state, count(*) FROM attempt GROUP BY state")
    }
    return Counts(**found, last_sequence=last(db), bytes=database.size(db))


def aside(db: apsw.Connection) -> list[Aside]:
    """Those that the server did not take."""
    return list(_aside(db))


def _aside(db: apsw.Connection) -> Iterator[Aside]:
    for identity, sequence, state, why in db.execute(
        "SELECT id, sequence, state, why FROM attempt"
        " WHERE state NOT IN ('waiting', 'acknowledged') ORDER BY sequence"
    ):
        yield Aside(str(identity), int(sequence), Answer(state), tuple(json.loads(str(why))))


def erase(db: apsw.Connection, trainee: str, number: int, *, known: bool) -> int:
    """Delete a person's practices from before this erasure; gives how many."""
    db.execute("DELETE FROM attempt WHERE trainee = ? AND erasures < ?", (trainee, number))
    deleted = db.changes()
    if known:
        db.execute("UPDATE standing SET erasures = max(erasures, ?)", (number,))
    return deleted


def erasures(db: apsw.Connection) -> int:
    """The newest erasure that is known."""
    return _number(db, "SELECT erasures FROM standing")


def keep(db: apsw.Connection, name: str, value: str) -> None:
    """Remember something small."""
    db.execute(
        "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def kept(db: apsw.Connection, name: str) -> str | None:
    """What was remembered."""
    found = _one(db, "SELECT value FROM fact WHERE name = ?", name)
    return None if found is None else str(found)


def drop(db: apsw.Connection, name: str) -> None:
    """Remember it no more."""
    db.execute("DELETE FROM fact WHERE name = ?", (name,))


def names(db: apsw.Connection, beginning: str) -> tuple[str, ...]:
    """What is remembered under names that begin so."""
    found = db.execute(
        "SELECT name FROM fact WHERE substr(name, 1, ?) = ? ORDER BY name",
        (len(beginning), beginning),
    )
    return tuple(str(name) for (name,) in found)


def let_go(db: apsw.Connection, most_bytes: int) -> None:
    """Make room within a bound: what the server has goes first, then what it will never take;
    what still waits stays, whatever the bound.
    """
    while database.size(db) > most_bytes and let_some_go(db):
        pass


def let_some_go(db: apsw.Connection) -> bool:
    """Delete the oldest few that the server has, or else will never take; False for none."""
    for states in ("= 'acknowledged'", "NOT IN ('waiting', 'acknowledged')"):
        db.execute(
            "DELETE FROM attempt WHERE sequence IN (SELECT sequence FROM attempt"  # noqa: S608
            f" WHERE state {states} ORDER BY sequence LIMIT {FEW})"
        )
        if db.changes():
            return True
    return False
