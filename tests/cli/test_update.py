"""What `wellheard update` says."""

import json
import platform
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from device.cli import update
from device.update import home as homes
from device.update import key as keys
from device.update import services as real_services
from device.update import state
from device.update.bundle import Bundle
from device.update.home import Home
from device.update.stage import Stage
from device.update.state import Step
from tests.update.workshop import PINNED, Played, bundle, machine, updater, wheel


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    made = machine(tmp_path)
    monkeypatch.setattr(
        homes.Home,
        "__init__",
        lambda self, folder=made.folder: object.__setattr__(self, "folder", folder),
    )
    return made


def said(*words: str) -> str:
    done = CliRunner().invoke(update.app, list(words))
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_the_status_tells_what_runs_what_is_kept_and_how_the_last_one_ended(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "pinned", lambda: real(tmp_path / "update.pub"))
    assert said("status").splitlines() == [
        "Version 0.1.0 runs; kept: none.",
        "It takes no update: it knows no maintainer's key.",
    ]
    (tmp_path / "update.pub").write_text(f"{PINNED[0]}\n")
    assert said("status") == "Version 0.1.0 runs; kept: none.\n"
    services = Played(home, tmp_path / "system")
    services.runs("0.1.0")
    updater(home, services).install(bundle(tmp_path, news="I listen better."))
    assert said("status").splitlines() == [
        "Version 0.2.0 runs; kept: 0.1.0.",
        "Updated from 0.1.0 to 0.2.0. I listen better.",
    ]
    told = json.loads(said("status", "--json"))
    assert (told["current"], told["kept"], told["step"]) == ("0.2.0", ["0.1.0"], "settled")
    assert told["last"]["good"] is True
    assert (told["waits"], told["believes"]) == (None, 1)
    kept = state.load(home.state)
    state.save(home.state, kept.model_copy(update={"waits": "Only 3 MB are free."}))
    waits = "A new version waits, and could not be installed: Only 3 MB are free."
    assert waits in said("status").splitlines()
    (tmp_path / homes.FULL).write_text("430")
    monkeypatch.setattr(homes.lacks_room, "__defaults__", (tmp_path,))
    assert "To fetch it 430 MB must be free." in said("status")


def test_a_maintainer_s_key_and_bundle(tmp_path: Path) -> None:
    key = tmp_path / "maintainers.key"
    public = json.loads(said("key", str(key), "--json"))["public"]
    assert key.stat().st_mode & 0o777 == 0o600
    wheels, units, lock = tmp_path / "wheels", tmp_path / "units", tmp_path / "kiosk.txt"
    wheels.mkdir()
    units.mkdir()
    wheel(wheels, "wellheard", "0.3.0", {"program.py": ""})
    (units / "wellheard-kiosk.service").write_text("[Service]\n")
    (units / "README.md").write_text("not for machines")
    lock.write_text("")
    words = ("make", "--key", str(key), "--wheels", str(wheels), "--units", str(units))
    more = ("--lock", str(lock), "--out", str(tmp_path), "--machine", platform.machine(), "--json")
    file = Path(json.loads(said(*words, *more))["file"])
    with file.open("rb") as opened:
        found = Bundle.open(opened, [public])
        found.check()
    assert [one.path for one in found.manifest.files if "units" in one.path] == [
        "units/wellheard-kiosk.service"
    ]
    again = CliRunner().invoke(update.app, [*words, *more])
    assert "is there already" in str(again.exception)


def test_a_lock_whose_wheel_is_missing_is_named(tmp_path: Path) -> None:
    keys.make(tmp_path / "key")
    (tmp_path / "kiosk.txt").write_text("vosk==0.3.45 \\\n    --hash=sha256:00\n")
    wheel(tmp_path, "wellheard", "0.3.0", {"program.py": ""})
    words = ("make", "--key", str(tmp_path / "key"), "--wheels", str(tmp_path))
    done = CliRunner().invoke(update.app, [*words, "--lock", str(tmp_path / "kiosk.txt")])
    assert "no wheel of vosk==0.3.45" in str(done.exception)


def test_one_update_is_named_and_one_alone(home: Home) -> None:
    for words in (["install"], ["install", "a.update", "--stick", "/media/stick"]):
        assert "Name one update" in str(CliRunner().invoke(update.app, words).exception)


def test_a_machine_without_a_pinned_key_takes_nothing(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    missing = tmp_path / "none.pub"
    monkeypatch.setattr(keys, "pinned", lambda: real(missing))
    done = CliRunner().invoke(update.app, ["install", str(bundle(tmp_path))])
    assert "knows no maintainer's key" in str(done.exception)
    assert home.whole() == ["0.1.0"]


def test_a_machine_without_a_key_has_nothing_waiting_at_night_and_finishes_what_was_cut_off(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "pinned", lambda: real(tmp_path / "none.pub"))
    monkeypatch.setattr(homes, "WAITING", tmp_path)
    bundle(tmp_path)
    assert said("run") == "No new version waits.\n"
    made = Played(home, tmp_path / "system")
    made.runs("0.1.0")
    monkeypatch.setattr(real_services, "Systemd", lambda: made)
    cut = state.State(step=Step.UNDOING, release="0.2.0", former="0.1.0", why="It fell.")
    state.save(home.state, cut)
    assert "Version 0.1.0 runs again, instead of 0.2.0. It fell." in said("run")


real = keys.pinned


def test_each_stage_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    tell = update._Stages()
    for stage in (Stage.TAKEN, Stage.CHECKED, Stage.WATCHED, Stage.WATCHED, Stage.PROVEN):
        tell(stage)
    assert capsys.readouterr().out.splitlines() == [
        "The update is here.",
        "It is whole, and signed by a maintainer.",
        "The new version did well.",
    ]
