import errno
import os
import socket
import ssl
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from server import certificate
from server.certificate import CertificateError
from server.database import now


def greet(made: certificate.Certificate, name: str) -> None:
    """One TLS handshake, by somebody who trusts the authority alone."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(made.chain, made.key)
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.load_verify_locations(made.authority)
    left, right = socket.socketpair()

    def answer() -> None:
        try:
            serving.wrap_socket(left, server_side=True).close()
        except (ssl.SSLError, OSError):
            left.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        asking.wrap_socket(right, server_hostname=name).close()
    finally:
        right.close()
        thread.join()


def test_whoever_trusts_the_authority_trusts_the_server_by_each_of_its_names(
    tmp_path: Path,
) -> None:
    made = certificate.own(tmp_path, ["centre.example", "192.168.7.7"])
    for name in ("localhost", "127.0.0.1", "centre.example", "192.168.7.7", socket.gethostname()):
        greet(made, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        greet(made, "elsewhere.example")


def test_it_is_made_once_and_the_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    first = certificate.own(tmp_path)
    before = first.chain.read_bytes()
    assert certificate.own(tmp_path) == first
    assert first.chain.read_bytes() == before
    for key in (first.key, tmp_path / "authority.key"):
        assert key.stat().st_mode & 0o777 == 0o600


def test_a_new_name_or_a_near_end_makes_it_anew_under_the_same_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = certificate.own(tmp_path)
    old = first.chain.read_bytes()
    named = certificate.own(tmp_path, ["new.example"])
    assert named.fingerprint == first.fingerprint
    assert named.chain.read_bytes() != old
    later = now() + certificate.LIFE - timedelta(days=30)
    monkeypatch.setattr(certificate, "now", lambda: later)
    renewed = certificate.own(tmp_path, ["new.example"])
    assert renewed.fingerprint == first.fingerprint
    end = x509.load_pem_x509_certificates(renewed.chain.read_bytes())[0].not_valid_after_utc
    assert end - later > timedelta(days=300)


def covered(made: certificate.Certificate) -> set[str]:
    shown = x509.load_pem_x509_certificates(made.chain.read_bytes())[0]
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(one.value) for one in names}


def test_a_new_one_made_before_the_network_is_there_keeps_what_kiosks_know_it_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = {"localhost", "127.0.0.1", "centre"}
    there = home | {"centre.local", "192.168.1.20", "2a01:4f8::7"}
    monkeypatch.setattr(certificate, "present_names", lambda: there)
    certificate.own(tmp_path)
    later = now() + certificate.LIFE - timedelta(days=30)
    monkeypatch.setattr(certificate, "now", lambda: later)
    monkeypatch.setattr(certificate, "present_names", lambda: home)
    assert covered(certificate.own(tmp_path)) == there - {"2a01:4f8::7"}
    for number in range(certificate.KEPT + 5):
        now_there = home | {f"10.0.0.{number}"}
        monkeypatch.setattr(certificate, "present_names", lambda names=now_there: names)
        last = certificate.own(tmp_path)
    assert len(covered(last)) == len(home) + 1 + certificate.KEPT
    assert {f"10.0.0.{number}", f"10.0.0.{number - 1}"} <= covered(last)


def full(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """The disk has room for so many files, and no more."""
    real, left = os.fsync, [after]

    def fsync(descriptor: int) -> None:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("after", [0, 1])
def test_on_a_full_disk_the_old_one_is_used_as_long_as_it_is_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    first = certificate.own(tmp_path)
    before = first.chain.read_bytes(), first.key.read_bytes()
    full(monkeypatch, after=after)
    later = now() + certificate.LIFE - timedelta(days=10)
    monkeypatch.setattr(certificate, "now", lambda: later)
    assert certificate.own(tmp_path) == first
    assert (first.chain.read_bytes(), first.key.read_bytes()) == before
    monkeypatch.setattr(certificate, "now", lambda: later + timedelta(days=11))
    with pytest.raises(CertificateError, match="Make room") as told:
        certificate.own(tmp_path)
    assert "move the folder away" not in str(told.value)


def test_a_key_that_a_power_cut_left_beside_another_certificate_is_no_end(tmp_path: Path) -> None:
    made, other = certificate.own(tmp_path / "a"), certificate.own(tmp_path / "b")
    made.key.write_bytes(other.key.read_bytes())
    again = certificate.own(tmp_path / "a")
    assert again == made
    greet(again, "localhost")


def test_browsers_take_its_length_of_life(tmp_path: Path) -> None:
    made = certificate.own(tmp_path)
    shown = x509.load_pem_x509_certificates(made.chain.read_bytes())[0]
    assert shown.not_valid_after_utc - shown.not_valid_before_utc <= timedelta(days=398)


def test_a_given_one_is_used_if_its_key_fits(tmp_path: Path) -> None:
    ours, theirs = certificate.own(tmp_path / "a"), certificate.own(tmp_path / "b")
    assert certificate.given(ours.chain, ours.key).fingerprint == ours.fingerprint
    with pytest.raises(CertificateError, match="does not belong"):
        certificate.given(ours.chain, theirs.key)
    with pytest.raises(CertificateError, match="must be PEM files"):
        certificate.given(ours.key, ours.key)
    with pytest.raises(CertificateError, match=r"none\.pem"):
        certificate.given(tmp_path / "none.pem", ours.key)


def test_a_broken_one_is_told_with_its_folder(tmp_path: Path) -> None:
    certificate.own(tmp_path)
    (tmp_path / "authority.pem").write_text("rubbish")
    with pytest.raises(CertificateError, match="move the folder away"):
        certificate.own(tmp_path)
