"""One round of a stick at the server: what kiosks wrote is taken in, and answered."""

from collections.abc import Iterable

from server.database import Database
from server.pages.visitor import Visitor
from server.signing import Keys
from server.staff import log
from server.stick.take import Came, take

Files = Iterable[tuple[str, Iterable[bytes]]]
"""Names, and the lines in each."""


def take_all(database: Database, keys: Keys, who: Visitor | None, files: Files) -> list[Came]:
    """Take in all files; gives what came of each."""
    came = [take(database, keys, name, lines) for name, lines in files]
    with database.write() as session:
        for one in (one for one in came if one.device is not None):
            log.record(
                session, who, "stick.taken", f"took in a stick from “{one.name}”: {one.words}"
            )
        for one in (one for one in came if one.wrong):
            named = one.name or one.file
            log.record(
                session, who, "stick.left", f"left on a stick from “{named}”: {one.wrong[0]}"
            )
    return came


def note_filled(database: Database, who: Visitor | None, answered: int) -> None:
    """Put in the log that a stick was filled."""
    many = "no kiosk" if not answered else "1 kiosk" if answered == 1 else f"{answered} kiosks"
    with database.write() as session:
        log.record(session, who, "stick.filled", f"filled a stick, with answers for {many}")
