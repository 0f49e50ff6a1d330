"""What systemd itself says of the units; on Debian 12 that is version 252, the oldest there is."""

import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import typer

from device.cli import app
from device.update.bundle import UNIT
from device.update.key import PINNED
from device.update.services import GUARDS, LASTING, TARGET

UNITS = Path(__file__).resolve().parents[2] / "systemd"
FILES = UNITS.parent / "provisioning" / "files"
SERVICES = sorted(one.name for one in UNITS.glob("*.service"))
MOST = 1.5
"""Of 10: what systemd calls the exposure; its own services have 2 to 9."""
ENROL = {"wellheard-enrol.service"}
"""The installer's own, beside the units of a release."""


def lines(unit: str) -> list[str]:
    """What a unit says, without comments."""
    text = (UNITS / unit).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def said(unit: str, name: str) -> list[str]:
    return [line.partition("=")[2] for line in lines(unit) if line.startswith(f"{name}=")]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A system with our units, and with what they run."""
    found = tmp_path_factory.mktemp("tree")
    (found / "usr/lib").mkdir(parents=True)
    shutil.copytree("/usr/lib/systemd/system", found / "usr/lib/systemd/system", symlinks=True)
    system = found / "etc/systemd/system"
    system.mkdir(parents=True)
    for unit in UNITS.glob("wellheard*"):
        shutil.copy(unit, system)
    commands = {
        word
        for one in SERVICES
        for line in lines(one)
        for word in re.findall(r"^Exec\w+=-?(/\S+)", line)
    }
    for command in commands:
        place = found / command[1:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("#!/bin/sh\n")
        place.chmod(0o755)
    return found


def test_systemd_finds_nothing_to_say_of_them(tree: Path) -> None:
    units = [f"{tree}/etc/systemd/system/{one.name}" for one in sorted(UNITS.glob("wellheard*"))]
    done = subprocess.run(
        ("systemd-analyze", "verify", "--man=no", f"--root={tree}", *units),
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_it_would_say_something_of_a_word_it_does_not_know(tree: Path) -> None:
    wrong = tree / "etc/systemd/system/wellheard-wrong.service"
    wrong.write_text("[Service]\nExecStart=/usr/bin/env true\nRestartSteps=3\n")
    done = subprocess.run(
        ("systemd-analyze", "verify", "--man=no", f"--root={tree}", str(wrong)),
        capture_output=True,
        check=False,
        text=True,
    )
    wrong.unlink()
    assert "wellheard-wrong.service" in done.stderr


@pytest.mark.parametrize("unit", SERVICES)
def test_each_is_shut_in(unit: str) -> None:
    done = subprocess.run(
        ("systemd-analyze", "security", "--offline=true", "--no-pager", str(UNITS / unit)),
        capture_output=True,
        check=True,
        text=True,
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    assert float(found[1]) <= MOST, done.stdout


@pytest.mark.parametrize("unit", LASTING)
def test_what_runs_all_the_time_never_gives_up(unit: str) -> None:
    assert said(unit, "Restart") == ["always"]
    assert said(unit, "StartLimitIntervalSec") == ["0"]


@pytest.mark.parametrize("unit", ["wellheard-kiosk.service", "wellheard-server.service"])
def test_a_hang_is_noticed(unit: str) -> None:
    assert said(unit, "Type") == ["notify"]
    [seconds] = said(unit, "WatchdogSec")
    told = (UNITS / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{unit}` .* watched \({seconds} s\)", told, re.MULTILINE)


def test_a_kiosk_on_a_machine_that_hardly_gets_to_work_is_no_hang() -> None:
    """With 3% of a processor a round took longer than 20 seconds."""
    assert int(said("wellheard-kiosk.service", "WatchdogSec")[0]) >= 30


def test_where_no_maintainer_is_believed_nothing_is_fetched_and_nothing_fails() -> None:
    assert str(PINNED) in said("wellheard-fetch.service", "ConditionPathExists")
    assert said("wellheard-update.service", "ConditionPathExists") == [], "it finishes trials"


def test_nothing_starts_before_an_update_that_was_cut_short_is_settled() -> None:
    before = " ".join(said("wellheard-settle.service", "Before")).split()
    assert set(before) == set(SERVICES) - {"wellheard-settle.service"}
    for unit in SERVICES:
        assert "/opt/wellheard" in " ".join(said(unit, "RequiresMountsFor"))


def test_what_plays_sound_can_see_the_cards() -> None:
    """`ProcSubset=pid` hides /proc/asound, by which they are known."""
    files = [*UNITS.glob("*.service"), *FILES.glob("*.service")]
    sound = [file for file in files if "DeviceAllow=char-alsa" in file.read_text()]
    assert len(sound) == 2
    assert not [file.name for file in sound if "ProcSubset=" in file.read_text()]


def test_no_unit_takes_the_sign_in_prompt_from_a_machine_that_it_does_not_run_on() -> None:
    for unit in SERVICES:
        assert said(unit, "Conflicts") == []


@pytest.mark.parametrize("what", ["kiosk", "sync", "settle", "update"])
def test_who_goes_by_the_machine_s_starts_can_see_them(what: str) -> None:
    """They are told apart by a file in /proc/sys, which `ProcSubset=pid` hides."""
    assert said(f"wellheard-{what}.service", "ProcSubset") == []


def test_the_target_brings_all_that_starts_by_itself() -> None:
    wanted = set(" ".join(said(TARGET, "Wants")).split())
    timers = {one.name for one in UNITS.glob("*.timer")}
    assert wanted == {*LASTING, "wellheard-settle.service", *timers}
    for timer in timers:
        assert timer.replace(".timer", ".service") in SERVICES


def test_a_crash_leaves_nothing_that_was_said_on_the_disk() -> None:
    for unit in SERVICES:
        assert said(unit, "LimitCORE") == ["0"], unit


def of_backups(name: str, folder: Path) -> int:
    """Run what the backup's unit says, on another folder; gives its status."""
    [line] = said("wellheard-backup.service", name)
    command = shlex.split(line.replace("/var/lib/wellheard/server", str(folder)))
    return subprocess.run(command, check=False).returncode


def test_the_second_net_leaves_it_to_the_server_whether_one_is_needed() -> None:
    """It alone knows in which folder its backups are."""
    [start] = said("wellheard-backup.service", "ExecStart")
    assert "--if-older 36 " in start
    assert said("wellheard-backup.service", "ExecCondition") == []


def test_the_second_net_keeps_three_and_the_one_just_made_whatever_the_others_are_dated(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "backups-by-timer"
    for hour in (0, -24, 8000, 9000, 9001):
        dated(kept, hour)
    assert of_backups("ExecStartPost", tmp_path) == 0
    assert {file.name for file in kept.iterdir()} == {"0", "-24", "9001"}
    for hour in (-48, -72):
        dated(kept, hour)
    of_backups("ExecStartPost", tmp_path)
    assert {file.name for file in kept.iterdir()} == {"0", "-24", "-48"}


def dated(folder: Path, hours: int) -> None:
    """A file that was written so long from now."""
    folder.mkdir(exist_ok=True)
    (folder / str(hours)).touch()
    at = time.time() + hours * 3600
    os.utime(folder / str(hours), (at, at))


def test_every_command_they_run_is_there() -> None:
    commands = typer.main.get_command(app)
    for unit in SERVICES:
        for line in said(unit, "ExecStart"):
            found = re.search(r"(?:bin/|env )wellheard (.+)", line)
            if found is None:
                assert "cage" in line
                continue
            place = commands
            for word in found[1].split():
                if word.startswith("-") or not hasattr(place, "get_command"):
                    break
                place = place.get_command(typer.Context(place), word)
                assert place is not None, line


def test_each_fits_in_a_bundle_and_those_that_guard_updates_are_known() -> None:
    ours = [one.name for one in UNITS.glob("wellheard*")]
    assert [one for one in ours if not UNIT.fullmatch(f"units/{one}")] == []
    assert set(ours) >= GUARDS


def test_each_directive_that_had_to_go_is_told_with_its_reason() -> None:
    told = (UNITS / "README.md").read_text(encoding="utf-8")
    strict = set(lines("wellheard-update.service")) | set(lines("wellheard-backup.service"))
    for unit in SERVICES:
        gone = {
            line.partition("=")[0]
            for line in strict - set(lines(unit))
            if re.match(r"(Private|Protect|Memory|Lock|Restrict|Proc|Remove)\w+=(yes|pid)", line)
        }
        assert [name for name in sorted(gone) if name not in told] == [], unit
