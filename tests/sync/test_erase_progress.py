"""Somebody who asks staff to be erased is gone from the kiosks' own books, too."""

from collections.abc import Callable

from device.coach.talk.remembering import Remembered
from device.progress.book import Book
from device.sync.protocol import unpacked
from tests.progress.people import practice
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed
from tests.sync.test_erase import WORDS, erase_on_the_page


def test_the_request_reaches_the_progress_that_kiosks_keep_and_no_later_start(
    centre: Centre, new_kiosk: Callable[..., Kiosk]
) -> None:
    kiosk = new_kiosk(centre)
    with Book(kiosk.folder, unpacked(kiosk.identity.code_salt)) as book:
        who, other = book.keep(WORDS, shared=True), book.keep("apple lantern river", shared=True)
        assert who is not None
        assert other is not None
        for one in (who, other):
            book.add(one, practice({}))
        kiosk.practise(trainee=who.key)
        assert failed(kiosk.sync()) == {}
        assert len(book.practices(who)) == 1

        assert erase_on_the_page(centre).startswith("/results/person")
        assert failed(kiosk.sync()) == {}
        assert book.look(WORDS) is None
        assert len(book.practices(other)) == 1

        anew = book.keep(WORDS, shared=True, erasures=kiosk.store.erasures())
        assert anew is not None
        book.add(anew, practice({}), erasures=kiosk.store.erasures())
        assert failed(kiosk.sync()) == {}
        assert isinstance(book.look(WORDS), Remembered)
