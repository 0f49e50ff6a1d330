"""What staff do in the trial of a whole centre, on the database of an installed server:

    python -m tests.provisioning.staff FOLDER let-in CODE | publish ID | attempts

FOLDER is the server's, such as /var/lib/wellheard/server below a tree.
"""

import sys
from pathlib import Path

from sqlalchemy import URL, func, select

from device import library
from server.content.blobs import Blobs
from server.database import Database
from server.pages.visitor import Visitor
from server.results.tables import Attempt
from server.roles import Role
from server.staff import people
from server.staff.tables import Staff
from tests.sync.centre import Centre

TEA = "two-cups-of-tea"


class Installed(Centre):
    """Staff of a server that was installed, and runs as somebody else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = Database(URL.create("sqlite", database=str(folder / "server.sqlite3")))
        self._blobs = Blobs(folder / "blobs")
        with self.database.write() as session:
            pat = session.scalar(select(Staff).where(Staff.name == "Pat"))
            pat = pat or people.add(session, None, "Pat", Role.ADMIN)
            self.who = Visitor(pat.id, "Pat", Role.ADMIN, "none")


def main() -> None:
    """Do one thing."""
    centre, what = Installed(Path(sys.argv[1])), sys.argv[2]
    if what == "let-in":
        print(centre.let_in(sys.argv[3]))
    elif what == "publish":
        scenario = library.find(TEA).model_copy(update={"id": sys.argv[3], "version": 1})
        centre.publish(scenario)
    else:
        with centre.database.read() as session:
            for device, number in session.execute(
                select(Attempt.device_id, func.count()).group_by(Attempt.device_id)
            ):
                print(device, number)
    centre.database.close()


if __name__ == "__main__":
    main()
