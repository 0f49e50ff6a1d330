"""Drafts: made, saved part by part, arranged, replaced. What was typed is never lost.

A part's form carries the **seal** of the part as its writer saw it. Where the part is another by
now, somebody else has saved it meanwhile, and both are shown.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from device.coach.scenario import Outcome, Scenario
from device.library.template import identifier
from server.content import wanted, written
from server.content.states import State
from server.content.tables import Draft, PastDraft, ScenarioRecord, Version
from server.content.typed import LISTS, Kind, Piece, Typed, TypedEnding, TypedSeeker, fingerprint
from server.content.written import Looked
from server.database import now
from server.pages.visitor import Visitor
from server.problems import Conflict, Invalid, NotFound, Wrong
from server.staff import log

TOLD_AGAIN = timedelta(minutes=30)
"""Saving goes on all the time; the log tells of it once in this while."""
PAST = 30
"""Replaced drafts that are kept of each scenario."""
KEY_MOST = 64
MOST_PARTS = 200
"""Turns, or endings, or seekers; a kiosk's longest scenario has a tenth."""

Move = Literal["up", "down", "remove"]


class Changed(Conflict):
    """Somebody else saved the same part meanwhile; nothing was overwritten."""

    def __init__(self, by: str, theirs: Piece | None) -> None:
        super().__init__(
            f"{by} saved this part while you were writing. Nothing of yours is lost: press Save,"
            " and you can choose between the two."
        )
        self.by = by
        self.theirs = theirs
        """As it is now; None if it was removed."""


def find(session: Session, scenario_id: int, *, lock: bool = False) -> tuple[ScenarioRecord, Draft]:
    """A scenario and its draft; `lock` keeps others from changing it until this is committed.

    Raises:
        NotFound: there is none with this number.
    """
    record = (
        session.get(ScenarioRecord, scenario_id, with_for_update=lock or None)
        if 0 < scenario_id < 2**31
        else None
    )
    draft = session.get(Draft, scenario_id, populate_existing=True) if record else None
    if record is None or draft is None:
        raise NotFound("There is no such scenario. It may have been deleted.")
    return record, draft


def typed(draft: Draft) -> Typed:
    """What stands in a draft."""
    return Typed.model_validate_json(draft.typed)


def look(session: Session, scenario_id: int) -> Looked:
    """A draft, looked over as if it were to be the next version."""
    record, draft = find(session, scenario_id)
    return written.look(typed(draft), record.key, next_number(session, record.id))


def scenario(session: Session, scenario_id: int) -> Scenario | None:
    """The draft as a scenario, where it is sound."""
    return look(session, scenario_id).scenario


def next_number(session: Session, scenario_id: int) -> int:
    """The number that the next version gets."""
    last = select(Version.number).where(Version.scenario_id == scenario_id)
    return (session.scalar(last.order_by(Version.number.desc()).limit(1)) or 0) + 1


def by_key(session: Session, key: str) -> ScenarioRecord | None:
    """The scenario that kiosks call this."""
    return session.scalar(select(ScenarioRecord).where(ScenarioRecord.key == key))


def create(
    session: Session, who: Visitor | None, content: Typed, start: str, did: str = "wrote"
) -> ScenarioRecord:
    """A new scenario with this draft; its key is made of `start`, and of a number if it is taken.

    Args:
        did: the verb for the log.
    """
    record = ScenarioRecord(state=State.DRAFT.value)
    draft = Draft(typed="", changed_by=_name(who), number=0)
    for key in _keys(start):
        record.key = key
        looked = written.look(content, key)
        _put(record, draft, content, looked)
        if by_key(session, key) is None:
            try:
                with session.begin_nested():
                    session.add(record)
                break
            except IntegrityError:  # somebody took it at this moment
                continue
    draft.scenario_id = record.id
    session.add(draft)
    session.flush()
    log.record(session, who, "scenario.created", f"{did} “{_title(record)}”")
    return record


def _keys(start: str) -> Iterator[str]:
    base = identifier(start)
    yield base
    for number in count(2):
        yield f"{base[: KEY_MOST - 8].strip('-_')}-{number}"


def _name(who: Visitor | None) -> str:
    return who.name if who else log.SERVER


def _title(record: ScenarioRecord) -> str:
    return record.title or "a scenario without a title"


def _put(record: ScenarioRecord, draft: Draft, content: Typed, looked: Looked) -> None:
    """Write into the rows what is there now, and what follows from it."""
    about = content.about
    draft.typed = content.model_dump_json()
    draft.number = draft.number + 1
    draft.changed_at = record.changed_at = now()
    draft.errors, draft.warnings = looked.errors, looked.warnings
    record.title = " ".join(about.title.split())[:200]
    record.topics = ", ".join(looked.written.data["topics"])[:400]
    names = (row.name for row in content.seekers)
    record.search = " ".join((record.title, record.topics, *names, record.key)).casefold()
    if record.state in (State.PUBLISHED, State.CHANGED):
        same = fingerprint(looked.written.data) == record.fingerprint
        record.state = (State.PUBLISHED if same else State.CHANGED).value


def _save(
    session: Session, who: Visitor | None, record: ScenarioRecord, draft: Draft, content: Typed
) -> Looked:
    looked = written.look(content, record.key)
    another = draft.changed_by != _name(who) or now() - draft.changed_at > TOLD_AGAIN
    _put(record, draft, content, looked)
    draft.changed_by = _name(who)
    session.flush()
    if another:
        log.record(session, who, "scenario.changed", f"changed the draft of “{_title(record)}”")
    return looked


def save(
    session: Session, who: Visitor, scenario_id: int, kind: Kind, piece: Piece, *, seen: str
) -> Looked:
    """Save one part as typed; `seen` is the seal of the part as this person saw it.

    Raises:
        Changed: somebody else has saved it, or removed it, meanwhile.
        NotFound: there is no such scenario.
    """
    record, draft = find(session, scenario_id, lock=True)
    content = typed(draft)
    present = content.piece(kind, getattr(piece, "id", ""))
    if present is not None and present.seal == piece.seal:
        return written.look(content, record.key)
    if present is None or present.seal != seen:
        raise Changed(draft.changed_by, present)
    return _save(session, who, record, draft, content.having(kind, piece))


def put_back(session: Session, who: Visitor, scenario_id: int, kind: Kind, piece: Piece) -> Looked:
    """Add a part again that somebody removed while it was being written."""
    record, draft = find(session, scenario_id, lock=True)
    content = typed(draft)
    if content.piece(kind, getattr(piece, "id", "")) is not None:
        raise Changed(draft.changed_by, content.piece(kind, getattr(piece, "id", "")))
    return _save(session, who, record, draft, content.having(kind, piece))


def add(session: Session, who: Visitor, scenario_id: int, kind: Kind) -> str:
    """One more seeker, turn or ending; gives its id.

    Raises:
        Invalid: there are as many as there can be.
    """
    record, draft = find(session, scenario_id, lock=True)
    content = typed(draft)
    if len(content.rows(kind)) >= MOST_PARTS:
        raise Invalid(f"There are {MOST_PARTS} already, the most there can be. Remove one first.")
    piece_id = content.fresh_id(kind)
    seeker = content.seekers[0].id if content.seekers else ""
    piece: Piece
    if kind == "seekers":
        piece = TypedSeeker(id=piece_id)
    elif kind == "turns":
        leads_to = {way: wanted.ending_for(content, way) for way in Outcome}
        piece = wanted.turn(piece_id, seeker, leads_to)
    else:
        piece = TypedEnding(id=piece_id, seeker=seeker)
    _save(session, who, record, draft, content.having(kind, piece))
    return piece_id


def arrange(
    session: Session, who: Visitor, scenario_id: int, kind: Kind, piece_id: str, *, move: Move
) -> None:
    """Move a part up or down, or remove it; one that is not there any more stays so."""
    record, draft = find(session, scenario_id, lock=True)
    content = typed(draft)
    rows = list(content.rows(kind))
    at = next((n for n, row in enumerate(rows) if row.id == piece_id), None)
    if at is None or kind not in LISTS:
        return
    if move == "remove":
        _keep(session, who, draft)
        del rows[at]
    else:
        to = at - 1 if move == "up" else at + 1
        if not 0 <= to < len(rows):
            return
        rows[at], rows[to] = rows[to], rows[at]
    _save(session, who, record, draft, content.model_copy(update={kind: rows}))


def replace(session: Session, who: Visitor, scenario_id: int, content: Typed, told: str) -> Looked:
    """Put another draft in place of the present one, which is kept.

    Args:
        told: the log's sentence, such as “imported a draft of”; the title follows.
    """
    record, draft = find(session, scenario_id, lock=True)
    _keep(session, who, draft)
    looked = _save(session, who, record, draft, content)
    log.record(session, who, "scenario.replaced", f"{told} “{_title(record)}”")
    return looked


def _keep(session: Session, who: Visitor, draft: Draft) -> None:
    """Keep what is about to be replaced, and let go of what was replaced long ago."""
    session.add(
        PastDraft(
            scenario_id=draft.scenario_id,
            typed=draft.typed,
            changed_at=draft.changed_at,
            changed_by=draft.changed_by,
            replaced_by=who.name,
        )
    )
    session.flush()
    mine = select(PastDraft.id).where(PastDraft.scenario_id == draft.scenario_id)
    old = session.scalars(mine.order_by(PastDraft.id.desc()).offset(PAST)).all()
    if old:
        session.execute(delete(PastDraft).where(PastDraft.id.in_(old)))


def past(session: Session, scenario_id: int) -> list[PastDraft]:
    """Drafts that were replaced, the newest first."""
    mine = select(PastDraft).where(PastDraft.scenario_id == scenario_id)
    return list(session.scalars(mine.order_by(PastDraft.id.desc())))


def bring_back(session: Session, who: Visitor, scenario_id: int, past_id: int) -> None:
    """Make a draft that was replaced the present one again; the present one is kept.

    Raises:
        NotFound: it is not there any more.
    """
    found = session.get(PastDraft, past_id) if 0 < past_id < 2**31 else None
    if found is None or found.scenario_id != scenario_id:
        raise NotFound("That draft is not kept any more. Look at the list again.")
    content = Typed.model_validate_json(found.typed)
    replace(session, who, scenario_id, content, "brought back an older draft of")


def copy(session: Session, who: Visitor, scenario_id: int) -> ScenarioRecord:
    """A new scenario that begins as this draft."""
    record, draft = find(session, scenario_id)
    content = typed(draft)
    title = f"{content.about.title or 'Scenario'} (copy)"
    about = content.about.model_copy(update={"title": title[:120]})
    twin = content.model_copy(update={"about": about})
    return create(session, who, twin, record.key, f"copied “{_title(record)}” as")


def remove(session: Session, who: Visitor, scenario_id: int) -> str:
    """Delete a scenario that was never published; gives its title.

    Raises:
        Conflict: it was published once: results refer to it, so it is withdrawn instead.
    """
    record, draft = find(session, scenario_id, lock=True)
    versions = select(Version.id).where(Version.scenario_id == scenario_id).limit(1)
    if session.scalar(versions) is not None:
        raise Conflict(
            "This scenario has been published, or was about to be, and results may refer to it. It"
            " can be withdrawn, and not deleted."
        )
    title = _title(record)
    session.delete(draft)
    session.flush()
    session.delete(record)
    log.record(session, who, "scenario.deleted", f"deleted the draft “{title}”")
    return title


def field_wrong(name: str, words: str) -> Invalid:
    """One wrong field, as an error to raise."""
    return Invalid(words, wrong=[Wrong(where=name, what=words)])
