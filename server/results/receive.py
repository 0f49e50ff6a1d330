"""Taking in what kiosks send: each attempt on its own, all in one transaction.

Reading and checking come first, before the transaction; then a handful of statements, whatever the
number of attempts, and of kiosks that bring them at the same moment. What another process took in
meanwhile is found by the database's own unique key, so nothing is ever there twice.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.centre import facts
from server.database import Database, now
from server.devices import erasures, kiosks, twins
from server.devices.caller import Caller
from server.results import contract, placing, totals
from server.results.contract import Answer, Batch, ItemAnswer
from server.results.placing import Placed
from server.results.tables import Attempt, AttemptErased
from server.signing import Keys

_ADDING = {
    name: kind(Attempt).on_conflict_do_nothing(index_elements=["id"]).returning(Attempt.id)
    for name, kind in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_PRESENT = select(Attempt.id, Attempt.fingerprint).where(
    Attempt.id.in_(bindparam("ids", expanding=True))
)
_ERASED = select(AttemptErased.id, AttemptErased.aged).where(
    AttemptErased.id.in_(bindparam("ids", expanding=True))
)
_NUMBERED = select(Attempt.device_id, Attempt.sequence).where(
    Attempt.device_id.in_(bindparam("devices", expanding=True)),
    Attempt.sequence.in_(bindparam("sequences", expanding=True)),
)
"""Made once: to write a statement takes longer than to run it."""
MOST_WHY = 10
"""Wrong things told of one attempt."""
MOST_AT_ONCE = 100
"""Attempts of several kiosks taken in by one transaction: a twentieth of a second of work."""


@dataclass(frozen=True)
class Parcel:
    """A batch on its way in."""

    kiosk: Caller
    batch: Batch
    carried: bool = False
    """By memory stick, some time after it was written."""


@dataclass(frozen=True)
class Read:
    """An attempt that could be read."""

    parcel: Parcel
    index: int
    id: uuid.UUID
    attempt: contract.Attempt
    fingerprint: str
    person: str | None


Taken = tuple[list[ItemAnswer], datetime]
"""An answer for each item of a batch, in order, and the moment of arrival."""


def take(
    database: Database, keys: Keys, kiosk: Caller, batch: Batch, *, carried: bool = False
) -> Taken:
    """Take in one batch.

    Args:
        carried: it came by memory stick.
    """
    return take_all(database, keys, [Parcel(kiosk, batch, carried)])[0]


def take_all(database: Database, keys: Keys, parcels: Sequence[Parcel]) -> list[Taken]:
    """Take in what several kiosks brought, in one transaction; each is told apart, in order."""
    answers: list[dict[int, ItemAnswer]] = [{} for _ in parcels]
    read: list[list[Read]] = [[] for _ in parcels]
    for number, parcel in enumerate(parcels):
        for index, raw in enumerate(parcel.batch.unread):
            item = _read(parcel, index, raw, keys)
            if isinstance(item, Read):
                read[number].append(item)
            else:
                answers[number][index] = item
    told = {id(parcel): into for parcel, into in zip(parcels, answers, strict=True)}
    received = now()
    with database.write() as session:
        for item, answer in _taken(session, [one for some in read for one in some], received):
            told[id(item.parcel)][item.index] = ItemAnswer(id=item.attempt.id, answer=answer)
        highest: dict[uuid.UUID, int] = {}
        for parcel, some in zip(parcels, read, strict=True):
            most = max((item.attempt.sequence for item in some), default=0)
            highest[parcel.kiosk.id] = max(most, highest.get(parcel.kiosk.id, 0))
        kiosks.brought(session, highest, received)
    return [
        ([into[index] for index in range(len(parcel.batch.items))], received)
        for parcel, into in zip(parcels, answers, strict=True)
    ]


def _read(parcel: Parcel, index: int, raw: object, keys: Keys) -> Read | ItemAnswer:
    try:
        attempt = contract.Attempt.model_validate(raw)
    except ValidationError as error:
        given = raw.get("id") if isinstance(raw, dict) else None
        told = [
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False)[:MOST_WHY]
        ]
        return ItemAnswer(id=_identity(given), answer=Answer.INVALID, why=told)
    person = keys.person(attempt.trainee) if attempt.trainee is not None else None
    identity = uuid.UUID(attempt.id)
    try:
        return Read(parcel, index, identity, attempt, contract.fingerprint(raw), person)
    except RecursionError:  # in a field that nobody reads
        return ItemAnswer(id=attempt.id, answer=Answer.INVALID, why=["It is nested too deep."])


def _identity(given: object) -> str | None:
    """An id that is safe to send back."""
    try:
        return str(uuid.UUID(given)) if isinstance(given, str) else None
    except ValueError:
        return None


def _taken(session: Session, read: Sequence[Read], received: datetime) -> list[tuple[Read, Answer]]:
    """Write what is new; gives each with what became of it."""
    present = _present(session, [item.id for item in read])
    erased = _erased(session, [item.id for item in read])
    people = erasures.of(session, {item.person for item in read if item.person is not None})
    answered: list[tuple[Read, Answer]] = []
    fresh: list[Read] = []
    for item in read:
        known = present.get(item.id)
        aged = erased.get(item.id)
        if aged is False or item.attempt.erasures < people.get(item.person or "", 0):
            answered.append((item, Answer.GONE))
        elif aged:
            answered.append((item, Answer.DUPLICATE))
        elif known is None:
            present[item.id] = item.fingerprint
            fresh.append(item)
        else:
            answered.append((item, _again(known, item)))
    written = _write(session, fresh, received) if fresh else set()
    late = [item.id for item in fresh if item.id not in written]
    elsewhere = _present(session, late)
    for item in fresh:
        created = item.id in written
        answered.append((item, Answer.CREATED if created else _again(elsewhere[item.id], item)))
    return answered


def _again(known: str, item: Read) -> Answer:
    return Answer.DUPLICATE if known == item.fingerprint else Answer.CONFLICT


def _present(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The fingerprints of those that are here."""
    if not ids:
        return {}
    found = session.execute(_PRESENT, {"ids": ids})
    return {identity: fingerprint for identity, fingerprint in found}  # noqa: C416 - typed


def _erased(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, bool]:
    """Those that were deleted, and whether for their age alone."""
    if not ids:
        return {}
    found = session.execute(_ERASED, {"ids": ids})
    return {identity: aged for identity, aged in found}  # noqa: C416 - typed


def _write(session: Session, fresh: list[Read], received: datetime) -> set[uuid.UUID]:
    """Insert those that are new, with their totals; gives the ids that really went in."""
    zone = facts.read(session).zone
    rows, gists = [], {}
    places = _places(session, fresh, received)
    for item, placed in zip(fresh, places, strict=True):
        attempt, kiosk = item.attempt, item.parcel.kiosk
        day = placed.at.astimezone(zone).date()
        gist = totals.Gist.of(attempt, kiosk.place_id, day)
        gists[item.id] = gist
        rows.append(
            {
                "id": item.id,
                "fingerprint": item.fingerprint,
                "device_id": attempt.device,
                "sent_by": kiosk.id,
                "sequence": attempt.sequence,
                "place_id": kiosk.place_id,
                "scenario": attempt.scenario.id,
                "version": attempt.scenario.version,
                "person": item.person,
                "shared": attempt.shared and item.person is not None,
                "received_at": received,
                "placed_at": placed.at,
                "uncertain": int(placed.within.total_seconds()),
                "day": day,
                "end": attempt.end.value,
                "seconds": attempt.seconds,
                "replies": len(attempt.replies),
                "heard": totals.packed(gist.heard),
                "told": totals.packed(gist.told),
                "disputed": totals.packed(gist.disputed),
                "record": attempt.model_dump_json(exclude={"trainee"}, exclude_defaults=True),
            }
        )
    rows.sort(key=lambda row: str(row["id"]))  # in one order always: no two wait for each other
    doubled = _doubled(session, fresh)
    kind = session.get_bind().dialect.name
    written = set(session.connection().execute(_ADDING[kind], rows).scalars())
    totals.add(session, (gists[identity] for identity in written))
    if doubled:
        # All that are about to be changed are taken together, in the order in which others do.
        bringing = {item.parcel.kiosk.id for item in fresh}
        for row in twins.locked(session, doubled | bringing):
            if row.id in doubled:
                twins.found(row, twins.Sign.SEQUENCE, received)
    return written


def _places(session: Session, fresh: list[Read], received: datetime) -> list[Placed]:
    """When each was, in the order given."""
    placed: list[Placed] = []
    latest: dict[uuid.UUID, list[tuple[int, datetime]]] = {}
    """What was placed already, of each kiosk: sequence number and moment."""
    for item in fresh:
        attempt, parcel = item.attempt, item.parcel
        found = placing.sure(
            attempt.began,
            attempt.boot,
            parcel.batch.sent,
            parcel.batch.boot,
            received,
            carried=parcel.carried,
        )
        if found is None:
            there = latest.get(attempt.device, ())
            within = [one for one in there if one[0] < attempt.sequence]
            before = max(within)[1] if within else _before(session, attempt)
            found = placing.guess(attempt.began, received, before or parcel.kiosk.enrolled_at)
        placed.append(found)
        latest.setdefault(attempt.device, []).append((attempt.sequence, found.at))
    return placed


def _before(session: Session, attempt: contract.Attempt) -> datetime | None:
    """When the practice before it was, on the same kiosk."""
    earlier = select(Attempt.placed_at).where(
        Attempt.device_id == attempt.device, Attempt.sequence < attempt.sequence
    )
    return session.scalar(earlier.order_by(Attempt.sequence.desc()).limit(1))


def _doubled(session: Session, fresh: list[Read]) -> set[uuid.UUID]:
    """Kiosks with two practices of one sequence number: each is two machines."""
    pairs = Counter((item.attempt.device, item.attempt.sequence) for item in fresh)
    devices, sequences = ({pair[place] for pair in pairs} for place in (0, 1))
    taken = session.execute(_NUMBERED, {"devices": list(devices), "sequences": list(sequences)})
    there = {(device, sequence) for device, sequence in taken}
    return {pair[0] for pair, many in pairs.items() if pair in there or many > 1}
