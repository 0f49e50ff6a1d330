"""What comes of each fault at a kiosk that runs: how soon it is noticed, how it is told, how soon
all is well again, and what is lost.

    python -m tests.bench.faults [sound engines disk rest killed]

Real processes: a private sound server, the recogniser, the voice, the whole program. On a busy
machine the figures are upper bounds. The full disk is tried where an administrator runs this.
"""

import asyncio
import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from device import config
from device.config import Settings
from device.kiosk import underway
from tests.faults import faults, processes
from tests.faults.faults import KIND, TALK, Fault, Row, kept
from tests.faults.machine import Machine, free_port
from tests.kiosk.room import hush, room, settings_for
from tests.kiosk.test_visits import let_in
from tests.soundserver import SoundServer

SOUND = (faults.microphone_out, faults.server_killed, faults.server_killed_in_a_visit)
ENGINES = (faults.recogniser_killed, faults.recogniser_stopped, faults.synthesiser_stopped)
REST = (
    faults.screen_gone,
    faults.settings_broken,
    faults.clock_jumps,
    faults.button_bounces,
    faults.visit_stuck,
    faults.visit_breaks,
)
STAGES = ("the welcome", "listening", "after feedback")


def tell(row: Row) -> None:
    noticed = "" if row.noticed is None else f"{row.noticed:.1f}"
    print(
        f"| {row.fault} | {noticed} | {row.told} | {row.recovered:.1f} | {row.lost} |", flush=True
    )


async def done_to(folder: Path, each: tuple[Fault, ...], settings: Settings) -> None:
    """Some faults, one after the other, done to one kiosk."""
    place = folder / "settings"
    place.mkdir()
    values = settings.model_dump(mode="json", exclude_defaults=True)
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    (place / "kiosk.toml").write_text("".join(lines))

    def load() -> Settings:
        return config.load((place,))

    sound = SoundServer(folder / "run")
    try:
        sound.start()
        os.environ.update(sound.environment)
        async with room(sound, load(), load=load) as here:
            for fault in each:
                try:
                    tell(await fault(here))
                except AssertionError as error:
                    print(f"| {fault.__name__} | | {error} | | |", flush=True)
                    return
    finally:
        sound.stop()


def killed(folder: Path) -> Iterator[Row]:
    """SIGKILL of the whole at each stage of a visit."""
    settings = settings_for(folder, panel="keyboard", screen=True)
    let_in(settings.data)
    sound = SoundServer(folder / "run")
    sound.start()
    breathing = hush(sound)
    machine = Machine(settings, sound.environment, folder / "machine")
    try:
        machine.start()
        for stage in STAGES:
            machine.press()
            machine.until(lambda: machine.light == "speaking", "the welcome")
            if stage != STAGES[0]:
                machine.ask(ask="chosen", id=TALK)
                machine.until(lambda: machine.whole()["view"]["expect"] == "reply", "my turn")
            if stage == STAGES[2]:
                machine.ask(ask="typed", text=KIND)
                machine.until((settings.data / underway.FILE).exists, "the reply is assessed")
            family, had = machine.family(), kept(settings.data)
            machine.kill()
            began = time.monotonic()
            while any(map(processes.alive, family)):
                time.sleep(0.05)
            gone = time.monotonic() - began
            machine.start()
            ready = time.monotonic() - began
            new = kept(settings.data) - had
            told = f"starting light; its children were gone after {gone:.1f} s"
            lost = "nothing; the reply is kept" if new else "nothing was answered yet"
            yield Row(f"SIGKILL of the whole, {stage}", None, told, ready, lost)
    finally:
        machine.close()
        breathing.kill()
        sound.stop()


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    place = folder / "disk"
    place.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place))
    done = subprocess.run(mount, capture_output=True, check=False)
    try:
        yield place if done.returncode == 0 else None
    finally:
        if done.returncode == 0:
            subprocess.run(("umount", str(place)), check=True)


def main() -> None:
    logging.disable(logging.CRITICAL)
    print(
        "| fault | noticed after s | told how | recovered after s | lost |\n|---|--:|---|--:|---|"
    )
    with tempfile.TemporaryDirectory() as name:
        groups = {
            each: Path(name) / each for each in ("sound", "engines", "disk", "rest", "killed")
        }
        for folder in groups.values():
            (folder / "run").mkdir(parents=True)
        wanted = set(sys.argv[1:]) or set(groups)
        for group, each in (("sound", SOUND), ("engines", ENGINES)):
            if group in wanted:
                asyncio.run(done_to(groups[group], each, settings_for(groups[group])))
        if "disk" in wanted:
            with small_disk(groups["disk"]) as disk:
                if disk is not None:
                    settings = settings_for(groups["disk"], data=disk / "data")
                    let_in(settings.data)
                    asyncio.run(done_to(groups["disk"], (faults.disk_full,), settings))
        if "rest" in wanted:
            settings = settings_for(
                groups["rest"], screen=True, screen_port=free_port(), quiet_hours="21:00-08:00"
            )
            asyncio.run(done_to(groups["rest"], REST, settings))
        if "killed" in wanted:
            for row in killed(groups["killed"]):
                tell(row)


if __name__ == "__main__":
    main()
