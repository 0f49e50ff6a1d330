"""What several rooms' tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soundserver import SoundServer


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
