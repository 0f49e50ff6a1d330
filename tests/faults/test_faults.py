"""Whatever fails is noticed, told, and over once its cause is; several faults to one kiosk."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from device import config
from device.config import Settings
from device.kiosk import program, upkeep
from tests.faults import faults
from tests.faults.faults import Fault
from tests.faults.machine import free_port
from tests.kiosk.room import Room, room, settings_for
from tests.kiosk.test_visits import let_in
from tests.soundserver import SoundServer

pytestmark = pytest.mark.timeout(600)
LONG = os.environ.get("WELLHEARD_LONG") == "1"
"""Also those that take long and differ little from others."""
DISK = "12m"


async def one_after_the_other(here: Room, *each: Fault) -> None:
    for fault in each:
        row = await fault(here)
        assert row.told
        assert row.lost in {"nothing", "that visit"} or "say it again" in row.lost  # a busy machine
        assert here.program.house.face.troubles == {}


async def test_sound_that_goes_in_a_visit_or_before_it_is_missed_and_used_again(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    async with room(sound_server, settings_for(tmp_path)) as here:
        await one_after_the_other(here, faults.microphone_out, faults.server_killed_in_a_visit)
        if LONG:
            await one_after_the_other(here, faults.server_killed)


async def test_an_engine_that_dies_or_hangs_in_a_reply_costs_nobody_a_word(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    async with room(sound_server, settings_for(tmp_path)) as here:
        await one_after_the_other(here, faults.recogniser_stopped, faults.synthesiser_stopped)
        if LONG:
            await one_after_the_other(here, faults.recogniser_killed)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place))
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only an administrator can mount a small disk; tests/kiosk tries the ledger")
    yield place
    subprocess.run(("umount", str(place)), check=True)


async def test_a_full_disk_loses_no_practice(
    sound_server: SoundServer, tmp_path: Path, small_disk: Path
) -> None:
    settings = settings_for(tmp_path, data=small_disk / "data")
    let_in(settings.data)
    async with room(sound_server, settings) as here:
        await one_after_the_other(here, faults.disk_full)


def written(folder: Path, settings: Settings) -> None:
    """The settings as a file."""
    folder.mkdir()
    values = settings.model_dump(mode="json", exclude_defaults=True)
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    (folder / "kiosk.toml").write_text("".join(lines))


async def test_settings_clock_screen_button_and_visits_that_go_wrong(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "AGAIN", 0.5)
    monkeypatch.setattr(program, "LOOK", 0.5)
    folder = tmp_path / "settings"
    settings = settings_for(
        tmp_path, screen=True, screen_port=free_port(), quiet_hours="21:00-08:00"
    )
    written(folder, settings)

    def load() -> Settings:
        return config.load((folder,))

    async with room(sound_server, load(), load=load) as here:
        await one_after_the_other(
            here,
            faults.screen_gone,
            faults.settings_broken,
            faults.clock_jumps,
            faults.button_bounces,
            faults.visit_stuck,
            faults.visit_breaks,
        )
