"""What somebody typed is not lost when their session ends in the middle of it.

The page that asks them to sign in again carries all they sent in hidden fields; once they are
signed in, the next page sends it on. Nothing of it is kept on the server.
"""

from starlette.datastructures import FormData

from server.pages.forms import FIELD

START = "held."
NEVER = frozenset({FIELD, "password", "old", "again"})


def hold(form: FormData) -> list[tuple[str, str]]:
    """The fields of a form that could not be taken, under other names; files can't be carried."""
    return [
        (START + name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in NEVER
    ]


def from_form(form: FormData) -> list[tuple[str, str]]:
    """What the sign-in form carries along."""
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name.startswith(START)
    ]


def original(kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Under their own names again."""
    return [(name.removeprefix(START), value) for name, value in kept]
