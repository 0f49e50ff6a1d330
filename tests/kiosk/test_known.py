"""Who practises: asked, told of, and nothing of those who didn't say yes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from device import library
from device.attempt import Begun
from device.coach.finding import Finding, Source
from device.coach.reply import Reply
from device.coach.scenario import Outcome
from device.coach.skills import Skill
from device.coach.talk.act import Expect, Why
from device.event import Ended, Event, Found, Heard, Listening
from device.kiosk.known import Known
from device.moment import now
from device.progress.book import Book

WORDS = "apple lantern river"
SCENARIO = library.find("two-cups-of-tea")
FEELING = Finding(Skill.REFLECTS_FEELING, "lonely", 12, 18, 0.9, Source.RULES)
EVENTS: tuple[Event, ...] = (
    Listening(1.0, Expect.REPLY, "two-cups", 1),
    Heard(5.0, "two-cups", 1, "that sounds lonely", 0.9),
    Found(5.1, "two-cups", 1, (FEELING,), Outcome.OPENS_UP, 0.6),
    Ended(9.0, Why.FINISHED, None),
)


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Known]:
    made = Known(Book(tmp_path), "Jo is on duty.", staff=True)
    yield made
    made.close()


def practise(known: Known) -> None:
    known.practised(Begun.now(now()), SCENARIO, EVENTS, 0)


def somebody(known: Known, *, shared: bool) -> None:
    talk = known.ask(1)
    talk.begin()
    talk.heard(Reply(WORDS))
    for answer in ("yes", "yes", "yes" if shared else "no", "go on"):
        talk.heard(Reply(answer))
    known.asked(talk)


def test_where_nobody_is_known_nobody_is_asked_shown_or_kept(known: Known) -> None:
    assert not known.anybody
    practise(known)
    assert known.picture() is None
    assert known.person is None
    known.close()
    known.book = Book(known.book._data)
    assert known.book.people == 0


def test_who_said_yes_is_kept_and_shown_and_known_to_staff_only_with_a_second_yes(
    known: Known,
) -> None:
    somebody(known, shared=False)
    assert known.who is not None
    assert known.person is None
    practise(known)
    picture = known.picture()
    assert picture is not None
    assert any("1" in row for row in picture.rows)
    assert known.anybody


def test_who_shares_is_named_to_the_server_by_a_hash(known: Known) -> None:
    somebody(known, shared=True)
    assert known.person is not None
    assert known.person.shared
    assert "apple" not in repr(known.person)


def test_who_says_yes_after_a_practice_has_that_one_kept_too(known: Known) -> None:
    practise(known)
    talk = known.tell(1)
    talk.begin()
    for answer in ("yes", "yes", "no", "go on"):
        talk.heard(Reply(answer))
    known.told(talk)
    assert known.who is not None
    assert len(known.book.practices(known.who)) == 1
    practise(known)
    assert len(known.book.practices(known.who)) == 2


def test_who_says_no_is_not_asked_again_and_nothing_is_kept(known: Known) -> None:
    practise(known)
    talk = known.tell(1)
    talk.begin()
    talk.heard(Reply("no"))
    known.told(talk)
    assert known.who is None
    assert known.book.people == 0
    again = known.tell(2)
    assert all("remember" not in getattr(act, "text", "") for act in again.begin())


def test_a_book_that_can_not_be_read_costs_the_look_back_and_nothing_else(
    known: Known, caplog: pytest.LogCaptureFixture
) -> None:
    somebody(known, shared=False)
    known.book.close()
    practise(known)
    assert known.picture() is None
    assert not known.anybody
    assert "lonely" not in caplog.text
