import json
import threading
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from server.database import Database
from server.devices import pins
from server.devices.caller import Caller
from server.devices.tables import Device, DeviceToken
from server.results import receive
from server.results.contract import Batch
from server.results.tables import Attempt, AttemptTotal
from tests.server.browser import Browser, words
from tests.server.devices.conftest import KioskClient
from tests.server.results.conftest import Practiser, practiser, uuid7


def rows(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_a_practice_sent_again_is_a_duplicate_and_counts_once(
    kiosk: Practiser, database: Database
) -> None:
    one = kiosk.practice("validation")
    assert kiosk.bring(one) == ["created"]
    assert kiosk.bring(one) == ["duplicate"]
    assert rows(database) == 1
    with database.read() as session:
        assert set(session.scalars(select(AttemptTotal.practices))) == {1}


def test_the_same_body_is_the_same_values_however_they_are_written(kiosk: Practiser) -> None:
    one = kiosk.practice("validation")
    assert kiosk.bring(one) == ["created"]
    backwards = dict(reversed(one.items())) | {"seconds": 300, "sequence": 1}
    assert kiosk.bring(json.loads(json.dumps(backwards, indent=3))) == ["duplicate"]


def test_another_body_under_the_same_id_is_a_conflict_and_the_first_stays(
    kiosk: Practiser, database: Database
) -> None:
    one = kiosk.practice("validation")
    kiosk.bring(one)
    assert kiosk.bring({**one, "seconds": 301.0}) == ["conflict"]
    with database.read() as session:
        assert session.scalar(select(Attempt.seconds)) == 300.0


def test_each_is_answered_on_its_own_in_the_order_sent(
    kiosk: Practiser, database: Database
) -> None:
    good, other = kiosk.practice("validation"), kiosk.practice("advice")
    bad = kiosk.practice() | {"seconds": -1}
    answers = kiosk.bring(good, bad, "not even an object", good, {**good, "seconds": 1.0}, other)
    assert answers == ["created", "invalid", "invalid", "duplicate", "conflict", "created"]
    assert rows(database) == 2


def test_what_is_wrong_is_named_and_what_was_sent_is_not_sent_back(kiosk: Practiser) -> None:
    bad = kiosk.practice("validation")
    bad["replies"][0]["findings"][0]["confidence"] = 7
    bad["end"] = "my own secret words"
    answer = kiosk.post("/results", kiosk.batch(bad)).json()["items"][0]
    assert answer["id"] == bad["id"]
    assert any(why.startswith("replies.0.findings.0.confidence: ") for why in answer["why"])
    assert "secret" not in json.dumps(answer)


def test_words_that_were_said_are_never_kept(kiosk: Practiser, database: Database) -> None:
    said = kiosk.practice("validation", reply={"text": "I lost my flat", "quote": "lost"})
    said["transcript"] = "I lost my flat"
    assert kiosk.bring(said) == ["created"]
    with database.read() as session:
        kept = session.scalars(select(Attempt)).one()
    assert "flat" not in str([getattr(kept, one.key) for one in Attempt.__table__.c])


def test_a_skill_of_a_newer_kiosk_is_kept(kiosk: Practiser, database: Database) -> None:
    assert kiosk.bring(kiosk.practice("warm_silence")) == ["created"]
    with database.read() as session:
        assert session.scalar(select(Attempt.heard)) == "warm_silence"


def test_more_than_fifty_at_once_are_refused_as_a_whole(
    kiosk: Practiser, database: Database
) -> None:
    assert kiosk.bring(*(kiosk.practice("presence") for _ in range(50))) == ["created"] * 50
    many = kiosk.batch(*(kiosk.practice("presence") for _ in range(51)))
    answer = kiosk.post("/results", many)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert rows(database) == 50


@pytest.mark.parametrize(
    "broken",
    [
        lambda one: {**one, "id": str(uuid.uuid4())},
        lambda one: {**one, "device": "me"},
        lambda one: {**one, "sequence": 0},
        lambda one: {**one, "scenario": {**one["scenario"], "id": "../x"}},
        lambda one: {**one, "began": {"monotonic": -1, "quality": "none"}},
        lambda one: {**one, "replies": one["replies"] * 501},
        lambda one: {**one, "trainee": "Anna"},
        lambda _: None,
        lambda _: [],
        lambda _: {"id": {"id": []}},
    ],
)
def test_what_can_not_be_read_is_invalid_and_blocks_nothing(
    kiosk: Practiser, broken: Callable[[dict[str, object]], object]
) -> None:
    good = kiosk.practice("presence")
    assert kiosk.bring(broken(kiosk.practice("presence")), good) == ["invalid", "created"]


def test_text_that_is_no_json_or_nested_without_end_is_told(kiosk: Practiser) -> None:
    headers = {"Content-Type": "application/json"}
    for content in (b"{", b"\xff", b"[" * 100_000, b'{"items": NaN}', b"1" * 5000):
        answer = kiosk.ask("POST", "/results", content=content, headers=headers)
        assert answer.status_code in (400, 422), content[:10]
        assert answer.headers["content-type"] == "application/problem+json"
    deep = json.dumps(kiosk.batch(kiosk.practice())).replace('"path"', '"x": HERE, "path"')
    nested = deep.replace("HERE", "[" * 900 + "]" * 900)
    answer = kiosk.ask("POST", "/results", content=nested.encode(), headers=headers)
    assert answer.status_code in (200, 400)
    assert "created" not in answer.text


def test_a_kiosk_let_in_anew_brings_what_it_made_before(
    let_in: Callable[..., KioskClient], admin: Browser, database: Database
) -> None:
    old = practiser(let_in("Blue"))
    made = old.practice("presence")
    admin.get(f"/kiosks/{old.id}")
    admin.post(f"/kiosks/{old.id}/shut-out")
    assert old.post("/results", old.batch(made)).status_code == 401
    new = practiser(let_in("Blue again"))
    assert new.bring(made) == ["created"]
    with database.read() as session:
        kept = session.scalars(select(Attempt)).one()
    assert (str(kept.device_id), str(kept.sent_by)) == (old.id, new.id)


def test_two_practices_of_one_number_show_staff_that_a_card_was_copied(
    kiosk: Practiser, admin: Browser
) -> None:
    one, two = kiosk.practice("presence"), kiosk.practice("presence")
    assert kiosk.bring(one) == ["created"]
    assert "Two machines" not in words(admin.get(f"/kiosks/{kiosk.id}"))
    assert kiosk.bring(two | {"sequence": 1}) == ["created"]
    assert "Two machines say that they are this kiosk" in words(admin.get(f"/kiosks/{kiosk.id}"))
    admin.post(f"/kiosks/{kiosk.id}/twin")
    assert "Two machines" not in words(admin.get(f"/kiosks/{kiosk.id}"))
    assert kiosk.bring(one) == ["duplicate"]
    assert "Two machines" not in words(admin.get(f"/kiosks/{kiosk.id}"))


def test_the_same_practices_from_many_processes_at_once_are_there_once(
    kiosk: Practiser, database: Database, app: object
) -> None:
    items = [kiosk.practice("presence", "advice") for _ in range(10)]
    with database.read() as session:
        device = session.scalars(select(Device)).one()
        made_at = session.scalars(select(DeviceToken.made_at)).one()
    who = Caller(device.id, "x", device.place_id, "y", device.enrolled_at, "", made_at)
    keys = pins.keys(app.state.settings.server_folder)  # type: ignore[attr-defined]
    answers: list[str] = []
    failures: list[BaseException] = []

    def send(order: int) -> None:
        mine = items[order:] + items[:order]
        try:
            batch = Batch.model_validate(kiosk.batch(*mine))
            told, _ = receive.take(database, keys, who, batch)
            answers.extend(item.answer.value for item in told)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=send, args=(order,)) for order in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert answers.count("created") == 10
    assert answers.count("duplicate") == 70
    with database.read() as session:
        per_skill = select(AttemptTotal.practices).where(
            AttemptTotal.scenario == "", AttemptTotal.place_id == 0
        )
        assert set(session.scalars(per_skill)) == {10}


def test_an_id_that_is_no_uuid_of_version_seven_is_told(kiosk: Practiser) -> None:
    upper = kiosk.practice() | {"id": uuid7().upper()}
    assert kiosk.bring(upper) == ["invalid"]


def test_the_highest_number_that_a_kiosk_brought_is_told_to_it(kiosk: Practiser) -> None:
    first, second = kiosk.practice(), kiosk.practice()
    assert kiosk.bring(second) == ["created"]
    assert kiosk.get("/wishes").json()["sequence"] == 2
    assert kiosk.bring(first, {"id": first["id"], "sequence": 9}) == ["created", "invalid"]
    assert kiosk.get("/wishes").json()["sequence"] == 2


@pytest.mark.parametrize("kind", ["sqlite"])
def test_more_than_a_kiosk_ever_brings_at_once_is_refused_as_too_large(kiosk: Practiser) -> None:
    answer = kiosk.post("/results", kiosk.batch("x" * 1_000_000))
    assert answer.status_code == 413
    assert "1,000,000 bytes, the most that is taken here" in answer.json()["detail"]
    assert kiosk.bring("x" * 200_000) == ["invalid"]
