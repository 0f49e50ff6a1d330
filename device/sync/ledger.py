"""What a kiosk remembers of its server, so that it notices when the server has forgotten something.

A server that is put back to an older backup has lost what came since, though the kiosk was told
that it was safe. It shows: the server says it is in another history, or that the highest practice
it knows is a lower one than it has answered for. Then the kiosk sends again what it still has.
"""

import uuid
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from device.store import Store
from device.sync.identity import Identity
from device.sync.protocol import Many, Wishes

NAME = "server"
HIGHEST = "content_version"


class Ledger(BaseModel):
    """The facts, as they are kept in the store."""

    model_config = ConfigDict(frozen=True)

    device: uuid.UUID
    """As which kiosk it was; another one after it was let in anew."""
    history: str | None = None
    sequence: Many = 0
    """The highest sequence number that this server has answered for."""
    erasures: Many = 0
    """The newest erasure of this history that was carried out."""
    called: Many = 0
    """How often staff had called when it last came."""


@dataclass(frozen=True)
class Noticed:
    """What the wishes showed."""

    again: int = 0
    """Practices that are sent again."""
    is_called: bool = False
    """Staff ask the kiosk to come at once."""


def load(store: Store, identity: Identity) -> Ledger:
    """What is remembered; for a kiosk that was let in anew, only in which history that was."""
    try:
        found = Ledger.model_validate_json(store.kept(NAME) or "")
    except ValidationError:
        return Ledger(device=identity.device)
    if found.device != identity.device:
        found = found.model_copy(update={"device": identity.device, "sequence": 0, "called": 0})
    return found


def _save(store: Store, ledger: Ledger) -> None:
    text = ledger.model_dump_json()
    if store.kept(NAME) != text:
        store.keep(NAME, text)


def notice(store: Store, identity: Identity, wishes: Wishes) -> Noticed:
    """Take down what the server says of itself, and see what it has forgotten.

    First the practices are made to wait again, then it is remembered: a power cut in between makes
    it happen twice, which does no harm. A kiosk whose store was lost goes on with the numbers that
    the server has seen last, or it would be taken for a copy of itself.
    """
    before = load(store, identity)
    store.go_on_after(wishes.sequence or 0)
    other = wishes.history is not None and wishes.history != before.history
    lower = wishes.sequence is not None and wishes.sequence < before.sequence
    again = store.send_again() if other or lower else 0
    sequence = before.sequence if wishes.sequence is None else wishes.sequence
    after = before.model_copy(
        update={
            "history": wishes.history or before.history,
            "sequence": sequence if other or lower else before.sequence,
            "erasures": 0 if other else before.erasures,
            "called": wishes.called,
        }
    )
    _save(store, after)
    # Not "more often than before": a server that was put back counts from an older number.
    return Noticed(again, wishes.called != before.called)


def answered(store: Store, identity: Identity, sequence: int) -> None:
    """The server has answered for practices up to this number."""
    before = load(store, identity)
    if sequence > before.sequence:
        _save(store, before.model_copy(update={"sequence": sequence}))


def erased(store: Store, identity: Identity, number: int) -> None:
    """Erasures up to this number are carried out."""
    _save(store, load(store, identity).model_copy(update={"erasures": number}))


class _Highest(BaseModel):
    signing_key: str
    version: Many


def highest(store: Store, signing_key: str) -> int:
    """The highest version of the list of scenarios ever seen from this server; 0 for none."""
    try:
        found = _Highest.model_validate_json(store.kept(HIGHEST) or "")
    except ValidationError:
        return 0
    return found.version if found.signing_key == signing_key else 0


def seen(store: Store, signing_key: str, version: int) -> None:
    """A list of this version, signed by this server, was seen: never an older one again."""
    if version > highest(store, signing_key):
        store.keep(HIGHEST, _Highest(signing_key=signing_key, version=version).model_dump_json())
