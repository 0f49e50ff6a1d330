"""The book keeps what somebody said yes to, and nothing of anybody else."""

import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from device.coach.skills import Skill
from device.coach.talk.remembering import Remembered, Wait
from device.moment import Moment
from device.progress import book as books
from device.progress import rows
from device.progress.book import Book
from device.progress.guesses import AT_ONCE, REFILL
from device.progress.trouble import ProgressError
from device.store import Store
from tests.progress.people import at, practice

CODE = "apple lantern river"
OTHER = "castle tiger umbrella"
SALT = bytes(range(32))


class Clock:
    """A machine's clock that the test moves."""

    def __init__(self) -> None:
        self.moment = at()

    def __call__(self) -> Moment:
        return self.moment

    def wait(self, seconds: float) -> None:
        self.moment = replace(self.moment, monotonic=self.moment.monotonic + seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[Book]:
    with Book(tmp_path, SALT, clock) as opened:
        yield opened


def known(book: Book, code: str = CODE, *, shared: bool = False) -> Remembered:
    who = book.keep(code, shared=shared)
    assert who is not None
    return who


def test_somebody_who_said_yes_is_found_again_by_the_words_alone(
    book: Book, tmp_path: Path
) -> None:
    assert book.look(CODE) is None
    who = known(book, shared=True)
    assert who.new
    assert book.look(CODE) == Remembered(who.key, shared=True)
    assert book.look(OTHER) is None
    book.close()
    with Book(tmp_path, SALT) as again:
        assert again.look(CODE) == Remembered(who.key, shared=True)


def test_no_word_of_a_code_is_on_the_disk(book: Book, tmp_path: Path) -> None:
    book.add(known(book), practice({Skill.ADVICE: 1}))
    for file in (tmp_path / "progress").iterdir():
        assert not any(word.encode() in file.read_bytes() for word in CODE.split()), file


def test_a_new_code_is_nobody_s(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    known(book)
    made = iter((CODE, OTHER))
    monkeypatch.setattr(books, "invented", lambda: next(made))
    assert book.invent() == OTHER


def test_practices_come_back_in_order_and_count_once(book: Book) -> None:
    who, other = known(book), known(book, OTHER)
    first, second = practice({Skill.ADVICE: 2}, number=1), practice({}, number=2)
    for one in (first, second, first):
        book.add(who, one)
    book.add(other, practice({}, number=3))
    assert book.practices(who) == (first, second)
    assert len(book.practices(other)) == 1


def test_of_somebody_who_is_not_kept_nothing_is_written(book: Book) -> None:
    nobody = Remembered("0" * 64)
    book.add(nobody, practice({}))
    assert book.practices(nobody) == ()


def test_forgetting_leaves_nothing_of_them_and_all_of_the_others(
    book: Book, tmp_path: Path
) -> None:
    who, other = known(book), known(book, OTHER)
    for one in (who, other):
        book.add(one, practice({}))
    assert book.forget(who)
    assert book.look(CODE) is None
    assert book.practices(who) == ()
    assert len(book.practices(other)) == 1
    for file in (tmp_path / "progress").iterdir():
        assert who.key.encode() not in file.read_bytes(), file


def test_forgetting_takes_what_waits_for_the_server_too(book: Book, tmp_path: Path) -> None:
    who = known(book, shared=True)

    def body(trainee: str | None) -> dict[str, object]:
        return {"id": str(uuid.uuid4()), "trainee": trainee, "erasures": 7}

    with_them, somebody = body(who.key), body(None)
    store = Store.open(tmp_path)
    store.add(lambda sequence: with_them)
    store.add(lambda sequence: somebody)
    assert book.forget(who)
    assert store.counts().waiting == 1
    store.close()


def test_what_may_be_seen_by_staff_can_be_changed(book: Book) -> None:
    who = known(book, shared=True)
    hidden = book.share(who, shared=False)
    assert hidden is not None
    assert not hidden.shared
    assert book.look(CODE) == Remembered(who.key, shared=False)


def test_a_centre_s_erasure_takes_what_was_kept_before_it_and_not_a_new_start(
    book: Book, tmp_path: Path
) -> None:
    who = book.keep(CODE, shared=True, erasures=3)
    assert who is not None
    book.add(who, practice({}, number=1), erasures=3)
    books.erase(tmp_path, who.key, 4)
    assert book.look(CODE) is None
    who = book.keep(CODE, shared=True, erasures=4)
    assert who is not None
    book.add(who, practice({}, number=2), erasures=4)
    books.erase(tmp_path, who.key, 4)
    assert [one.id.int for one in book.practices(who)] == [2]


def test_an_erasure_makes_no_book_where_there_is_none(tmp_path: Path) -> None:
    books.erase(tmp_path, "0" * 64, 1)
    assert list(tmp_path.iterdir()) == []


def test_who_joined_before_the_kiosk_did_is_found_under_the_centre_s_salt(tmp_path: Path) -> None:
    with Book(tmp_path) as alone:
        who = known(alone)
        alone.add(who, practice({}))
    with Book(tmp_path, SALT) as joined:
        found = joined.look(CODE)
        assert isinstance(found, Remembered)
        assert found.key != who.key
        assert len(joined.practices(found)) == 1
        assert joined.practices(who) == ()


def test_two_kiosks_of_a_centre_know_somebody_by_the_same_hash(tmp_path: Path) -> None:
    with Book(tmp_path / "one", SALT) as one, Book(tmp_path / "two", SALT) as two:
        assert known(one).key == known(two).key
    with Book(tmp_path / "three") as three, Book(tmp_path / "four") as four:
        assert known(three).key != known(four).key


def test_wrong_codes_make_everybody_wait_and_a_right_one_costs_nothing(
    book: Book, clock: Clock, tmp_path: Path
) -> None:
    known(book)
    for _ in range(int(AT_ONCE)):
        assert isinstance(book.look(CODE), Remembered)
        assert book.look(OTHER) is None
    assert book.look(CODE) == Wait(REFILL)
    clock.wait(REFILL / 2)
    waiting = book.look(CODE)
    assert isinstance(waiting, Wait)
    assert waiting.seconds == pytest.approx(REFILL / 2)
    clock.wait(REFILL / 2)
    assert isinstance(book.look(CODE), Remembered)
    assert book.look(OTHER) is None
    clock.moment = replace(clock.moment, boot=uuid.UUID(int=2), monotonic=5_000.0)
    with Book(tmp_path, SALT, clock) as restarted:
        assert isinstance(restarted.look(CODE), Wait), "a restart gives no new guesses"


def test_there_is_an_end_to_what_is_kept(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_PRACTICES", 3)
    monkeypatch.setattr(rows, "MOST_PEOPLE", 2)
    who = known(book)
    for number in range(5):
        book.add(who, practice({}, number=number))
    assert [one.id.int for one in book.practices(who)] == [2, 3, 4]
    away = known(book, OTHER)
    book.add(who, practice({}, number=9))
    known(book, "button candle window")
    assert book.practices(away) == ()
    assert book.look(OTHER) is None
    assert isinstance(book.look(CODE), Remembered)


@pytest.mark.parametrize("harm", ["overwritten", "cut short", "no database"])
def test_a_damaged_book_is_put_aside_and_the_kiosk_goes_on(tmp_path: Path, harm: str) -> None:
    file = tmp_path / "progress" / "progress.sqlite"
    with Book(tmp_path, SALT) as book:
        who = known(book)
        for _ in range(30):
            book.add(who, practice({}))
    whole = file.read_bytes()
    file.write_bytes(
        {
            "overwritten": whole[:4096] + b"\x55" * 8192 + whole[12288:],
            "cut short": whole[: len(whole) // 2],
            "no database": b"nothing of the sort" * 100,
        }[harm]
    )
    with Book(tmp_path, SALT) as again:
        assert again.damaged is not None
        assert again.damaged.exists()
        assert again.look(CODE) is None
        who = known(again)
        again.add(who, practice({}))
        assert again.forget(who)
        assert not again.damaged.exists(), "nobody can tell who is in it"


def test_a_book_that_is_damaged_while_it_is_open_is_begun_anew(book: Book, tmp_path: Path) -> None:
    who = known(book)
    for _ in range(40):
        book.add(who, practice({}))
    book._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    file = tmp_path / "progress" / "progress.sqlite"
    with file.open("r+b") as damaged:
        damaged.seek(4096)
        damaged.write(b"\x55" * (file.stat().st_size - 4096))
    book._db.cache_flush()
    book._db.execute("PRAGMA shrink_memory").fetchall()
    assert book.practices(who) == ()
    assert book.damaged is not None
    assert isinstance(book.look(CODE), Remembered | None)


def test_a_book_of_a_newer_program_is_left_as_it_is(tmp_path: Path) -> None:
    Book(tmp_path, SALT).close()
    file = tmp_path / "progress" / "progress.sqlite"
    db = apsw.Connection(str(file))
    db.execute("PRAGMA user_version = 99").fetchall()
    db.close()
    with pytest.raises(ProgressError, match="newer version"):
        Book(tmp_path, SALT)


def test_a_folder_that_can_not_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "progress").write_text("in the way")
    with pytest.raises(ProgressError, match=r"can't be used.*Look at the disk"):
        Book(tmp_path, SALT)


def test_a_practice_is_on_the_disk_when_add_returns(book: Book, tmp_path: Path) -> None:
    who = known(book)
    book.add(who, practice({}))
    found = sqlite3.connect(f"file:{tmp_path}/progress/progress.sqlite?mode=ro", uri=True)
    assert found.execute("SELECT count(*) FROM practice").fetchall() == [(1,)]
    found.close()
    assert book._db.execute("PRAGMA synchronous").fetchall() == [(2,)]
