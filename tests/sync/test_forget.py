"""Somebody says "forget me" at a kiosk: what the server and other kiosks have of them goes, too."""

from collections.abc import Callable

import pytest

from device.coach.talk.remembering import Remembered
from device.progress import farewell
from device.progress.book import Book
from device.sync import agent as agents
from device.sync.protocol import unpacked
from device.sync.step import Step
from tests.progress.people import practice
from tests.sync.between import Asked, Between, Given
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed
from tests.sync.test_agent import going_on, until

NewKiosk = Callable[..., Kiosk]


def opened(kiosk: Kiosk) -> Book:
    return Book(kiosk.folder, unpacked(kiosk.identity.code_salt))


def known(kiosk: Kiosk, *, shared: bool = True, words: str = "") -> Remembered:
    with opened(kiosk) as book:
        who = book.keep(words or book.invent(), shared=shared, erasures=kiosk.store.erasures())
        assert who is not None
        book.add(who, practice({}), erasures=kiosk.store.erasures())
    return who


def forget(kiosk: Kiosk, who: Remembered) -> None:
    with opened(kiosk) as book:
        assert book.forget(who)


def look(kiosk: Kiosk, words: str) -> Remembered | None:
    with opened(kiosk) as book:
        found = book.look(words)
    assert found is None or isinstance(found, Remembered)
    return found


def test_what_staff_could_see_goes_at_the_server_and_on_every_kiosk(
    centre: Centre, new_kiosk: NewKiosk
) -> None:
    here, there = new_kiosk(centre), new_kiosk(centre)
    words = "apple lantern river"
    for kiosk in (here, there):
        who = known(kiosk, words=words)
        kiosk.practise(trainee=who.key)
        assert failed(kiosk.sync()) == {}
    other = here.practise(trainee="b" * 64)
    waits = there.practise(trainee=who.key)

    forget(here, who)
    outcomes = here.sync()
    assert failed(outcomes) == {}
    assert outcomes[Step.ERASURES].figures["asked"] == 1
    assert centre.attempts(here.identity.device) == [other]
    assert centre.attempts(there.identity.device) == []
    assert failed(there.sync()) == {}
    assert look(there, words) is None
    assert waits not in centre.attempts(there.identity.device)
    assert here.sync()[Step.ERASURES].figures["asked"] == 0


def test_the_server_never_hears_of_somebody_whom_staff_might_not_see(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    who = known(kiosk, shared=False)
    forget(kiosk, who)
    assert failed(kiosk.sync()) == {}
    assert not [asked for asked in between.asked if who.key.encode() in asked.body]


def test_who_was_hidden_first_is_forgotten_at_the_server_as_well(
    centre: Centre, new_kiosk: NewKiosk
) -> None:
    kiosk = new_kiosk(centre)
    who = known(kiosk)
    kiosk.practise(trainee=who.key)
    assert failed(kiosk.sync()) == {}
    with opened(kiosk) as book:
        hidden = book.share(who, shared=False)
    assert hidden is not None
    assert failed(kiosk.sync()) == {}
    assert len(centre.attempts(kiosk.identity.device)) == 1
    forget(kiosk, hidden)
    assert failed(kiosk.sync()) == {}
    assert centre.attempts(kiosk.identity.device) == []
    assert kiosk.store.names("") == ("content_version", "server")


@pytest.mark.parametrize("given", [Given(500), Given(404), Given(405), Given(cut=0)])
def test_it_is_asked_again_until_the_server_has_answered(
    centre: Centre, kiosk: Kiosk, between: Between, given: Given
) -> None:
    who = known(kiosk)
    kiosk.practise(trainee=who.key)
    assert failed(kiosk.sync()) == {}
    forget(kiosk, who)

    def rule(asked: Asked, real: Callable[[], Given]) -> Given:
        return given if (asked.method, asked.path) == ("POST", "/api/v1/erasures") else real()

    between.rule = rule
    kiosk.sync()
    assert farewell.asked(kiosk.store) == (who.key,)
    between.rule = lambda asked, real: real()
    assert failed(kiosk.sync()) == {}
    assert farewell.asked(kiosk.store) == ()
    assert centre.attempts(kiosk.identity.device) == []


def test_it_is_asked_soon_and_not_at_the_kiosk_s_next_call(
    centre: Centre, new_kiosk: NewKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agents, "LOOK", 0.05)
    monkeypatch.setattr(agents, "SOON", 0.05)
    kiosk = new_kiosk(centre)
    who = known(kiosk)
    kiosk.practise(trainee=who.key)
    with going_on(kiosk.agent()):
        until(lambda: any(one.step is Step.CONTENT for one in kiosk.told))
        until(lambda: len(centre.attempts(kiosk.identity.device)) == 1)
        forget(kiosk, who)
        until(lambda: centre.attempts(kiosk.identity.device) == [])
        until(lambda: farewell.asked(kiosk.store) == ())


def test_staff_read_in_the_log_where_it_was_asked(centre: Centre, new_kiosk: NewKiosk) -> None:
    kiosk = new_kiosk(centre)
    who = known(kiosk)
    forget(kiosk, who)
    assert failed(kiosk.sync()) == {}
    told = centre.log("results.erased")[-1]
    assert told.startswith(
        f"deleted one person’s results, as they asked at “{kiosk.identity.name}”"
    )
