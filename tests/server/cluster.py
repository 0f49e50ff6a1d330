"""A PostgreSQL of the tests' own: a throw-away cluster on a socket in a temporary folder."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, create_engine

ACCOUNT = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this account."""
MISSING = (
    "These tests need PostgreSQL, which is not installed. Run: sudo apt-get install -y postgresql"
)
QUICK = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\n"
"""For tests: nothing in them outlives the machine."""
DURABLE = ""
"""As it is delivered, for measurements: what is committed is on the disk."""
TEMPLATE = "wellheard_template"


def _programs() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[4])
    )
    if not found:
        raise RuntimeError(MISSING)
    return found[-1].parent


class Cluster:
    """Started once a test session."""

    def __init__(self, folder: Path, settings: str = QUICK) -> None:
        self._settings = settings
        self.folder = folder
        self.data = folder / "data"
        self._programs = _programs()
        self._names = 0

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", ACCOUNT, "--", *command]
        with (self.folder / "out").open("w") as out:  # a pipe would stay open as long as the server
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            )
        if done.returncode:
            told = (self.folder / "out").read_text(encoding="utf-8")
            raise RuntimeError(f"PostgreSQL could not be started for the tests: {told}")

    def start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, pwd.getpwnam(ACCOUNT).pw_uid)
        self._run("initdb", "-D", str(self.data), "-U", "wellheard", "-A", "trust", "-E", "UTF8")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            where = f"listen_addresses=''\nunix_socket_directories='{self.folder}'\n"
            file.write(self._settings + where)
        self.resume()

    def resume(self) -> None:
        """Start it, if it does not run."""
        if not (self.data / "postmaster.pid").exists():
            log = str(self.folder / "log")
            self._run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", "60", "start")

    def pause(self) -> None:
        """Stop it for a while; what is in it stays."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def url(self, name: str) -> URL:
        return URL.create(
            "postgresql+psycopg",
            username="wellheard",
            database=name,
            query={"host": str(self.folder)},
        )

    def _say(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(statement)
        finally:
            engine.dispose()

    def make(self, name: str | None = None, template: str | None = None) -> URL:
        """A new database, empty or a copy."""
        self._names += 1
        name = name or f"test_{self._names}"
        copy = f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""
        self._say(f"CREATE DATABASE {name}{copy}")
        return self.url(name)

    def drop(self, url: URL) -> None:
        """Delete one; PostgreSQL refuses where a test has left a connection to it open."""
        self._say(f"DROP DATABASE {url.database}")
