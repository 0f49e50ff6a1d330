"""What several rooms' tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soundserver import SoundServer

LONG = ("kiosk", "faults", "sync")
"""Folders whose files take minutes, waiting more than working: begun first, so that the rest is
done beside them and nobody waits for them at the end."""


WORKER_BYTES = 2_000_000_000
"""Memory that a worker and what it starts may need."""


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors, for much of the work is waiting; fewer where memory is
    short.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min((os.cpu_count() or 1) + 2, memory // WORKER_BYTES))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long ones first; each file's tests stay together and in their order."""
    folder = Path(__file__).parent

    def short(item: pytest.Item) -> bool:
        return item.path.relative_to(folder).parts[0] not in LONG

    items.sort(key=short)


@pytest.fixture
def sound_server(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SoundServer]:
    """A sound server of one's own, which the programs started by the test find as `default`."""
    server = SoundServer(Path(tmp_path_factory.mktemp("run")))
    try:
        server.start()
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server
    finally:
        server.stop()
