"""Letting kiosks in, by a real server."""

import http.server
import re
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from device.sync import enrolment, identity, trust
from device.sync.backoff import Backoff
from device.sync.client import Client, Refused
from device.sync.enrolment import EnrolError
from device.sync.identity import IdentityError
from device.sync.protocol import EnrolStarted
from device.sync.step import Kind, Step
from server import certificate
from tests.sync.between import Asked, Between, Given
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed

NewKiosk = Callable[..., Kiosk]


def test_a_kiosk_whose_code_staff_type_is_let_in(centre: Centre, new_kiosk: NewKiosk) -> None:
    kiosk = new_kiosk()
    assert identity.load(kiosk.folder) is None
    made = kiosk.enrol(centre)
    assert identity.load(kiosk.folder) == made
    assert (made.place, made.certificate) == ("Reading room", None)
    assert failed(kiosk.sync()) == {}
    file = kiosk.folder / identity.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert made.token in file.read_text()
    assert made.token not in repr(made)
    assert made.key not in repr(made)


def test_a_kiosk_that_was_shut_out_says_so_and_is_let_in_anew_with_all_it_has_kept(
    centre: Centre, kiosk: Kiosk
) -> None:
    first = kiosk.identity.device
    centre.shut_out(first)
    kept = kiosk.practise()
    outcome = kiosk.sync()[Step.HEALTH]
    assert outcome.kind is Kind.REVOKED
    assert "Staff have ended this kiosk" in outcome.why
    second = kiosk.enrol(centre).device
    assert second != first
    assert failed(kiosk.sync()) == {}
    assert centre.attempts(first) == [kept]  # it was made on what the kiosk was then
    assert kiosk.store.counts().waiting == 0


def test_a_code_that_is_no_longer_good_is_followed_by_another(
    centre: Centre, new_kiosk: NewKiosk
) -> None:
    codes: list[str] = []

    def code(started: EnrolStarted) -> None:
        codes.append(started.code)
        if len(codes) == 2:
            centre.let_in(started.code)

    def forgetful(asked: Asked, real: Callable[[], Given]) -> Given:
        forgets = asked.method == "GET" and len(codes) == 1
        return Given(404, b'{"type": "/problems/not-found"}') if forgets else real()

    told = enrolment.Told(lambda seen: None, code, lambda: None, lambda why: None)
    with Between(centre.url) as between:
        between.rule = forgetful
        enrolment.enrol(between.url, new_kiosk().folder, told, sleep=lambda seconds: None)
    assert len(codes) == 2


def test_a_server_that_is_asked_too_often_is_waited_for(
    centre: Centre, new_kiosk: NewKiosk
) -> None:
    waits: list[float] = []

    def busy(asked: Asked, real: Callable[[], Given]) -> Given:
        first = len(between.asked) == 1
        return Given(429, headers={"Retry-After": "11"}) if first else real()

    def code(started: EnrolStarted) -> None:
        centre.let_in(started.code)

    told = enrolment.Told(lambda seen: None, code, lambda: None, lambda why: None)
    with Between(centre.url) as between:
        between.rule = busy
        enrolment.enrol(between.url, new_kiosk().folder, told, sleep=waits.append)
    assert waits[0] == 11


def test_a_network_that_fails_while_a_kiosk_waits_is_told_and_borne(
    centre: Centre, new_kiosk: NewKiosk
) -> None:
    troubles: list[str] = []
    waits: list[float] = []

    def shaky(asked: Asked, real: Callable[[], Given]) -> Given:
        looks = [one for one in between.asked if one.method == "GET"]
        if asked.method == "GET" and len(looks) == 1:
            return Given(200, b"x" * 100, cut=10)
        if asked.method == "GET" and len(looks) == 2:
            return Given(503, headers={"Retry-After": "7"})
        return real()

    def code(started: EnrolStarted) -> None:
        centre.let_in(started.code)

    told = enrolment.Told(lambda seen: None, code, lambda: None, troubles.append)
    with Between(centre.url) as between:
        between.rule = shaky
        enrolment.enrol(between.url, new_kiosk().folder, told, sleep=waits.append)
    assert "broke off" in troubles[0]
    assert "503" in troubles[1]
    assert waits[2] >= 7


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("wellheard.local", "https://wellheard.local:8443"),
        (" https://10.0.0.5/ ", "https://10.0.0.5:8443"),
        ("https://[fe80::1]:9000", "https://[fe80::1]:9000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost", "http://localhost:80"),
        ("https://[fe80::1%eth0]", "https://[fe80::1%eth0]:8443"),
        ("Wellhört.local.", "https://xn--wellhrt-e1a.local:8443"),
    ],
)
def test_an_address_may_be_written_as_people_do(written: str, kept: str) -> None:
    assert enrolment.address(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ftp://a",
        "https://a:b",
        "https://a:99999",
        "https://a:0",
        "https://a/b",
        "https://u:p@a",
        "https://wellheard..local",
        "https://[fe80::1",
        "https://[fe80::1%a b]",
        "https://999.1.1.1",
        "well heard.local",
        "a\0b",
        f"{'a' * 64}.local",
        ".".join(["a" * 60] * 5),
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(EnrolError, match="is not a server's address"):
        enrolment.address(written)


NAMES = st.lists(st.text(st.characters(codec="utf-8"), max_size=5), max_size=4).map(".".join)
PIECES = (
    "https|http|://|[|]|fe80::1|%|eth0|:|8443|.|..|@|/|?|#|wellheard|local|10.0.0.5|xn--|-| |ö|②"
)
NONSENSE = st.lists(
    st.sampled_from([*PIECES.split("|"), "|", "\0", "\udcff"]),
    max_size=8,
).map("".join)


@given(st.text() | NAMES | NONSENSE)
def test_any_text_gives_an_address_that_can_be_asked_or_one_sentence(written: str) -> None:
    try:
        kept = enrolment.address(written, plain_http=True)
    except EnrolError as error:
        assert str(error).count("is not a server's address") == 1
        return
    assert enrolment.address(kept, plain_http=True) == kept
    assert re.fullmatch(r"https?://[^\s/?#@]+:[0-9]+", kept)
    host = httpx2.URL(kept).host
    host.encode("idna")  # as the system's name service is asked
    TypeAdapter(identity.Url).validate_python(kept)


def test_a_token_goes_to_another_machine_in_the_clear_only_if_somebody_says_so() -> None:
    with pytest.raises(EnrolError, match="could be overheard"):
        enrolment.address("http://10.0.0.5:8000")
    assert enrolment.address("http://10.0.0.5:8000", plain_http=True) == "http://10.0.0.5:8000"


def test_the_server_s_fingerprint_is_shown_to_compare_and_its_authority_pinned(
    secured: Centre, new_kiosk: NewKiosk
) -> None:
    kiosk = new_kiosk()
    made = kiosk.enrol(secured)
    own = certificate.own(secured.folder / "tls")
    assert kiosk.seen == [own.fingerprint]
    assert made.certificate is not None
    assert trust.of_pem(made.certificate) == own.fingerprint
    assert failed(kiosk.sync()) == {}


def test_with_the_right_fingerprint_nobody_needs_to_compare(
    secured: Centre, new_kiosk: NewKiosk
) -> None:
    kiosk = new_kiosk()
    own = certificate.own(secured.folder / "tls")
    kiosk.enrol(secured, fingerprint=own.fingerprint.lower().replace(":", " "))
    assert kiosk.seen == []
    assert failed(kiosk.sync()) == {}


def test_a_server_with_another_fingerprint_is_told_nothing(
    secured: Centre, new_kiosk: NewKiosk
) -> None:
    kiosk = new_kiosk()
    with pytest.raises(EnrolError, match="another fingerprint"):
        kiosk.enrol(secured, fingerprint="AA:" * 31 + "AA")
    assert identity.load(kiosk.folder) is None


class _Impostor:
    """Answers everything, with a certificate of its own for the same name."""

    def __init__(self, folder: Path) -> None:
        made = certificate.own(folder)
        self.asked: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                outer.asked.append(self.path)
                self.send_response(401)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST  # noqa: N815 - the library's name

        self.authority = (folder / "authority.pem").read_text()
        self._server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.chain, made.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # as it should
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> "_Impostor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_somebody_in_between_with_another_certificate_gets_nothing(
    secured: Centre, new_kiosk: NewKiosk, tmp_path: Path
) -> None:
    kiosk = new_kiosk()
    kiosk.enrol(secured)
    with _Impostor(tmp_path / "impostor") as impostor:
        kiosk.goes_by(impostor.url)
        outcome = kiosk.sync()[Step.HEALTH]
    assert outcome.kind is Kind.UNTRUSTED
    assert "is not the server that this kiosk belongs to" in outcome.why
    assert impostor.asked == []


@pytest.mark.parametrize("year", [1975, 2099])
def test_a_kiosk_that_does_not_know_the_year_still_trusts_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    """As seen from the kiosk: to it, a certificate of today is not good yet, or no longer."""
    monkeypatch.setattr(certificate, "now", lambda: datetime(year, 1, 1, tzinfo=UTC))
    with _Impostor(tmp_path) as server:
        context = trust.pinned(server.authority)
        with Client(server.url, context=context) as client, pytest.raises(Refused):
            client.wishes()
        assert server.asked == ["/api/v1/wishes"]


def test_a_broken_identity_is_told_in_a_sentence(tmp_path: Path) -> None:
    for broken in (b"", b"{}", b"\xff", b'{"form": 1, "token": "whk_secret-secret-secret"}'):
        (tmp_path / identity.FILE).write_bytes(broken)
        with pytest.raises(IdentityError, match=r"is broken\. Let the kiosk in anew") as caught:
            identity.load(tmp_path)
        assert "whk_" not in str(caught.value)


def test_where_nothing_can_be_written_a_kiosk_does_not_even_ask(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = enrolment.Told(*[lambda *_: pytest.fail("it asked")] * 4)
    with pytest.raises(IdentityError, match="can't be written"):
        enrolment.enrol("http://127.0.0.1:1", tmp_path / "file", told)


def test_waiting_grows_to_a_quarter_of_an_hour_and_is_spread_over_all_of_it() -> None:
    longest = Backoff(chance=lambda low, high: high)
    waits = [longest.failed() for _ in range(1200)]
    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) == waits[-1] == 900
    assert Backoff(chance=lambda low, high: low).failed() == 0
    longest.went_well()
    assert longest.failed() == 2
    assert Backoff(chance=lambda low, high: low).failed(retry_after=30) == 30
    assert Backoff(chance=lambda low, high: high).failed(retry_after=1e9) <= 902
