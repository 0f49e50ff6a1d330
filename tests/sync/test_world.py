"""Whatever happens between kiosks and their server, nothing is lost and nothing blocks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync import soak
from tests.sync.machine import Machine
from tests.sync.world import World

SEED, EXAMPLES, STEPS = 5, 38, 60


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.close()


@pytest.mark.timeout(1200)
def test_two_thousand_things_happen_and_all_arrives_once(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    Machine.world = world
    Machine.steps.clear()
    try:
        soak.once(SEED, EXAMPLES, STEPS)
    except BaseException:
        print(*Machine.last, sep="\n")
        raise
    with capsys.disabled():
        print(f"\n{Machine.steps.total()} steps, {world.starts} starts of the server:")
        for what, many in Machine.steps.most_common():
            print(f"{many:6} {what}")
    assert Machine.steps.total() >= 2000
