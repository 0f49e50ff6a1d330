"""What a server shows while it runs."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from fastapi import FastAPI
from sqlalchemy import URL

from server import certificate, tls
from server.certificate import Certificate
from server.database import now
from server.devices import pins
from server.operation import checks, night
from server.roles import Role
from server.settings import Settings
from tests.server.browser import Browser, words
from tests.server.running import Server, free_port

OFTEN = "from server.operation import night; night.PERIOD = 0.2"
"""Looks so often, whichever process it is: workers begin anew, and have this alone in common."""
AGED = """
import datetime, threading
from server import certificate, tls
certificate.LIFE, tls.RETRY = datetime.timedelta(20), datetime.timedelta(seconds=1)
threading.Timer(6, setattr, (certificate, "LIFE", datetime.timedelta(390))).start()
"""
"""A server that has run for a year: what it made at its start ends soon, the next does not."""
PATIENCE = 30.0


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.1)


def replace(place: Certificate, new: Certificate) -> None:
    """As certbot does it: one after the other."""
    for old, file in ((place.chain, new.chain), (place.key, new.key)):
        beside = old.with_suffix(".next")
        beside.write_bytes(file.read_bytes())
        beside.replace(old)
        time.sleep(0.5)


def running(folder: Path, first: str = "", workers: int = 1, **more: str) -> Server:
    url = URL.create("sqlite", database=str(folder / "server.sqlite3"))
    (folder / "sitecustomize.py").write_text(f"{OFTEN}\n{first}")
    made = Server(url, folder, workers=workers, WELLHEARD_PLAIN_HTTP="no")
    made.port = free_port()
    made.environment |= {"PYTHONPATH": str(folder), "WELLHEARD_PORT": str(made.port), **more}
    return made


@pytest.mark.parametrize("workers", [1, 2])
def test_a_given_one_that_was_replaced_is_shown_without_a_restart(
    tmp_path: Path, workers: int
) -> None:
    first, second = (certificate.own(tmp_path / name) for name in "ab")
    given = {
        "WELLHEARD_CERTIFICATE": str(first.chain),
        "WELLHEARD_CERTIFICATE_KEY": str(first.key),
    }
    with running(tmp_path, workers=workers, **given) as server:
        port = server.port
        asked = Settings(
            server_folder=tmp_path / "server",
            host="127.0.0.1",
            port=port,
            certificate=first.chain,
            certificate_key=first.key,
        )
        until(lambda: tls.served(asked) is not None)
        old = tls.served(asked)
        with socket.create_connection(("127.0.0.1", port)) as plain:
            trusting = ssl.create_default_context(cafile=str(first.authority))
            with trusting.wrap_socket(plain, server_hostname="localhost") as going_on:
                replace(first, second)
                new = x509.load_pem_x509_certificate(second.chain.read_bytes())
                assert new != old
                # Whichever worker answers.
                until(lambda: all(tls.served(asked) == new for _ in range(4 * workers)))
                going_on.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                assert going_on.recv(100).startswith(b"HTTP/1.1 200")
        (found,) = [one for one in checks.look(asked) if one.what == "Certificate"]
        assert found.good
        first.chain.write_bytes((tmp_path / "a" / "authority.pem").read_bytes())
        time.sleep(1)
        assert tls.served(asked) == new, "the new one can't be used"


def test_our_own_is_made_anew_and_shown_while_it_runs(tmp_path: Path) -> None:
    with running(tmp_path, AGED) as server:
        asked = Settings(
            server_folder=tmp_path / "server",
            host="127.0.0.1",
            port=server.port,
        )

        until(lambda: tls.served(asked) is not None)

        def left() -> timedelta:
            shown = tls.served(asked)
            assert shown is not None
            return shown.not_valid_after_utc - now()

        until(lambda: left() > certificate.RENEW)


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Certificate]:
    yield certificate.own(tmp_path / "tls")
    tls._here.clear()


async def test_what_ends_soon_or_can_not_be_used_is_told(
    tmp_path: Path, shown: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown.chain, shown.key)
    tls._here.append(tls.Shown(context, shown.chain, shown.key))
    settings = Settings(server_folder=tmp_path, certificate=shown.chain, certificate_key=shown.key)
    assert tls.look(settings) == ()
    for days, told in ((25, "ends soon"), (-1, "has ended")):
        later = now() + certificate.LIFE - timedelta(days=days)
        monkeypatch.setattr(tls, "now", lambda later=later: later)
        (warning,) = tls.look(settings)
        assert told in warning
    monkeypatch.setattr(tls, "now", now)
    whole = shown.key.read_bytes()
    shown.key.write_bytes(b"half")
    (warning,) = tls.look(settings)
    assert "can’t be used" in warning
    assert str(shown.key) in warning
    shown.key.write_bytes(whole)
    assert tls.look(settings) == ()


def test_administrators_are_told(
    app: FastAPI, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = browser(Role.ADMIN)
    monkeypatch.setattr(tls, "look", lambda settings: ("The certificate ends soon.",))
    night.look(app)
    assert "The certificate ends soon." in words(admin.get("/account"))


def test_whoever_is_let_in_after_a_renewal_compares_with_the_new_one(tmp_path: Path) -> None:
    first, second = (certificate.own(tmp_path / name) for name in "ab")
    settings = Settings(server_folder=tmp_path, certificate=first.chain, certificate_key=first.key)
    before = pins.authority(settings)
    assert before is not None
    assert before.fingerprint == first.fingerprint
    replace(first, second)
    after = pins.authority(settings)
    assert after is not None
    assert after.fingerprint == second.fingerprint
