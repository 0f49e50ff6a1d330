"""One code is one hash at a whole centre, and tells nothing at another."""

import base64
import secrets
from pathlib import Path
from typing import cast

from device.progress.find import MANY
from device.progress.secret import hashed, invented, own_salt
from device.progress.words import WORDS
from server.results import codes
from server.signing import Keys


class Salted:
    """As much of a centre's keys as its codes need."""

    def __init__(self, salt: bytes) -> None:
        self.salt = base64.urlsafe_b64encode(salt).rstrip(b"=").decode()


def test_the_kiosk_s_hash_is_the_server_s_whatever_it_was_typed_like() -> None:
    salt = secrets.token_bytes(32)
    keys = cast(Keys, Salted(salt))
    assert hashed("apple lantern river", salt) == codes.hashed(keys, " Apple, LANTERN river. ")
    assert hashed("apple lantern river", secrets.token_bytes(32)) != codes.hashed(
        keys, "apple lantern river"
    )


def test_new_codes_are_three_words_of_the_list_in_the_order_in_which_they_are_hashed() -> None:
    made = {invented() for _ in range(300)}
    assert len(made) > 290
    for code in made:
        three = code.split()
        assert three == sorted(set(three))
        assert len(three) == MANY
        assert set(three) <= set(WORDS)


def test_a_kiosk_s_own_salt_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    assert own_salt(tmp_path, make=False) is None
    salt = own_salt(tmp_path, make=True)
    assert salt is not None
    assert own_salt(tmp_path, make=False) == salt == own_salt(tmp_path, make=True)
    assert (tmp_path / "salt").stat().st_mode & 0o077 == 0
