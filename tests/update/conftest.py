"""A machine to update."""

from pathlib import Path

import pytest

from device.update.home import Home
from tests.update.workshop import Played, machine


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return machine(tmp_path)


@pytest.fixture
def services(home: Home, tmp_path: Path) -> Played:
    played = Played(home, tmp_path / "system")
    played.runs(home.current())
    return played
