"""Does the time that signing in takes tell whether there is such a name?

    python tests/bench/signing_in.py [ROUNDS]

Signs in with a wrong password, in turn with a name that is there, one that is not, one without a
password and one that is kept out, and compares the medians. Fails where one is further than
`TOLERANCE` from the first.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import URL, delete

from server import migrations
from server.database import Database
from server.roles import Role
from server.staff import passwords, people
from server.staff.tables import Tries

TOLERANCE = 0.10
"""A share of the median; the hash alone takes tens of milliseconds, and machines waver by a few."""
NAMES = ("there", "not there", "without a password", "kept out")


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(URL.create("sqlite", database=str(Path(folder) / "server.sqlite3")))
        migrations.upgrade(database)
        with database.write() as session:
            people.add(session, None, "there", Role.EDITOR).password = passwords.hashed("a" * 20)
            people.add(session, None, "without a password", Role.EDITOR)
            out = people.add(session, None, "kept out", Role.EDITOR)
            out.password, out.disabled = passwords.hashed("a" * 20), True
        took: dict[str, list[float]] = {name: [] for name in NAMES}
        for _ in range(rounds):
            for name in NAMES:
                with database.write() as session:
                    session.execute(delete(Tries))
                began = time.perf_counter()
                assert people.sign_in(database, name, "b" * 20, "192.0.2.1") is None
                took[name].append(time.perf_counter() - began)
        database.close()
    medians = {name: statistics.median(times) for name, times in took.items()}
    for name, median in medians.items():
        print(f"{name:20} {median * 1000:7.1f} ms, {median / medians['there'] - 1:+.1%}")
    far = [n for n, m in medians.items() if abs(m / medians["there"] - 1) > TOLERANCE]
    return 1 if far else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
