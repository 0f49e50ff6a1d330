"""What has to be known of a kiosk or a server before its card is written, each answer checked."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import available_timezones

from device.errors import WellheardError
from device.provision import wifi
from device.sync import enrolment, trust
from device.update import key as keys

LONGEST_NAME = 60
"""Letters of a kiosk's name."""
LONGEST_HOST = 40
"""Letters of the name it has in the network; 63 are allowed (RFC 1035), long ones are cut off."""
FINGERPRINT = 64
"""Hexadecimal digits of one (SHA-256)."""
DEFAULT_HOST = "wellheard"
_USER = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LOCALE = re.compile(r"([a-z]{2,3})[-_]([A-Z]{2})")
_COUNTRY = re.compile(r"[A-Z]{2}")
_KEY = re.compile(
    r"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com"
    r"|sk-ecdsa-sha2-nistp256@openssh\.com) [A-Za-z0-9+/]{30,}={0,3}( [^\x00-\x1f\x7f]*)?"
)
_SPELT = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_TAKEN = {"root", "pi", "wellheard", "wellheard-server", "wellheard-screen", "daemon", "nobody"}


class AnswerError(WellheardError, ValueError):
    """An answer can't be used."""


class Role(StrEnum):
    """What the card makes of the board."""

    KIOSK = "kiosk"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Wifi:
    """A wireless network to join."""

    name: str
    secret: str | None = field(repr=False)
    """The key, or the password itself where `wpa3`; None for an open network."""
    country: str
    """Where it stands, such as GB: the law says which channels."""
    hidden: bool = False
    wpa3: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """All of them, checked."""

    name: str
    role: Role = Role.KIOSK
    wifi: Wifi | None = None
    """None: by cable."""
    server: str | None = None
    """The centre's server, as an address with its port."""
    fingerprint: str | None = None
    """The server's; then nobody need compare it."""
    keys: tuple[str, ...] = ()
    """SSH keys of those who may sign in."""
    user: str = "helper"
    """Who signs in with them."""
    update_keys: tuple[str, ...] = ()
    """The maintainers' public keys; without one it takes no new version."""
    locale: str = "en_GB.UTF-8"
    timezone: str = "Etc/UTC"
    screen: bool = False

    @property
    def host(self) -> str:
        """What it is called in the network."""
        return host(self.name)


def name(written: str) -> str:
    """A kiosk's name.

    Raises:
        AnswerError: it is empty, too long, or holds what can't be shown.
    """
    tidy = unicodedata.normalize("NFC", " ".join(written.split()))
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise AnswerError(
            f"The name has {len(tidy)} letters. Give it one with 1 to {LONGEST_NAME}, such as"
            " Quiet room."
        )
    # A joiner holds emoji of several parts together.
    wrong = [one for one in tidy if unicodedata.category(one)[0] == "C" and one != "\u200d"]
    if wrong:
        raise AnswerError(
            f"The name holds a sign that can't be shown (U+{ord(wrong[0]):04X}). Type it by hand."
        )
    return tidy


def host(name: str) -> str:
    """A name made of letters a to z, digits and hyphens, for the network."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_SPELT))
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    tidy = re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "").replace("\u2019", ""))
    tidy = tidy.strip("-")[:LONGEST_HOST].strip("-")
    if not tidy or tidy.isdigit():
        return f"{DEFAULT_HOST}-{tidy}".strip("-")
    return tidy


def country(written: str) -> str:
    """A country's two letters.

    Raises:
        AnswerError: it isn't two letters.
    """
    tidy = written.strip().upper()
    if not _COUNTRY.fullmatch(tidy):
        raise AnswerError(f"{written!r} is no country in two letters, such as GB, DE or US.")
    return tidy


def locale(written: str) -> str:
    """A language and country, as a system's locale.

    Raises:
        AnswerError: it isn't one.
    """
    match = _LOCALE.fullmatch(written.strip().partition(".")[0])
    if match is None:
        raise AnswerError(f"{written!r} is no language with its country, such as en_GB or de_DE.")
    return f"{match[1]}_{match[2]}.UTF-8"


def timezone(written: str) -> str:
    """A time zone.

    Raises:
        AnswerError: there is none called so.
    """
    tidy = written.strip()
    if tidy not in available_timezones():
        raise AnswerError(f"There is no time zone {written!r}. One looks like Europe/London.")
    return tidy


def server(written: str) -> str:
    """The server's address, with its port.

    Raises:
        WellheardError: it is none, or not an encrypted one.
    """
    return enrolment.address(written)


def fingerprint(written: str) -> str:
    """A server's fingerprint, in pairs.

    Raises:
        AnswerError: it is none.
    """
    digits = trust.plain(written)
    if len(digits) != FINGERPRINT or re.search(r"[g-z]", written.lower()):
        raise AnswerError(
            "That is not a server's fingerprint: it has 32 pairs of digits and letters a to f. It"
            " is on the server's page Kiosks."
        )
    return ":".join(digits[at : at + 2] for at in range(0, FINGERPRINT, 2)).upper()


def ssh_key(written: str) -> str:
    """The public half of an SSH key, one line.

    Raises:
        AnswerError: it is none, or the private half.
    """
    tidy = written.strip()
    if "PRIVATE KEY" in tidy:
        raise AnswerError(
            "That is the private half of a key, which never leaves your computer. Give the file"
            " that ends in .pub."
        )
    if not _KEY.fullmatch(tidy):
        raise AnswerError(
            "That is no SSH key. One line, from a file such as ~/.ssh/id_ed25519.pub, that begins"
            " with ssh-ed25519 or ssh-rsa. To make one: ssh-keygen"
        )
    return tidy


def update_keys(written: str) -> tuple[str, ...]:
    """The public keys of those whose new versions it takes, one a line.

    Raises:
        AnswerError: there is none, or one is broken.
    """
    try:
        found = keys.listed(written, "The key for updates")
    except keys.KeyTrouble:
        found = ()
    if not found:
        raise AnswerError(
            "That is no public key for updates: it is one line of 43 letters. Ask whoever makes the"
            " updates for it."
        )
    return found


def user(written: str) -> str:
    """The account that keys sign in to.

    Raises:
        AnswerError: an account can't be called so, or is another's.
    """
    tidy = written.strip()
    if not _USER.fullmatch(tidy) or tidy in _TAKEN:
        raise AnswerError(
            f"An account can't be called {written!r}: small letters and digits, a letter first, and"
            f" none of {', '.join(sorted(_TAKEN))}."
        )
    return tidy


def network(
    called: str, secret: str | None, where: str, *, hidden: bool = False, wpa3: bool = False
) -> Wifi:
    """A wireless network; its password becomes a key, unless it is one with WPA3 alone.

    Raises:
        WellheardError: no Wi-Fi has such a name or password, or there is no such country.
    """
    called = wifi.name(called)
    kept = None
    if secret:
        kept = wifi.password(secret) if wpa3 else wifi.key(called, secret)
    return Wifi(called, kept, country(where), hidden=hidden, wpa3=wpa3 and kept is not None)
