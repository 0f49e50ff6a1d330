"""Kiosks by the thousand against the real server: all at once, and 200 practices a second.

    python -m tests.bench.sync storm 100 1000 10000 --out FOLDER
    python -m tests.bench.sync stream --minutes 10 --rate 200 --database postgresql --workers 2
    python -m tests.bench.sync both --tls

`storm`: so many kiosks come back at once by the protocol: each tells how it is, hears what is
wished, asks for content, and brings three practices; the connection of some breaks before they have
their answer. `stream`: practices end at a rate, and each is brought at once, by itself. Afterwards
the database is counted: every practice must be there, once, and in the totals once.

Everything stays on loopback, in a database that is thrown away, with durable settings. The server
is a process of its own, and so is this one; what each costs is told apart. Exit code 1 if a
practice was lost or doubled.
"""

import argparse
import asyncio
import contextlib
import signal
import ssl
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.database import Database
from tests.bench.load import centre, meter
from tests.bench.load.fleet import Fleet
from tests.bench.load.meter import Meter
from tests.bench.load.report import Run, picture, quantile, table
from tests.bench.load.staff import Desk

SIZES = (100, 1_000, 3_000, 10_000)
WAITING = 3
"""Practices that wait on each kiosk when it comes back."""
LOST = 0.02
"""The share of batches whose answer is lost on the way."""
SCENARIOS = 20
MOST_KIOSKS, MOST_RATE, MOST_MINUTES = 15_000, 1_000.0, 120.0
"""Bounds of what one machine is asked for."""
LOOKS = 1.0
"""Seconds between two looks at memory."""


@dataclass(frozen=True)
class Wanted:
    """What to run."""

    database: str
    workers: int
    tls: bool


@contextlib.contextmanager
def serving(wanted: Wanted, kiosks: int) -> Iterator["Bench"]:
    """A server with so many kiosks, thrown away afterwards."""
    with centre.database_of(wanted.database) as (url, folder, cluster):
        database = centre.opened(url)
        try:
            who, cookie = centre.sign_in(database)
            head = centre.publish(database, who, SCENARIOS)
            enrolled = centre.enrol(database, kiosks)
            with centre.server(url, folder, wanted.workers, tls=wanted.tls) as server:
                tls = None
                if wanted.tls:
                    tls = ssl.create_default_context(
                        cafile=str(folder / "server" / "tls" / "authority.pem")
                    )
                fleet = Fleet(server.port, enrolled, tls)
                desk = Desk(server.port, cookie, tls)
                watch = Meter(server.process.pid)
                asyncio.run(desk.warm(4 * wanted.workers))  # so that it reaches each of them
                meter.settle(watch)
                yield Bench(
                    wanted, fleet, desk, watch, Meter(cluster) if cluster else None, database, head
                )
        finally:
            database.close()


@dataclass
class Bench:
    """A server, its kiosks, its staff, and what is measured of it."""

    wanted: Wanted
    fleet: Fleet
    desk: Desk
    server: Meter
    cluster: Meter | None
    database: Database
    head: int

    def _look(self) -> None:
        self.server.look()
        if self.cluster is not None:
            self.cluster.look()

    async def _watch(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(LOOKS)

    async def measure(self, what: str, rate: float = 0.0, seconds: float = 0.0) -> Run:
        """One storm, or with a rate one stream."""
        load = meter.load_average()
        size, known = centre.size(self.database), len(self.fleet.made)
        if not rate:
            for kiosk in self.fleet.kiosks:
                for _ in range(WAITING):
                    self.fleet.practise(kiosk)
        self._look()
        before = self.server.megabytes
        worked = self.server.seconds
        stored = self.cluster.seconds if self.cluster else 0.0
        own = meter.own_seconds()
        beside = [asyncio.create_task(self.desk.work()), asyncio.create_task(self._watch())]
        began = time.monotonic()
        try:
            if rate:
                await self.fleet.stream(rate, seconds, self.head, LOST)
            else:
                await self.fleet.storm(self.head, LOST)
        finally:
            took = time.monotonic() - began
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
        self._look()
        counted, lost, strange = centre.counted(self.database, self.fleet.made)
        tally, made = self.fleet.tally, len(self.fleet.made)
        every = [one for seconds in tally.seconds.values() for one in seconds]
        refusals = {name: many for name, many in sorted(tally.met.items()) if name != "200"}
        return Run(
            what=what,
            database=self.wanted.database,
            workers=self.wanted.workers,
            wire="TLS" if self.wanted.tls else "plain",
            kiosks=len(self.fleet.kiosks),
            attempts=made - known,
            seconds=took,
            through=quantile(tally.through, 0.99),
            requests=tally.requests,
            again=sum(many for name, many in refusals.items() if name != "no Retry-After"),
            refusals=", ".join(f"{many} {name}" for name, many in refusals.items()),
            p50=quantile(every, 0.5),
            p99=quantile(every, 0.99),
            results_p99=quantile(tally.seconds.get("results", []), 0.99),
            staff_p95=quantile(self.desk.seconds, 0.95),
            staff_refused=self.desk.refused,
            cpu=self.server.seconds - worked,
            database_cpu=(self.cluster.seconds if self.cluster else 0.0) - stored,
            own_cpu=meter.own_seconds() - own,
            before=before,
            memory=self.server.most,
            together=self.server.together,
            growth=(centre.size(self.database) - size) / max(1, made - known),
            lost=lost + len(self.fleet.made - tally.delivered) * (not known),
            doubled=counted.attempts
            - counted.different
            + strange
            + abs(counted.totalled - counted.different),
            load=load,
        )


def main() -> int:
    """Read the command line, run, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("what", choices=("storm", "stream", "both"))
    parser.add_argument("kiosks", nargs="*", type=int, help=f"how many come at once: {SIZES}")
    parser.add_argument("--database", choices=(centre.SQLITE, centre.POSTGRESQL))
    parser.add_argument("--workers", type=int, help="1 on SQLite, 2 on PostgreSQL")
    parser.add_argument("--tls", action="store_true", help="with TLS; else plain")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the stream")
    parser.add_argument("--rate", type=float, default=200.0, help="practices a second")
    parser.add_argument("--fleet", type=int, default=10_000, help="kiosks of the stream")
    parser.add_argument("--out", type=Path, help="a folder for the table and the picture")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends with it
    sizes = given.kiosks or SIZES
    if max(*sizes, given.fleet, 0) > MOST_KIOSKS or not 0 < given.rate <= MOST_RATE:
        parser.error(f"at most {MOST_KIOSKS} kiosks and {MOST_RATE:g} practices a second")
    if not 0 < given.minutes <= MOST_MINUTES:
        parser.error(f"at most {MOST_MINUTES:g} minutes")
    runs: list[Run] = []
    for database in [given.database] if given.database else [centre.SQLITE, centre.POSTGRESQL]:
        usual = 1 if database == centre.SQLITE else 2
        wanted = Wanted(database, given.workers or usual, given.tls)
        if given.what != "stream":
            for many in sizes:
                with serving(wanted, many) as bench:
                    runs.append(asyncio.run(bench.measure("storm")))
                print(table(runs[-1:]), flush=True)
        if given.what != "storm":
            with serving(wanted, given.fleet) as bench:
                what = f"{given.rate:g}/s for {given.minutes:g} min"
                runs.append(asyncio.run(bench.measure(what, given.rate, 60 * given.minutes)))
            print(table(runs[-1:]), flush=True)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "sync.md").write_text(table(runs) + "\n", encoding="utf-8")
        if storms := [one for one in runs if one.what == "storm"]:
            (given.out / "sync.svg").write_text(picture(storms), encoding="utf-8")
    return 1 if any(one.lost or one.doubled for one in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
