"""Somebody asks to be erased: on the staff's page, and so on every kiosk, for ever."""

from collections.abc import Callable
from urllib.parse import urlencode

from device.moment import now
from device.store import Answer
from device.sync import outbox
from device.sync.client import Client
from device.sync.step import Step
from server.results import codes
from server.signing import Keys
from server.staff import sessions
from server.staff.tables import Staff
from tests.server.browser import TOKEN
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed

WORDS = "seven brown kettles"


def erase_on_the_page(centre: Centre) -> str:
    """As somebody of the staff does; gives the address that the browser is sent to."""
    with centre.database.write() as session:
        token = sessions.begin(session, session.get_one(Staff, centre.who.staff))
    cookie = {"Cookie": f"wellheard-session={token}"}
    _, page = centre.server.ask("GET", "/results/person", headers=cookie)
    found = TOKEN.search(page)
    assert found is not None, page
    answer, told = centre.server.ask(
        "POST",
        "/results/person/delete",
        urlencode({"form_token": found[1], "delete_code": WORDS}),
        {
            **cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": centre.url,
        },
    )
    assert answer.status == 303, told
    return answer.headers["Location"]


def test_a_request_on_the_staff_s_page_reaches_every_kiosk_and_is_answered_gone_for_ever(
    centre: Centre, new_kiosk: Callable[..., Kiosk]
) -> None:
    trainee = codes.hashed(Keys(centre.folder), WORDS)
    kiosks = [new_kiosk(centre) for _ in range(3)]
    late, *others = kiosks
    sent = {kiosk: kiosk.practise(trainee=trainee) for kiosk in kiosks}
    for kiosk in others:
        assert failed(kiosk.sync()) == {}
    waiting = {kiosk: kiosk.practise(trainee=trainee) for kiosk in others}
    somebody = others[0].practise()

    assert erase_on_the_page(centre).startswith("/results/person")
    for kiosk in others:
        outcomes = kiosk.sync()
        assert failed(outcomes) == {}
        assert outcomes[Step.ERASURES].figures == {"erasures": 1, "deleted": 2, "asked": 0}
        assert outcomes[Step.RESULTS].figures["gone"] == 0, "what waited was never sent"
        left = [somebody] if kiosk is others[0] else []
        assert centre.attempts(kiosk.identity.device) == left
        assert waiting[kiosk].encode() not in kiosk.store.file.read_bytes()

    # One that brings it without having heard, as after its own card was put back.
    (unheard,) = late.store.waiting(9, 9999)
    assert unheard.id == sent[late]
    with Client.of(late.identity) as client:
        done = outbox.send(late.store, client, now, lambda sent: None)
        assert done.answers == {Answer.GONE.value: 1}
        assert late.store.counts().gone == 1
        again = outbox.batch_text(now(), [unheard.body])
        for _ in range(2):
            (item,) = client.results(again).items
            assert item.answer == "gone"
    assert centre.attempts(late.identity.device) == []
    assert failed(late.sync()) == {}
    assert unheard.body.encode() not in late.store.file.read_bytes()

    # Whoever begins anew afterwards is welcome.
    new = late.practise(trainee=trainee, erasures=late.store.erasures())
    assert failed(late.sync()) == {}
    assert centre.attempts(late.identity.device) == [new]
