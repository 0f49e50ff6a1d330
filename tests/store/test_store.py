"""The store as its users see it."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import apsw
import pytest

from device.store import AlreadyKept, Answered, Counts, Store, StoreError
from device.store.rows import KEPT
from device.store.store import FARTHEST
from tests.store.conftest import ids, practice

RECEIVED = 1_800_000_000.0


def test_what_was_added_is_there_after_it_was_opened_again_to_the_letter(place: Path) -> None:
    store = Store.open(place)
    number = store.add(lambda sequence: {"id": "a", "sequence": sequence, "words": "ä\u2028 1.0"})
    [before] = store.waiting(5, 10_000)
    store.close()
    again = Store.open(place)
    assert number == 1
    assert again.repaired is None
    assert again.waiting(5, 10_000) == [before]
    assert json.loads(before.body) == {"id": "a", "sequence": 1, "words": "ä\u2028 1.0"}
    again.close()


def test_the_oldest_come_first_and_no_more_than_asked_for(store: Store) -> None:
    for name in "abcd":
        store.add(practice(name, size=1000))
    assert [one.id for one in store.waiting(2, 10**6)] == ["a", "b"]
    assert [one.id for one in store.waiting(9, 2500)] == ["a", "b"]


def test_one_that_is_larger_than_all_that_was_asked_for_comes_alone(store: Store) -> None:
    store.add(practice("large", size=50_000))
    store.add(practice("small"))
    assert [one.id for one in store.waiting(9, 1000)] == ["large"]


def test_what_fails_while_it_is_made_leaves_nothing(store: Store) -> None:
    store.add(practice("a"))
    for wrong in ({"id": "b", "x": float("nan")}, {"id": "b", "x": object()}, {}):
        with pytest.raises((ValueError, TypeError, KeyError)):
            store.add(lambda sequence, wrong=wrong: wrong)  # type: ignore[misc]
    assert ids(store) == ["a"]
    store.add(practice("b"))
    assert ids(store) == ["a", "b"]


def test_the_same_id_is_kept_once(store: Store) -> None:
    store.add(practice("a"))
    with pytest.raises(AlreadyKept):
        store.add(practice("a", size=10))
    assert store.counts().waiting == 1


@pytest.mark.parametrize("answer", ["created", "duplicate"])
def test_what_the_server_has_waits_no_more_and_is_kept(store: Store, answer: str) -> None:
    store.add(practice("a"))
    store.add(practice("b"))
    store.answered([Answered("a", answer, received=RECEIVED)])  # type: ignore[arg-type]
    assert ids(store) == ["b"]
    assert store.counts() == Counts(1, 1, last_sequence=2, bytes=store.counts().bytes)
    assert store.aside() == []


@pytest.mark.parametrize("answer", ["conflict", "gone", "invalid"])
def test_what_the_server_will_never_take_is_set_aside_with_its_reason_and_blocks_nothing(
    store: Store, answer: str
) -> None:
    store.add(practice("a"))
    store.add(practice("b"))
    store.answered([Answered("a", answer, ("sequence: too large",))])  # type: ignore[arg-type]
    assert ids(store) == ["b"]
    [aside] = store.aside()
    assert (aside.id, aside.sequence, aside.answer) == ("a", 1, answer)
    assert aside.why == ("sequence: too large",)
    assert getattr(store.counts(), answer) == 1


def test_of_an_erased_person_no_body_stays(store: Store) -> None:
    store.add(practice("a", trainee="who-it-was"))
    store.answered([Answered("a", "gone")])
    store.close()
    kept = b"".join(file.read_bytes() for file in store.file.parent.iterdir())
    assert b"who-it-was" not in kept


def test_answers_for_what_is_not_here_are_passed_over(store: Store) -> None:
    store.add(practice("a"))
    store.answered([Answered("z", "created"), Answered("a", "created")])
    assert store.counts().acknowledged == 1


def test_a_late_answer_does_not_undo_that_the_server_has_it(store: Store) -> None:
    store.add(practice("a"))
    store.answered([Answered("a", "created"), Answered("a", "conflict")])
    assert store.counts().acknowledged == 1


def test_one_that_was_set_aside_is_done_when_the_server_says_it_has_it(store: Store) -> None:
    store.add(practice("a"))
    store.answered([Answered("a", "invalid")])
    store.answered([Answered("a", "duplicate")])
    assert (store.counts().acknowledged, store.aside()) == (1, [])


def test_answers_are_put_down_together_or_not_at_all(store: Store) -> None:
    store.add(practice("a"))
    wrong = Answered("a", "nonsense")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="nonsense"):
        store.answered([Answered("a", "created"), wrong])
    assert ids(store) == ["a"]


def test_a_month_after_the_server_took_it_it_is_let_go_by_the_servers_clock(store: Store) -> None:
    for name in "abc":
        store.add(practice(name))
    store.answered([Answered("a", "created", received=RECEIVED)])
    store.answered([Answered("b", "created", received=RECEIVED + KEPT - 60)])
    assert store.counts().acknowledged == 2
    store.answered([Answered("c", "created", received=RECEIVED + KEPT + 60)])
    assert store.send_again() == 2
    assert ids(store) == ["b", "c"]


def test_a_server_whose_clock_went_back_makes_nothing_go(store: Store) -> None:
    store.add(practice("a"))
    store.add(practice("b"))
    store.answered([Answered("a", "created", received=RECEIVED)])
    store.answered([Answered("b", "created", received=1.0)])
    store.answered([])
    assert store.counts().acknowledged == 2


def test_what_waits_is_never_let_go_for_its_age(store: Store) -> None:
    for name in "ab":
        store.add(practice(name))
    store.answered([Answered("a", "created", received=RECEIVED)])
    store.answered([Answered("x", "created", received=RECEIVED + 10 * KEPT)])
    assert ids(store) == ["b"]


def test_after_the_server_was_put_back_all_that_it_had_is_sent_again(store: Store) -> None:
    for name in "abcd":
        store.add(practice(name))
    first = store.waiting(9, 10**6)
    store.answered([Answered(name, "created", received=RECEIVED) for name in "abc"])
    store.answered([Answered("d", "invalid")])
    assert store.send_again(after_sequence=1) == 2
    assert store.waiting(9, 10**6) == first[1:3]
    assert store.send_again() == 1
    assert store.send_again() == 0


def test_over_its_bound_what_the_server_has_goes_first_and_what_waits_stays(place: Path) -> None:
    store = Store.open(place, most_bytes=300_000)
    for number in range(40):
        store.add(practice(f"old-{number}", size=5000))
    store.answered([Answered(f"old-{number}", "created") for number in range(39)])
    store.answered([Answered("old-39", "invalid")])
    for number in range(100):
        store.add(practice(f"new-{number}", size=5000))
    counts = store.counts()
    assert (counts.waiting, counts.acknowledged, counts.invalid) == (100, 0, 0)
    store.answered([Answered(f"new-{number}", "created") for number in range(100)])
    store.add(practice("last"))
    assert store.counts().bytes <= 300_000
    assert store.send_again() > 20
    assert ids(store)[-2:] == ["new-99", "last"]
    store.close()


def test_an_erasure_takes_the_persons_earlier_practices_and_no_others(store: Store) -> None:
    store.add(practice("a", trainee="anna", erasures=0))
    store.add(practice("b", trainee="anna", erasures=3))
    store.add(practice("c", trainee="ben", erasures=0))
    store.add(practice("d"))
    store.answered([Answered("a", "created")])
    assert store.erase("anna", 3) == 1
    assert ids(store) == ["b", "c", "d"]
    assert store.erasures() == 3
    assert store.erase("nobody", 2) == 0
    assert store.erasures() == 3


def test_an_erased_person_is_in_no_file_any_more(store: Store, place: Path) -> None:
    (place / "damaged-1.sqlite").write_bytes(b"anna, or perhaps not")
    for number in range(30):
        store.add(practice(f"a-{number}", trainee="anna", size=3000))
    assert store.erase("anna", 1) == 30
    assert b"anna" not in b"".join(file.read_bytes() for file in place.iterdir())


def in_any_file(place: Path, words: bytes) -> bool:
    return any(words in file.read_bytes() for file in place.iterdir())


def test_what_the_server_calls_gone_is_in_no_file_at_once(store: Store, place: Path) -> None:
    store.add(practice("a", trainee="anna"))
    store.add(practice("b"))
    assert in_any_file(place, b"anna")
    store.answered([Answered("a", "gone")])
    assert not in_any_file(place, b"anna")
    assert ids(store) == ["b"]


@pytest.mark.parametrize("how", ["erased", "gone"])
def test_what_a_reader_keeps_in_the_journal_goes_once_it_is_done(
    store: Store, place: Path, how: str
) -> None:
    store.add(practice("a", trainee="anna"))
    reader = apsw.Connection(str(store.file))
    reader.execute("BEGIN; SELECT * FROM attempt").fetchall()
    if how == "erased":
        store.erase("anna", 1)
    else:
        store.answered([Answered("a", "gone")])
    assert in_any_file(place, b"anna"), "the reader still sees it"
    reader.close()
    store.counts()
    assert not in_any_file(place, b"anna")


def test_numbers_go_on_after_the_newest_practice_was_erased(place: Path) -> None:
    store = Store.open(place)
    store.add(practice("a", trainee="anna"))
    store.erase("anna", 1)
    store.close()
    again = Store.open(place)
    assert again.add(practice("b")) == 2
    again.close()


def test_numbers_go_on_after_one_that_the_server_has_seen_and_never_back(place: Path) -> None:
    store = Store.open(place)
    store.go_on_after(41)
    store.go_on_after(7)
    assert store.add(practice("a")) == 42
    store.close()
    again = Store.open(place)
    assert again.add(practice("b")) == 43
    again.close()


@pytest.mark.parametrize("far", [FARTHEST + 2, 2**53 - 2, 2**53 - 1])
def test_a_number_that_no_kiosk_can_reach_is_not_believed(
    store: Store, caplog: pytest.LogCaptureFixture, far: int
) -> None:
    store.add(practice("a"))
    store.go_on_after(far)
    assert str(far) in caplog.text
    assert store.add(practice("b")) == 2
    store.go_on_after(FARTHEST)
    assert store.add(practice("c")) == FARTHEST + 1


def test_small_facts_are_remembered(place: Path) -> None:
    store = Store.open(place)
    assert store.kept("content") is None
    store.keep("content", "17")
    store.keep("content", "18")
    store.close()
    again = Store.open(place)
    assert again.kept("content") == "18"
    again.close()


def test_two_programs_and_several_threads_each_get_numbers_of_their_own(
    store: Store, place: Path
) -> None:
    program = (
        "import sys; from pathlib import Path; from device.store import Store\n"
        "store = Store.open(Path(sys.argv[1]))\n"
        "for n in range(40): store.add(lambda sequence: {'id': f'other-{n}', 's': sequence})\n"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(place)])
    given: list[int] = []

    def add(thread: int) -> None:
        for number in range(20):
            given.append(store.add(practice(f"{thread}-{number}")))
            store.answered([Answered(f"{thread}-{number - 1}", "created")])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other.wait(60) == 0
    assert len(given) == len(set(given)) == 60
    assert store.counts().last_sequence == 100
    assert store.counts().waiting == 43
    sequences = [one.sequence for one in store.waiting(1000, 10**9)]
    assert sequences == sorted(set(sequences))


def test_a_changed_letter_is_noticed_and_never_sent(store: Store) -> None:
    store.add(practice("a"))
    store.add(practice("b"))
    db = apsw.Connection(str(store.file))
    db.execute("UPDATE attempt SET body = replace(body, 'sequence', 'sequenze') WHERE id = 'a'")
    db.close()
    assert ids(store) == ["b"]
    [aside] = store.aside()
    assert (aside.id, aside.answer) == ("a", "invalid")


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.counts()


def test_its_files_are_for_their_owner_alone(store: Store, place: Path) -> None:
    store.add(practice("a"))
    assert place.stat().st_mode & 0o077 == 0
    assert {file.stat().st_mode & 0o077 for file in place.iterdir()} == {0}


def test_a_folder_that_is_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        Store.open(tmp_path / "file" / "kiosk")


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may write everywhere")
def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "kiosk").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="own this folder"):
        Store.open(tmp_path / "kiosk")


def test_small_facts_are_listed_by_their_beginning_and_dropped(store: Store, place: Path) -> None:
    for name in ("a/1", "a/2", "b/1", "a%"):
        store.keep(name, "x" * 50)
    assert store.names("a/") == ("a/1", "a/2")
    store.drop("a/1")
    store.drop("never")
    assert store.names("a/") == ("a/2",)
    assert store.kept("a/1") is None
    assert store.names("") == ("a%", "a/2", "b/1")


def test_nothing_of_a_dropped_fact_is_left_in_any_file(store: Store, place: Path) -> None:
    store.keep("who/0123456789abcdef", "")
    store.drop("who/0123456789abcdef")
    assert not [file for file in place.iterdir() if b"0123456789abcdef" in file.read_bytes()]
