"""A practice that is over is kept on a kiosk, and nowhere else."""

import io
import json
import shutil
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from device import health, keeping, library
from device.attempt import Attempt, Begun
from device.coach.talk.act import Expect, Listen, Why
from device.config import Settings
from device.event import Ended
from device.keeping import Keeper
from device.moment import Moment, Quality, now
from device.practice import DeafError, Means, Watcher, Wish, hold
from device.store import Store, Waiting
from device.sync import identity
from device.sync.protocol import packed
from device.trainee.typed import Typed
from device.visit import Answered, Said
from device.voice.level import Trouble
from server.results import contract

DEVICE = uuid.uuid4()
SCENARIO = library.find("two-cups-of-tea")
AT = Moment(uuid.uuid4(), 12.0, 5.0, Quality.NONE)
LONELY = "That sounds so lonely. What was she like?\n"
Practise = Callable[[str], Awaitable[list[str]]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "kiosk"


@pytest.fixture
def enrolled(data: Path) -> Path:
    """This machine is a kiosk."""
    key, token = identity.new_key(), packed(b"t" * 32)
    url = "https://centre.local"
    kiosk = identity.Identity(
        DEVICE, "Kiosk", "Hall", url, token, key, identity.public_half(key), packed(b"s" * 32)
    )
    identity.save(data, kiosk)
    return data


@pytest.fixture
def practise(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Practise:
    """Types a practice; gives what was told besides."""
    monkeypatch.setattr("device.voice.card.choose", lambda setting, direction: None)

    async def typed(text: str) -> list[str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        settings = Settings(models=tmp_path / "none", cache=tmp_path / "cache", data=data)
        notes: list[str] = []
        watcher = Watcher(lambda event: None, note=notes.append)
        with keeping.one(settings.data, notes.append) as keep:
            wish = Wish(Means.TYPED, seed=4)
            await hold(SCENARIO, settings, wish, watcher, keep=keep, now=lambda: AT)
        return notes

    return typed


def waiting(data: Path) -> list[Waiting]:
    store = Store.open(data)
    found = store.waiting(100, 10**9)
    store.close()
    return found


def files(data: Path) -> set[str]:
    return {file.name for file in data.iterdir()} if data.exists() else set()


async def test_a_practice_on_a_kiosk_waits_to_be_sent(enrolled: Path, practise: Practise) -> None:
    assert await practise(LONELY * 40) == []
    [kept] = waiting(enrolled)
    read = contract.Attempt.model_validate_json(kept.body)
    assert read.id == kept.id
    assert (read.device, read.sequence, read.end) == (DEVICE, 1, "finished")
    assert (read.began.monotonic, read.boot) == (AT.monotonic, AT.boot)
    assert read.path[0] == SCENARIO.turns[0].id
    assert read.ending in {ending.id for ending in SCENARIO.endings}
    assert {reply.way for reply in read.replies} == {contract.Way.TYPED}
    assert any(reply.findings for reply in read.replies)
    assert any(reply.praised for reply in read.replies)
    assert "lonely" not in kept.body


async def test_each_gets_the_next_number(enrolled: Path, practise: Practise) -> None:
    for _ in range(3):
        await practise(LONELY)
    assert [one.sequence for one in waiting(enrolled)] == [1, 2, 3]
    assert [json.loads(one.body)["sequence"] for one in waiting(enrolled)] == [1, 2, 3]


async def test_staff_can_see_when_the_last_practice_was(enrolled: Path, practise: Practise) -> None:
    before = now()
    await practise(LONELY)
    ended = health.noted(enrolled, now()).practice_ended
    assert ended is not None
    assert before.monotonic <= ended <= now().monotonic


async def test_a_machine_that_is_no_kiosk_keeps_nothing(data: Path, practise: Practise) -> None:
    assert await practise(LONELY) == []
    assert files(data) == set()


async def test_a_broken_enrolment_is_told_and_the_practice_is_held(
    enrolled: Path, practise: Practise
) -> None:
    (enrolled / identity.FILE).write_text("{")
    [note] = await practise(LONELY)
    assert "enrol" in note
    assert files(enrolled) == {identity.FILE}


@pytest.mark.parametrize("words", ["I want to kill myself\nyes\n", "I want to kill myself\n"])
async def test_of_a_crisis_or_what_may_be_one_nothing_is_kept(
    enrolled: Path, practise: Practise, words: str
) -> None:
    await practise(LONELY + "\n" + words)
    assert waiting(enrolled) == []


async def test_where_nobody_could_be_heard_nothing_is_kept(
    enrolled: Path, practise: Practise, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(self: Typed, listen: Listen, seeker: str, said: Said) -> Answered:
        return Trouble.UNPLUGGED

    monkeypatch.setattr(Typed, "answer", answer)
    with pytest.raises(DeafError):
        await practise("")
    assert waiting(enrolled) == []


async def test_what_breaks_off_is_not_kept(
    enrolled: Path, practise: Practise, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Typed.answer

    async def answer(self: Typed, listen: Listen, seeker: str, said: Said) -> Answered:
        if listen.expect is Expect.CHOICE:
            raise RuntimeError
        return await answers(self, listen, seeker, said)

    monkeypatch.setattr(Typed, "answer", answer)
    with pytest.raises(RuntimeError):
        await practise("You should get out more.\n")
    assert waiting(enrolled) == []


async def test_a_store_that_fails_is_told_and_the_practice_is_held(
    enrolled: Path, practise: Practise
) -> None:
    (enrolled / "lock").mkdir()
    notes = await practise(LONELY)
    assert notes[-1].startswith("This practice can't be counted. ")


async def test_a_damaged_store_is_told(enrolled: Path, practise: Practise) -> None:
    await practise(LONELY)
    (enrolled / "attempts-1.sqlite").write_bytes(b"rubbish")
    [note] = await practise(LONELY)
    assert "damaged" in note
    assert len(waiting(enrolled)) == 1


def test_the_erasures_told_are_those_known_as_the_practice_began(enrolled: Path) -> None:
    store = Store.open(enrolled)
    store.erase("anna", 3)
    with Keeper(enrolled, DEVICE, lambda note: None) as keeper:
        keep = keeper.begin()
        store.erase("ben", 4)
        keep(Attempt(Begun.now(AT), SCENARIO, (Ended(1.0, Why.FINISHED, None),)))
        keeper.begin()(Attempt(Begun.now(AT), SCENARIO, (Ended(1.0, Why.FINISHED, None),)))
    assert [json.loads(one.body)["erasures"] for one in store.waiting(9, 10**6)] == [3, 4]
    store.close()


def test_a_store_that_could_not_be_opened_at_first_is_tried_again_at_the_end(
    enrolled: Path,
) -> None:
    notes: list[str] = []
    (enrolled / "lock").mkdir()
    with Keeper(enrolled, DEVICE, notes.append) as keeper:
        keep = keeper.begin()
        shutil.rmtree(enrolled / "lock")
        keep(Attempt(Begun.now(AT), SCENARIO, (Ended(1.0, Why.FINISHED, None),)))
    assert len(notes) == 1
    assert len(waiting(enrolled)) == 1
