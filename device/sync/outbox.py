"""Results on their way up: batches out of the store, and what became of each practice back into it.

A practice leaves the queue in two ways only: the server answered for it, or the server refuses it
by itself whatever comes with it. All else means: not answered, send it again. So nothing is lost,
and nothing blocks what comes after it.

`make` and `settle` need no network: a memory stick carries the same batches and answers.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from device.moment import Moment, Now
from device.store import Answered, Store, StoreError, Waiting
from device.sync import protocol
from device.sync.client import Client, Refused
from device.sync.protocol import Answer, BatchAnswer, NotUnderstood

MOST_ITEMS = 50
"""Practices in a batch; the server takes no more."""
MOST_BYTES = 200_000
"""Of the practices in a batch together."""
MOST_WHY = 20
"""Wrong things that are remembered of one practice."""
WHOLE = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
"""Answers to a batch that may be one practice's fault."""


@dataclass(frozen=True)
class Batch:
    """Practices that travel together, oldest first."""

    items: tuple[Waiting, ...]

    def text(self, moment: Moment) -> str:
        """As it is sent: each practice is in it to the letter.

        Args:
            moment: the kiosk's clock now, by which the server places the practices in time.
        """
        return batch_text(moment, [item.body for item in self.items])


@dataclass
class Sent:
    """What became of what was sent."""

    answers: Counter[Answer] = field(default_factory=Counter)
    highest: int = 0
    """The highest sequence number that the server could read; 0 for none."""

    def add(self, more: "Sent") -> None:
        """And what became of more."""
        self.answers += more.answers
        self.highest = max(self.highest, more.highest)


def batch_text(moment: Moment, bodies: Sequence[str]) -> str:
    """A batch of these practices."""
    return protocol.listing("items", bodies, boot=str(moment.boot), sent=moment.clock())


def make(store: Store, most: int = MOST_ITEMS) -> Batch | None:
    """The practices that have waited longest; None where none waits."""
    items = store.waiting(most, MOST_BYTES)
    return Batch(tuple(items)) if items else None


def settle(store: Store, batch: Batch, answer: BatchAnswer) -> Sent:
    """Take down what became of a batch.

    Raises:
        NotUnderstood: the answers are not for these practices; nothing was taken down.
    """
    if len(answer.items) != len(batch.items):
        raise NotUnderstood(
            f"The server answered for {len(answer.items)} practices, and {len(batch.items)} were"
            " sent. They are sent again."
        )
    for item, told in zip(batch.items, answer.items, strict=True):
        unread = told.id is None and told.answer is Answer.INVALID
        if told.id != item.id and not unread:
            raise NotUnderstood(
                "The server answered for other practices than were sent. They are sent again."
            )
    pairs = list(zip(batch.items, answer.items, strict=True))
    store.answered(
        [
            Answered(item.id, told.answer.value, tuple(told.why[:MOST_WHY]), answer.received)
            for item, told in pairs
        ]
    )
    read = [item.sequence for item, told in pairs if told.answer is not Answer.INVALID]
    return Sent(Counter(told.answer for told in answer.items), max(read, default=0))


def send(store: Store, client: Client, now: Now, progress: Callable[[Sent], None]) -> Sent:
    """Send all that waits.

    Args:
        now: the kiosk's clock.
        progress: called with what became of each batch.

    Raises:
        WellheardError: it went wrong; what was answered till then is taken down.
    """
    sent = Sent()
    most = MOST_ITEMS
    settled: set[str] = set()
    while (batch := make(store, most)) is not None:
        if any(item.id in settled for item in batch.items):
            raise StoreError(
                "What the server answered does not stay in the store of practices. The memory card"
                " may be failing; have it replaced."
            )
        try:
            answer = client.results(batch.text(now()))
        except Refused as error:
            if error.status not in WHOLE:
                raise
            if len(batch.items) > 1:
                most = len(batch.items) // 2
                continue
            if not _is_its_own_fault(client, now, error):
                raise
            done = _put_aside(store, batch, error)
        else:
            done = settle(store, batch, answer)
            most = min(most * 2, MOST_ITEMS)
        settled.update(item.id for item in batch.items)
        sent.add(done)
        progress(done)
    return sent


def _is_its_own_fault(client: Client, now: Now, refused: Refused) -> bool:
    """Whether a practice that was refused alone is what is wrong, and not all that is sent.

    A practice that is empty is answered as invalid by a server that is well; one that refuses even
    that would refuse everything, and then nothing may be put aside for it.
    """
    if refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return True
    try:
        client.results(batch_text(now(), ["{}"]))
    except Refused:
        return False
    return True


def _put_aside(store: Store, batch: Batch, refused: Refused) -> Sent:
    item = batch.items[0]
    store.answered([Answered(item.id, Answer.INVALID.value, (str(refused),))])
    return Sent(Counter({Answer.INVALID: 1}))
