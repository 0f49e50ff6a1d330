"""A release is made with the real tools: a virtual environment, and pip without a network."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from device.update import release
from device.update.bundle import Bundle, BundleBroken
from device.update.home import WHOLE, Home
from device.update.release import NoRoom, ReleaseFailed, build
from tests.update.workshop import PINNED, bundle

CHILD = """
import sys
from pathlib import Path
from device.update.bundle import Bundle
from device.update.home import Home
from device.update.release import build
from tests.update.workshop import PINNED
with Path(sys.argv[1]).open("rb") as opened:
    print("begins", flush=True)
    build(Bundle.open(opened, PINNED), Home(Path(sys.argv[2])), ("kiosk",))
"""
ROOT = Path(__file__).resolve().parents[2]


def made(file: Path, home: Home, wanted: tuple[str, ...] = ("kiosk",)) -> str:
    with file.open("rb") as opened:
        return build(Bundle.open(opened, PINNED), home, wanted)


def test_a_release_runs_where_it_stands_with_the_drivers_that_are_linked_in(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site-packages"
    site.mkdir()
    (site / "lgpio.py").symlink_to("/usr/lib/python3/dist-packages/lgpio.py")
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    file = bundle(tmp_path)
    name = made(file, home)
    folder = home.release(name)
    said = subprocess.run(
        (folder / "bin/wellheard", "--version"), capture_output=True, check=True, text=True
    )
    assert said.stdout == "wellheard 0.2.0\n"
    assert (folder / "units/wellheard-kiosk.service").is_file()
    assert not (folder / "packed").exists()
    [installed] = folder.glob("lib/python*/site-packages")
    assert str((installed / "lgpio.py").readlink()) == "/usr/lib/python3/dist-packages/lgpio.py"
    with file.open("rb") as opened:
        assert (folder / WHOLE).read_text().strip() == Bundle.open(opened, PINNED).sha256
    before = (folder / WHOLE).stat().st_mtime_ns
    assert made(file, home) == name, "once made it is not made again"
    assert (folder / WHOLE).stat().st_mtime_ns == before


def test_a_package_that_is_missing_or_another_one_is_told(home: Home, tmp_path: Path) -> None:
    file = bundle(tmp_path)
    raw = file.read_bytes()
    with file.open("rb") as opened:
        found = Bundle.open(opened, PINNED)
    place = found.begins
    for one in found.manifest.files:
        if one.path.startswith("wheels/needed"):
            break
        place += one.size
    other = bytearray(raw)
    other[place + 40] ^= 1
    file.write_bytes(bytes(other))
    with pytest.raises(BundleBroken):
        made(file, home)
    with pytest.raises(ReleaseFailed, match="kiosk and server"):
        made(bundle(tmp_path, "0.3.0"), home, ("kiosk", "server"))


def test_pip_takes_nothing_but_what_the_list_names(home: Home, tmp_path: Path) -> None:
    """Each wheel's own hash stands in the list that is in the bundle."""
    file = bundle(tmp_path)
    with file.open("rb") as opened:
        found = Bundle.open(opened, PINNED)
        found.unpack(tmp_path / "out")
    listed = (tmp_path / "out/requirements/kiosk.txt").read_text()
    for wheel in (tmp_path / "out/wheels").iterdir():
        assert hashlib.sha256(wheel.read_bytes()).hexdigest() in listed


def test_one_that_is_cut_off_is_made_anew_and_one_that_lies_is_never_whole(
    home: Home, tmp_path: Path
) -> None:
    file = bundle(tmp_path, says="0.9.9")
    child = subprocess.Popen(
        (sys.executable, "-c", CHILD, str(file), str(home.folder)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(1.0)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert home.release("0.2.0").is_dir()
    with pytest.raises(BundleBroken, match=r"its program says 'wellheard 0\.9\.9'"):
        made(file, home)
    assert not home.is_whole("0.2.0")


def test_no_room_is_told_before_anything_is_made(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "SPARE", 1 << 60)
    with bundle(tmp_path).open("rb") as opened, pytest.raises(NoRoom, match="are free"):
        release.fits(Bundle.open(opened, PINNED), home)


def test_a_step_that_never_ends_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "LIMIT", 0.2)
    with pytest.raises(ReleaseFailed, match="installing its packages took longer than"):
        release._run("installing its packages", "sleep", "30")
