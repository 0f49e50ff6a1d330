"""Passwords: which will do, how they are kept, and how one is checked.

Long is what counts (ASVS 5.0, 6.2): no rule asks for capitals or digits. What thousands use, and
what follows a pattern that programs try first, is refused; the lists for that (zxcvbn's) are here,
so no internet is needed.
"""

import math
import unicodedata
from threading import BoundedSemaphore

from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import zxcvbn

LEAST = 12
MOST = 128
"""Characters. Longer ones would only make the hash slow to reach."""
GUESSES = 8.0
"""The power of ten of guesses, by zxcvbn's count, that a password must be worth: all common ones
and their variations are under it, three unrelated words are over it."""
READ = 72
"""Characters that zxcvbn looks at; its time grows steeply with the length."""
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
"""argon2id, as OWASP's password storage page asks for where memory is short."""
AT_ONCE = 2
"""Hashes reckoned at one time in a process: 40 MB at the most."""

_hasher = Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_turn = BoundedSemaphore(AT_ONCE)


def _composed(password: str) -> str:
    """One form for letters that a keyboard can make in two ways."""
    return unicodedata.normalize("NFC", password)


def fault(password: str, known: tuple[str, ...] = ()) -> str | None:
    """Why a password won't do, as a sentence for the person; None if it will.

    `known` holds what others know of the person, such as the name.
    """
    password = _composed(password)
    if len(password) < LEAST:
        return (
            f"Use at least {LEAST} characters. Three or four words you like make a good password."
        )
    if len(password) > MOST:
        return f"Use at most {MOST} characters."
    folded = password.casefold()
    for word in known:
        if len(word) > 2 and word.casefold() in folded:
            return f"Leave “{word}” out of it: that is tried first."
    worth = zxcvbn(password[:READ], user_inputs=["wellheard", *known])
    if math.log10(max(1, worth["guesses"])) < GUESSES:
        return "This one is easily guessed. Try three or four words that don't belong together."
    return None


def hashed(password: str) -> str:
    """As it is kept."""
    with _turn:
        return _hasher.hash(_composed(password))


_NOBODY = hashed("nobody has this password")


def right(password: str, kept: str | None) -> bool:
    """Whether it is the one; takes as long where none was ever set."""
    with _turn:
        matches = _hasher.verify(_composed(password[: MOST * 4]), kept or _NOBODY)
    return matches and kept is not None
