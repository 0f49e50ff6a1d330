"""The command line, as a program of its own."""

import json
import os
import re
import signal
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from server import migrations
from server.backup import archive
from server.cli import listening
from server.database import Database
from server.settings import load

ADDRESS = re.compile(r"(https?://[^/\s]+)/welcome/(\S+)")
READY = re.compile(r"Uvicorn running on (https?)://127\.0\.0\.1:(\d+)")


@pytest.fixture
def environment(empty_url: URL, tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "WELLHEARD_SERVER_FOLDER": str(tmp_path / "server"),
        "WELLHEARD_DATABASE_URL": empty_url.render_as_string(hide_password=False),
        "WELLHEARD_HOST": "127.0.0.1",
        "WELLHEARD_PORT": "0",
    }


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "device", *arguments),
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )


class Running:
    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.process = subprocess.Popen(
            (sys.executable, "-m", "device", "serve", *arguments),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := READY.search(line):
                self.scheme, self.port = found.groups()
                break
        else:
            raise AssertionError(self.process.communicate())

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        out, _ = self.process.communicate(timeout=30)
        return out


@pytest.fixture
def started(environment: dict[str, str]) -> Iterator[list[Running]]:
    running: list[Running] = []
    yield running
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


def test_a_fresh_machine_serves_by_tls_and_prints_the_first_link(
    environment: dict[str, str], started: list[Running]
) -> None:
    server = Running(environment)
    started.append(server)
    assert server.scheme == "https"
    authority = Path(environment["WELLHEARD_SERVER_FOLDER"]) / "tls" / "authority.pem"
    trusting = ssl.create_default_context(cafile=str(authority))
    address = f"https://127.0.0.1:{server.port}/sign-in"
    with urllib.request.urlopen(address, context=trusting) as answer:
        assert "Sign in" in answer.read().decode()
    told = server.stop()
    assert server.process.returncode == 0
    assert ADDRESS.search(told)
    assert "fingerprint" in told


@pytest.mark.parametrize("kind", ["sqlite"])
def test_plain_http_keeps_to_this_machine(
    environment: dict[str, str], started: list[Running]
) -> None:
    del environment["WELLHEARD_HOST"]
    server = Running(environment, "--plain-http")
    started.append(server)
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/sign-in") as answer:
        cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("wellheard-form=")
    assert "Secure" not in cookie
    server.stop()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_second_start_says_so_and_leaves_the_first_one_s_link_good(
    environment: dict[str, str], started: list[Running]
) -> None:
    server = Running(environment, "--plain-http")
    started.append(server)
    link = next(line.strip() for line in server.process.stdout or () if "/welcome/" in line)
    again = run(environment, "serve", "--plain-http", "--port", server.port)
    assert (again.returncode, again.stdout) == (1, "")
    assert f"127.0.0.1:{server.port} already" in again.stderr
    link = link.replace(":0/", f":{server.port}/")
    with urllib.request.urlopen(link) as answer:
        assert answer.status == 200
    server.stop()


def test_somebody_is_added_and_let_in_again_when_locked_out(environment: dict[str, str]) -> None:
    added = run(environment, "server", "user", "add", "Ann Lee", "--role", "admin")
    assert added.returncode == 0, added.stderr
    assert ADDRESS.search(added.stdout)
    again = run(environment, "server", "user", "reset", "ann lee")
    assert again.returncode == 0
    assert ADDRESS.search(again.stdout)
    unknown = run(environment, "server", "user", "reset", "Bob")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "There is no 'Bob' on the staff. There is: Ann Lee." in unknown.stderr


@pytest.mark.parametrize("kind", ["sqlite"])
def test_links_lead_to_where_the_server_listens(environment: dict[str, str]) -> None:
    told = run(environment, "server", "init").stdout
    assert "Earlier first links" not in told
    assert "Ctrl-C" not in told
    served = load(
        server_folder=Path(environment["WELLHEARD_SERVER_FOLDER"]),
        host="127.0.0.1",
        port=28443,
        plain_http=True,
    )
    listening.note(served)
    again = run(environment, "server", "init").stdout
    assert "    http://127.0.0.1:28443/welcome/" in again
    assert "Earlier first links no longer work." in again
    added = run(environment, "server", "user", "add", "Ann").stdout
    assert "    http://127.0.0.1:28443/welcome/" in added
    assert listening.FILE not in {file.name for file in archive.files(served)}
    listening.note(served.model_copy(update={"port": 0}))
    assert ":28443" not in run(environment, "server", "user", "reset", "Ann").stdout


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_database_that_can_not_be_reached_is_told_in_a_sentence(
    environment: dict[str, str],
) -> None:
    environment["WELLHEARD_DATABASE_URL"] = "postgresql+psycopg://u:hunter2@127.0.0.1:1/none"
    done = run(environment, "server", "init")
    assert done.returncode == 1
    assert "can't be used" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("kind", ["sqlite"])
def test_wrong_use_ends_with_2(environment: dict[str, str]) -> None:
    assert run(environment, "server", "user", "add").returncode == 2
    port = run(environment, "serve", "--port", "many")
    assert (port.returncode, "--port is a number, such as 8443" in port.stderr) == (2, True)
    role = run(environment, "server", "user", "add", "Ann", "--role", "boss")
    assert (role.returncode, "there is no 'boss'" in role.stderr) == (2, True)
    assert "Value error" not in role.stderr


def test_without_the_server_s_packages_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    hide = (
        "import sys; sys.modules['fastapi'] = None; sys.argv = ['wellheard', 'serve'];"
        "from device.cli import main; main()"
    )
    done = subprocess.run(
        (sys.executable, "-c", hide), capture_output=True, check=False, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "server's part is not set up here yet" in done.stderr
    assert done.stderr.strip().endswith("run: make serve")
    assert "pip install" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_line_of_a_kiosk_does_not_load_the_server() -> None:
    done = subprocess.run(
        (sys.executable, "-c", "import sys, device.cli; print('server' in sys.modules)"),
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "False\n"


def test_only_serving_loads_the_pages_and_the_coach() -> None:
    code = (
        "import sys, server.cli; print({'server.app', 'device.coach.analysis'} & set(sys.modules))"
    )
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, check=True, text=True)
    assert done.stdout == "set()\n"


def test_an_upgrade_copies_the_database_first(environment: dict[str, str], empty_url: URL) -> None:
    made = run(environment, "server", "upgrade")
    assert "from step none to" in made.stdout, made.stderr
    assert "is up to date" in run(environment, "server", "upgrade").stdout
    backups = Path(environment["WELLHEARD_SERVER_FOLDER"]) / "backups"
    assert not backups.exists()
    database = Database(empty_url)
    with database.connect(writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    refused = run(environment, "server", "upgrade")
    assert refused.returncode == 1
    assert "newer version" in refused.stderr
    (copy,) = backups.iterdir()
    assert copy.stat().st_size > 1000
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_server_that_starts_with_an_older_database_copies_it_too(
    environment: dict[str, str], empty_url: URL
) -> None:
    run(environment, "server", "init")
    at_step(empty_url, "9999")
    assert run(environment, "serve").returncode == 1
    assert len(list((Path(environment["WELLHEARD_SERVER_FOLDER"]) / "backups").iterdir())) == 1


def at_step(url: URL, step: str) -> None:
    database = Database(url)
    with database.connect(writes=True) as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{step}'")
    database.close()


def test_starts_that_fail_at_the_same_step_share_one_copy_until_one_does_not_fail(
    environment: dict[str, str], empty_url: URL
) -> None:
    backups = Path(environment["WELLHEARD_SERVER_FOLDER"]) / "backups"

    def copies(*steps: str) -> int:
        for step in steps:
            at_step(empty_url, step)
            done = run(environment, "server", "init")
            assert done.returncode == (step != migrations.head()), done.stderr
        return len(list(backups.glob("before-upgrade-*")))

    run(environment, "server", "init")
    assert copies("9998", "9998", "9998") == 1
    assert copies("9999", "9999") == 2
    assert copies(migrations.head(), "9999") == 3
    next(iter(sorted(backups.iterdir(), reverse=True))).unlink()
    assert copies("9999") == 3
    at_step(empty_url, migrations.head())
    made = run(environment, "server", "backup", "--json")
    at_step(empty_url, "9999")
    done = run(environment, "server", "restore", "--force", json.loads(made.stdout)["file"])
    assert done.returncode == 0, done.stderr
    before = copies()
    assert copies("9999") == before + 1
