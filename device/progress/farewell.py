"""People who want to be forgotten, and whose practices the centre's server may have: the kiosk asks
it to delete them, and remembers to until the server has answered.

Only the hash of a code is kept for it, and only of those who had let staff see; the server knows
that hash already.
"""

from collections.abc import Iterable

from device.store import Store

SEEN = "seen_by_staff/"
"""Begins the name of a fact: this person had let staff see, and does no more."""
ASKED = "erase_at_server/"
"""Begins the name of a fact: this person wants to be forgotten there, too."""


def hidden(store: Store, key: str) -> None:
    """Remember that staff could see this person until now: what went before is there still."""
    store.keep(SEEN + key, "")


def forgotten(store: Store, key: str, *, shared: bool) -> None:
    """Remember that this person wants to be forgotten at the server, if it can know them.

    Args:
        shared: whether staff might see them until now.
    """
    if shared or store.kept(SEEN + key) is not None:
        store.keep(ASKED + key, "")
        store.drop(SEEN + key)


def asked(store: Store) -> tuple[str, ...]:
    """Whom the server has not answered for yet."""
    return tuple(name.removeprefix(ASKED) for name in store.names(ASKED))


def answered(store: Store, keys: Iterable[str]) -> None:
    """The server has deleted all of these."""
    for key in keys:
        store.drop(ASKED + key)
