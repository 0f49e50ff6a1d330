"""Taking in what kiosks wrote on a stick.

Each file is on its own, and each line in it: what is damaged, wrongly signed, or from a kiosk that
is not known here is told and left as it is, and the rest goes on. A batch goes the very way that it
goes by network, so one that comes twice counts once.
"""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from server.database import Database, now
from server.devices import erasures, health
from server.devices.caller import Caller
from server.devices.health import HealthReport
from server.devices.tables import Device
from server.results import erasing, receive
from server.results.contract import Answer, Batch, BatchAnswer
from server.signing import Keys, signed_by
from server.stick.letter import PROTOCOL, FromKiosk, Line

LONGEST_LINE = 2_000_000
"""Bytes; a batch has some 200 kB."""
MOST_LINES = 5_000
"""Batches in one file: some 250,000 practices."""


@dataclass
class Came:
    """What came of one kiosk's file."""

    file: str
    name: str = ""
    """The kiosk's; "" where it isn't known."""
    device: uuid.UUID | None = None
    letter: FromKiosk | None = None
    """None: it can't be answered."""
    forgotten: bool = False
    """The server knew of fewer practices than this kiosk had an answer for."""
    batches: list[BatchAnswer] = field(default_factory=list)
    answers: Counter[Answer] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """What was left as it is and why, a sentence each."""

    @property
    def words(self) -> str:
        """What was taken in, in a sentence."""
        if self.device is None:
            return "Nothing was taken in."
        new, known = self.answers[Answer.CREATED], self.answers[Answer.DUPLICATE]
        told = [f"{new} new practice{'s' * (new != 1)}"]
        for many, what in (
            (known, "here already"),
            (self.answers[Answer.GONE], "erased before"),
            (self.answers[Answer.CONFLICT], "that differ from what came before"),
            (self.answers[Answer.INVALID], "that could not be read"),
        ):
            if many:
                told.append(f"{many} {what}")
        return f"{', '.join(told)}."


def take(database: Database, keys: Keys, name: str, lines: Iterable[bytes]) -> Came:
    """Take in one file.

    Args:
        name: the file's, for people.
        lines: may end at any place.
    """
    came = Came(name)
    caller: Caller | None = None
    public = ""
    damaged = forged = 0
    for number, raw in enumerate(lines):
        if number >= MOST_LINES:
            came.wrong.append("It is longer than any of ours; the rest was left.")
            break
        if not raw.strip():
            continue
        line = _line(raw)
        if line is None:
            damaged += 1
            continue
        if caller is None:
            found = _kiosk(database, came, line.device)
            if found is None:
                return came
            caller, public = found
        if line.device != caller.id or not signed_by(public, line.signed, line.signature):
            forged += 1
        elif line.signed.startswith('{"kind":'):
            damaged += not _letter(database, keys, came, line.signed)
        else:
            damaged += not _batch(database, keys, caller, came, line.signed)
    _tell(came, damaged, forged)
    return came


def _tell(came: Came, damaged: int, forged: int) -> None:
    """Put in words what was left."""
    if damaged:
        lines = "One line is" if damaged == 1 else f"{damaged} lines are"
        came.wrong.append(
            f"{lines} damaged and left. The kiosk keeps what was in it and brings it again."
        )
    if forged:
        lines = "One line is" if forged == 1 else f"{forged} lines are"
        came.wrong.append(
            f"{lines} not signed by this kiosk and left. Somebody may have changed the file."
        )
    if came.device is None and not came.wrong:
        came.wrong.append("There is nothing in it.")
    elif came.letter is None and came.device is not None:
        came.wrong.append("Its letter is missing, so it is answered in the next round.")
    elif came.letter is not None and len(came.batches) < came.letter.batches and not damaged:
        came.wrong.append("It breaks off. The kiosk keeps the rest and brings it again.")


def _line(raw: bytes) -> Line | None:
    if len(raw) > LONGEST_LINE:
        return None
    try:
        return Line.model_validate_json(raw)
    except ValidationError:
        return None


def _kiosk(database: Database, came: Came, device: uuid.UUID) -> tuple[Caller, str] | None:
    """The kiosk with this number, and its key; None, and why, where it may not bring anything."""
    with database.read() as session:
        row = session.scalar(
            select(Device).options(joinedload(Device.place)).where(Device.id == device)
        )
    if row is None:
        came.wrong.append(
            "It is from a kiosk that is not known here. Is it another centre's, or was the server"
            " set up anew? Let the kiosk in first, on the page Kiosks."
        )
        return None
    came.name = row.name
    if row.revoked_at is not None:
        came.wrong.append(f"“{row.name}” was shut out, so nothing of it is taken in.")
        return None
    came.device = row.id
    caller = Caller(
        row.id, row.name, row.place_id, row.place.name, row.enrolled_at, "", row.enrolled_at
    )
    return caller, row.public_key


def _letter(database: Database, keys: Keys, came: Came, text: str) -> bool:
    """Whether it could be read."""
    try:
        letter = FromKiosk.model_validate_json(text)
    except ValidationError:
        return False
    if letter.device != came.device:
        return False
    if letter.protocol != PROTOCOL:
        came.wrong.append("Its program is of another age. Bring kiosk and server up to date.")
        return True
    if letter.server != keys.public:
        came.wrong.append("It belongs to another server. Let it in anew, on the page Kiosks.")
        return True
    came.letter = letter
    try:
        report: HealthReport | None = HealthReport.model_validate(letter.health)
    except ValidationError:
        report = None
    with database.write() as session:
        row = session.get_one(Device, letter.device, with_for_update=True)
        came.forgotten = row.sequence < letter.answered
        if report is not None and not _is_older(report, health.last(row)):
            _keep(row, report, now())
        _erase(session, keys, letter, row.name)
    return True


def _erase(session: Session, keys: Keys, letter: FromKiosk, kiosk: str) -> None:
    """Delete the results of those who asked for it, but not of those who were erased since the
    letter was written: it may be an old one, and they may have begun anew.
    """
    if not letter.erase:
        return
    erasures.alone(session)
    people = {trainee: keys.person(trainee) for trainee in letter.erase}
    last = erasures.of(session, set(people.values()))
    for trainee, person in people.items():
        if last.get(person, 0) <= letter.erasures:
            erasing.person(session, keys, None, trainee, kiosk=kiosk)


def _keep(row: Device, report: HealthReport, at: datetime) -> None:
    """Take down how a kiosk is. Which start it is from tells nothing here: a stick may be late, and
    a later start have reported by network.
    """
    row.health = report.model_dump_json()
    row.health_at = row.seen_at = at


def _is_older(report: HealthReport, last: HealthReport | None) -> bool:
    """Whether the kiosk has told since how it is, as far as can be seen without a clock."""
    if last is None:
        return False
    same = report.boot == last.boot
    return report.sequence < last.sequence or (
        same and report.clock.monotonic < last.clock.monotonic
    )


def _batch(database: Database, keys: Keys, caller: Caller, came: Came, text: str) -> bool:
    """Whether it could be read."""
    try:
        batch = Batch.model_validate_json(text)
    except ValidationError:
        return False
    items, received = receive.take(database, keys, caller, batch, carried=True)
    came.batches.append(BatchAnswer(items=items, received=received.timestamp()))
    came.answers.update(item.answer for item in items)
    return True
