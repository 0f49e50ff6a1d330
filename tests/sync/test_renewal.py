"""Pins, names and places that change, heard of in time."""

import dataclasses
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from device.sync import renewal, trust
from device.sync.client import Client
from device.sync.identity import Identity, new_key
from device.sync.protocol import NotUnderstood, Pins
from device.sync.step import Step
from server import certificate
from server.devices import kiosks, pins
from server.settings import Settings
from tests.sync.between import Between
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk, failed
from tests.sync.test_enrolment import _Impostor

NewKiosk = Callable[..., Kiosk]


def trusting(monkeypatch: pytest.MonkeyPatch, authority: Path) -> None:
    """From now on this machine's own authorities are these."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))


def test_where_the_system_vouches_for_the_server_nothing_is_pinned(
    secured: Centre, new_kiosk: NewKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting(monkeypatch, secured.folder / "tls" / "authority.pem")
    kiosk = new_kiosk()
    assert kiosk.enrol(secured).certificate is None
    assert kiosk.seen == []
    assert failed(kiosk.sync()) == {}


def test_a_pin_is_let_go_of_once_the_system_vouches(
    secured: Centre, new_kiosk: NewKiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = new_kiosk()
    before = kiosk.enrol(secured)
    assert failed(kiosk.sync()) == {}
    assert kiosk.identity == before, "for an authority of its own the pin stays"
    trusting(monkeypatch, secured.folder / "tls" / "authority.pem")
    assert failed(kiosk.sync()) == {}
    assert kiosk.identity == dataclasses.replace(before, certificate=None)


def test_a_name_and_a_place_that_staff_change_arrive_at_the_kiosk(
    centre: Centre, kiosk: Kiosk
) -> None:
    name = f"Green {uuid.uuid4().hex[:6]}"
    with centre.database.write() as session:
        kiosks.change(session, centre.who, kiosk.identity.device, name, "Hall")
    outcomes = kiosk.sync()
    assert failed(outcomes) == {}
    assert outcomes[Step.IDENTITY].did == f"This kiosk is “{name}”, Hall."
    assert (kiosk.identity.name, kiosk.identity.place) == (name, "Hall")


def test_pins_are_asked_for_once_a_day_and_when_the_server_was_put_back(
    centre: Centre, kiosk: Kiosk, between: Between
) -> None:
    agent = kiosk.agent()

    def rounds() -> int:
        agent._due[Step.HEALTH] = 0.0
        agent._look()
        return between.paths().count("GET /api/v1/pins")

    assert [rounds(), rounds()] == [1, 1]
    centre.new_history()
    assert [rounds(), rounds()] == [2, 2]
    agent._renew_at -= 24 * 3600.0
    assert [rounds(), rounds()] == [3, 3]
    agent._hang_up()


def identity_of(url: str, certificate: str) -> Identity:
    return Identity(
        device=uuid.uuid4(),
        name="Blue",
        place="Hall",
        url=url,
        token="whk_" + "x" * 43,
        key=new_key(),
        signing_key="A" * 43,
        code_salt="A" * 43,
        certificate=certificate,
    )


def told(identity: Identity, certificate: str | None) -> Pins:
    return Pins(
        device=identity.device,
        name=identity.name,
        place=identity.place,
        signing_key=identity.signing_key,
        code_salt=identity.code_salt,
        certificate=certificate,
    )


def reached(identity: Identity) -> bool:
    with Client.of(identity) as client:
        try:
            client.wishes()
        except trust.NotTrusted:
            return False
        except ConnectionError:
            return True
    raise AssertionError


def test_one_authority_takes_over_from_another_and_no_kiosk_is_locked_out(tmp_path: Path) -> None:
    with _Impostor(tmp_path / "old") as old, _Impostor(tmp_path / "new") as new:
        kiosk = identity_of(old.url, old.authority)
        both = renewal.renewed(kiosk, told(kiosk, new.authority))
        assert renewal.renewed(both, told(both, new.authority)) == both
        moved = dataclasses.replace(both, url=new.url)
        assert [reached(both), reached(moved)] == [True, True]
        done = renewal.renewed(moved, told(moved, new.authority))
        assert done.certificate == new.authority
        assert not reached(dataclasses.replace(done, url=old.url))
        assert renewal.renewed(done, told(done, None)) == done


def test_what_is_told_of_another_kiosk_or_with_another_key_is_not_taken() -> None:
    kiosk = identity_of("http://127.0.0.1:1", "")
    for wrong in ({"device": uuid.uuid4()}, {"signing_key": "B" * 42 + "A"}):
        with pytest.raises(NotUnderstood, match="another kiosk"):
            renewal.renewed(kiosk, told(kiosk, None).model_copy(update=wrong))


@pytest.mark.parametrize("with_root", [True, False])
def test_a_server_has_a_root_pinned_and_nothing_that_a_renewal_changes(
    tmp_path: Path, *, with_root: bool
) -> None:
    own = certificate.own(tmp_path / "tls")
    chain = tmp_path / f"chain-{with_root}.pem"
    leaf, root = own.chain.read_text().split("-----BEGIN")[1:]
    chain.write_text(f"-----BEGIN{leaf}" + (f"-----BEGIN{root}" if with_root else ""))
    above = pins.authority(Settings(certificate=chain, certificate_key=own.key))
    assert above is not None
    assert (above.pem is not None) is with_root
    assert (above.fingerprint == own.fingerprint) is with_root
