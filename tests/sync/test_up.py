"""Practices on their way up: each on the server exactly once, and nothing blocks the queue."""

import json
from collections.abc import Callable

import pytest

from device.store import Answer
from device.sync import ledger, outbox
from device.sync.protocol import BatchAnswer, NotUnderstood
from device.sync.step import Kind, Step
from tests.sync.between import Asked, Between, Given
from tests.sync.centre import Centre
from tests.sync.kiosk import SHA, Kiosk, failed


def test_a_practice_arrives_exactly_once_to_the_letter(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    made = kiosk.practise(seconds=1e2)
    (waiting,) = kiosk.store.waiting(9, 9999)
    outcome = kiosk.sync()[Step.RESULTS]
    assert (outcome.ok, outcome.figures["created"], outcome.figures["waiting"]) == (True, 1, 0)
    assert centre.attempts(kiosk.identity.device) == [made]
    (sent,) = [one.body.decode() for one in between.asked if one.path.endswith("/results")]
    assert f'"items":[{waiting.body}]' in sent
    kiosk.sync()
    assert centre.attempts(kiosk.identity.device) == [made]


def test_an_answer_that_is_lost_does_no_harm(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    made = [kiosk.practise() for _ in range(3)]

    def losing(asked: Asked, real: Callable[[], Given]) -> Given:
        given = real()
        if asked.path.endswith("/results"):
            given.cut = 5
        return given

    between.rule = losing
    outcome = kiosk.sync()[Step.RESULTS]
    assert outcome.kind is Kind.AWAY
    assert kiosk.store.counts().waiting == 3
    between.rule = lambda asked, real: real()
    assert kiosk.sync()[Step.RESULTS].figures["duplicate"] == 3
    assert centre.attempts(kiosk.identity.device) == sorted(made)
    assert kiosk.store.counts().waiting == 0


def test_many_go_in_batches_of_fifty(centre: Centre, kiosk: Kiosk, between: Between) -> None:
    made = sorted(kiosk.practise() for _ in range(120))
    assert failed(kiosk.sync()) == {}
    assert centre.attempts(kiosk.identity.device) == made
    sizes = [
        len(json.loads(one.body)["items"]) for one in between.asked if one.path.endswith("/results")
    ]
    assert sizes == [50, 50, 20]


def test_what_the_server_will_not_take_is_put_aside_with_why_and_blocks_nothing(
    centre: Centre, kiosk: Kiosk
) -> None:
    device = kiosk.identity.device
    invalid = kiosk.practise(seconds=-4.0)
    twice = kiosk.practise()
    good = kiosk.practise()
    person = "a" * 64
    centre.erase(person)
    erased = kiosk.practise(trainee=person)
    assert kiosk.sync()[Step.ERASURES].figures["erasures"] >= 1
    outcome = kiosk.sync()[Step.RESULTS]
    assert outcome.ok
    assert centre.attempts(device) == sorted([twice, good])
    (aside,) = outcome.figures["set_aside"]
    assert (aside["id"], aside["answer"]) == (invalid, "invalid")
    assert "seconds" in aside["why"][0]
    assert kiosk.store.counts().waiting == 0
    assert erased not in centre.attempts(device)


def test_a_conflict_and_one_of_somebody_who_was_erased_are_put_aside(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    first, second, third = (kiosk.practise() for _ in range(3))

    def answers(asked: Asked, real: Callable[[], Given]) -> Given:
        if not asked.path.endswith("/results"):
            return real()
        items = [
            {"id": first, "answer": "conflict"},
            {"id": second, "answer": "gone"},
            {"id": third, "answer": "created"},
        ]
        return Given(body=json.dumps({"items": items, "received": 1.0}).encode())

    between.rule = answers
    outcome = kiosk.sync()[Step.RESULTS]
    assert [one["answer"] for one in outcome.figures["set_aside"]] == ["conflict", "gone"]
    counts = kiosk.store.counts()
    assert (counts.waiting, counts.conflict, counts.gone, counts.acknowledged) == (0, 1, 1, 1)


@pytest.mark.parametrize(
    "answer",
    [
        {"items": []},
        {"items": [{"id": "0198f2d0-4c3e-7b1a-9f00-3a5d6c7e8f90", "answer": "created"}]},
        {"items": [{"id": None, "answer": "created"}]},
        {"items": [{"id": None, "answer": "splendid"}]},
        {"items": "created"},
        [],
    ],
)
def test_answers_that_do_not_fit_are_none(kiosk: Kiosk, between: Between, answer: object) -> None:
    kiosk.practise()
    between.rule = lambda asked, real: (
        Given(body=json.dumps(answer).encode()) if asked.path.endswith("/results") else real()
    )
    outcome = kiosk.sync()[Step.RESULTS]
    assert outcome.kind is Kind.BROKEN
    assert kiosk.store.counts().waiting == 1
    between.rule = lambda asked, real: real()
    assert kiosk.sync()[Step.RESULTS].figures["created"] == 1


def test_a_batch_that_is_too_large_is_halved_and_one_that_always_is_put_aside(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    made = [kiosk.practise() for _ in range(7)]
    large = kiosk.practise(program="0.1.0+large")

    between.rule = lambda asked, real: (
        Given(413, b'{"detail": "Too large."}')
        if asked.path.endswith("/results")
        and (b"0.1.0+large" in asked.body or asked.body.count(b'"sequence"') > 3)
        else real()
    )
    outcome = kiosk.sync()[Step.RESULTS]
    assert outcome.ok
    assert centre.attempts(kiosk.identity.device) == sorted(made)
    (aside,) = kiosk.store.aside()
    assert (aside.id, aside.answer) == (large, Answer.INVALID)
    assert "Too large." in aside.why[0]


@pytest.mark.parametrize("status", [400, 422])
def test_a_poisoned_practice_is_found_and_put_aside(
    centre: Centre, kiosk: Kiosk, between: Between, status: int
) -> None:
    made = [kiosk.practise() for _ in range(5)]
    poison = kiosk.practise(program="0.1.0+poison")
    made += [kiosk.practise() for _ in range(5)]
    between.rule = lambda asked, real: (
        Given(status, b'{"detail": "It can not be read."}') if b"+poison" in asked.body else real()
    )
    assert kiosk.sync()[Step.RESULTS].figures["invalid"] == 1
    assert centre.attempts(kiosk.identity.device) == sorted(made)
    assert [one.id for one in kiosk.store.aside()] == [poison]


@pytest.mark.parametrize("status", [400, 422, 500, 404])
def test_a_server_that_refuses_everything_costs_no_practice(
    centre: Centre, kiosk: Kiosk, between: Between, status: int
) -> None:
    made = [kiosk.practise() for _ in range(3)]
    between.rule = lambda asked, real: (
        Given(status, b"<html>") if asked.path.endswith("/results") else real()
    )
    outcome = kiosk.sync()[Step.RESULTS]
    assert outcome.kind is Kind.REFUSED
    assert str(status) in outcome.why
    assert kiosk.store.counts().waiting == 3
    assert kiosk.store.aside() == []
    between.rule = lambda asked, real: real()
    assert failed(kiosk.sync()) == {}
    assert centre.attempts(kiosk.identity.device) == sorted(made)


def test_a_server_put_back_to_an_older_state_gets_everything_again(
    centre: Centre, kiosk: Kiosk
) -> None:
    device = kiosk.identity.device
    made = sorted(kiosk.practise() for _ in range(3))
    kiosk.sync()
    centre.forget(device)
    outcomes = kiosk.sync()
    assert outcomes[Step.HEALTH].figures["sent_again"] == 3
    assert centre.attempts(device) == made
    assert "sent_again" not in kiosk.sync()[Step.HEALTH].figures

    centre.new_history()
    outcomes = kiosk.sync()
    assert outcomes[Step.HEALTH].figures["sent_again"] == 3
    assert outcomes[Step.RESULTS].figures["duplicate"] == 3
    assert "sent_again" not in kiosk.sync()[Step.HEALTH].figures


def test_what_the_server_can_not_read_does_not_look_like_something_lost(kiosk: Kiosk) -> None:
    kiosk.practise()
    kiosk.practise(seconds=-1.0)
    kiosk.sync()
    for _ in range(2):
        assert "sent_again" not in kiosk.sync()[Step.HEALTH].figures


def test_a_kiosk_let_in_anew_does_not_send_everything_again(centre: Centre, kiosk: Kiosk) -> None:
    kiosk.practise()
    kiosk.sync()
    kiosk.enrol(centre)
    assert "sent_again" not in kiosk.sync()[Step.HEALTH].figures


def test_somebody_s_practices_are_deleted_when_the_centre_asks(
    centre: Centre, kiosk: Kiosk
) -> None:
    person = "b" * 64
    gone, stays = kiosk.practise(trainee=person), kiosk.practise(trainee="c" * 64)
    centre.erase(person)
    assert kiosk.sync()[Step.ERASURES].figures["deleted"] == 1
    assert centre.attempts(kiosk.identity.device) == [stays]
    assert gone not in centre.attempts(kiosk.identity.device)
    assert kiosk.sync()[Step.ERASURES].figures["erasures"] == 0
    newest = kiosk.store.erasures()
    assert ledger.load(kiosk.store, kiosk.identity).erasures == newest
    again = kiosk.practise(trainee=person, erasures=newest)
    assert failed(kiosk.sync()) == {}
    assert again in centre.attempts(kiosk.identity.device)


def test_a_batch_goes_by_stick_as_it_goes_by_network(kiosk: Kiosk) -> None:
    """No network is needed to make one, or to take its answers down."""
    made = kiosk.practise()
    batch = outbox.make(kiosk.store)
    assert batch is not None
    wrong = BatchAnswer.model_validate({"items": [{"id": SHA, "answer": "created"}]})
    with pytest.raises(NotUnderstood):
        outbox.settle(kiosk.store, batch, wrong)
    assert kiosk.store.counts().waiting == 1
    right = BatchAnswer.model_validate({"items": [{"id": made, "answer": "created"}]})
    assert outbox.settle(kiosk.store, batch, right).highest == batch.items[0].sequence
    assert outbox.make(kiosk.store) is None


def test_a_store_that_forgets_answers_does_not_make_the_kiosk_ask_for_ever(
    kiosk: Kiosk, between: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.practise()
    monkeypatch.setattr(kiosk.store, "answered", lambda answers: None)
    outcome = kiosk.sync()[Step.RESULTS]
    assert outcome.kind is Kind.STORE
    assert between.paths().count("POST /api/v1/results") == 1
