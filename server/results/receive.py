"""Taking in what a kiosk sends: each attempt on its own, all in one transaction.

Reading and checking come first, before the transaction; then a handful of statements, whatever the
number of attempts. What another process took in at the same moment is found by the database's own
unique key, so nothing is ever there twice.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.centre import facts
from server.database import Database, now
from server.devices import erasures, kiosks, twins
from server.devices.caller import Caller
from server.devices.tables import Device
from server.results import contract, placing, totals
from server.results.contract import Answer, Batch, ItemAnswer
from server.results.placing import Placed
from server.results.tables import Attempt, AttemptErased
from server.signing import Keys

_ADDING = {
    name: kind(Attempt).on_conflict_do_nothing(index_elements=["id"]).returning(Attempt.id)
    for name, kind in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
MOST_WHY = 10
"""Wrong things told of one attempt."""


@dataclass(frozen=True)
class Read:
    """An attempt that could be read."""

    index: int
    id: uuid.UUID
    attempt: contract.Attempt
    fingerprint: str
    person: str | None


@dataclass(frozen=True)
class Arrival:
    """How a batch came."""

    at: datetime
    carried: bool
    """By memory stick, some time after it was written."""


def take(
    database: Database, keys: Keys, kiosk: Caller, batch: Batch, *, carried: bool = False
) -> tuple[list[ItemAnswer], datetime]:
    """Take in a batch; gives an answer for each item, in order, and the moment of arrival.

    Args:
        carried: it came by memory stick.
    """
    answers: dict[int, ItemAnswer] = {}
    read: list[Read] = []
    for index, raw in enumerate(batch.unread):
        item = _read(index, raw, keys)
        if isinstance(item, Read):
            read.append(item)
        else:
            answers[index] = item
    received = now()
    arrival = Arrival(received, carried)
    with database.write() as session:
        for item, answer in _taken(session, kiosk, batch, read, arrival):
            answers[item.index] = ItemAnswer(id=item.attempt.id, answer=answer)
        highest = max((item.attempt.sequence for item in read), default=0)
        kiosks.brought(session, kiosk.id, received, highest)
    return [answers[index] for index in range(len(batch.items))], received


def _read(index: int, raw: object, keys: Keys) -> Read | ItemAnswer:
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
        return Read(index, identity, attempt, contract.fingerprint(raw), person)
    except RecursionError:  # in a field that nobody reads
        return ItemAnswer(id=attempt.id, answer=Answer.INVALID, why=["It is nested too deep."])


def _identity(given: object) -> str | None:
    """An id that is safe to send back."""
    try:
        return str(uuid.UUID(given)) if isinstance(given, str) else None
    except ValueError:
        return None


def _taken(
    session: Session, kiosk: Caller, batch: Batch, read: Sequence[Read], arrival: Arrival
) -> list[tuple[Read, Answer]]:
    """Write what is new; gives each with what became of it."""
    present = _present(session, [item.id for item in read])
    erased = _erased(session, [item.id for item in read])
    people = erasures.of(session, {item.person for item in read if item.person is not None})
    answered: list[tuple[Read, Answer]] = []
    fresh: list[Read] = []
    for item in read:
        known = present.get(item.id)
        if item.id in erased or item.attempt.erasures < people.get(item.person or "", 0):
            answered.append((item, Answer.GONE))
        elif known is None:
            present[item.id] = item.fingerprint
            fresh.append(item)
        else:
            answered.append((item, _again(known, item)))
    written = _write(session, kiosk, batch, fresh, arrival) if fresh else set()
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
    found = session.execute(select(Attempt.id, Attempt.fingerprint).where(Attempt.id.in_(ids)))
    return {identity: fingerprint for identity, fingerprint in found}  # noqa: C416 - typed


def _erased(session: Session, ids: list[uuid.UUID]) -> set[uuid.UUID]:
    if not ids:
        return set()
    return set(session.scalars(select(AttemptErased.id).where(AttemptErased.id.in_(ids))))


def _write(
    session: Session, kiosk: Caller, batch: Batch, fresh: list[Read], arrival: Arrival
) -> set[uuid.UUID]:
    """Insert those that are new, with their totals; gives the ids that really went in."""
    zone = facts.read(session).zone
    rows, gists = [], {}
    places = _places(session, kiosk, batch, fresh, arrival)
    for item, placed in zip(fresh, places, strict=True):
        attempt, day = item.attempt, placed.at.astimezone(zone).date()
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
                "received_at": arrival.at,
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
    for device in sorted(doubled, key=str):
        row = session.get(Device, device, with_for_update=True)
        if row is not None:
            twins.found(row, twins.Sign.SEQUENCE, arrival.at)
    return written


def _places(
    session: Session, kiosk: Caller, batch: Batch, fresh: list[Read], arrival: Arrival
) -> list[Placed]:
    """When each was, in the order given."""
    placed: list[Placed] = []
    for item in fresh:
        attempt = item.attempt
        found = placing.sure(
            attempt.began,
            attempt.boot,
            batch.sent,
            batch.boot,
            arrival.at,
            carried=arrival.carried,
        )
        if found is None:
            within = [
                (other.attempt.sequence, there.at)
                for other, there in zip(fresh, placed, strict=False)
                if other.attempt.device == attempt.device
                and other.attempt.sequence < attempt.sequence
            ]
            before = max(within)[1] if within else _before(session, attempt)
            found = placing.guess(attempt.began, arrival.at, before or kiosk.enrolled_at)
        placed.append(found)
    return placed


def _before(session: Session, attempt: contract.Attempt) -> datetime | None:
    """When the practice before it was, on the same kiosk."""
    earlier = select(Attempt.placed_at).where(
        Attempt.device_id == attempt.device, Attempt.sequence < attempt.sequence
    )
    return session.scalar(earlier.order_by(Attempt.sequence.desc()).limit(1))


def _doubled(session: Session, fresh: list[Read]) -> set[uuid.UUID]:
    """Kiosks with two practices of one sequence number: each is two machines."""
    pairs = [(item.attempt.device, item.attempt.sequence) for item in fresh]
    taken = session.execute(
        select(Attempt.device_id, Attempt.sequence).where(
            Attempt.device_id.in_({device for device, _ in pairs}),
            Attempt.sequence.in_({sequence for _, sequence in pairs}),
        )
    )
    there = {(device, sequence) for device, sequence in taken}
    return {pair[0] for pair in pairs if pair in there or pairs.count(pair) > 1}
