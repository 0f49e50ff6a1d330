import pytest

from server.staff import passwords


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("short", "at least 12"),
        ("x" * 129, "at most 128"),
        ("passwordpassword", "easily guessed"),
        ("qwertyuiop123", "easily guessed"),
        ("aaaaaaaaaaaaaaaa", "easily guessed"),
        ("123456789012", "easily guessed"),
        ("iloveyouiloveyou", "easily guessed"),
        ("Password1234!", "easily guessed"),
        ("wellheardwellheard", "easily guessed"),
        ("maria likes long walks", "Leave “Maria” out"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, told: str) -> None:
    assert told in (passwords.fault(password, ("Maria",)) or "")


@pytest.mark.parametrize(
    "password",
    ["seven brown kettles sing", "kühler Wind am Morgen", "пять старых лодок", "x9$Kq-vv2!mPz"],
)
def test_a_long_one_will_do_whatever_it_is_made_of(password: str) -> None:
    assert passwords.fault(password, ("Maria",)) is None


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own() -> None:
    first, second = (passwords.hashed("seven brown kettles sing") for _ in range(2))
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.right("seven brown kettles sing", first)
    assert not passwords.right("Seven brown kettles sing", first)


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    kept = passwords.hashed("blåbærgrød i skoven")
    assert passwords.right("bla\u030abærgrød i skoven", kept)


def test_where_no_password_was_set_none_fits() -> None:
    assert not passwords.right("nobody has this password", None)
