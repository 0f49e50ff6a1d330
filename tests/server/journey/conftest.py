"""A server as on its first day, and staff's browsers, of which each is watched.

`chromium` one program for the whole folder; `serving` one server for a module; `browse()` a page in
a browser of its own, signed in nowhere.
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import URL

from tests.server.cluster import Cluster
from tests.server.journey import staff
from tests.server.journey.chromium import PATIENCE_MS, Witness, launched
from tests.server.running import Server

LINK = re.compile(r"http://\S+(/welcome/\S+)")
SAID = "I still set the alarm for five, every night. I don't know why."


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody who reads a line into the microphone."""
    file = tmp_path_factory.mktemp("voice") / "line.wav"
    subprocess.run(("espeak-ng", "-v", "en-gb", "-w", str(file), SAID), check=True)
    return file


@pytest.fixture(scope="module")
def chromium(voice: Path) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with launched(voice) as browser:
        yield browser


@pytest.fixture(scope="module")
def kind() -> str:
    """Of the database; what is looked at in a browser is mostly the same on both."""
    return "sqlite"


@pytest.fixture(scope="module")
def folder(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(f"centre-{kind}")


@pytest.fixture(scope="module")
def empty_url(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[URL]:
    if kind == "sqlite":
        yield URL.create("sqlite", database=str(folder / "server.sqlite3"))
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.make()
    yield url
    cluster.drop(url)


@pytest.fixture(scope="module")
def serving(empty_url: URL, folder: Path) -> Iterator[Server]:
    """On a machine where it never ran before, with no voice but the simple one."""
    with Server(empty_url, folder, told=folder / "told") as server:
        yield server
    faults = [line for line in server.log if "Traceback" in line]
    assert not faults, "\n".join(faults).replace("\\n", "\n")


@pytest.fixture(scope="module")
def home(serving: Server) -> str:
    return f"http://127.0.0.1:{serving.port}"


@pytest.fixture(scope="module")
def first_link(serving: Server, folder: Path) -> str:
    """What was printed at the first start, to set the first password with."""
    told = (folder / "told").read_text()
    found = LINK.search(told)
    assert found, told
    assert found[0].startswith(f"http://127.0.0.1:{serving.port}/")
    return found[0]


@pytest.fixture(scope="module")
def somebody(chromium: Browser, first_link: str) -> None:
    """Has set the first password, and may do everything."""
    context = chromium.new_context()
    staff.set_first_password(context.new_page(), first_link)
    context.close()


@pytest.fixture
def browse(chromium: Browser, home: str) -> Iterator[Callable[..., Page]]:
    """Makes pages; when the test is over, none may have asked elsewhere or found anything wrong."""
    opened = []

    def make(*, script: bool = True, width: int = 1280) -> Page:
        context = chromium.new_context(
            base_url=home,
            locale="en-GB",
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(PATIENCE_MS)
        witness = Witness(home)
        witness.watch(context)
        opened.append((context, witness))
        return context.new_page()

    yield make
    for context, _ in opened:
        context.close()
    assert [one for _, witness in opened for one in witness.elsewhere] == []
    assert [one for _, witness in opened for one in witness.complaints] == []
