"""A centre's server as a process of its own, started once for each file of tests; kiosks of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.server.running import Server
from tests.sync.between import Between
from tests.sync.centre import Centre
from tests.sync.kiosk import Kiosk


def _running(folder: Path, *, plain: str = "yes") -> Iterator[Centre]:
    url = URL.create("sqlite", database=str(folder / "server.sqlite3"))
    with Server(url, folder, WELLHEARD_PLAIN_HTTP=plain) as server:
        centre = Centre(server, url, folder)
        yield centre
        centre.database.close()


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    yield from _running(tmp_path_factory.mktemp("centre"))


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    yield from _running(tmp_path_factory.mktemp("secured"), plain="no")


@pytest.fixture
def new_kiosk(tmp_path: Path) -> Iterator[Callable[..., Kiosk]]:
    made: list[Kiosk] = []

    def make(centre: Centre | None = None) -> Kiosk:
        kiosk = Kiosk(tmp_path / f"kiosk-{len(made)}")
        made.append(kiosk)
        if centre is not None:
            kiosk.enrol(centre)
        return kiosk

    yield make
    for kiosk in made:
        kiosk.close()


@pytest.fixture
def kiosk(centre: Centre, new_kiosk: Callable[..., Kiosk]) -> Kiosk:
    return new_kiosk(centre)


@pytest.fixture
def between(centre: Centre, kiosk: Kiosk) -> Iterator[Between]:
    """In the middle of the way from `kiosk` to its server."""
    with Between(centre.url) as middle:
        kiosk.goes_by(middle.url)
        yield middle
