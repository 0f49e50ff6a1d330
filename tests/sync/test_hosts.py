"""A kiosk and a server on two hosts, with a cable that is slow, loses packets, is pulled out."""

import http.server
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL

from device import library
from device.content import line
from device.sync import client
from device.sync.enrolment import Told, enrol
from device.sync.protocol import EnrolStarted
from device.sync.step import Kind, Outcome, Step
from server import certificate
from tests.server.running import START, Server
from tests.sync.centre import Centre
from tests.sync.hosts import Host, NoHosts, two
from tests.sync.kiosk import Kiosk, failed

TEA = library.find("two-cups-of-tea")
ENTER = "from tests.sync.hosts import enter; enter({name!r})\n"
SILENCE = 3.0
"""Seconds after which a kiosk gives a silent server up, here."""
BLOB = 150_000
"""Bytes: at 400 kbit/s they take 3 seconds."""


@dataclass
class Pair:
    """Both hosts, and who is on them."""

    here: Host
    there: Host
    server: Server
    centre: Centre
    url: str


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("hosts")
    try:
        here, there = two()
    except NoHosts as error:
        pytest.skip(f"no two hosts can be made here: {error}")
    url = URL.create("sqlite", database=str(folder / "server.sqlite3"))
    server = Server(
        url,
        folder,
        first=ENTER.format(name=there.name),
        told=folder / "told",
        WELLHEARD_PLAIN_HTTP="no",
        WELLHEARD_HOST=there.address,
        WELLHEARD_NAMES=there.address,
    )
    assert START in server._code
    try:
        with server:
            centre = Centre(server, url, folder)
            yield Pair(here, there, server, centre, f"https://{there.address}:{server.port}")
            centre.database.close()
    finally:
        here.close()
        there.close()


@pytest.fixture
def kiosk(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path / "kiosk")

    def code(started: EnrolStarted) -> None:
        pair.centre.let_in(started.code)

    told = Told(lambda seen: None, code, lambda: None, lambda why: None)
    pair.here.do(lambda: enrol(pair.url, kiosk.folder, told, sleep=lambda seconds: None))
    assert kiosk.identity.certificate is not None
    assert failed(synced(pair, kiosk)) == {}
    monkeypatch.setattr(client, "READ_SECONDS", SILENCE)
    yield kiosk
    kiosk.close()
    pair.here.fast()
    pair.there.fast()


def synced(pair: Pair, kiosk: Kiosk) -> dict[Step, Outcome]:
    return pair.here.do(kiosk.sync)


def until_well(pair: Pair, kiosk: Kiosk) -> None:
    """A cable that was put in again takes a moment."""
    client.READ_SECONDS = 20.0  # the fixture puts it back
    for _ in range(10):
        if not failed(outcomes := synced(pair, kiosk)):
            return
        time.sleep(0.3)
    raise AssertionError(failed(outcomes))


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.timeout(300)
def test_a_cable_pulled_out_in_the_middle_of_a_sound_and_put_in_again(
    pair: Pair, kiosk: Kiosk
) -> None:
    name, sound = line("bf_emma", "A long line."), os.urandom(BLOB)
    pair.centre.publish(TEA.model_copy(update={"id": "long-line", "version": 1}), {name: sound})
    blobs = kiosk.folder / "content" / "blobs"

    def arrived() -> int:
        return max((file.stat().st_size for file in blobs.glob("*.part")), default=0)

    pair.there.slow(400)
    before = pair.here.received()
    going = pair.here.start(kiosk.sync)
    until(lambda: pair.here.received() - before > BLOB / 2)
    pair.there.plug(is_in=False)
    assert failed(going.result(60)).keys() == {Step.CONTENT}
    assert 0 < arrived() < BLOB
    assert "long-line" not in kiosk.content.scenarios
    assert kiosk.content.sound(name) is None
    had, before = arrived(), pair.here.received()
    pair.there.fast()
    pair.there.plug(is_in=True)
    until_well(pair, kiosk)
    assert pair.here.received() - before < BLOB - had + 60_000  # the rest, and what goes with it
    path = kiosk.content.sound(name)
    assert path is not None
    assert path.read_bytes() == sound


@pytest.mark.timeout(300)
def test_a_cable_pulled_out_in_the_middle_of_practices_loses_and_doubles_none(
    pair: Pair, kiosk: Kiosk
) -> None:
    made = sorted(kiosk.practise(program="0.1.0+" + "x" * 30) for _ in range(120))
    before = pair.there.received()
    pair.here.slow(300)
    going = pair.here.start(kiosk.sync)
    until(lambda: pair.there.received() - before > 32_000)
    pair.here.plug(is_in=False)
    assert Step.RESULTS in failed(going.result(60))
    waiting = kiosk.store.counts().waiting
    assert 0 < waiting <= 120
    pair.here.fast()
    pair.here.plug(is_in=True)
    until_well(pair, kiosk)
    assert pair.centre.attempts(kiosk.identity.device) == made
    assert kiosk.store.counts().waiting == 0


@pytest.mark.timeout(300)
def test_a_slow_cable_that_loses_packets_brings_all_of_it(pair: Pair, kiosk: Kiosk) -> None:
    try:
        pair.here.lossy(15)
        pair.there.lossy(15)
    except NoHosts as error:
        pytest.skip(f"this kernel can't lose packets on purpose: {error}")
    made = sorted(kiosk.practise() for _ in range(60))
    until_well(pair, kiosk)
    assert pair.centre.attempts(kiosk.identity.device) == made


@pytest.mark.timeout(300)
def test_a_cable_that_comes_and_goes_brings_all_of_it(pair: Pair, kiosk: Kiosk) -> None:
    made = sorted(kiosk.practise() for _ in range(60))
    pair.here.slow(300)
    going = pair.here.start(kiosk.sync)
    for _ in range(3):
        pair.here.plug(is_in=False)
        time.sleep(0.2)
        pair.here.plug(is_in=True)
        time.sleep(0.2)
    going.result(60)
    until_well(pair, kiosk)
    assert pair.centre.attempts(kiosk.identity.device) == made


class _Handler(http.server.BaseHTTPRequestHandler):
    """Writes down whoever trusts it."""

    asked: list[str]

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the library's name


def test_somebody_else_at_the_server_s_address_is_told_nothing(
    pair: Pair, kiosk: Kiosk, tmp_path: Path
) -> None:
    kiosk.practise()
    _Handler.asked = []
    made = certificate.own(tmp_path / "impostor", [pair.there.address])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.chain, made.key)
    where = (pair.there.address, 0)
    impostor = pair.there.do(lambda: http.server.HTTPServer(where, _Handler))
    impostor.socket = context.wrap_socket(impostor.socket, server_side=True)
    impostor.handle_error = lambda *_: None  # type: ignore[method-assign]  # it is refused
    port = impostor.server_address[1]
    # As whoever owns the router can do: what goes to the server comes to somebody else.
    rule = f"OUTPUT -p tcp --dport {pair.server.port} -j DNAT --to {where[0]}:{port}"
    serving = threading.Thread(target=impostor.serve_forever, args=(0.05,))
    serving.start()
    try:
        if _redirected(pair.here, rule):
            outcomes = synced(pair, kiosk)
        else:
            kiosk.goes_by(f"https://{where[0]}:{port}")
            outcomes = synced(pair, kiosk)
            kiosk.goes_by(pair.url)
    finally:
        pair.here.run(*f"iptables -t nat -F {rule.split(maxsplit=1)[0]}".split(), check=False)
        impostor.shutdown()
        serving.join()
        impostor.server_close()
    assert outcomes[Step.HEALTH].kind is Kind.UNTRUSTED
    assert list(outcomes) == [Step.HEALTH]
    assert _Handler.asked == []
    assert kiosk.store.counts().waiting == 1
    until_well(pair, kiosk)


def _redirected(host: Host, rule: str) -> bool:
    try:
        host.run(*f"iptables -t nat -A {rule}".split())
    except NoHosts:  # there are no rules to be had here; then the kiosk is sent there by name
        return False
    return True


def test_no_token_is_in_what_the_server_writes(pair: Pair, kiosk: Kiosk) -> None:
    kiosk.practise()
    until_well(pair, kiosk)
    told = "".join(pair.server.log) + pair.server._told.read_text()
    assert "Application startup complete" in told
    assert "whk_" not in told
    assert not any("whk_" in f"{outcome.why} {outcome.did}" for outcome in kiosk.told)
