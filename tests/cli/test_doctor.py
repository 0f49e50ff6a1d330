import json
import os
import subprocess
import sys
from pathlib import Path

from device import config
from device.doctor import CHECKS


def doctor(tmp_path: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    given = {f"WELLHEARD_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        (sys.executable, "-m", "device", "doctor", *arguments),
        env=os.environ | {f"XDG_{home}_HOME": str(tmp_path) for home in ("DATA", "CACHE")} | given,
        capture_output=True,
        check=False,
        text=True,
    )


def test_a_machine_without_models_is_not_ready_and_is_told_what_to_do(tmp_path: Path) -> None:
    done = doctor(tmp_path, models=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "Run: wellheard models fetch" in done.stdout
    assert done.stderr.count("\n") == 1
    assert "Not ready for a practice: models, recogniser" in done.stderr


def test_json_has_every_check(tmp_path: Path) -> None:
    done = doctor(tmp_path, "--json", models=str(tmp_path / "none"))
    assert done.returncode == 1
    rows = json.loads(done.stdout)
    assert [row["check"] for row in rows] == ["settings", *CHECKS]
    assert {row["state"] for row in rows} <= {"ok", "warning", "failed"}
    assert all(set(row) == {"check", "state", "found", "do"} for row in rows)


def test_a_wrong_setting_is_a_finding_and_no_crash(tmp_path: Path) -> None:
    done = doctor(tmp_path, "--json", models=str(tmp_path / "none"), voice="parrot")
    settings = json.loads(done.stdout)[0]
    assert (settings["check"], settings["state"]) == ("settings", "failed")
    assert "parrot" in settings["found"]
    assert "Traceback" not in done.stderr


def test_a_machine_with_a_recogniser_and_a_voice_is_ready(tmp_path: Path) -> None:
    installed = config.load().models / "whisper-tiny"
    assert installed.is_dir(), "whisper-tiny is missing. Run: make test"
    (tmp_path / "models").mkdir()
    (tmp_path / "models/whisper-tiny").symlink_to(installed)
    done = doctor(tmp_path, models=str(tmp_path / "models"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "of 11 different words" in done.stdout


def test_a_machine_set_up_as_a_server_only_is_told_how_to_become_a_kiosk(tmp_path: Path) -> None:
    hide = (
        "import sys; sys.modules['apsw'] = None; sys.argv = ['wellheard', 'doctor'];"
        "from device.cli import main; main()"
    )
    done = subprocess.run(
        (sys.executable, "-c", hide),
        env=os.environ | {f"XDG_{home}_HOME": str(tmp_path) for home in ("DATA", "CACHE")},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert "This needs apsw, which is not installed here" in done.stderr
    assert "make models" in done.stderr
    assert "Traceback" not in done.stderr
