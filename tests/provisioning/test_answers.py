"""Each answer is checked where it is given."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.errors import WellheardError
from device.provision import answers
from device.provision.answers import LONGEST_HOST, AnswerError

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0123456789012345678901234567890123456789012 me@here"
PAIRS = ":".join(["AB"] * 32)


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("Quiet room", "quiet-room"),
        ("Zoë's “corner” 🎧", "zoes-corner"),
        ("Gießen Süd", "giessen-sud"),
        ("Łódź", "lodz"),
        ("🎧🎧", "wellheard"),
        ("2", "wellheard-2"),
        ("静かな部屋", "wellheard"),
        ("--a--b--", "a-b"),
        ("x" * 60, "x" * LONGEST_HOST),
    ],
)
def test_a_name_gives_one_for_the_network(name: str, host: str) -> None:
    assert answers.host(name) == host


@settings(deadline=None)
@given(st.text())
def test_whatever_the_name_the_network_s_is_a_good_one(name: str) -> None:
    made = answers.host(name)
    assert 1 <= len(made) <= 63
    assert set(made) <= set(string.ascii_lowercase + string.digits + "-")
    assert made[0] != "-" != made[-1]
    assert not made.isdigit()


def test_a_name_is_tidied_and_kept() -> None:
    assert answers.name("  Zoë's   “corner” 👩\u200d🦽 ") == "Zoë's “corner” 👩\u200d🦽"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\0b", "a\u202eb", "\ud800"])
def test_a_name_that_can_not_be_shown_is_told(name: str) -> None:
    with pytest.raises(AnswerError):
        answers.name(name)


def test_a_fingerprint_is_taken_however_it_is_typed() -> None:
    for typed in (PAIRS, PAIRS.lower(), PAIRS.replace(":", ""), f" {PAIRS.replace(':', ' ')} "):
        assert answers.fingerprint(typed) == PAIRS


@pytest.mark.parametrize("typed", ["", PAIRS[:-3], PAIRS + ":AB", "SHA256 " + PAIRS, "x" * 64])
def test_no_fingerprint_is_told(typed: str) -> None:
    with pytest.raises(AnswerError, match="page Kiosks"):
        answers.fingerprint(typed)


def test_a_server_gets_what_was_left_out() -> None:
    assert answers.server("wellheard.local") == "https://wellheard.local:8443"
    with pytest.raises(WellheardError, match="overheard"):
        answers.server("http://wellheard.local")


def test_the_private_half_of_a_key_is_refused_before_it_is_written_anywhere() -> None:
    with pytest.raises(AnswerError, match="private half"):
        answers.ssh_key("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n")


@pytest.mark.parametrize("key", ["", "hello", f"{KEY}\n{KEY}", 'command="x" ' + KEY, "ssh-rsa AA"])
def test_no_ssh_key_is_told(key: str) -> None:
    with pytest.raises(AnswerError, match="no SSH key"):
        answers.ssh_key(key)


def test_an_ssh_key_is_taken() -> None:
    assert answers.ssh_key(f" {KEY}\n") == KEY


@pytest.mark.parametrize("user", ["", "Root", "root", "wellheard", "a b", "-a", "ü", "9a"])
def test_an_account_that_can_not_be_is_told(user: str) -> None:
    with pytest.raises(AnswerError):
        answers.user(user)


def test_languages_and_places() -> None:
    assert answers.locale("de-DE") == "de_DE.UTF-8"
    assert answers.locale("en_GB.UTF-8") == "en_GB.UTF-8"
    assert answers.country(" gb ") == "GB"
    assert answers.timezone("Europe/Berlin") == "Europe/Berlin"
    with pytest.raises(AnswerError):
        answers.locale("english")
    with pytest.raises(AnswerError):
        answers.country("Germany")
    with pytest.raises(AnswerError):
        answers.timezone("Europe/Nowhere")


def test_a_password_stays_off_the_card_unless_the_network_asks_for_itself() -> None:
    assert answers.network("here", "password", "gb").secret != "password"
    assert answers.network("here", "password", "gb", wpa3=True).secret == "password"
    assert answers.network("here", "", "gb").secret is None
    assert "password" not in repr(answers.network("here", "password", "gb", wpa3=True))
