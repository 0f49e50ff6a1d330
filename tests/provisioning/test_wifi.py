"""Names, passwords and keys of Wi-Fis."""

import pytest

from device.provision import wifi
from device.provision.wifi import WifiError


@pytest.mark.parametrize(
    ("name", "password", "key"),
    [
        # IEEE 802.11, J.4.2, and the two longer ones beside it
        ("IEEE", "password", "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"),
        (
            "ThisIsASSID",
            "ThisIsAPassword",
            "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af",
        ),
        ("Z" * 32, "a" * 32, "becb93866bb8c3832cb777c2f559807c8c59afcb6eae734885001300a981cc62"),
    ],
)
def test_the_key_is_the_one_that_the_standard_makes(name: str, password: str, key: str) -> None:
    assert wifi.key(name, password) == key


def test_a_key_is_another_one_in_another_network() -> None:
    assert wifi.key("here", "password") != wifi.key("there", "password")


def test_a_key_given_as_the_password_is_taken_as_it_is() -> None:
    assert wifi.key("here", "AB" * 32) == "ab" * 32


def test_a_password_may_hold_umlauts_where_the_router_lets_it() -> None:
    assert len(wifi.key("here", "Schlüssel")) == 64


@pytest.mark.parametrize("password", ["", "seven77", "x" * 64, "ü" * 32, "with\nline", "with\ttab"])
def test_what_no_router_takes_as_a_password_is_told(password: str) -> None:
    with pytest.raises(WifiError, match="no Wi-Fi's password"):
        wifi.key("here", password)


@pytest.mark.parametrize("name", ["", "x" * 33, "ü" * 17, "nul\0", "\ud800"])
def test_what_no_router_is_called_is_told(name: str) -> None:
    with pytest.raises(WifiError):
        wifi.name(name)


def test_spaces_belong_to_a_network_s_name() -> None:
    assert wifi.name(" here ") == " here "
